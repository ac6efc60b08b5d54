//! The rule file of full size, and who identifies with it.

use cashier_core::codes::rules::{Context, RuleSet};

const RULES: &[u8] = include_bytes!("../../testdata/codes/rules-243.json");
pub const CONTEXT: Context<'static> = Context { client_id: "SANDBOX_EXAMPLE0001", jar_version: "1.2.1.20240506" };

pub fn compile() -> RuleSet {
    RuleSet::compile(RULES).expect("the test data is a rule file")
}
