//! Rule files and codes made to cost time or memory: whatever they hold, compiling and identifying come to an end.
//!
//! Nothing here looks at a clock: a test that does not end fails the run.

#[path = "support/elements.rs"]
mod elements;
#[path = "support/wire.rs"]
mod wire;

use cashier_core::{
    codes::rules::{Context, MAX_CODE_CHARACTERS, MAX_FILE_BYTES, MAX_RULES, RuleSet, Unsupported, Verdict},
    secret::CodeValue,
};
use elements::{element, sealed};
use serde_json::{Value, json};

const CONTEXT: Context<'static> = Context { client_id: "ME", jar_version: "1.2.1.20240506" };

/// Patterns that a backtracking matcher needs ages for, on a text of many `a`; none of them matches such a text.
const CATASTROPHIC: [&str; 21] = [
    "(a+)+b",
    "(a|a)*b",
    "(a|aa)+b",
    "(a*)*b",
    "(.*)*b",
    "(.*.*.*.*.*.*.*.*)b",
    "((a{1,30}){1,30}){1,30}b",
    "(a{1,500}){1,500}b",
    "(((a?){30}a{30}){30}){30}b",
    r"(a+)+\1b",
    r"(.+)(.+)(.+)\1\2\3b",
    r"(a*)*\1*b",
    "(?=(a+)+b)a*",
    "(?:(?=a*b)a)*b",
    "((?!b).)*(?=a*b)c",
    "((?=(a|aa)+b)a)+",
    "(?:(?<!b)a)*(?<=b)",
    "(?>(?:a+)+)*b",
    "(?:a+?)+?b",
    "(?i)([aA]+[aA]+)+b",
    "(?:(?:(?:(?:){1000}){1000}){1000}){1000}x",
];

fn file(rules: &[Value]) -> Vec<u8> {
    let bytes = wire::file(rules).to_string().into_bytes();
    assert!(bytes.len() <= MAX_FILE_BYTES, "{} bytes", bytes.len());
    bytes
}

fn decode() -> Value {
    json!({ "postCodeMatchActionType": "DECODE" })
}

fn regex(pattern: &str) -> Value {
    json!({ "match": { "matchMethod": "REGEX", "regex": pattern }, "action": decode() })
}

fn prefix(prefix: &str) -> Value {
    json!({ "match": { "matchMethod": "PREFIX", "prefix": prefix }, "action": decode() })
}

fn emvco(pattern: &Value) -> Value {
    json!({ "match": { "matchMethod": "EMVCO" }, "action": decode(), "matchPattern": pattern })
}

/// The longest codes there are: of one letter, of one letter and a URL's beginning, an EMVCo code full of that letter.
fn long_codes() -> [CodeValue; 3] {
    let letters = "a".repeat(MAX_CODE_CHARACTERS);
    let url = format!("https://{}", "a".repeat(MAX_CODE_CHARACTERS - 8));
    let value = element(26, &(element(0, &"a".repeat(91)))) + &element(59, &"a".repeat(95));
    let emv = sealed(&value.repeat((MAX_CODE_CHARACTERS - 20) / value.len()));
    [letters, url, emv].map(CodeValue::new)
}

/// Compiles and identifies; gives back how many rules can match, if the file can be used at all.
fn survived(bytes: &[u8]) -> Option<usize> {
    let rules = RuleSet::compile(bytes).ok()?;
    for code in long_codes() {
        rules.identify(&code, &CONTEXT).unwrap();
    }
    Some(rules.len())
}

#[test]
fn catastrophic_patterns_end_as_no_match() {
    for pattern in CATASTROPHIC {
        let expression = format!("R<{pattern}>");
        let rules = RuleSet::compile(&file(&[regex(pattern), emvco(&json!({ "merchantName": expression }))])).unwrap();
        for code in long_codes() {
            assert_eq!(rules.identify(&code, &CONTEXT).unwrap().verdict, Verdict::NotSupported(Unsupported::NoRule), "{pattern}");
        }
    }
}

#[test]
fn catastrophic_parameters_end_as_an_error() {
    for pattern in CATASTROPHIC {
        let rules = RuleSet::compile(&file(&[json!({
            "match": { "matchMethod": "PREFIX", "prefix": "a" },
            "action": { "postCodeMatchActionType": "OPEN_URL", "urlConstructionMethod": "CONSTRUCT_DYNAMIC_URL", "dynamicUrlExpression": "https://a.example/${p}" },
            "matchResult": { "dynamicUrlParams": { "p": format!("R<({pattern})c>") } },
        })]))
        .unwrap();
        let [letters, ..] = long_codes();
        let verdict = rules.identify(&letters, &CONTEXT).unwrap().verdict;
        assert!(matches!(verdict, Verdict::NotSupported(Unsupported::Failed { .. })), "{pattern}: {verdict:?}");
    }
}

#[test]
fn patterns_that_are_large_or_deep_are_taken_or_refused() {
    let nested = |depth: usize| format!("{}a{}", "(".repeat(depth), ")*".repeat(depth));
    let classes = |depth: usize| format!("{}a{}", "[".repeat(depth), "]".repeat(depth));
    for pattern in [
        nested(10),
        nested(10_000),
        classes(10_000),
        "a{1000}{1000}{1000}".to_owned(),
        "((a{100}){100}){100}".to_owned(),
        "a|".repeat(100_000),
        "(?=".repeat(50_000),
        format!("[{}]", "a-z&&".repeat(50_000)),
        r"\Q".repeat(50_000),
        "a".repeat(1_000_000),
        ".*".repeat(400),
        "(a*)".repeat(200),
        "a?".repeat(300) + &"a".repeat(300),
    ] {
        survived(&file(&[regex(&pattern), emvco(&json!({ "merchantName": format!("R<{pattern}>") }))])).unwrap();
    }
}

#[test]
fn many_rules_of_each_kind() {
    let many = |rule: &dyn Fn(usize) -> Value| file(&(0..MAX_RULES).map(rule).collect::<Vec<_>>());
    assert_eq!(survived(&many(&|n| prefix(&format!("{}{n}", "a".repeat(200))))), Some(MAX_RULES));
    assert_eq!(survived(&many(&|n| prefix(&format!("https://{}{n}", "a".repeat(100))))), Some(MAX_RULES));
    assert_eq!(survived(&many(&|_| prefix("a"))), Some(MAX_RULES));
    assert_eq!(survived(&many(&|n| regex(&format!("[a-z]+{n}")))), Some(MAX_RULES));
    assert_eq!(survived(&many(&|n| emvco(&json!({ "merchantMaiRestrictions": { "00": format!("b{n}") } })))), Some(MAX_RULES));
    assert_eq!(
        survived(&many(&|n| emvco(&json!({ "accurateTagRules": [{ "tag": "26", "secTag": "00", "rule": format!("C<{n}>") }] })))),
        Some(MAX_RULES)
    );
}

#[test]
fn many_catastrophic_rules() {
    let many = |rule: &dyn Fn(&str) -> Value| file(&CATASTROPHIC.iter().cycle().take(MAX_RULES).map(|it| rule(it)).collect::<Vec<_>>());
    survived(&many(&regex)).unwrap();
    survived(&many(&|pattern| emvco(&json!({ "merchantMaiRestrictions": { "00": format!("R<{pattern}>") } })))).unwrap();
}

#[test]
fn one_giant_rule_of_each_kind() {
    let giant = "a".repeat(MAX_FILE_BYTES / 2);
    let tags: serde_json::Map<String, Value> = (0..20_000).map(|n| (format!("{n}"), "N<NOT_NULL>".into())).collect();
    let parameters: serde_json::Map<String, Value> = (0..20_000).map(|n| (format!("p{n}"), "L<0>".into())).collect();
    let accurate = vec![json!({ "tag": "26", "secTag": "00", "rule": "R<(a+)+b>" }); 5_000];
    for rule in [
        prefix(&giant),
        prefix(&format!("https://{giant}")),
        regex(&giant),
        emvco(&json!({ "merchantName": giant })),
        emvco(&json!({ "merchantName": format!("C<{giant}>") })),
        emvco(&json!({ "merchantMaiRestrictions": tags })),
        emvco(&json!({ "accurateTagRules": accurate })),
        json!({ "match": { "matchMethod": "PREFIX", "prefix": "a" }, "matchResult": { "dynamicUrlParams": parameters },
                "action": { "postCodeMatchActionType": "OPEN_URL", "urlConstructionMethod": "CONSTRUCT_DYNAMIC_URL", "dynamicUrlExpression": "https://a.example/" } }),
    ] {
        survived(&file(&[rule])).unwrap();
    }
}

#[test]
fn json_that_nests_deep_at_every_level() {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(100_000), close.repeat(100_000));
    for deep in [deep("[", "]"), deep("{\"a\":", "}"), "[".repeat(1_000_000), "{\"a\":".repeat(300_000)] {
        for at_level in [
            deep.clone(),
            format!(r#"{{"codeRules":{deep}}}"#),
            format!(r#"{{"codeRules":[{deep}]}}"#),
            format!(r#"{{"codeRules":[{{"codeMatchPattern":{deep}}}]}}"#),
        ] {
            survived(at_level.as_bytes());
        }
        let rule = |name: &str| json!({ "match": { "matchMethod": "EMVCO" }, "action": decode(), name: deep });
        for name in ["extendInfo", "matchPattern", "matchResult"] {
            survived(wire::file(&[rule(name)]).to_string().as_bytes());
        }
    }
}
