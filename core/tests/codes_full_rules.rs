//! The rule file of full size: made by the generator beside this test, and as realistic as it claims to be.

#[path = "support/elements.rs"]
mod elements;
mod full_rules;
#[path = "support/wire.rs"]
mod wire;

use std::{fs, path::Path};

use cashier_core::{
    codes::rules::{Context, RuleSet, Unsupported, Verdict},
    secret::CodeValue,
};
use full_rules::FullRules;
use serde_json::Value;

const RULES: &str = "rules-243.json";
const CODES: &str = "codes-243.json";
const CONTEXT: Context<'static> = Context { client_id: "SANDBOX_EXAMPLE0001", jar_version: "1.2.1.20240506" };

fn stored(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/codes").join(name)).unwrap()
}

/// To change the files, change the generator and run this test with `WRITE_TEST_DATA=1`.
#[test]
fn the_files_are_what_the_generator_makes() {
    let full = FullRules::generate();
    for (name, made) in [(RULES, full.rule_file()), (CODES, full.code_file())] {
        if std::env::var_os("WRITE_TEST_DATA").is_some() {
            fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/codes").join(name), &made).unwrap();
        }
        assert!(made == stored(name), "{name} is not what the generator makes");
    }
}

#[test]
fn the_file_has_the_size_and_the_kinds_of_a_served_one() {
    let text = stored(RULES);
    assert!((80_000..=150_000).contains(&text.len()), "{} bytes", text.len());
    let file: Value = serde_json::from_str(&text).unwrap();
    let rules = file["codeRules"].as_array().unwrap();
    let count = |method: &str| rules.iter().filter(|rule| rule["codeMatchPattern"]["matchMethod"] == method).count();
    assert_eq!((rules.len(), count("PREFIX"), count("REGEX"), count("EMVCO")), (243, 120, 40, 83));
    let looking_ahead =
        |rule: &&Value| rule["codeMatchPattern"]["regex"].as_str().is_some_and(|it| it.contains("(?!") || it.contains("(?="));
    assert_eq!(rules.iter().filter(looking_ahead).count(), 10);
    let compiled = RuleSet::compile(text.as_bytes()).unwrap();
    assert_eq!((compiled.len(), compiled.findings()), (243, &[][..]));
}

#[test]
fn every_hit_is_taken_and_every_miss_is_not() {
    let rules = RuleSet::compile(stored(RULES).as_bytes()).unwrap();
    let codes: Value = serde_json::from_str(&stored(CODES)).unwrap();
    for family in ["emv", "url", "text"] {
        let of = |kind: &str| codes[family][kind].as_array().unwrap();
        assert_eq!(of("hits").len(), of("misses").len(), "{family}");
        assert!(of("hits").len() >= 30, "{family}: {}", of("hits").len());
        for (kind, hit) in [("hits", true), ("misses", false)] {
            for code in of(kind) {
                let verdict = rules.identify(&CodeValue::new(code.as_str().unwrap()), &CONTEXT).unwrap().verdict;
                let taken = matches!(verdict, Verdict::Supported(_) | Verdict::AskBackend(_));
                let no_rule = verdict == Verdict::NotSupported(Unsupported::NoRule);
                assert!(if hit { taken } else { no_rule }, "{family} {kind} {code}: {verdict:?}");
            }
        }
    }
}
