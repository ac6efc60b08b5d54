//! Every decision of the mobile cashier, and nothing else: no I/O, clock, threads, randomness or async.

#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice, clippy::as_conversions)
)]

pub mod availability;
pub mod codes;
pub mod development;
mod invisible;
pub mod machine;
pub mod money;
pub mod pages;
pub mod recording;
pub mod redirect;
pub mod secret;
pub mod texts;
pub mod wallet_api;
