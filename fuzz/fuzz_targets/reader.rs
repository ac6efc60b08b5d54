//! Any text as an EMVCo code: read, and reported on.

#![no_main]

use cashier_core::codes::{
    CodeKind, ListedHosts, classify,
    emv::{CrcState, EmvCode, EmvReport},
};
use cashier_fuzz::as_it_is_and_sealed;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for code in as_it_is_and_sealed(text) {
        let report = EmvReport::of(&code);
        let characters = code.chars().count();
        assert_eq!(report.strict, report.findings.is_empty());
        assert_eq!(report.well_formed, report.length_unit.is_some());
        assert!(report.findings.iter().all(|finding| finding.offset <= characters));
        assert!(report.fields.values().all(|value| code.contains(value.as_str())));
        let kind = classify(&code, &ListedHosts::default());
        if let Ok(read) = EmvCode::parse(&code) {
            assert!(report.well_formed && report.crc == CrcState::Ok && kind == CodeKind::EmvMerchant);
            let written: String = read
                .elements()
                .map(|element| element.map(|it| format!("{}{:02}{}", it.tag, it.value.chars().count(), it.value)).unwrap_or_default())
                .collect();
            assert_eq!(written, code);
        }
    }
});
