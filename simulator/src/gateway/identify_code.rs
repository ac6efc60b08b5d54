//! identifyCode: what the simulator's own rules say of a code (protocol sections 8.2 and 8.9).

use cashier_alipayplus::{
    message::{IdentifyCodeRequest, IdentifyCodeResponse},
    result::{ResultCode, ResultInfo},
    wire::{Flag, FreeText},
};
use cashier_core::{
    codes::rules::{Context, RuleSet},
    wallet_api::{IdentifyAnswer, PostCodeMatchActionType},
};

use crate::{config::JAR_VERSION, server::App};

/// The result of an identification. An untrusted rule says nothing by itself, and there is nobody else to ask here.
pub(super) fn answer(app: &App, request: &IdentifyCodeRequest) -> IdentifyCodeResponse {
    let served = app.rules.served();
    let context = Context { client_id: &app.client_id, jar_version: JAR_VERSION };
    let identify = |rules: &RuleSet| rules.identify(&request.code_value, &context).ok();
    let Some(identification) = served.rules.as_ref().and_then(identify) else {
        return IdentifyCodeResponse::refused(ResultCode::UnknownException);
    };
    let answer = identification.answer().unwrap_or_else(|| IdentifyAnswer::not_supported(identification.kind));
    tracing::info!(is_supported = answer.is_supported, action = ?answer.post_code_match_action_type, "identifyCode");
    let text = |text: Option<String>| text.and_then(|text| FreeText::new(text).ok());
    let action = answer.post_code_match_action_type.map(|action| match action {
        PostCodeMatchActionType::Decode => "DECODE",
        PostCodeMatchActionType::OpenUrl => "OPEN_URL",
    });
    IdentifyCodeResponse {
        is_supported: Some(Flag(answer.is_supported)),
        post_code_match_action_type: text(action.map(str::to_owned)),
        // Present where the code itself is what counts.
        code_value: text(answer.redirect_url.is_none().then(|| request.code_value.expose().to_owned())),
        redirect_url: text(answer.redirect_url),
        user_agent: text(answer.user_agent),
        ac_decode_config: text(answer.ac_decode_config),
        ..IdentifyCodeResponse::refused(ResultInfo::success())
    }
}
