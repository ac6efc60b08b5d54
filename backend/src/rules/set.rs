//! One set of rules, compiled.

use cashier_alipayplus::result::ResultInfo;
use cashier_core::codes::rules::{RuleFileError, RuleSet};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// Bad rules of one file that are logged one by one.
const LOGGED_FINDINGS: usize = 20;

/// A set of rules. It never changes: newer rules are another set.
pub struct CurrentRules {
    /// `version` of inquiryCodeRules.
    pub version: String,
    /// The rule file, as phones get it.
    pub body: String,
    /// The same, compiled.
    pub set: RuleSet,
}

/// Why rules cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// No rule file.
    #[error(transparent)]
    File(#[from] RuleFileError),
    /// Every rule is bad: with such a set no code could be paid any more.
    #[error("not one rule of the file can match")]
    NoRule,
    /// Without a version nobody could tell it from the next one.
    #[error("the rule file has no version")]
    NoVersion,
}

impl CurrentRules {
    /// From a whole rule file: a saved one, or the preset.
    pub fn of_file(body: String) -> Result<Self, Unusable> {
        let set = RuleSet::compile(body.as_bytes())?;
        if set.is_empty() {
            return Err(Unusable::NoRule);
        }
        if set.version().is_empty() {
            return Err(Unusable::NoVersion);
        }
        if !set.findings().is_empty() {
            tracing::warn!(version = set.version(), bad = set.findings().len(), "code rules with bad ones among them, which never match");
        }
        for finding in set.findings().iter().take(LOGGED_FINDINGS) {
            tracing::warn!(version = set.version(), rule = finding.rule, reason = %finding.reason, "a bad code rule");
        }
        Ok(Self { version: set.version().to_owned(), body, set })
    }

    /// From an answer of Alipay+; the rules stay byte for byte as they were served.
    pub fn of_answer(version: &str, code_rules: &RawValue) -> Result<Self, Unusable> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct RuleFile<'a> {
            result: ResultInfo,
            version: &'a str,
            code_rules: &'a RawValue,
        }
        let file = RuleFile { result: ResultInfo::success(), version, code_rules };
        Self::of_file(serde_json::to_string(&file).expect("texts and JSON have a JSON form"))
    }
}

/// True for an array without rules.
pub fn is_empty(code_rules: &RawValue) -> bool {
    matches!(<Vec<serde::de::IgnoredAny>>::deserialize(code_rules), Ok(rules) if rules.is_empty())
}
