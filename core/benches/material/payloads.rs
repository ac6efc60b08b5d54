//! Codes for the comparison of two readers.

use cashier_core::secret::CodeValue;

use crate::material::codes;

/// Whole EMVCo codes in ASCII: what both readers can read.
pub fn readable_codes() -> Vec<String> {
    let codes = codes();
    let readable = |code: &&CodeValue| code.expose().is_ascii() && promptparse::parse(code.expose(), true, true).is_some();
    let emv = [&codes["emv"].hits, &codes["emv"].misses];
    emv.into_iter().flatten().filter(readable).map(|code| code.expose().to_owned()).collect()
}
