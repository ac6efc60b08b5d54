//! Whatever is read, nothing panics, and what is given back fits what was read.

use cashier_core::{
    codes::{
        NavigationConfig, NavigationPolicy,
        emv::{EmvCode, EmvReport},
        rules::{Context, RemoteAnswer, RuleSet, Verdict},
    },
    secret::CodeValue,
};
use proptest::prelude::*;
use serde_json::json;

const CONTEXT: Context<'static> = Context { client_id: "ME", jar_version: "1.2.1.20240506" };

/// Texts that look like codes for a while: elements with right and wrong lengths, URLs, and anything.
fn codes() -> impl Strategy<Value = String> {
    let element = (0..100_u8, prop::option::of(0..100_usize), "[ -~é\u{1F35C}0-9]{0,20}")
        .prop_map(|(tag, length, value)| format!("{tag:02}{:02}{value}", length.unwrap_or(value.chars().count())));
    let emv = (prop::collection::vec(element, 0..12), any::<bool>()).prop_map(|(elements, seal)| {
        let body = format!("000201{}6304", elements.concat());
        if seal { format!("{body}{:04X}", cashier_core::codes::emv::crc16(body.as_bytes())) } else { body }
    });
    let url = "(https?|HTTPS|wxp|javascript)://[a-z0-9.@:\\\\é-]{0,30}[/?#]?[ -~é]{0,20}";
    prop_oneof![emv, url, "\\PC{0,200}", "[0-9]{0,40}", any::<String>()]
}

fn shipped() -> RuleSet {
    RuleSet::compile(include_bytes!("../testdata/codes/rules.json")).unwrap()
}

proptest! {
    #[test]
    fn any_text_has_a_report_whose_values_are_parts_of_it(text in codes()) {
        let report = EmvReport::of(&text);
        prop_assert_eq!(report.strict, report.findings.is_empty());
        prop_assert_eq!(report.well_formed, report.length_unit.is_some());
        let characters = text.chars().count();
        prop_assert!(report.findings.iter().all(|finding| finding.offset <= characters));
        prop_assert!(report.fields.values().all(|value| !value.is_empty() && text.contains(value.as_str())));
        prop_assert!(report.well_formed || EmvCode::parse(&text).is_err());
    }

    #[test]
    fn any_text_is_identified_and_the_same_way_twice(text in codes()) {
        let rules = shipped();
        let code = CodeValue::new(text.clone());
        let first = rules.identify(&code, &CONTEXT).unwrap();
        prop_assert_eq!(&first, &rules.identify(&code, &CONTEXT).unwrap());
        let remote = RemoteAnswer { is_supported: true, redirect_url: Some(text), ..RemoteAnswer::default() };
        let applied = rules.apply_remote(&code, &CONTEXT, Some(&remote)).unwrap();
        prop_assert!(!matches!(applied.verdict, Verdict::AskBackend(_)));
    }

    #[test]
    fn any_navigation_is_decided(url in codes(), main_frame in any::<bool>()) {
        let policy = NavigationPolicy::new(NavigationConfig {
            order_prefixes: vec!["https://q.example/".to_owned()],
            checkout_hosts: vec!["q.example".to_owned()],
            app_schemes: vec!["wxp".to_owned()],
            ..NavigationConfig::default()
        })
        .unwrap();
        policy.decide(&url, main_frame);
    }

    #[test]
    fn any_bytes_are_a_rule_file_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = RuleSet::compile(&bytes);
        let _ = RemoteAnswer::parse(&bytes);
    }

    #[test]
    fn a_served_file_with_any_byte_changed_still_compiles_or_is_an_error(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = include_bytes!("../testdata/codes/rules.json").to_vec();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(rules) = RuleSet::compile(&bytes) {
            rules.identify(&CodeValue::new("ACQ-0042-KIOSK 7"), &CONTEXT).unwrap();
        }
    }

    #[test]
    fn any_pattern_and_expression_compile_or_are_findings(
        pattern in "([a-z.*+?|()\\[\\]^$\\\\{},0-9&-]|\\(\\?[:=!<>i]|\\\\[a-zA-Z0-9]|é){0,30}",
        parameter in "[A-Za-z]?<?[0-9,.()-]{0,8}>?",
        code in codes(),
    ) {
        let conditions = json!({ "merchantName": format!("R<{pattern}>"), "countryCode": parameter });
        let result = json!({ "dynamicUrlParams": json!({ "p": parameter }).to_string() }).to_string();
        let rules = RuleSet::compile(json!({ "codeRules": [
            { "codeMatchPattern": { "matchMethod": "REGEX", "regex": pattern, "priority": 2 },
              "extendInfo": json!({ "matchResult": result }).to_string(),
              "postCodeMatchAction": { "postCodeMatchActionType": "OPEN_URL", "urlConstructionMethod": "CONSTRUCT_DYNAMIC_URL",
                                       "dynamicUrlExpression": "https://a.example/${p}" } },
            { "codeMatchPattern": { "matchMethod": "EMVCO" },
              "extendInfo": json!({ "matchPattern": conditions.to_string() }).to_string(),
              "postCodeMatchAction": { "postCodeMatchActionType": "DECODE" } },
            { "codeMatchPattern": { "matchMethod": "PREFIX", "prefix": pattern } },
        ] }).to_string().as_bytes()).unwrap();
        rules.identify(&CodeValue::new(code), &CONTEXT).unwrap();
    }
}
