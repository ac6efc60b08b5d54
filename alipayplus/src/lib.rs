//! The Alipay+ wire for both ends of it: messages, result codes, headers and signing. Bytes in, bytes out, no transport.
//!
//! A call that comes in goes through [`Party::receive`](party::Party::receive), which gives verified bytes or the exact refusal.
//! A call that goes out is built by [`Party::request`](party::Party::request), and [`Party::read`](party::Party::read) gives
//! the answer or says that it is unclear.

pub mod headers;
pub mod inbound;
pub mod message;
pub mod outbound;
pub mod party;
pub mod paths;
pub mod result;
pub mod signing;
pub mod wire;
