//! Whoever holds a code can pay it: what is printed of an identification never shows the code.

use cashier_core::{
    codes::{
        emv::{EmvCode, EmvReport},
        rules::{CodeTooLong, Identification, RemoteAnswer, RuleSet, Unsupported, Verdict},
    },
    machine::Identified,
    secret::CodeValue,
};

use crate::{
    elements,
    vectors::{self, Vector},
};

/// In no rule and in no error text.
const SENTINEL: &str = "qZ7sEnTiNeL";

/// Codes that hold the sentinel, most of them such that the rules of the vector still take them.
fn sentinel_codes(vector: &Vector) -> Vec<String> {
    let code = &vector.code;
    let mut codes = vec![format!("{code}{SENTINEL}"), format!("{SENTINEL}{code}"), format!("{code}{SENTINEL}{}", "x".repeat(8_192))];
    if let Some(elements) = code.strip_prefix("000201").filter(|_| EmvCode::parse(code).is_ok()) {
        let elements = &elements[..elements.len() - 8];
        codes.push(elements::sealed(&format!("{elements}{}", elements::element(64, SENTINEL))));
        codes.push(elements::sealed(&format!("{}{elements}", elements::element(26, SENTINEL))));
        codes.push(format!("000201{elements}{}", elements::element(59, SENTINEL)));
    }
    codes
}

/// Everything that could reach a log, in both forms.
fn printed(rules: &RuleSet, identified: &Result<Identification, CodeTooLong>, code: &CodeValue) -> Vec<String> {
    let mut printed = vec![format!("{code:?}"), format!("{:?}", rules.findings())];
    printed.extend(rules.findings().iter().map(|finding| format!("{finding:?} {}", finding.reason)));
    match identified {
        Err(too_long) => printed.push(format!("{too_long:?} {too_long}")),
        Ok(identification) => {
            printed.push(format!("{identification:?}"));
            printed.push(format!("{:?} {:?}", identification.answer(), Identified::from(identification)));
            if let Verdict::NotSupported(Unsupported::Failed { error, .. }) = &identification.verdict {
                printed.push(format!("{error:?} {error}"));
            }
        }
    }
    let report = EmvReport::of(code.expose());
    printed.push(format!("{report:?}"));
    printed.extend(EmvCode::parse(code.expose()).err().map(|error| format!("{error:?} {error}")));
    printed
}

#[test]
fn nothing_that_is_printed_shows_the_code() {
    let (mut taken, mut failed) = (0, 0);
    for vector in vectors::all() {
        let rules = RuleSet::compile(&vector.rule_file()).unwrap();
        let body = vector.remote_body().flatten();
        let remote = body.as_ref().and_then(|body| RemoteAnswer::parse(body.as_bytes()).ok());
        for text in sentinel_codes(&vector) {
            let code = CodeValue::new(text);
            for identified in [rules.identify(&code, &vector.context()), rules.apply_remote(&code, &vector.context(), remote.as_ref())] {
                for printed in printed(&rules, &identified, &code) {
                    let shown = printed.to_ascii_lowercase().contains(&SENTINEL.to_ascii_lowercase());
                    assert!(!shown, "{}: {printed}", vector.name);
                }
                match identified.map(|it| it.verdict) {
                    Ok(Verdict::Supported(_)) => taken += 1,
                    Ok(Verdict::NotSupported(Unsupported::Failed { .. })) => failed += 1,
                    _ => {}
                }
            }
        }
    }
    assert!(taken >= 300 && failed >= 30, "{taken} taken, {failed} failed: the sentinel did not get far");
}
