//! `cashier redirect`: whether `paymentRedirectUrl` may be opened.

use std::{
    io::{BufRead, Write},
    process::ExitCode,
};

use cashier_core::redirect::{Decision, PolicyConfig, RedirectPolicy, TargetKind};
use clap::Args;
use serde::Deserialize;
use serde_json::{Value, json};

use super::lines::{LineError, answer};
use crate::Failure;

/// The wallet's redirect policy.
#[derive(Args, Clone)]
#[command(
    after_help = "A line in: {\"url\": text, \"allow_hosts\": [host]}; allow_hosts replaces --allow-host. A line out: verdict (allow, allow_app, reject, none),\n\
    code, opens."
)]
pub struct Arguments {
    /// A scheme that opens the wallet
    #[arg(long = "own-scheme", value_name = "SCHEME")]
    own_schemes: Vec<String>,
    /// A host whose links open the wallet
    #[arg(long = "own-host", value_name = "HOST")]
    own_hosts: Vec<String>,
    /// A scheme of a merchant's app that may be opened
    #[arg(long = "app-scheme", value_name = "SCHEME")]
    app_schemes: Vec<String>,
    /// A host that may be opened, exact or `*.` for one label; none: any public host
    #[arg(long = "allow-host", value_name = "HOST")]
    allow_hosts: Vec<String>,
}

#[derive(Deserialize)]
struct Input {
    url: Option<String>,
    allow_hosts: Option<Vec<String>>,
}

impl Arguments {
    /// Judges every line.
    pub fn run(self, input: impl BufRead, output: impl Write) -> Result<ExitCode, Failure> {
        let listed = (!self.allow_hosts.is_empty()).then(|| self.allow_hosts.clone());
        let policy = self.policy(listed).map_err(|error| Failure { line: error.to_string(), code: 2 })?;
        answer(input, output, |line: Input| match line.allow_hosts {
            None => Ok(judge(&policy, line.url.as_deref())),
            Some(hosts) => {
                let policy = self.policy(Some(hosts)).map_err(|error| LineError::new("INVALID_INPUT", error))?;
                Ok(judge(&policy, line.url.as_deref()))
            }
        })
    }

    fn policy(&self, allow_hosts: Option<Vec<String>>) -> Result<RedirectPolicy, cashier_core::redirect::PolicyError> {
        RedirectPolicy::new(PolicyConfig {
            own_schemes: self.own_schemes.clone(),
            own_hosts: self.own_hosts.clone(),
            app_schemes: self.app_schemes.clone(),
            allow_hosts,
        })
    }
}

fn judge(policy: &RedirectPolicy, url: Option<&str>) -> Value {
    match policy.judge(url) {
        Decision::Open(target) => {
            let (verdict, code) = match target.kind() {
                TargetKind::Web => ("allow", "https"),
                TargetKind::App => ("allow_app", "app_scheme"),
            };
            json!({ "verdict": verdict, "code": code, "opens": target.opens() })
        }
        Decision::Reject(code) => json!({ "verdict": "reject", "code": code, "opens": null }),
        Decision::Absent => json!({ "verdict": "none", "code": "absent", "opens": null }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verdict_has_its_form() {
        let arguments = Arguments {
            own_schemes: vec!["wallet".into()],
            own_hosts: vec!["wallet.example".into()],
            app_schemes: vec!["merchantapp".into()],
            allow_hosts: vec![],
        };
        let input = concat!(
            r#"{"url":"https://shop.example/x"}"#,
            "\n",
            r#"{"url":"merchantapp://x"}"#,
            "\n",
            r#"{"url":"https://u@shop.example/"}"#,
            "\n",
            r#"{"url":""}"#,
            "\n",
            r#"{"url":"https://shop.example/","allow_hosts":[]}"#,
            "\n",
            r#"{"url":"https://shop.example/","allow_hosts":["*"]}"#,
            "\n"
        );
        let mut output = Vec::new();
        assert!(arguments.run(input.as_bytes(), &mut output).is_ok());
        let lines: Vec<Value> = String::from_utf8(output).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines[0], json!({ "verdict": "allow", "code": "https", "opens": "https://shop.example/x" }));
        assert_eq!(lines[1]["verdict"], "allow_app");
        assert_eq!(lines[2], json!({ "verdict": "reject", "code": "userinfo", "opens": null }));
        assert_eq!(lines[3]["verdict"], "none");
        assert_eq!(lines[4]["code"], "host_not_listed");
        assert_eq!(lines[5]["error"]["code"], "INVALID_INPUT");
    }
}
