//! Codes: what was scanned, and what the rules of Alipay+ say about it.

mod kind;

pub use kind::CodeKind;
