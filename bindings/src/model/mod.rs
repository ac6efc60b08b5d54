//! What crosses the border besides the objects.
//!
//! The types of `cashier_core` cross as they are: each mirror below only tells UniFFI their shape, and the compiler refuses one
//! that differs. Their documentation is in the core.

mod history;
mod outcome;
mod page;
mod reading;
mod scan;

pub use outcome::Amount;
pub use page::Target;

/// A value that hosts only receive.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("this value is made by the library only")]
pub struct Refused;
