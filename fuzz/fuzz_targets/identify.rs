//! Any text against rule files of real size and shape.

#![no_main]

use std::sync::LazyLock;

use cashier_core::{
    codes::rules::{RemoteAnswer, RuleSet, Verdict},
    secret::CodeValue,
};
use cashier_fuzz::{CONTEXT, as_it_is_and_sealed, check};
use libfuzzer_sys::fuzz_target;

static RULES: LazyLock<[RuleSet; 2]> = LazyLock::new(|| {
    [&include_bytes!("../../core/testdata/codes/rules.json")[..], include_bytes!("../../core/testdata/codes/rules-243.json")]
        .map(|file| RuleSet::compile(file).expect("the test data are rule files"))
});

fuzz_target!(|text: &str| {
    let remote =
        RemoteAnswer { is_supported: true, redirect_url: Some("https://r.example/?${codeValue}".to_owned()), ..RemoteAnswer::default() };
    for (rules, code) in RULES.iter().flat_map(|rules| as_it_is_and_sealed(text).map(|code| (rules, CodeValue::new(code)))) {
        let Ok(identified) = rules.identify(&code, &CONTEXT) else { continue };
        check(&identified, rules.len() + rules.findings().len());
        for remote in [None, Some(&remote)] {
            let applied = rules.apply_remote(&code, &CONTEXT, remote).expect("short enough");
            check(&applied, rules.len() + rules.findings().len());
            assert_eq!(applied.verdict == identified.verdict, !matches!(identified.verdict, Verdict::AskBackend(_)));
        }
    }
});
