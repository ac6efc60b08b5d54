//! Any bytes as a recording, and as the inside of one whose checksum fits.

#![no_main]

use cashier_core::recording::{VERSION, replay};
use libfuzzer_sys::fuzz_target;
use sha2::{Digest, Sha256};

fuzz_target!(|bytes: &[u8]| {
    check(bytes);
    if let Ok(inside) = str::from_utf8(bytes) {
        let inside = inside.trim();
        let sha256: String = Sha256::digest(inside).iter().map(|byte| format!("{byte:02x}")).collect();
        check(format!(r#"{{"version":{VERSION},"sha256":"{sha256}","recording":{inside}}}"#).as_bytes());
    }
});

fn check(recording: &[u8]) {
    if let Ok(transcript) = replay(recording) {
        assert_eq!(replay(recording).as_ref(), Ok(&transcript), "a replay is the same every time");
    }
}
