//! The answer of remote identify (protocol section 8.8).

use core::fmt;

use serde::Deserialize;
use serde_json::Value;

use crate::wallet_api::PostCodeMatchActionType;

/// What Alipay+ says of one code. It overrides the rule for this identification only (A32).
#[derive(Clone, Default, PartialEq, Eq)]
pub struct RemoteAnswer {
    /// Whether the code is supported.
    pub is_supported: bool,
    /// Replaces the rule's action.
    pub action: Option<PostCodeMatchActionType>,
    /// Replaces the rule's URL or template.
    pub redirect_url: Option<String>,
    /// Replaces the rule's user agent.
    pub user_agent: Option<String>,
}

/// An answer that is not JSON of the right shape, or not `SUCCESS`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("remote identify gave no answer")]
pub struct NoRemoteAnswer;

/// Without the URL, which may hold the code.
impl fmt::Debug for RemoteAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("RemoteAnswer");
        shown.field("is_supported", &self.is_supported).field("action", &self.action).finish_non_exhaustive()
    }
}

impl RemoteAnswer {
    /// Reads a body: JSON, or a JSON text that holds JSON.
    pub fn parse(body: &[u8]) -> Result<Self, NoRemoteAnswer> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Wire {
            result: ResultCode,
            is_supported: Option<Value>,
            post_code_match_action_type: Option<String>,
            redirect_url: Option<String>,
            user_agent: Option<String>,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct ResultCode {
            result_code: String,
        }
        let outer: Value = serde_json::from_slice(body).map_err(|_| NoRemoteAnswer)?;
        let wire: Wire = match outer {
            Value::String(inner) => serde_json::from_str(&inner),
            object => serde_json::from_value(object),
        }
        .map_err(|_| NoRemoteAnswer)?;
        if wire.result.result_code != "SUCCESS" {
            return Err(NoRemoteAnswer);
        }
        let filled = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        let action = match filled(wire.post_code_match_action_type).as_deref() {
            None => None,
            Some("DECODE") => Some(PostCodeMatchActionType::Decode),
            Some("OPEN_URL") => Some(PostCodeMatchActionType::OpenUrl),
            Some(_) => return Err(NoRemoteAnswer),
        };
        Ok(Self {
            is_supported: matches!(&wire.is_supported, Some(Value::Bool(true))) || wire.is_supported == Some("true".into()),
            action,
            redirect_url: filled(wire.redirect_url),
            user_agent: filled(wire.user_agent),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read_and_blanks_override_nothing() {
        let plain = r#"{"result":{"resultCode":"SUCCESS"},"isSupported":"true","postCodeMatchActionType":"OPEN_URL","redirectUrl":"https://a.example/","userAgent":" "}"#;
        let wrapped = serde_json::to_string(plain).unwrap();
        let read = RemoteAnswer::parse(plain.as_bytes()).unwrap();
        assert_eq!(read, RemoteAnswer::parse(wrapped.as_bytes()).unwrap());
        assert_eq!((read.is_supported, read.action), (true, Some(PostCodeMatchActionType::OpenUrl)));
        assert_eq!((read.redirect_url.as_deref(), read.user_agent), (Some("https://a.example/"), None));
    }

    #[test]
    fn what_is_no_success_is_no_answer() {
        for body in [
            "",
            "null",
            "\"",
            "\"{\"",
            "{}",
            r#"{"result":{"resultCode":"UNKNOWN_EXCEPTION"},"isSupported":true}"#,
            r#"{"result":{"resultCode":"SUCCESS"},"isSupported":true,"postCodeMatchActionType":"RUN"}"#,
        ] {
            assert_eq!(RemoteAnswer::parse(body.as_bytes()), Err(NoRemoteAnswer), "{body}");
        }
        let silent = RemoteAnswer::parse(br#"{"result":{"resultCode":"SUCCESS"}}"#).unwrap();
        assert!(!silent.is_supported);
    }
}
