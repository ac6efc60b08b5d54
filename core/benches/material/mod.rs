//! What the benchmarks measure on: the codes made for the rule file of full size.

use std::collections::BTreeMap;

use cashier_core::secret::CodeValue;
use serde::Deserialize;

/// Codes of one family: as many that a rule takes as others.
#[derive(Deserialize)]
pub struct Samples {
    pub hits: Vec<CodeValue>,
    pub misses: Vec<CodeValue>,
}

/// The families by name: `emv`, `url`, `text`.
pub fn codes() -> BTreeMap<String, Samples> {
    serde_json::from_slice(include_bytes!("../../testdata/codes/codes-243.json")).expect("the test data is JSON")
}
