//! `HANDLE_BY_SDK` (protocol section 10): in place of an order, a page that Alipay+'s own SDK opens.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use cashier_alipayplus::{
    message::{ActionForm, UserInitiatedPayResponse},
    result::ResultCode,
    wire::{FreeText, Text},
};
use serde_json::json;

use crate::merchant::LIMIT_PAGE;

/// The answer with `code`: nothing to pay, and where to go. The payload has the simulator's own form (A36).
pub(super) fn answer(code: ResultCode, public_url: &str) -> UserInitiatedPayResponse {
    let action = json!({ "action": "OPEN_URL", "url": format!("{public_url}{LIMIT_PAGE}") });
    let payload = URL_SAFE_NO_PAD.encode(action.to_string());
    let form = |action_type| ActionForm { action_type, sdk_action_payload: FreeText::new(payload).ok() };
    UserInitiatedPayResponse {
        action_form: Text::truncated(ActionForm::HANDLE_BY_SDK).map(form),
        ..UserInitiatedPayResponse::refused(code)
    }
}
