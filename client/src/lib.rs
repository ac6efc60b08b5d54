//! Carries out what `cashier_core` decides: HTTP to the wallet's backend, storage, timers.
//!
//! [`Cashier`] is the door. What the host provides are the traits of [`ports`]; what the library brings for them are the files of
//! [`adapters`]. Within, `api` turns requests of the machine into HTTP and says how far they got, and `driver` runs one payment.

#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice, clippy::as_conversions)
)]

pub mod adapters;
mod api;
mod availability;
mod cashier;
mod config;
mod driver;
mod error;
mod history;
mod identification;
mod installation;
mod outcomes;
mod payment;
#[cfg(feature = "image")]
pub mod picture;
pub mod ports;
mod random;
mod records;
mod reference_rate;
mod runtime;

pub use cashier::Cashier;
pub use config::CashierConfig;
pub use error::{Advice, CashierError, Cause};
pub use outcomes::OutcomeDelivery;
pub use payment::{Payment, PaymentState};
pub use ports::Ports;
pub use reference_rate::ReferenceRate;
