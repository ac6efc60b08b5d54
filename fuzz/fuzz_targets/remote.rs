//! Any body as an answer of remote identify, for an untrusted rule of each way to make a URL.

#![no_main]

use std::sync::LazyLock;

use cashier_core::{
    codes::rules::{RemoteAnswer, RuleSet, Unsupported, Verdict},
    secret::CodeValue,
};
use cashier_fuzz::{CONTEXT, check};
use libfuzzer_sys::fuzz_target;
use serde_json::json;

/// The codes that the rules take; the last one is for the rule on EMVCo codes.
const CODES: [&str; 5] = ["a1", "b1", "c1", "d1", "00020126210001g0112https://a.ex6304EA78"];

static RULES: LazyLock<RuleSet> = LazyLock::new(|| {
    let result = json!({ "trust": "N", "dynamicUrlParams": json!({ "p": "L<1>" }).to_string() }).to_string();
    let prefix = |prefix: &str, action: serde_json::Value| {
        json!({ "codeMatchPattern": { "matchMethod": "PREFIX", "prefix": prefix }, "postCodeMatchAction": action,
                "extendInfo": json!({ "matchResult": result }).to_string() })
    };
    let open = |method: &str| {
        json!({ "postCodeMatchActionType": "OPEN_URL", "urlConstructionMethod": method, "emvUrlTag": "merchantTag.01",
                "dynamicUrlExpression": "https://t.example/?${p}" })
    };
    let emvco = json!({ "codeMatchPattern": { "matchMethod": "EMVCO" }, "postCodeMatchAction": open("EXTRACT_URL_FROM_EMVCODE"),
        "extendInfo": json!({ "matchResult": result,
                              "matchPattern": json!({ "merchantMaiRestrictions": { "00": "g" } }).to_string() }).to_string() });
    let rules = json!([
        prefix("a", json!({ "postCodeMatchActionType": "DECODE" })),
        prefix("b", open("USE_DIRECTLY")),
        prefix("c", open("CONSTRUCT_DYNAMIC_URL")),
        prefix("d", json!({})),
        emvco,
    ]);
    RuleSet::compile(json!({ "codeRules": rules }).to_string().as_bytes()).expect("rules that can be used")
});

fuzz_target!(|body: &[u8]| {
    let remote = RemoteAnswer::parse(body).ok();
    for code in CODES {
        let code = CodeValue::new(code);
        assert!(matches!(RULES.identify(&code, &CONTEXT).expect("short enough").verdict, Verdict::AskBackend(_)));
        let applied = RULES.apply_remote(&code, &CONTEXT, remote.as_ref()).expect("short enough");
        check(&applied, CODES.len());
        let is_yes = remote.as_ref().is_some_and(|remote| remote.is_supported);
        assert!(is_yes || applied.verdict == Verdict::NotSupported(Unsupported::Refused));
        assert!(!matches!(applied.verdict, Verdict::AskBackend(_)));
    }
});
