//! What a compiled rule file of full size keeps on the heap, alone in its process: nothing else may allocate meanwhile.

use std::collections::BTreeMap;

use cashier_core::{
    codes::rules::{Context, RuleSet},
    secret::CodeValue,
};
use peak_alloc::PeakAlloc;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

const LIMIT: usize = 1024 * 1024;

#[test]
fn a_full_rule_file_stays_below_one_mebibyte_before_and_after_use() {
    let context = Context { client_id: "SANDBOX_EXAMPLE0001", jar_version: "1.2.1.20240506" };
    let codes: BTreeMap<String, BTreeMap<String, Vec<CodeValue>>> =
        serde_json::from_slice(include_bytes!("../testdata/codes/codes-243.json")).unwrap();
    let before = HEAP.current_usage();
    let rules = RuleSet::compile(include_bytes!("../testdata/codes/rules-243.json")).unwrap();
    let compiled = HEAP.current_usage() - before;
    for code in codes.values().flat_map(BTreeMap::values).flatten() {
        rules.identify(code, &context).unwrap();
    }
    let used = HEAP.current_usage() - before;
    assert!(compiled < LIMIT && used < LIMIT, "{compiled} bytes compiled, {used} used");
}
