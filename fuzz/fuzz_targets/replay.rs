//! Any bytes as a recording.

#![no_main]

use cashier_core::recording::replay;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(transcript) = replay(bytes) {
        assert_eq!(replay(bytes).as_ref(), Ok(&transcript), "a replay is the same every time");
    }
});
