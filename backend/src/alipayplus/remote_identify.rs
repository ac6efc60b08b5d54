//! Remote identification: Alipay+ decides about a code whose rule is untrusted (protocol section 8.8).

use cashier_core::{
    secret::CodeValue,
    wallet_api::{PostCodeMatchActionType, SdkConfig},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{Client, Url};
use serde::Deserialize;
use serde_json::Value;

use super::gateway::{kind, whole};
use crate::assumptions::REMOTE_IDENTIFY_TIMEOUT;

/// The largest answer in bytes (A4).
const MAX_ANSWER: usize = cashier_alipayplus::outbound::MAX_ANSWER;

/// What Alipay+ says about one code, for this once (A32).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RemoteAnswer {
    /// Goes before the rule's action.
    pub post_code_match_action_type: Option<PostCodeMatchActionType>,
    /// Goes before the rule's URL.
    pub redirect_url: Option<String>,
    /// Goes before the rule's user agent.
    pub user_agent: Option<String>,
}

/// Asks; `None` if the answer is no, unclear or late: then the code is not supported.
pub async fn remote_identify(http: &Client, url: &Url, sdk: &SdkConfig, code: &CodeValue) -> Option<RemoteAnswer> {
    let mut url = url.clone();
    let [client_id, code, jar_version] =
        [&sdk.client_id, code.expose(), &sdk.jar_version].map(|text| utf8_percent_encode(text, NON_ALPHANUMERIC));
    url.set_query(Some(&format!("clientId={client_id}&codeValue={code}&jarVersion={jar_version}")));
    let exchange = async {
        let response = http.get(url).send().await.map_err(|error| kind(&error))?;
        whole(response, MAX_ANSWER).await.map_err(|_| "connection lost")
    };
    match tokio::time::timeout(REMOTE_IDENTIFY_TIMEOUT, exchange).await.unwrap_or(Err("time-out")) {
        Ok(response) if response.status().is_success() => read(response.body()),
        Ok(response) => {
            tracing::warn!(status = response.status().as_u16(), "remote identification failed");
            None
        }
        Err(why) => {
            tracing::warn!(why, "remote identification failed");
            None
        }
    }
}

/// JSON, or a JSON string that holds JSON.
fn read(body: &[u8]) -> Option<RemoteAnswer> {
    let outer: Value = serde_json::from_slice(body).ok()?;
    let mut answer = match outer {
        Value::String(inner) => serde_json::from_str(&inner).ok()?,
        answer => answer,
    };
    let is_true = |value: &Value| value == &Value::Bool(true) || value.as_str() == Some("true");
    if answer["result"]["resultCode"].as_str() != Some("SUCCESS") || !is_true(&answer["isSupported"]) {
        return None;
    }
    // A blank value is an absent one.
    answer.as_object_mut()?.retain(|_, value| value.as_str().is_none_or(|text| !text.trim().is_empty()));
    serde_json::from_value(answer).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const YES: &str = r#"{"result":{"resultCode":"SUCCESS"},"isSupported":"true","postCodeMatchActionType":"OPEN_URL","redirectUrl":"https://a.example/","userAgent":" "}"#;

    #[test]
    fn an_answer_may_be_wrapped_in_a_string() {
        for body in [YES.to_owned(), serde_json::to_string(YES).unwrap()] {
            let answer = read(body.as_bytes()).unwrap();
            assert_eq!(answer.post_code_match_action_type, Some(PostCodeMatchActionType::OpenUrl));
            assert_eq!((answer.redirect_url.as_deref(), answer.user_agent), (Some("https://a.example/"), None));
        }
    }

    #[test]
    fn anything_but_a_clear_yes_is_a_no() {
        for body in [
            "",
            "null",
            "\"{\"",
            "{}",
            &YES.replace("\"true\"", "false"),
            &YES.replace("SUCCESS", "UNKNOWN_EXCEPTION"),
            &YES.replace("OPEN_URL", "SING"),
        ] {
            assert!(read(body.as_bytes()).is_none(), "{body}");
        }
    }
}
