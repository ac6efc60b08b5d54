//! What the benchmarks measure on: the rule file of full size, and the codes made for it.

use std::collections::BTreeMap;

use cashier_core::{
    codes::rules::{Context, RuleSet},
    secret::CodeValue,
};
use serde::Deserialize;

pub const RULES: &[u8] = include_bytes!("../../testdata/codes/rules-243.json");
pub const CONTEXT: Context<'static> = Context { client_id: "SANDBOX_EXAMPLE0001", jar_version: "1.2.1.20240506" };

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

pub fn compile() -> RuleSet {
    RuleSet::compile(RULES).expect("the test data is a rule file")
}
