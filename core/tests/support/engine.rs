//! The engine on a vector.

use cashier_core::{
    codes::rules::{CodeTooLong, Identification, RemoteAnswer, RuleSet},
    secret::CodeValue,
};

use crate::vectors::Vector;

/// What the engine says, with the remote answer if the vector has one.
pub fn identified(vector: &Vector) -> Result<Identification, CodeTooLong> {
    let rules = RuleSet::compile(&vector.rule_file()).unwrap();
    let (code, context) = (CodeValue::new(vector.code.clone()), vector.context());
    match vector.remote_body() {
        None => rules.identify(&code, &context),
        Some(body) => {
            let remote = body.and_then(|body| RemoteAnswer::parse(body.as_bytes()).ok());
            rules.apply_remote(&code, &context, remote.as_ref())
        }
    }
}
