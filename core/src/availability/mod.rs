//! Where Alipay+ can be used: when the phone asks, and when the user is told (protocol section 22).
//!
//! Pure like the machine: time and place come in as events, work goes out as effects.

mod state;
#[cfg(test)]
mod tests;

pub use state::{Availability, Effect, Event, Place};
