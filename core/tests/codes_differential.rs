//! Two engines, one specification: whatever the rules and the code, they say the same.

mod arbitrary_rules;
#[path = "support/elements.rs"]
mod elements;
mod naive;
#[path = "support/vectors.rs"]
mod vectors;
#[path = "support/wire.rs"]
mod wire;

use std::collections::BTreeMap;

use arbitrary_rules::{Case, cases};
use cashier_core::{
    codes::rules::{Context, RemoteAnswer, RuleSet},
    secret::CodeValue,
};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use serde_json::Value;

/// For each code what both engines say, before and after the remote answer.
fn both(case: &Case) -> Vec<(String, Value, Value)> {
    let rules = RuleSet::compile(case.file.as_bytes()).unwrap();
    let context = Context { client_id: case.client_id, jar_version: case.jar_version };
    let remote = case.remote.as_ref().and_then(|body| RemoteAnswer::parse(body.as_bytes()).ok());
    let mut said = Vec::new();
    for text in &case.codes {
        let code = CodeValue::new(text.clone());
        for (told, naive) in [
            (rules.identify(&code, &context), naive::identify(case.file.as_bytes(), text, &context, None)),
            (
                rules.apply_remote(&code, &context, remote.as_ref()),
                naive::identify(case.file.as_bytes(), text, &context, Some(case.remote.as_deref())),
            ),
        ] {
            let mut told = vectors::told(&told);
            told.as_object_mut().unwrap().remove("kind");
            said.push((text.clone(), told, naive));
        }
    }
    said
}

proptest! {
    #[test]
    fn both_engines_say_the_same(case in cases()) {
        for (code, engine, naive) in both(&case) {
            prop_assert_eq!(engine, naive, "{:?}", code);
        }
    }
}

/// The comparison is worth as much as the cases are: none of the answers is rare among them.
#[test]
fn the_cases_lead_to_every_verdict() {
    let mut runner = TestRunner::deterministic();
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    let mut total = 0;
    for _ in 0..200 {
        let case = cases().new_tree(&mut runner).unwrap().current();
        let file: Value = serde_json::from_str(&case.file).unwrap();
        for (_, said, _) in both(&case) {
            let mut count = |what: &str| *counts.entry(what.to_owned()).or_default() += 1;
            total += 1;
            count(said["verdict"].as_str().unwrap());
            if let Some(rule) = said["rule"].as_u64() {
                let rule = &file["codeRules"][usize::try_from(rule).unwrap()];
                count(rule["codeMatchPattern"]["matchMethod"].as_str().unwrap());
                if said["verdict"] == "open_url" {
                    count(rule["postCodeMatchAction"]["urlConstructionMethod"].as_str().unwrap_or("no method"));
                }
            }
        }
    }
    let per_thousand = |what: &str| counts.get(what).copied().unwrap_or_default() * 1000 / total;
    for (what, share) in [
        ("decode", 100),
        ("open_url", 80),
        ("ask", 40),
        ("not_supported", 200),
        ("PREFIX", 40),
        ("REGEX", 50),
        ("EMVCO", 150),
        ("USE_DIRECTLY", 40),
        ("CONSTRUCT_DYNAMIC_URL", 15),
        ("EXTRACT_URL_FROM_EMVCODE", 10),
    ] {
        assert!(per_thousand(what) >= share, "{what}: {}, of {counts:?}", per_thousand(what));
    }
    assert!(per_thousand("not_supported") <= 700, "{counts:?}");
}

/// The plain engine is held against the specification too, but for the constructs of Java that it does not translate.
#[test]
fn the_plain_engine_agrees_with_the_vectors() {
    let beyond = ["\\p{", "\\Q", "&&", "[x-z]", "\\k<", "\\1", "\\x41", "(?m)", "(?s)", "(?i)k", "(A+)+"];
    let mut failing = Vec::new();
    for vector in vectors::all() {
        let file = vector.rule_file();
        let text = String::from_utf8(file.clone()).unwrap().replace(r"\\", r"\");
        if beyond.iter().any(|construct| text.contains(construct)) {
            continue;
        }
        let remote = vector.remote_body();
        let said = naive::identify(&file, &vector.code, &vector.context(), remote.as_ref().map(Option::as_deref));
        let mut vector = vector;
        vector.expect.as_object_mut().unwrap().remove("kind");
        failing.extend(vector.difference(&said));
    }
    assert!(failing.is_empty(), "{}", failing.join("\n"));
}
