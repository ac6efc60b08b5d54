//! userInitiatedPay: what is behind a code (protocol section 10).

use cashier_alipayplus::{
    message::{Decoded, UserInitiatedPayRequest},
    result::{ResultCode, ResultInfo},
    wire::Text,
};
use cashier_core::secret::{CodeValue, Secret};

use crate::{
    app::App,
    assumptions::{CALL_TIMEOUT, DECODE_WAITS},
    order::DecodeAnswer,
};

/// What is behind a code.
pub enum DecodeOutcome {
    /// An order to pay.
    Order(Box<DecodeAnswer>),
    /// A page of Alipay+, shown by its own SDK.
    SdkAction(Secret),
    /// A final refusal.
    Refused(ResultCode),
    /// No clear answer, also after repeats.
    Unclear,
}

/// Asks Alipay+, and after an unclear answer twice again with the same code and user (A19).
pub async fn decode(app: &App, customer_id: &str, code: &CodeValue) -> DecodeOutcome {
    // A longer code is not worth a call (A8).
    if code.expose().chars().count() > UserInitiatedPayRequest::MAX_CODE_VALUE {
        return DecodeOutcome::Refused(ResultCode::InvalidCode);
    }
    let Ok(customer_id) = Text::new(customer_id) else { return DecodeOutcome::Refused(ResultCode::UserNotExist) };
    let request = UserInitiatedPayRequest { code_value: code.clone(), customer_id, pass_through_info: None, indirect_mpp: None };
    let mut waits = DECODE_WAITS.iter();
    loop {
        let decoded = match app.gateway.call(&request, CALL_TIMEOUT).await {
            Ok(answer) => (answer.decoded(), Some(answer)),
            Err(_) => (Decoded::Unclear, None),
        };
        match decoded {
            (Decoded::Order(_), Some(answer)) => {
                return DecodeAnswer::new(answer).map_or(DecodeOutcome::Unclear, |answer| DecodeOutcome::Order(Box::new(answer)));
            }
            (Decoded::SdkAction { payload }, _) => return DecodeOutcome::SdkAction(Secret::new(String::from(payload))),
            (Decoded::Refused(ResultInfo { result_code, .. }), _) => return DecodeOutcome::Refused(result_code),
            _ => match waits.next() {
                Some(wait) => app.clock.sleep_until(Some(app.clock.now() + *wait)).await,
                None => return DecodeOutcome::Unclear,
            },
        }
    }
}
