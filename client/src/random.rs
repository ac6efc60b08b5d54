//! Randomness: attempts, tries, requests, the installation.

use std::time::Duration;

/// 128 random bits; waits for the system if it has none yet.
pub(crate) fn bits() -> u128 {
    let mut bytes = [0; 16];
    while getrandom::fill(&mut bytes).is_err() {
        // An id that is not random could be somebody else's: better no payment than that.
        std::thread::sleep(Duration::from_millis(10));
    }
    u128::from_le_bytes(bytes)
}

/// 128 random bits as 32 hex digits.
pub(crate) fn hex() -> String {
    format!("{:032x}", bits())
}
