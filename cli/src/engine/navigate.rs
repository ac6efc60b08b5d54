//! `cashier navigate`: what the merchant page's container does with a navigation.

use std::{
    io::{BufRead, Write},
    process::ExitCode,
};

use cashier_core::{
    codes::{Navigation, NavigationConfig, NavigationPolicy, OwnCodes},
    wallet_api::Settings,
};
use clap::Args;
use serde::Deserialize;
use serde_json::{Value, json};

use super::lines::answer;
use crate::Failure;

/// What is intercepted, and what may be opened.
#[derive(Args, Clone)]
#[command(
    after_help = "A line in: {\"url\": text, \"main_frame\": true}. A line out: verdict (load, decode, auth_code, external, block), code_value, reason."
)]
pub struct Arguments {
    /// A prefix of order codes; none: the usual one
    #[arg(long = "order-prefix", value_name = "PREFIX")]
    order_prefixes: Vec<String>,
    /// A host of the checkout page that hands over a code
    #[arg(long = "checkout-host", value_name = "HOST")]
    checkout_hosts: Vec<String>,
    /// A prefix of pages that ask for an auth code
    #[arg(long = "oauth-prefix", value_name = "PREFIX")]
    oauth_prefixes: Vec<String>,
    /// A scheme of an app that may be opened
    #[arg(long = "app-scheme", value_name = "SCHEME")]
    app_schemes: Vec<String>,
    /// A scheme that opens the wallet
    #[arg(long = "own-scheme", value_name = "SCHEME")]
    own_schemes: Vec<String>,
    /// A host whose links open the wallet
    #[arg(long = "own-host", value_name = "HOST")]
    own_hosts: Vec<String>,
}

#[derive(Deserialize)]
struct Input {
    url: String,
    main_frame: bool,
}

impl Arguments {
    /// Decides on every line.
    pub fn run(self, input: impl BufRead, output: impl Write) -> Result<ExitCode, Failure> {
        // A prefix that no navigation begins with would switch the interception off.
        let useless = |prefix: &&String| !prefix.to_ascii_lowercase().starts_with("https://") || OwnCodes::check(prefix).is_err();
        if let Some(prefix) = self.order_prefixes.iter().chain(&self.oauth_prefixes).find(useless) {
            return Err(Failure { line: format!("`{prefix}` is not the beginning of https addresses of one host"), code: 2 });
        }
        let policy = NavigationPolicy::new(NavigationConfig {
            order_prefixes: if self.order_prefixes.is_empty() { Settings::default().order_prefixes } else { self.order_prefixes },
            checkout_hosts: self.checkout_hosts,
            oauth_prefixes: self.oauth_prefixes,
            app_schemes: self.app_schemes,
            own_schemes: self.own_schemes,
            own_hosts: self.own_hosts,
        })
        .map_err(|error| Failure { line: error.to_string(), code: 2 })?;
        answer(input, output, |line: Input| Ok(shown(&policy.decide(&line.url, line.main_frame))))
    }
}

fn shown(navigation: &Navigation) -> Value {
    let (verdict, code_value, reason) = match navigation {
        Navigation::Load => ("load", None, None),
        Navigation::Decode(code) => ("decode", Some(code.expose()), None),
        Navigation::AuthCode(_) => ("auth_code", None, None),
        Navigation::External => ("external", None, None),
        Navigation::Block(reason) => ("block", None, Some(reason.name())),
    };
    json!({ "verdict": verdict, "code_value": code_value, "reason": reason })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(app_scheme: &str) -> Arguments {
        Arguments {
            order_prefixes: vec![],
            checkout_hosts: vec!["checkout.example".into()],
            oauth_prefixes: vec!["https://auth.example/oauth".into()],
            app_schemes: vec![app_scheme.into()],
            own_schemes: vec!["wallet".into()],
            own_hosts: vec!["wallet.example".into()],
        }
    }

    #[test]
    fn a_scheme_that_must_never_be_opened_is_one_line_and_exit_code_2() {
        for scheme in ["javascript", "intent", "https"] {
            let failure = arguments(scheme).run(&b""[..], Vec::new()).err().unwrap();
            assert_eq!((failure.code, failure.line), (2, format!("scheme `{scheme}` cannot be listed")));
        }
    }

    #[test]
    fn every_verdict_has_its_form() {
        let urls = [
            "https://shop.example/",
            "https://qr.alipayplus.com/28166604abc",
            "https://checkout.example/cashier/self/codevalue/checkout.htm?codeValue=https%3A%2F%2Fa.example%2F1",
            "https://auth.example/oauth?x",
            "merchantapp://x",
            "http://shop.example/",
            "https://pay.wallet.example/",
            "wallet://pay",
        ];
        let input: String = urls.iter().map(|url| json!({ "url": url, "main_frame": true }).to_string() + "\n").collect();
        let mut output = Vec::new();
        assert!(arguments("merchantapp").run(input.as_bytes(), &mut output).is_ok());
        let lines: Vec<Value> = String::from_utf8(output).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines[0], json!({ "verdict": "load", "code_value": null, "reason": null }));
        assert_eq!(lines[1], json!({ "verdict": "decode", "code_value": urls[1], "reason": null }));
        assert_eq!(lines[2], json!({ "verdict": "decode", "code_value": "https://a.example/1", "reason": null }));
        assert_eq!(lines[3]["verdict"], "auth_code");
        assert_eq!(lines[4]["verdict"], "external");
        assert_eq!(lines[5], json!({ "verdict": "block", "code_value": null, "reason": "scheme" }));
        assert_eq!(lines[6]["reason"], "own_host");
        assert_eq!(lines[7]["reason"], "own_scheme");
    }
}
