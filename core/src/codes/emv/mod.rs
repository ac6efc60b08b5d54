//! EMVCo merchant-presented codes: a reader that borrows from the text, and three separate verdicts.
//!
//! 1. **Well formed, and the CRC**: [`EmvReport::well_formed`] and [`CrcState`]. Only a code that is both is matched against rules
//!    (protocol section 8.5); [`EmvCode`] is the proof of it.
//! 2. **Schemes**: which national or wallet schemes a code names ([`schemes`]).
//! 3. **Strict**: every deviation from EMVCo's book as a [`Finding`]. Live codes deviate a lot, so this never decides a payment.

mod code;
mod crc;
mod element;
mod report;
mod scheme;
mod strict;
mod strict_format;
mod tree;

pub use code::{EmvCode, NotEmv};
pub use crc::{CrcState, crc16};
pub use element::{Element, Elements, Fault, FaultKind, LengthUnit, Tag, Values};
pub use report::EmvReport;
pub use scheme::schemes;
pub use strict::{Finding, FindingCode};
