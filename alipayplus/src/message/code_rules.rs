//! inquiryCodeRules (protocol section 8.3).

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::{
    outbound::{Api, MAX_RULES},
    paths,
    result::ResultInfo,
    wire::{Malformed, Message, Text, Tree, from_tree},
};

/// Asks for the rules of the own client id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InquiryCodeRulesRequest {
    /// Version of the matcher, such as `1.2.1.20240506` (A28).
    pub jar_version: Option<Text<64>>,
}

impl Message for InquiryCodeRulesRequest {}

impl Api for InquiryCodeRulesRequest {
    type Answer = InquiryCodeRulesResponse;
    const PATH: &'static str = paths::INQUIRY_CODE_RULES;
    const MAX_ANSWER: usize = MAX_RULES;
}

/// The rules of a client id.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InquiryCodeRulesResponse {
    /// Anything but `S` is a failed pull.
    pub result: ResultInfo,
    /// Changes whenever the rules do.
    pub version: Option<Text<16>>,
    /// The array of rules byte for byte as served: unlike all other messages it has real booleans and integers, and whoever
    /// matches with it reads it alone.
    pub code_rules: Option<Box<RawValue>>,
}

impl Message for InquiryCodeRulesResponse {
    fn read(body: &[u8]) -> Result<Self, Malformed> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct AsServed {
            code_rules: Option<Box<RawValue>>,
        }
        let message: Self = from_tree(Tree::read(body)?)?;
        let as_served: AsServed = serde_json::from_slice(body).map_err(|_| Malformed::NotJson)?;
        Ok(Self { code_rules: message.code_rules.and(as_served.code_rules), ..message })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire;

    #[test]
    fn the_rules_are_kept_as_served() {
        let rules = r#"[ {"b":"", "a":{"primitiveMerchant":true,"priority":10000}} ]"#;
        let body = format!(r#"{{"version":"x_1","codeRules":{rules},"result":{{"resultCode":"SUCCESS","resultStatus":"S"}}}}"#);
        let read = InquiryCodeRulesResponse::read(body.as_bytes()).unwrap();
        assert_eq!(read.code_rules.unwrap().get(), rules);
        assert_eq!(read.version.as_deref(), Some("x_1"));
    }

    #[test]
    fn rules_may_be_absent() {
        let read = InquiryCodeRulesResponse::read(br#"{"codeRules":null,"result":{"resultCode":"X","resultStatus":"F"}}"#).unwrap();
        assert!(read.code_rules.is_none() && read.version.is_none());
    }

    #[test]
    fn a_pull_may_name_the_version_of_the_matcher() {
        assert_eq!(wire::write(&InquiryCodeRulesRequest::default()).unwrap(), b"{}");
        let request = InquiryCodeRulesRequest { jar_version: Text::new("1.2.1.20240506").ok() };
        assert_eq!(wire::write(&request).unwrap(), br#"{"jarVersion":"1.2.1.20240506"}"#);
    }
}
