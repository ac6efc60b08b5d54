//! What Alipay+ is told about an order (protocol sections 11 and 12).

use cashier_alipayplus::{
    message::InquiryPaymentResponse,
    result::{ResultCode, ResultInfo},
    wire::Text,
};

use super::{OrderRecord, State};

/// The code of a refusal in notifyPayment: one of the documented ones, for all others `PROCESS_FAIL`.
pub fn notified_code(reason: Option<&str>) -> ResultCode {
    use ResultCode::*;
    let code = reason.and_then(|code| code.parse().ok()).unwrap_or(ProcessFail);
    match code {
        RiskReject
        | UnavailablePaymentMethod
        | UserPaymentVerificationFailed
        | UserKycNotQualified
        | MerchantNotRegistered
        | UserBalanceNotEnough
        | UserNotExist
        | UserStatusAbnormal
        | OrderIsClosed => code,
        _ => ProcessFail,
    }
}

/// The answer to inquiryPayment for an order in its newest state.
pub fn inquiry_answer(order: &OrderRecord) -> InquiryPaymentResponse {
    match order.state {
        State::Decoded | State::Processing => InquiryPaymentResponse::not_paid(ResultCode::PaymentInProcess),
        State::Failed => InquiryPaymentResponse::not_paid(notified_code(order.reason.as_deref())),
        State::Closed => InquiryPaymentResponse::not_paid(ResultCode::OrderIsClosed),
        State::Success | State::PartiallyRefunded | State::Refunded => InquiryPaymentResponse {
            payment_request_id: Some(order.answer.payable.payment_request_id.clone()),
            payment_id: order.payment_id.as_deref().and_then(|id| Text::new(id).ok()),
            payment_time: order.paid_at.map(Into::into),
            payment_amount: Some(order.answer.payable.payment_amount),
            pay_to_amount: Some(order.answer.payable.pay_to_amount),
            customer_id: Text::new(order.customer_id.as_str()).ok(),
            ..InquiryPaymentResponse::not_paid(ResultInfo::success())
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_documented_reasons_are_told_to_alipay_plus() {
        assert_eq!(notified_code(Some("USER_BALANCE_NOT_ENOUGH")), ResultCode::UserBalanceNotEnough);
        assert_eq!(notified_code(Some("CURRENCY_NOT_SUPPORT")), ResultCode::ProcessFail);
        assert_eq!(notified_code(Some("OF_OUR_OWN")), ResultCode::ProcessFail);
        assert_eq!(notified_code(None), ResultCode::ProcessFail);
    }
}
