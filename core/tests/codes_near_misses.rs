//! Why a rule does not decide.

use cashier_core::{
    codes::{
        emv::crc16,
        rules::{BuildError, Context, MissReason, RuleSet},
    },
    secret::CodeValue,
};
use serde_json::{Value, json};

fn rule(pattern: Value) -> Value {
    json!({ "codeMatchPattern": pattern, "postCodeMatchAction": { "postCodeMatchActionType": "DECODE" } })
}

fn prefix(prefix: &str) -> Value {
    rule(json!({ "matchMethod": "PREFIX", "prefix": prefix }))
}

fn regex(regex: &str) -> Value {
    rule(json!({ "matchMethod": "REGEX", "regex": regex }))
}

fn emvco(conditions: Value) -> Value {
    let mut rule = rule(json!({ "matchMethod": "EMVCO" }));
    rule["extendInfo"] = json!({ "matchPattern": conditions.to_string() }).to_string().into();
    rule
}

fn near_misses(rules: Vec<Value>, code: &str) -> Vec<(usize, MissReason)> {
    let set = RuleSet::compile(json!({ "codeRules": rules }).to_string().as_bytes()).unwrap();
    assert_eq!(set.findings(), []);
    set.near_misses(&CodeValue::new(code), &Context { client_id: "ME", jar_version: "1" })
        .unwrap()
        .into_iter()
        .map(|miss| (miss.rule, miss.reason))
        .collect()
}

fn sealed(body: &str) -> String {
    let body = format!("{body}6304");
    format!("{body}{:04X}", crc16(body.as_bytes()))
}

fn at(paths: &[&str]) -> MissReason {
    MissReason::Conditions(paths.iter().map(|path| (*path).to_owned()).collect())
}

#[test]
fn a_rule_that_matches_too_is_outranked() {
    assert_eq!(near_misses(vec![prefix("or"), prefix("order:"), prefix("else")], "order:1"), [(1, MissReason::Outranked { by: 0 })]);
    assert_eq!(near_misses(vec![prefix("order:")], "order:1"), []);
}

#[test]
fn a_rule_that_decides_and_cannot_be_carried_out_is_told() {
    let mut rule = prefix("order:");
    rule["postCodeMatchAction"] = json!({ "postCodeMatchActionType": "OPEN_URL" });
    assert_eq!(near_misses(vec![rule], "order:1"), [(0, MissReason::Failed(BuildError::Method))]);
}

#[test]
fn hosts_are_told_from_beginnings() {
    let rules = || vec![prefix("https://a.example"), regex("https://.+\\.b\\.example/.*")];
    assert_eq!(near_misses(rules(), "https://a.example.evil.test/"), [(0, MissReason::HostBoundary)]);
    assert_eq!(near_misses(rules(), "https://a.example:1@evil.test/"), [(0, MissReason::UserInfo)]);
    assert_eq!(near_misses(rules(), "https://evil.test/x.b.example/"), [(1, MissReason::OtherHost)]);
    assert_eq!(near_misses(rules(), "https://c.example/"), []);
    assert_eq!(
        near_misses(vec![prefix("https://qr.acquirer.example/m/")], "https://qr.acqu1rer.example/m/1"),
        [(0, MissReason::LookAlike)]
    );
    let of_shop = || vec![prefix("https://qr.acquirer.example/m/"), regex("https://shop\\.acquirer\\.example/[0-9]+")];
    assert_eq!(near_misses(of_shop(), "https://QR.acquirer.example/n/1"), [(0, MissReason::SameHost)]);
    assert_eq!(near_misses(of_shop(), "https://u@qr.acquirer.example/m/1"), [(0, MissReason::UserInfo)]);
    assert_eq!(near_misses(of_shop(), "https://qr.acquirer.example%2F@evil.test/m/1"), [(0, MissReason::UserInfo)]);
    assert_eq!(near_misses(of_shop(), "https://shop.acquirer.example/x"), [(1, MissReason::SameHost)]);
    assert_eq!(near_misses(of_shop(), "https://shop.acquirer.example.evil.test/1"), [(1, MissReason::LookAlike)]);
}

#[test]
fn a_code_that_begins_like_a_pattern_is_told() {
    assert_eq!(near_misses(vec![regex("ACQ-[0-9]{4}"), regex("[A-Z]+-[0-9]{4}")], "ACQ-12"), [(0, MissReason::Pattern)]);
}

#[test]
fn a_pattern_that_takes_too_long_is_told() {
    assert_eq!(near_misses(vec![regex("(a+)+b")], &("a".repeat(8_000) + "xb")), [(0, MissReason::TooManySteps)]);
}

#[test]
fn the_conditions_that_fail_are_named_by_their_paths() {
    let code = sealed("00020101021126180003a.b0107123456752045814530339254041.005802SG62080704abcd");
    let mai = json!({ "00": "a.b" });
    let check = |conditions: Value, expected: Option<&[&str]>| {
        let misses = near_misses(vec![emvco(conditions.clone())], &code);
        assert_eq!(misses, expected.map(|paths| (0, at(paths))).into_iter().collect::<Vec<_>>(), "{conditions}");
    };
    check(json!({ "merchantMaiRestrictions": mai, "countryCode": "SG" }), None);
    check(json!({ "merchantMaiRestrictions": mai, "countryCode": "MY", "transactionAmount": "N<NULL>" }), Some(&["54", "58"]));
    check(json!({ "merchantMaiRestrictions": { "00": "a.b", "01": "S<9>" } }), Some(&["26.01"]));
    check(json!({ "merchantMaiRestrictions": { "00": "c.d" } }), None);
    check(json!({ "merchantMaiRestrictions": { "00": "c.d" }, "countryCode": "MY" }), None);
    check(json!({ "countryCode": "MY", "transactionCurrency": "392" }), Some(&["58"]));
    check(json!({ "countryCode": "MY", "transactionCurrency": "458" }), None);
    check(json!({ "merchantMaiRestrictions": mai, "additionalDataFieldTemplate": { "07": "x" } }), Some(&["62.07"]));
    check(json!({ "merchantMaiRestrictions": mai, "accurateTagRules": [{ "tag": "26", "secTag": "01", "rule": "x" }] }), Some(&["26.01"]));
    check(json!({ "primitiveMai": true, "primitiveMaiTag": "15" }), None);
}

#[test]
fn a_code_with_a_wrong_crc_would_match_with_the_right_one() {
    let code = sealed("0002015802SG");
    let damaged = format!("{}0000", &code[..code.len() - 4]);
    assert_eq!(near_misses(vec![emvco(json!({ "countryCode": "SG" }))], &damaged), [(0, MissReason::Crc)]);
    assert_eq!(near_misses(vec![emvco(json!({ "countryCode": "MY" }))], &damaged), []);
}

#[test]
fn reasons_say_nothing_of_the_code() {
    let code = sealed("00020126180003a.b01071SECRET5802SG");
    for (_, reason) in near_misses(vec![emvco(json!({ "merchantMaiRestrictions": { "00": "a.b", "01": "x" } }))], &code) {
        assert!(!format!("{reason} {reason:?}").contains("SECRET"));
    }
}
