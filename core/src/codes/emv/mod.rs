//! EMVCo merchant-presented codes: a reader that borrows from the text, and three separate verdicts, each with all its findings.
//!
//! 1. **Form**: is it a sequence of elements, and is its CRC right ([`EmvReport::well_formed`], [`EmvReport::crc`], [`EmvReport::form`])?
//!    Only a code that is both is matched against rules (protocol section 8.5); [`EmvCode`] is the proof of it.
//! 2. **Schemes**: which national or wallet schemes it names ([`schemes`]), and whether it keeps what they ask ([`SchemeProfile`]).
//! 3. **Strict**: every deviation from EMVCo's book ([`EmvReport::findings`]).
//!
//! Live codes deviate a lot, so that only the first verdict decides anything.

mod code;
mod crc;
mod element;
mod finding;
mod form;
mod report;
mod scheme;
mod strict;
mod strict_format;
mod tag;
mod template;
mod tree;
mod values;

pub use code::{EmvCode, NotEmv, OtherLanguage};
pub use crc::{CrcState, crc16};
pub use element::{Element, Elements, Fault, FaultKind, LengthUnit};
pub use finding::{Finding, FindingCode};
pub use report::EmvReport;
pub use scheme::{SchemeProfile, schemes};
pub use tag::Tag;
pub use template::Template;
pub use values::Values;
