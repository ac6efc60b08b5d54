//! identifyCode (protocol section 8.9): Alipay+ says what a code is, in place of the rules.

use core::fmt;

use cashier_core::{codes::rules::MAX_CODE_CHARACTERS, secret::CodeValue};
use serde::{Deserialize, Deserializer, Serialize, de};

use crate::{
    outbound::Api,
    paths,
    result::ResultInfo,
    wire::{Flag, FreeText, Message, Text},
};

/// A scanned code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IdentifyCodeRequest {
    /// Verbatim, not blank, at most 8,192 characters.
    #[serde(serialize_with = "CodeValue::exposed", deserialize_with = "code_value")]
    pub code_value: CodeValue,
    /// The MPP's stable, opaque id of the user.
    pub customer_id: Text<64>,
}

fn code_value<'de, D: Deserializer<'de>>(deserializer: D) -> Result<CodeValue, D::Error> {
    let text = Text::<MAX_CODE_CHARACTERS>::deserialize(deserializer).ok().filter(|text| !text.trim().is_empty());
    text.map(|text| CodeValue::new(String::from(text))).ok_or_else(|| de::Error::custom("not a code value"))
}

impl Message for IdentifyCodeRequest {}

impl Api for IdentifyCodeRequest {
    type Answer = IdentifyCodeResponse;
    const PATH: &'static str = paths::IDENTIFY_CODE;
}

/// The identification result (protocol section 8.2).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IdentifyCodeResponse {
    /// Whether the code could be looked at; `S` also for one that is not supported.
    pub result: ResultInfo,
    /// Always present with `S`.
    pub is_supported: Option<Flag>,
    /// `DECODE` or `OPEN_URL`, if supported.
    pub post_code_match_action_type: Option<FreeText>,
    /// The scanned code.
    pub code_value: Option<FreeText>,
    /// `OPEN_URL`: what the container opens.
    pub redirect_url: Option<FreeText>,
    /// `OPEN_URL`: for the container.
    pub user_agent: Option<FreeText>,
    /// JSON text for the container; may be absent.
    pub ac_decode_config: Option<FreeText>,
}

impl Message for IdentifyCodeResponse {}

impl IdentifyCodeResponse {
    /// An answer that has nothing but a result.
    pub fn refused(result: impl Into<ResultInfo>) -> Self {
        Self {
            result: result.into(),
            is_supported: None,
            post_code_match_action_type: None,
            code_value: None,
            redirect_url: None,
            user_agent: None,
            ac_decode_config: None,
        }
    }
}

impl fmt::Debug for IdentifyCodeResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URL of an entry code is as good as the code.
        let mut response = f.debug_struct("IdentifyCodeResponse");
        response.field("result", &self.result).field("is_supported", &self.is_supported).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire;

    #[test]
    fn a_request_holds_a_code_that_is_not_blank_and_a_user() {
        let read = |code: &str| {
            let body = serde_json::json!({"codeValue": code, "customerId": "1"}).to_string();
            IdentifyCodeRequest::read(body.as_bytes())
        };
        let longest = "\u{1f600}".repeat(MAX_CODE_CHARACTERS);
        assert_eq!(read(&longest).unwrap().code_value.expose(), longest);
        assert_eq!(read(" a ").unwrap().code_value.expose(), " a ", "verbatim");
        assert!(read("").is_err() && read(" \t").is_err() && read(&format!("{longest}x")).is_err());
        assert!(IdentifyCodeRequest::read(br#"{"codeValue":"a"}"#).is_err());
    }

    #[test]
    fn supported_is_read_as_a_boolean_and_as_a_text() {
        let read = |flag: &str| {
            let body = format!(r#"{{"result":{{"resultCode":"SUCCESS","resultStatus":"S"}},"isSupported":{flag}}}"#);
            IdentifyCodeResponse::read(body.as_bytes()).unwrap().is_supported
        };
        assert_eq!(
            [read("true"), read("\"true\""), read("false"), read("null")],
            [Some(Flag(true)), Some(Flag(true)), Some(Flag(false)), None]
        );
    }

    #[test]
    fn supported_is_written_as_a_text_and_nothing_shows_the_page() {
        let page = FreeText::new("https://shop.acquirer.example/42").ok();
        let answer = IdentifyCodeResponse {
            is_supported: Some(Flag(true)),
            redirect_url: page,
            ..IdentifyCodeResponse::refused(ResultInfo::success())
        };
        let written = String::from_utf8(wire::write(&answer).unwrap()).unwrap();
        assert!(written.contains(r#""isSupported":"true""#) && !written.contains("codeValue"), "{written}");
        assert!(!format!("{answer:?}").contains("acquirer"));
    }
}
