//! Codes: what was scanned, and what the rules of Alipay+ say about it.

pub mod emv;
mod kind;
mod link;
mod lookup;
mod navigation;
pub mod rules;
mod scanned;

pub use kind::{CodeKind, ListedHosts, classify};
pub use navigation::{BlockReason, Navigation, NavigationConfig, NavigationPolicy};
