//! Codes: what was scanned, and what the rules of Alipay+ say about it.

pub mod emv;
mod kind;

pub use kind::CodeKind;
