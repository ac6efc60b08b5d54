//! Any bytes as a rule file; if it is one, some codes are identified with it.

#![no_main]

use cashier_core::{
    codes::rules::{MAX_RULES, RuleSet},
    secret::CodeValue,
};
use cashier_fuzz::{CONTEXT, check};
use libfuzzer_sys::fuzz_target;

const CODES: [&str; 8] = [
    "28166604abcDEF0123456789abcDEF012345",
    "ACQ-0042-KIOSK 7",
    "https://a.lane.acquirer.example/x",
    "https://cafe.acquirer.example@evil.test/",
    "00020101021185600014com.alipayplus0138v1:https://shop.acquirer.example/m/8815204581253033925802JP5910NOODLE BAR6005OSAKA63047A91",
    "00020101021126370009SG.PAYNOW010120210201912345Z030115204541153037025802SG5911CORNER MART6009SINGAPORE63047DD8",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    " ",
];

fuzz_target!(|bytes: &[u8]| {
    let Ok(rules) = RuleSet::compile(bytes) else { return };
    assert!(rules.len() + rules.findings().len() <= MAX_RULES);
    for code in CODES {
        check(&rules.identify(&CodeValue::new(code), &CONTEXT).expect("short enough"), MAX_RULES);
    }
});
