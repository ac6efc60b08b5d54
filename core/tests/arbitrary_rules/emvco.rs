//! EMVCo codes and conditions on them, from the same few tags and values.

use proptest::{
    collection::{btree_map, vec},
    option,
    prelude::*,
    sample::select,
};
use serde_json::{Map, Value, json};

use super::Made;
use crate::elements::{element, sealed};

const SUB_TAGS: [u8; 4] = [0, 1, 2, 3];
pub const ROOT: [(&str, u8); 12] = [
    ("payloadFormatIndicator", 0),
    ("pointOfInitiationMethod", 1),
    ("merchantCategoryCode", 52),
    ("transactionCurrency", 53),
    ("transactionAmount", 54),
    ("convenienceIndicator", 55),
    ("fixedConvenienceFee", 56),
    ("percentageConvenienceFee", 57),
    ("countryCode", 58),
    ("merchantName", 59),
    ("merchantCity", 60),
    ("postalCode", 61),
];

pub fn pattern() -> impl Strategy<Value = Made> {
    let by_extend_info = (account(), root(), option::weighted(0.15, sub_conditions(0..3)), option::weighted(0.25, vec(accurate(), 1..3)));
    let by_extend_info = by_extend_info.prop_map(|(account, root, additional, accurate)| {
        let mut pattern = account;
        for (key, expression) in root {
            pattern.insert(key.to_owned(), expression.into());
        }
        if let Some(additional) = additional {
            pattern.insert("additionalDataFieldTemplate".to_owned(), additional);
        }
        if let Some(accurate) = accurate {
            pattern.insert("accurateTagRules".to_owned(), accurate.into());
        }
        json!({ "match": { "matchMethod": "EMVCO" }, "matchPattern": pattern })
    });
    let by_match_rules = vec((select(SUB_TAGS.to_vec()), expression()), 0..3).prop_map(|pairs| {
        let rules = pairs.iter().map(|(tag, value)| json!({ "primitiveMerchant": false, "extendedMerchantTag": format!("{tag:02}"), "extendedMerchantValue": value }));
        json!({ "match": { "matchMethod": "EMVCO", "emvMatchRules": rules.collect::<Vec<_>>() } })
    });
    // All conditions hold where there are none.
    let without_conditions = select(vec![json!({}), json!({ "merchantMaiRestrictions": {}, "accurateTagRules": [], "countryCode": null })])
        .prop_map(|pattern| json!({ "match": { "matchMethod": "EMVCO" }, "matchPattern": pattern }));
    (prop_oneof![6 => by_extend_info, 1 => by_match_rules, 1 => without_conditions], code()).prop_map(|(rule, code)| Made {
        rule,
        code,
        url_tag: None,
    })
}

fn account() -> impl Strategy<Value = Map<String, Value>> {
    let object = |value: Value| value.as_object().cloned().unwrap_or_default();
    prop_oneof![
        2 => Just(Map::new()),
        4 => sub_conditions(1..3).prop_map(move |it| object(json!({ "merchantMaiRestrictions": it }))),
        1 => (select(vec!["15", "2", "02", "26", "x"]), sub_conditions(0..2))
            .prop_map(move |(tag, it)| object(json!({ "primitiveMai": true, "primitiveMaiTag": tag, "merchantMaiRestrictions": it }))),
    ]
}

fn root() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    vec((select(ROOT.to_vec()).prop_map(|(key, _)| key), expression()), 0..3)
}

fn sub_conditions(size: std::ops::Range<usize>) -> impl Strategy<Value = Value> {
    btree_map(select(vec!["00", "01", "02", "3", "07"]), expression(), size).prop_map(|it| json!(it))
}

fn accurate() -> impl Strategy<Value = Value> {
    let tag = || option::weighted(0.6, select(vec!["00", "01", "2", "03", "x"]));
    (option::weighted(0.95, select(vec!["26", "38", "58", "62", "1"])), tag(), tag(), option::weighted(0.95, expression())).prop_map(
        |(first, second, third, rule)| {
            let mut entry = Map::new();
            for (key, value) in [
                ("tag", first.map(str::to_owned)),
                ("secTag", second.map(str::to_owned)),
                ("thiTag", third.map(str::to_owned)),
                ("rule", rule),
            ] {
                if let Some(value) = value {
                    entry.insert(key.to_owned(), value.into());
                }
            }
            entry.into()
        },
    )
}

fn expression() -> impl Strategy<Value = String> {
    let expressions = vec![
        "R<.*>",
        "R<.*>",
        "r<.+>",
        "N<NOT_NULL>",
        "N<NOT_NULL>",
        "n<NOT_NULL>",
        "N<NULL>",
        "n<NULL>",
        "N<x>",
        "S<>",
        "S<h>",
        "s<28>",
        "C<http>",
        "c<1>",
        "R<(?!0).+>",
        "R<[0-9]+>",
        r"R<\d{2}>",
        "R<g|gh>",
        "R<(>",
        "g",
        "G",
        "KH",
        "11",
        "281x",
        "S<g",
        "X<g>",
    ];
    select(expressions).prop_map(str::to_owned)
}

/// A whole code; now and then with elements that repeat, templates that do not parse, and characters of several bytes.
pub fn code() -> impl Strategy<Value = String> {
    let plain = || {
        select(vec![
            "g",
            "gh",
            "11",
            "12",
            "KH",
            "281x",
            "0",
            "http://u.example/1",
            "v1:HTTPS://u.example",
            "https://u.example/2",
            "x:https://u.example/3",
            "é\u{1F35C}",
            "0002ab",
        ])
    };
    let nested = vec((select(SUB_TAGS.to_vec()), plain()), 1..3)
        .prop_map(|pairs| pairs.iter().map(|(tag, value)| element(*tag, value)).collect::<String>());
    let value = prop_oneof![5 => plain().prop_map(str::to_owned), 1 => nested];
    let template = vec((select(SUB_TAGS.to_vec()), value), 1..4)
        .prop_map(|pairs| pairs.iter().map(|(tag, value)| element(*tag, value)).collect::<String>());
    let account = (select(vec![26, 26, 38, 51, 52, 62, 80, 99, 2, 79]), prop_oneof![8 => template, 1 => plain().prop_map(str::to_owned)]);
    let root = (select(vec![1, 15, 52, 53, 54, 55, 56, 57, 58, 58, 59, 60, 61, 0]), plain().prop_map(str::to_owned));
    vec(prop_oneof![account, root], 1..7).prop_map(|elements| {
        let short = elements.iter().filter(|(_, value)| value.chars().count() <= 99);
        sealed(&short.map(|(tag, value)| element(*tag, value)).collect::<String>())
    })
}
