//! Every decision of the mobile cashier, and nothing else: no I/O, clock, threads, randomness or async.

pub mod codes;
pub mod money;
pub mod secret;
pub mod wallet_api;
