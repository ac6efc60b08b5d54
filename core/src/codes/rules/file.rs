//! The rule file as inquiryCodeRules serves it (protocol section 8.4): JSON, in it JSON as text, in that JSON as text once more.

use std::collections::BTreeMap;

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    finding::{BadRule, RuleFileError},
    limits::{MAX_FILE_BYTES, MAX_RULES},
};

/// A file whose rules are not looked at yet: one bad rule leaves the others usable.
pub(super) struct RuleFile {
    pub(super) version: String,
    pub(super) rules: Vec<Value>,
}

impl RuleFile {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, RuleFileError> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Answer {
            result: Option<ResultInfo>,
            version: Option<Value>,
            code_rules: Option<Vec<Value>>,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct ResultInfo {
            result_status: Option<String>,
        }
        if bytes.len() > MAX_FILE_BYTES {
            return Err(RuleFileError::TooLarge);
        }
        let Answer { result, version, code_rules } = serde_json::from_slice(bytes)?;
        // A preset file needs no result.
        if result.is_some_and(|result| result.result_status.as_deref() != Some("S")) {
            return Err(RuleFileError::NotSuccess);
        }
        let version = match version {
            Some(Value::String(text)) => text,
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        let rules = code_rules.unwrap_or_default();
        if rules.len() > MAX_RULES { Err(RuleFileError::TooManyRules) } else { Ok(Self { version, rules }) }
    }
}

/// One rule.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CodeRule {
    #[serde(default)]
    pub(super) code_match_pattern: CodeMatchPattern,
    #[serde(default)]
    pub(super) post_code_match_action: PostCodeMatchAction,
    extend_info: Option<Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CodeMatchPattern {
    pub(super) match_method: Option<String>,
    pub(super) prefix: Option<String>,
    pub(super) regex: Option<String>,
    pub(super) emv_match_rules: Option<Vec<EmvMatchRule>>,
    pub(super) priority: Option<i64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EmvMatchRule {
    primitive_merchant: Option<bool>,
    primitive_merchant_tag: Option<String>,
    extended_merchant_tag: Option<String>,
    extended_merchant_value: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PostCodeMatchAction {
    pub(super) post_code_match_action_type: Option<String>,
    pub(super) url_construction_method: Option<String>,
    pub(super) user_agent: Option<String>,
    pub(super) dynamic_url_expression: Option<String>,
    pub(super) emv_url_tag: Option<String>,
}

/// `extendInfo`, first level.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ExtendInfo {
    match_result: Option<Value>,
    match_pattern: Option<Value>,
}

/// `extendInfo.matchPattern`: the conditions of an EMVCO rule.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MatchPattern {
    pub(super) primitive_mai: Option<bool>,
    pub(super) primitive_mai_tag: Option<String>,
    pub(super) merchant_mai_restrictions: Option<BTreeMap<String, String>>,
    payload_format_indicator: Option<String>,
    point_of_initiation_method: Option<String>,
    merchant_category_code: Option<String>,
    transaction_currency: Option<String>,
    transaction_amount: Option<String>,
    convenience_indicator: Option<String>,
    fixed_convenience_fee: Option<String>,
    percentage_convenience_fee: Option<String>,
    country_code: Option<String>,
    merchant_name: Option<String>,
    merchant_city: Option<String>,
    postal_code: Option<String>,
    pub(super) additional_data_field_template: Option<BTreeMap<String, String>>,
    pub(super) accurate_tag_rules: Option<Vec<AccurateTagRule>>,
    pub(super) priority: Option<i64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AccurateTagRule {
    pub(super) tag: Option<String>,
    pub(super) sec_tag: Option<String>,
    pub(super) thi_tag: Option<String>,
    pub(super) rule: Option<String>,
}

/// `extendInfo.matchResult`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MatchResult {
    /// Read only if it is a text.
    pub(super) trust: Option<Value>,
    /// The same.
    pub(super) non_sdk_jar_support_version: Option<Value>,
    pub(super) dynamic_url_params: Option<Value>,
}

impl CodeRule {
    pub(super) fn read(rule: Value) -> Result<Self, BadRule> {
        serde_json::from_value(rule).map_err(|_| BadRule::Shape)
    }

    /// Whether there is one, even if it holds nothing.
    pub(super) fn has_extend_info(&self) -> bool {
        self.extend_info.as_ref().is_some_and(|it| !it.is_null())
    }

    /// `None` if the rule has none.
    pub(super) fn extend_info(&self) -> Result<Option<ExtendInfo>, BadRule> {
        nested(self.extend_info.as_ref())
    }
}

impl ExtendInfo {
    pub(super) fn match_pattern(&self) -> Result<Option<MatchPattern>, BadRule> {
        nested(self.match_pattern.as_ref())
    }

    /// `matchResult` in the shape that the caller needs.
    pub(super) fn match_result<T: DeserializeOwned>(&self) -> Result<Option<T>, BadRule> {
        nested(self.match_result.as_ref())
    }
}

impl MatchPattern {
    /// What a rule without `extendInfo` says.
    pub(super) fn from_emv_match_rules(pattern: &CodeMatchPattern) -> Self {
        let rules = pattern.emv_match_rules.as_deref().unwrap_or_default();
        let first = rules.first();
        let pairs = rules.iter().filter_map(|rule| rule.extended_merchant_tag.clone().zip(rule.extended_merchant_value.clone()));
        Self {
            primitive_mai: first.and_then(|rule| rule.primitive_merchant),
            primitive_mai_tag: first.and_then(|rule| rule.primitive_merchant_tag.clone()),
            merchant_mai_restrictions: Some(pairs.collect()),
            priority: pattern.priority,
            ..Self::default()
        }
    }

    /// Conditions on elements of the root, by tag.
    pub(super) fn root_conditions(&self) -> [(u8, &Option<String>); 12] {
        [
            (0, &self.payload_format_indicator),
            (1, &self.point_of_initiation_method),
            (52, &self.merchant_category_code),
            (53, &self.transaction_currency),
            (54, &self.transaction_amount),
            (55, &self.convenience_indicator),
            (56, &self.fixed_convenience_fee),
            (57, &self.percentage_convenience_fee),
            (58, &self.country_code),
            (59, &self.merchant_name),
            (60, &self.merchant_city),
            (61, &self.postal_code),
        ]
    }
}

/// JSON as text, or not wrapped into a text after all.
pub(super) fn nested<T: DeserializeOwned>(value: Option<&Value>) -> Result<Option<T>, BadRule> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
        Some(Value::String(text)) => serde_json::from_str(text).map(Some).map_err(|_| BadRule::ExtendInfo),
        Some(value) => serde_json::from_value(value.clone()).map(Some).map_err(|_| BadRule::ExtendInfo),
    }
}
