//! userInitiatedPay: what is behind a code (protocol section 10).

use cashier_alipayplus::{
    message::{Decoded, UserInitiatedPayRequest},
    result::{ResultCode, ResultInfo},
    wire::{Datetime, Text},
};
use cashier_core::secret::{CodeValue, Secret};
use time::OffsetDateTime;

use crate::{
    app::App,
    assumptions::{CALL_TIMEOUT, DECODE_WAITS, MAX_EXPIRY_DISTANCE},
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
            (Decoded::Order(_), Some(answer)) if is_plausible(answer.payment_expiry_time, app.clock.now()) => {
                return DecodeAnswer::new(answer).map_or(DecodeOutcome::Unclear, |answer| DecodeOutcome::Order(Box::new(answer)));
            }
            (Decoded::SdkAction { payload }, _) => return DecodeOutcome::SdkAction(Secret::new(String::from(payload))),
            (Decoded::Refused(ResultInfo { result_code, .. }), _) => return DecodeOutcome::Refused(shown(result_code)),
            _ => match waits.next() {
                Some(wait) => app.clock.sleep_until(Some(app.clock.now() + *wait)).await,
                None => return DecodeOutcome::Unclear,
            },
        }
    }
}

/// What the user is told of a refusal. That keys or client ids do not fit together is the MPP's trouble, not the user's.
fn shown(code: ResultCode) -> ResultCode {
    use ResultCode::*;
    match code {
        AccessDenied | InvalidClient | InvalidSignature | KeyNotFound => {
            tracing::error!(%code, "ALARM: Alipay+ does not accept the calls of this MPP");
            ProcessFail
        }
        _ => {
            tracing::warn!(%code, "userInitiatedPay is refused");
            code
        }
    }
}

/// False for an end of the order that is so far away that somebody has miscalculated.
fn is_plausible(expiry: Option<Datetime>, now: OffsetDateTime) -> bool {
    expiry.is_none_or(|expiry| (expiry.get() - now).abs() <= MAX_EXPIRY_DISTANCE)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn an_expiry_more_than_a_day_away_is_not_believed() {
        let now = datetime!(2026-01-05 09:30 UTC);
        let plausible = |text: &str| is_plausible(Some(text.parse().unwrap()), now);
        assert!(is_plausible(None, now) && plausible("2026-01-05T09:40:00Z") && plausible("2026-01-05T09:00:00+08:00"));
        let edges = ["0000-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"];
        for text in ["2026-01-06T09:30:01Z", "2025-12-31T00:00:00Z"].into_iter().chain(edges) {
            assert!(!plausible(text), "{text}");
        }
    }
}
