//! Single rules, each against codes on both sides of every condition.

use cashier_core::{
    codes::{
        emv::crc16,
        rules::{BadRule, Context, RuleSet, Supported, Verdict},
    },
    secret::CodeValue,
};
use serde_json::{Value, json};

const CONTEXT: Context<'static> = Context { client_id: "ME", jar_version: "1.2.1.20240506" };

fn rule_set(rules: &[Value]) -> RuleSet {
    RuleSet::compile(json!({ "codeRules": rules }).to_string().as_bytes()).unwrap()
}

/// An EMVCO rule as it is on the wire: conditions as text in a text.
fn emvco(match_pattern: &Value) -> Value {
    let extend_info = json!({ "matchPattern": match_pattern.to_string() }).to_string();
    rule(&json!({ "matchMethod": "EMVCO" }), &json!(extend_info))
}

fn rule(pattern: &Value, extend_info: &Value) -> Value {
    json!({ "codeMatchPattern": pattern, "extendInfo": extend_info, "postCodeMatchAction": { "postCodeMatchActionType": "DECODE" } })
}

fn winner(rules: &RuleSet, code: &str) -> Option<usize> {
    match rules.identify(&CodeValue::new(code), &CONTEXT).unwrap().verdict {
        Verdict::Supported(Supported { rule, .. }) => Some(rule),
        _ => None,
    }
}

fn emv(body: &str) -> String {
    let body = format!("000201{body}6304");
    format!("{body}{:04X}", crc16(body.as_bytes()))
}

#[track_caller]
fn check(match_pattern: &Value, matching: &[&str], others: &[&str]) {
    let rules = rule_set(&[emvco(match_pattern)]);
    assert_eq!(rules.findings(), [], "{match_pattern}");
    matching.iter().for_each(|body| assert_eq!(winner(&rules, &emv(body)), Some(0), "{match_pattern} should take {body}"));
    others.iter().for_each(|body| assert_eq!(winner(&rules, &emv(body)), None, "{match_pattern} should not take {body}"));
}

#[test]
fn every_root_condition_reads_its_own_tag() {
    for (key, tag) in [
        ("pointOfInitiationMethod", "01"),
        ("merchantCategoryCode", "52"),
        ("transactionCurrency", "53"),
        ("transactionAmount", "54"),
        ("convenienceIndicator", "55"),
        ("fixedConvenienceFee", "56"),
        ("percentageConvenienceFee", "57"),
        ("countryCode", "58"),
        ("merchantName", "59"),
        ("merchantCity", "60"),
        ("postalCode", "61"),
    ] {
        let with = format!("{tag}02AB");
        let (longer, other) = (format!("{tag}03ABC"), format!("{tag}02AC"));
        check(&json!({ key: "AB" }), &[&with], &[&longer, &other, "6402AB", ""]);
        check(&json!({ key: "N<NULL>" }), &["6402AB", ""], &[&with]);
        check(&json!({ key: "N<NOT_NULL>" }), &[&with, &other], &["6402AB"]);
        check(&json!({ key: "R<A.>" }), &[&with, &other], &[&longer]);
        check(&json!({ key: "C<C>" }), &[&longer, &other], &[&with]);
        check(&json!({ key: "S<AB>" }), &[&with, &longer], &[&other]);
    }
    check(&json!({ "payloadFormatIndicator": "01" }), &[""], &["000202"]);
}

#[test]
fn conditions_are_joined_by_and() {
    let pattern = json!({ "countryCode": "NP", "transactionAmount": "N<NULL>", "merchantName": "C<X>" });
    check(&pattern, &["5802NP5901X"], &["5802NP5901Y", "5802LK5901X", "5802NP5901X54011"]);
}

#[test]
fn restrictions_hold_within_one_template_of_the_right_tags() {
    let pattern = json!({ "merchantMaiRestrictions": { "00": "g", "01": "S<28>", "2": "N<NULL>" } });
    let fitting = "0001g0103281";
    let at = |tag: u8| format!("{tag:02}{:02}{fitting}", fitting.len());
    for tag in [26, 51, 80, 99] {
        check(&pattern, &[&at(tag)], &[]);
    }
    for tag in [2, 25, 52, 62, 64, 79] {
        check(&pattern, &[], &[&at(tag)]);
    }
    check(&pattern, &["2604xxxx27120001g0103281"], &["26050001g27070103281", "26170001g0103281021x", "26120001G0103281", "2605x001g"]);
    check(&json!({ "merchantMaiRestrictions": { "00": "R<.*>" } }), &["26050001x"], &["26050101x", "2604xxxx", "1505x001x"]);
    check(&json!({ "merchantMaiRestrictions": { "07": "N<NULL>" } }), &["26050001x"], &["26050701x", "2604xxxx", ""]);
    check(&json!({ "merchantMaiRestrictions": {}, "countryCode": "LK" }), &["5802LK"], &["5802KH"]);
}

#[test]
fn a_primitive_account_needs_its_tag_and_nothing_else() {
    let pattern = json!({ "primitiveMai": true, "primitiveMaiTag": "15", "merchantMaiRestrictions": { "00": "R<(>" } });
    check(&pattern, &["1501x"], &["1401x", "26080004a15b"]);
    check(&json!({ "primitiveMai": true, "primitiveMaiTag": "2" }), &["0201x"], &["2001x"]);
    check(&json!({ "primitiveMai": false, "primitiveMaiTag": "15", "countryCode": "NP" }), &["5802NP"], &["1501x"]);
}

#[test]
fn additional_data_must_be_there_and_hold() {
    let pattern = json!({ "additionalDataFieldTemplate": { "07": "S<T>", "05": "N<NULL>" } });
    check(&pattern, &["62060702T1", "62110702T10101x"], &["62060702X1", "62110702T10501x", "6204xxxx", "", "26060702T1"]);
    check(&json!({ "additionalDataFieldTemplate": { "05": "N<NULL>" } }), &["62060702T1"], &["6204xxxx", ""]);
    check(&json!({ "additionalDataFieldTemplate": {} }), &["6204xxxx"], &[""]);
}

#[test]
fn accurate_tags_walk_down_to_the_last_level() {
    let one = |tag: &[&str], rule: &str| {
        let keys = ["tag", "secTag", "thiTag"];
        let mut entry: serde_json::Map<_, _> = keys.iter().zip(tag).map(|(key, tag)| ((*key).to_owned(), json!(tag))).collect();
        entry.insert("rule".to_owned(), json!(rule));
        json!({ "accurateTagRules": [entry] })
    };
    check(&one(&["58"], "KH"), &["5802KH"], &["5802LK", ""]);
    check(&one(&["54"], "N<NULL>"), &["5802KH"], &["54011"]);
    check(&one(&["38", "02"], "S<QR>"), &["38070203QRX"], &["38070203XQR", "38070303QRX", "3804xxxx", ""]);
    check(&one(&["38", "2"], "N<NULL>"), &["38070303QRX"], &["38070203QRX", "3804xxxx", ""]);
    check(&one(&["38", "01", "00"], "R<9704..>"), &["381401100006970499"], &["38100106970499", "381401100106970499", ""]);
    check(&one(&["38", "01", "09"], "N<NULL>"), &["381401100006970499"], &["38100106970499", "380401xx"]);
    check(&one(&["15"], "C<9>"), &["1503A9B"], &["1503AAB"]);
    let two = json!({ "accurateTagRules": [{ "tag": "58", "rule": "KH" }, { "tag": "53", "rule": "116" }] });
    check(&two, &["5802KH5303116"], &["5802KH", "5303116"]);
}

#[test]
fn rules_that_cannot_be_used_never_match_and_are_told() {
    let accurate = |entry: Value| emvco(&json!({ "accurateTagRules": [entry] }));
    let decode = |extend_info: Value| {
        rule(
            &json!({ "matchMethod": "EMVCO", "emvMatchRules": [{ "extendedMerchantTag": "00", "extendedMerchantValue": "R<.*>" }] }),
            &extend_info,
        )
    };
    let bad: Vec<(Value, BadRule)> = vec![
        (json!("x"), BadRule::Shape),
        (rule(&json!({ "matchMethod": "PREFIX", "prefix": 5 }), &Value::Null), BadRule::Shape),
        (rule(&json!({ "matchMethod": "PREFIX", "prefix": "x", "priority": "1" }), &Value::Null), BadRule::Shape),
        (rule(&json!({}), &Value::Null), BadRule::MatchMethod),
        (rule(&json!({ "matchMethod": "prefix", "prefix": "x" }), &Value::Null), BadRule::MatchMethod),
        (rule(&json!({ "matchMethod": "PREFIX" }), &Value::Null), BadRule::MissingPattern),
        (rule(&json!({ "matchMethod": "PREFIX", "prefix": "" }), &Value::Null), BadRule::MissingPattern),
        (rule(&json!({ "matchMethod": "REGEX", "regex": "" }), &Value::Null), BadRule::MissingPattern),
        (decode(json!("")), BadRule::ExtendInfo),
        (decode(json!("{")), BadRule::ExtendInfo),
        (decode(json!("{}")), BadRule::ExtendInfo),
        (decode(json!(r#"{"matchPattern":"{"}"#)), BadRule::ExtendInfo),
        (decode(json!(r#"{"matchPattern":"{\"countryCode\":1}"}"#)), BadRule::ExtendInfo),
        (emvco(&json!({ "primitiveMai": true })), BadRule::Tag),
        (emvco(&json!({ "primitiveMai": true, "primitiveMaiTag": "26" })), BadRule::Tag),
        (emvco(&json!({ "merchantMaiRestrictions": { "x": "1" } })), BadRule::Tag),
        (accurate(json!({ "rule": "x" })), BadRule::Tag),
        (accurate(json!({ "tag": "x", "rule": "x" })), BadRule::Tag),
        (accurate(json!({ "tag": "100", "rule": "x" })), BadRule::Tag),
        (accurate(json!({ "tag": "38", "thiTag": "00", "rule": "x" })), BadRule::Tag),
        (accurate(json!({ "tag": "38", "secTag": "", "rule": "x" })), BadRule::Tag),
        (accurate(json!({ "tag": "58" })), BadRule::MissingExpression),
    ];
    let rules = rule_set(&bad.iter().map(|(rule, _)| rule.clone()).collect::<Vec<_>>());
    assert!(rules.is_empty());
    for ((rule, reason), finding) in bad.iter().zip(rules.findings()) {
        assert_eq!(*reason, finding.reason, "{rule}");
    }
    assert_eq!(winner(&rules, &emv("26050001x")), None);
    let pattern =
        rule_set(&[emvco(&json!({ "countryCode": "R<(>" })), rule(&json!({ "matchMethod": "REGEX", "regex": "a{2" }), &Value::Null)]);
    assert!(pattern.findings().iter().all(|finding| matches!(finding.reason, BadRule::Pattern(_))) && pattern.is_empty());
}

#[test]
fn the_smallest_priority_wins_and_on_a_tie_the_earlier_rule() {
    let prefix =
        |prefix: &str, priority: Value| rule(&json!({ "matchMethod": "PREFIX", "prefix": prefix, "priority": priority }), &Value::Null);
    let rules = rule_set(&[
        prefix("abcd", json!(10_001)),
        prefix("a", Value::Null),
        prefix("ab", json!(10_000)),
        prefix("abc", json!(9_999)),
        prefix("b", json!(-5)),
        prefix("bc", json!(i64::MIN)),
    ]);
    for (code, index) in [("abcde", 3), ("abx", 1), ("axx", 1), ("bcx", 5), ("bx", 4)] {
        assert_eq!(winner(&rules, code), Some(index), "{code}");
    }
}

#[test]
fn an_emvco_rule_takes_its_priority_from_its_conditions() {
    let with = |top: i64, inner: Value| {
        let extend_info = json!({ "matchPattern": json!({ "countryCode": "LK", "priority": inner }).to_string() }).to_string();
        rule(&json!({ "matchMethod": "EMVCO", "priority": top }), &json!(extend_info))
    };
    let rules = rule_set(&[with(1, json!(10_000)), with(2, json!(5)), with(3, Value::Null)]);
    assert_eq!(winner(&rules, &emv("5802LK")), Some(1));
    let plain = |priority: i64| {
        let pairs = json!([
            { "extendedMerchantTag": "00", "extendedMerchantValue": "g", "primitiveMerchant": false },
            { "extendedMerchantTag": "01", "extendedMerchantValue": "S<1>" }
        ]);
        rule(&json!({ "matchMethod": "EMVCO", "priority": priority, "emvMatchRules": pairs }), &Value::Null)
    };
    let rules = rule_set(&[plain(7), plain(6)]);
    assert_eq!(winner(&rules, &emv("26110001g010212")), Some(1));
    assert_eq!(winner(&rules, &emv("26110001g010222")), None);
    assert_eq!(winner(&rules, &emv("26050001g")), None);
}

#[test]
fn without_its_extend_info_a_primitive_rule_reads_the_first_entry() {
    let pairs = json!([{ "primitiveMerchant": true, "primitiveMerchantTag": "15" }, { "primitiveMerchant": false }]);
    let rules = rule_set(&[rule(&json!({ "matchMethod": "EMVCO", "emvMatchRules": pairs }), &Value::Null)]);
    assert_eq!(winner(&rules, &emv("1501x")), Some(0));
    assert_eq!(winner(&rules, &emv("1601x")), None);
}

#[test]
fn nested_texts_may_also_be_plain_objects() {
    let rules = rule_set(&[rule(&json!({ "matchMethod": "EMVCO" }), &json!({ "matchPattern": { "countryCode": "LK" } }))]);
    assert_eq!(winner(&rules, &emv("5802LK")), Some(0));
}

#[test]
fn only_a_whole_emv_code_is_looked_at() {
    let rules = rule_set(&[emvco(&json!({ "merchantName": "N<NULL>" }))]);
    let sealed = |body: &str| format!("{body}6304{:04X}", crc16(format!("{body}6304").as_bytes()));
    assert_eq!(winner(&rules, &sealed("000201")), Some(0));
    assert_eq!(winner(&rules, &sealed("000201").to_lowercase()), Some(0));
    for broken in ["010211", "000101", "0002015800", "0002015805LK", "000201 ", "0002", "00020158é2LK"] {
        assert_eq!(winner(&rules, &sealed(broken)), None, "{broken}");
    }
    // Characters count, not bytes and not UTF-16 units.
    let name = |length: &str| sealed(&format!("000201{}{length}ラーメン\u{1F35C}", 60));
    assert_eq!(winner(&rules, &name("05")), Some(0));
    assert_eq!(winner(&rules, &name("06")), None);
    assert_eq!(winner(&rules, &name("16")), None);
}
