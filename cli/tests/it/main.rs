//! The `cashier` command and the SDK against the whole system: backend and simulator over real sockets, one program for all tests.

mod support;

mod abroad;
mod edges;
mod entry;
mod faults;
mod history;
mod identification;
mod languages;
mod pay;
mod recordings;
mod recovery;
mod redirect;
mod rules;
mod several;
mod trouble;
mod users;
