//! identifyCode: Alipay+ says what a code is, in place of the rules (protocol section 8.9).

use cashier_alipayplus::{
    message::{IdentifyCodeRequest, IdentifyCodeResponse},
    result::{ResultCode, ResultStatus},
    wire::Text,
};
use cashier_core::{
    codes::{CodeKind, DEFAULT_USER_AGENT, EntryPage, ListedHosts, classify},
    secret::CodeValue,
    wallet_api::IdentifyAnswer,
};

use crate::{app::App, assumptions::IDENTIFY_CODE_TIMEOUT};

/// No clear answer: trying again may help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoClearAnswer;

/// Asks. What `S` says counts; `F` is a code, or a set-up, that no repeat makes better; everything else is tried again by the user.
pub async fn identify_code(app: &App, customer_id: &str, code: &CodeValue) -> Result<IdentifyAnswer, NoClearAnswer> {
    let kind = classify(code.expose(), &ListedHosts::default());
    // A user of the wallet whose id Alipay+ does not take can have no code identified.
    let Ok(customer_id) = Text::new(customer_id) else { return Ok(IdentifyAnswer::not_supported(kind)) };
    let request = IdentifyCodeRequest { code_value: code.clone(), customer_id };
    let response = app.gateway.call(&request, IDENTIFY_CODE_TIMEOUT).await.map_err(|_| NoClearAnswer)?;
    match response.result.result_status {
        ResultStatus::S => Ok(identified(response, kind)),
        ResultStatus::U => Err(NoClearAnswer),
        ResultStatus::F => {
            match response.result.result_code {
                ResultCode::ParamIllegal => tracing::warn!("identifyCode takes no such code"),
                code => tracing::error!(%code, "ALARM: identifyCode is refused"),
            }
            Ok(IdentifyAnswer::not_supported(kind))
        }
    }
}

/// An answer that says "supported" and not what to do is of no use to anybody, and would be the same the next time.
fn identified(response: IdentifyCodeResponse, kind: CodeKind) -> IdentifyAnswer {
    if !response.is_supported.is_some_and(|flag| flag.0) {
        return IdentifyAnswer::not_supported(kind);
    }
    let user_agent = response.user_agent.map_or_else(|| DEFAULT_USER_AGENT.to_owned(), String::from);
    let answer = match (response.post_code_match_action_type.as_deref(), response.redirect_url) {
        (Some("DECODE"), _) => IdentifyAnswer::decode(kind),
        (Some("OPEN_URL"), Some(url)) => IdentifyAnswer::open_url(kind, EntryPage { url: url.into(), user_agent }),
        _ => {
            tracing::error!("identifyCode says that a code is supported, but not what to do with it");
            return IdentifyAnswer::not_supported(kind);
        }
    };
    IdentifyAnswer { ac_decode_config: Some(response.ac_decode_config.map_or_else(String::new, String::from)), ..answer }
}

#[cfg(test)]
mod tests {
    use cashier_alipayplus::wire::Message as _;
    use cashier_core::wallet_api::PostCodeMatchActionType;
    use serde_json::json;

    use super::*;

    fn read(mut fields: serde_json::Value) -> IdentifyAnswer {
        fields["result"] = json!({"resultCode": "SUCCESS", "resultStatus": "S"});
        identified(IdentifyCodeResponse::read(fields.to_string().as_bytes()).unwrap(), CodeKind::Text)
    }

    #[test]
    fn supported_codes_are_decoded_or_opened() {
        let decode = read(json!({"isSupported": true, "postCodeMatchActionType": "DECODE", "acDecodeConfig": "{}"}));
        assert_eq!(decode.post_code_match_action_type, Some(PostCodeMatchActionType::Decode));
        assert_eq!(decode.ac_decode_config.as_deref(), Some("{}"));
        let opened = read(json!({"isSupported": "true", "postCodeMatchActionType": "OPEN_URL", "redirectUrl": "https://a.example/"}));
        assert_eq!(opened.post_code_match_action_type, Some(PostCodeMatchActionType::OpenUrl));
        assert_eq!((opened.redirect_url.as_deref(), opened.user_agent.as_deref()), (Some("https://a.example/"), Some("AlipayConnect")));
        assert_eq!(opened.ac_decode_config.as_deref(), Some(""));
    }

    #[test]
    fn everything_else_is_not_supported() {
        for fields in [
            json!({"isSupported": "false", "postCodeMatchActionType": "DECODE"}),
            json!({"postCodeMatchActionType": "DECODE"}),
            json!({"isSupported": true}),
            json!({"isSupported": true, "postCodeMatchActionType": "OPEN_URL"}),
            json!({"isSupported": true, "postCodeMatchActionType": "RUN", "redirectUrl": "https://a.example/"}),
        ] {
            assert_eq!(read(fields.clone()), IdentifyAnswer::not_supported(CodeKind::Text), "{fields}");
        }
    }
}
