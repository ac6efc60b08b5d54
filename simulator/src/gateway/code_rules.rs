//! inquiryCodeRules: the rules of the simulator.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Arc, PoisonError, RwLock},
};

use axum::http;
use cashier_alipayplus::{
    inbound::Refusal,
    message::{InquiryCodeRulesRequest, InquiryCodeRulesResponse},
    wire::{self, Malformed, Message, Text},
};
use cashier_core::codes::rules::RuleSet;
use time::OffsetDateTime;

use crate::{config::DUMMY_SIGNATURE, server::App};

/// An invented rule set: all ways to match and to act, with domains that belong to nobody.
const RULES: &str = include_str!("../../data/code-rules.json");

/// Stands in the file for the URL of the simulator, which is known at the start only.
const OWN_URL: &str = "{simulator}";

/// The rules that are served.
pub(crate) struct CodeRules(RwLock<Arc<Served>>);

/// The answer to inquiryCodeRules, and the same rules for identifyCode.
pub(super) struct Served {
    answer: InquiryCodeRulesResponse,
    /// `None` while the answer is no usable set.
    pub(super) rules: Option<RuleSet>,
}

impl Served {
    fn new(answer: InquiryCodeRulesResponse) -> Arc<Self> {
        let rules = wire::write(&answer).ok().and_then(|file| RuleSet::compile(&file).ok());
        Arc::new(Self { answer, rules })
    }
}

impl CodeRules {
    /// The rules with the simulator's own store codes in them; `own_url` has no slash at the end.
    pub(crate) fn new(own_url: &str) -> Result<Self, Malformed> {
        let rules = RULES.replace(OWN_URL, own_url);
        // Another URL makes another version: an MPP keeps its rules while the version stays the same.
        let mut hasher = DefaultHasher::new();
        rules.hash(&mut hasher);
        let version = Text::truncated(&format!("sim_{:012x}", hasher.finish() & 0xffff_ffff_ffff));
        let answer = InquiryCodeRulesResponse { version, ..InquiryCodeRulesResponse::read(rules.as_bytes())? };
        Ok(Self(RwLock::new(Served::new(answer))))
    }

    /// Answers with `file` from now on.
    pub(crate) fn set(&self, file: &str) -> Result<(), Malformed> {
        let answer = InquiryCodeRulesResponse::read(file.as_bytes())?;
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Served::new(answer);
        Ok(())
    }

    pub(super) fn served(&self) -> Arc<Served> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Serves the rules to a client that signs properly, or with the dummy that the vendor's library sends (A28). The dummy leads
/// to no parsing: nothing in such a request counts.
pub(super) fn answer(app: &Arc<App>, request: http::Request<Vec<u8>>, now: OffsetDateTime) -> Result<http::Response<Vec<u8>>, Refusal> {
    let opened = app.party.open(cashier_alipayplus::paths::INQUIRY_CODE_RULES, request)?;
    let reply_to = opened.reply_to.clone();
    if !opened.raw.signature().is_some_and(|signature| signature.contains(DUMMY_SIGNATURE)) {
        app.party.verify(opened, now)?.parse::<InquiryCodeRulesRequest>()?;
    }
    Ok(app.party.answer(&reply_to, &app.rules.served().answer, now))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn rules(own_url: &str) -> (String, Vec<Value>) {
        let served = CodeRules::new(own_url).unwrap().served();
        let answer = &served.answer;
        let rules = serde_json::from_str(answer.code_rules.as_ref().unwrap().get()).unwrap();
        (answer.version.as_ref().unwrap().to_string(), rules)
    }

    #[test]
    fn the_own_store_codes_are_among_the_rules() {
        let (_, rules) = rules("http://127.0.0.1:4711");
        let prefixes: Vec<_> = rules.iter().filter_map(|rule| rule["codeMatchPattern"]["prefix"].as_str()).collect();
        for prefix in ["28166604", "https://qr.alipayplus.com/28166604", "http://127.0.0.1:4711/shop/"] {
            assert!(prefixes.contains(&prefix), "{prefix}");
        }
        assert!(!serde_json::to_string(&rules).unwrap().contains(OWN_URL));
    }

    #[test]
    fn another_url_is_another_version() {
        let (one, _) = rules("http://127.0.0.1:1");
        assert_ne!(one, rules("http://127.0.0.1:2").0);
        assert_eq!(one, rules("http://127.0.0.1:1").0);
        assert!(one.len() <= 16);
    }

    #[test]
    fn what_is_encoded_twice_can_be_decoded_twice() {
        for rule in rules("http://127.0.0.1:1").1 {
            let Some(extend_info) = rule["extendInfo"].as_str() else { continue };
            let outer: Value = serde_json::from_str(extend_info).unwrap();
            for key in ["matchPattern", "matchResult"] {
                let inner: Value = serde_json::from_str(outer[key].as_str().unwrap()).unwrap();
                assert!(inner.is_object(), "{rule}");
                if let Some(params) = inner["dynamicUrlParams"].as_str() {
                    assert!(serde_json::from_str::<Value>(params).unwrap().is_object(), "{rule}");
                }
            }
        }
    }
}
