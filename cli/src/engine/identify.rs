//! `cashier identify`: what a code is, and what the rules do with it.

use std::{
    io::{BufRead, Write},
    path::PathBuf,
    process::ExitCode,
};

use cashier_core::{
    codes::{
        CodeKind,
        rules::{Action, Context, Identification, NearMiss, RuleSet, Supported, Untrusted, Verdict},
    },
    secret::CodeValue,
    wallet_api::PostCodeMatchActionType,
};
use clap::Args;
use serde::{Deserialize, Serialize};

use super::{
    lines::{LineError, answer},
    read_file,
};
use crate::Failure;

/// The rules, and who identifies.
#[derive(Args, Clone)]
#[command(
    after_help = "A line in: {\"code\": text}. A line out: code, kind, supported (null: the backend must be asked), action, rule (its index in FILE),\n\
    needs_remote, redirect_url, user_agent, ac_decode_config; with --explain near_misses [{rule, reason, detail}]."
)]
pub struct Arguments {
    /// The rules, as inquiryCodeRules serves them
    #[arg(long, value_name = "FILE")]
    rules: PathBuf,
    /// The client id at Alipay+: the issuer in constructed URLs
    #[arg(long, value_name = "ID")]
    client_id: String,
    /// The version that untrusted rules are compared with
    #[arg(long, value_name = "VERSION", default_value = "1.2.1.20240506")]
    jar_version: String,
    /// Tell also why rules that nearly match do not decide: key `near_misses`
    #[arg(long)]
    explain: bool,
}

#[derive(Deserialize)]
struct Input {
    code: CodeValue,
}

#[derive(Serialize)]
struct Output {
    #[serde(serialize_with = "CodeValue::exposed")]
    code: CodeValue,
    kind: CodeKind,
    supported: Option<bool>,
    action: Option<PostCodeMatchActionType>,
    rule: Option<usize>,
    needs_remote: bool,
    redirect_url: Option<String>,
    user_agent: Option<String>,
    ac_decode_config: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    near_misses: Option<Vec<Explained>>,
}

/// Why a rule does not decide.
#[derive(Serialize)]
struct Explained {
    rule: usize,
    reason: &'static str,
    detail: String,
}

impl From<NearMiss> for Explained {
    fn from(NearMiss { rule, reason }: NearMiss) -> Self {
        Self { rule, reason: reason.name(), detail: reason.to_string() }
    }
}

impl Arguments {
    /// Identifies every line.
    pub fn run(self, input: impl BufRead, output: impl Write) -> Result<ExitCode, Failure> {
        let rules = read_file(&self.rules, |text| RuleSet::compile(text.as_bytes()))?;
        for finding in rules.findings() {
            eprintln!("rule {} never matches: it {}", finding.rule, finding.reason);
        }
        if rules.is_empty() {
            eprintln!("no rule of the file can match");
        }
        let context = Context { client_id: &self.client_id, jar_version: &self.jar_version };
        answer(input, output, |Input { code }| {
            let too_long = |error| LineError::new("PARAM_ILLEGAL", error);
            let identification = rules.identify(&code, &context).map_err(too_long)?;
            let near_misses = if self.explain { Some(rules.near_misses(&code, &context).map_err(too_long)?) } else { None };
            let near_misses = near_misses.map(|misses| misses.into_iter().map(Explained::from).collect());
            Ok(Output { near_misses, ..Output::new(code, identification) })
        })
    }
}

impl Output {
    fn new(code: CodeValue, Identification { kind, verdict }: Identification) -> Self {
        let unsupported = Self {
            code,
            kind,
            supported: Some(false),
            action: None,
            rule: None,
            needs_remote: false,
            redirect_url: None,
            user_agent: None,
            ac_decode_config: None,
            near_misses: None,
        };
        match verdict {
            Verdict::NotSupported(_) => unsupported,
            Verdict::AskBackend(Untrusted { rule, action_hint }) => {
                Self { supported: None, action: action_hint, rule: Some(rule), needs_remote: true, ..unsupported }
            }
            Verdict::Supported(Supported { rule, action, ac_decode_config }) => {
                let name = action.action_type();
                let (redirect_url, user_agent) = match action {
                    Action::Decode => (None, None),
                    Action::OpenUrl { url, user_agent } => (Some(url), Some(user_agent.to_string())),
                };
                Self {
                    supported: Some(true),
                    action: Some(name),
                    rule: Some(rule),
                    redirect_url,
                    user_agent,
                    ac_decode_config: Some(ac_decode_config.to_string()),
                    ..unsupported
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use serde_json::{Value, json};

    use super::*;

    fn arguments(rules: &str) -> (Arguments, tempfile::NamedTempFile) {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(rules.as_bytes()).unwrap();
        let arguments =
            Arguments { rules: file.path().to_owned(), client_id: "ME".into(), jar_version: "1.2.1.20240506".into(), explain: false };
        (arguments, file)
    }

    #[test]
    fn every_verdict_has_its_form_and_a_long_code_is_an_error_line() {
        let rule = |prefix: &str, action: Value, extend_info: Value| {
            let pattern = json!({ "matchMethod": "PREFIX", "prefix": prefix });
            json!({ "codeMatchPattern": pattern, "postCodeMatchAction": action, "extendInfo": extend_info })
        };
        let open = json!({ "postCodeMatchActionType": "OPEN_URL", "urlConstructionMethod": "USE_DIRECTLY" });
        let untrusted = json!({ "matchResult": r#"{"trust":"N"}"# }).to_string();
        let config = json!({ "matchResult": r#"{"z":"1", "trust":"Y", "a":"2"}"# }).to_string();
        let rules = json!({ "codeRules": [
            rule("order:", json!({ "postCodeMatchActionType": "DECODE" }), Value::Null),
            rule("https://shop.example/", open.clone(), config.into()),
            rule("ask:", open, untrusted.into()),
        ] });
        let (arguments, _file) = arguments(&rules.to_string());
        let codes = ["order:1".to_owned(), "https://shop.example/1".into(), "ask:1".into(), "none".into(), " ".into(), "x".repeat(8193)];
        let input: String = codes.iter().map(|code| json!({ "code": code, "more": 1 }).to_string() + "\n").collect();
        let mut output = Vec::new();
        assert!(arguments.run(input.as_bytes(), &mut output).is_ok());
        let lines: Vec<Value> = String::from_utf8(output).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(
            lines[0],
            json!({ "code": "order:1", "kind": "order_code", "supported": true, "action": "DECODE", "rule": 0, "needs_remote": false,
                "redirect_url": null, "user_agent": null, "ac_decode_config": "" })
        );
        assert_eq!(
            lines[1],
            json!({ "code": "https://shop.example/1", "kind": "web_link", "supported": true, "action": "OPEN_URL", "rule": 1,
                "needs_remote": false, "redirect_url": "https://shop.example/1", "user_agent": "AlipayConnect",
                "ac_decode_config": r#"{"z":"1","a":"2"}"# })
        );
        assert_eq!(
            lines[2],
            json!({ "code": "ask:1", "kind": "text", "supported": null, "action": "OPEN_URL", "rule": 2, "needs_remote": true,
                "redirect_url": null, "user_agent": null, "ac_decode_config": null })
        );
        assert_eq!((&lines[3]["supported"], &lines[3]["rule"]), (&json!(false), &Value::Null));
        assert_eq!((&lines[4]["kind"], &lines[4]["supported"]), (&json!("empty"), &json!(false)));
        assert_eq!(lines[5]["error"]["code"], "PARAM_ILLEGAL");
    }

    #[test]
    fn near_misses_are_told_if_asked_for() {
        let rule = |prefix: &str| json!({ "codeMatchPattern": { "matchMethod": "PREFIX", "prefix": prefix }, "postCodeMatchAction": {} });
        let rules = json!({ "codeRules": [rule("https://shop.example"), rule("order:")] });
        let (arguments, _file) = arguments(&rules.to_string());
        let mut output = Vec::new();
        let input = json!({ "code": "https://shop.example.evil.test/" }).to_string();
        assert!(Arguments { explain: true, ..arguments }.run(input.as_bytes(), &mut output).is_ok());
        let line: Value = serde_json::from_slice(&output).unwrap();
        let detail = "the host of the code goes on behind the prefix";
        assert_eq!(line["near_misses"], json!([{ "rule": 0, "reason": "host_boundary", "detail": detail }]));
    }

    #[test]
    fn a_bad_rule_file_ends_the_command_with_2() {
        let (arguments, file) = arguments("[");
        let failure = arguments.clone().run(&b""[..], Vec::new()).unwrap_err();
        assert_eq!((failure.code, failure.line.lines().count()), (2, 1));
        drop(file);
        assert_eq!(arguments.run(&b""[..], Vec::new()).unwrap_err().code, 2);
    }
}
