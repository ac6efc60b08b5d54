//! notifyPayment (protocol section 11): the final result of a payment.

use cashier_core::money::Money;
use serde::{Deserialize, Serialize};

use super::PaymentPromoInfo;
use crate::{
    outbound::Api,
    paths,
    result::ResultInfo,
    wire::{Datetime, Message, Text},
};

/// What became of a payment; its `paymentResult` is `S` or `F`, never `U`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotifyPaymentRequest {
    /// The result of the payment.
    pub payment_result: ResultInfo,
    /// The idempotency field.
    pub payment_request_id: Text<64>,
    /// The MPP's id of the payment; with `S`.
    pub payment_id: Option<Text<64>>,
    /// When it was completed at the MPP; with `S`.
    pub payment_time: Option<Datetime>,
    /// As in userInitiatedPay; with `S`.
    pub payment_amount: Option<Money>,
    /// As in userInitiatedPay; with `S`.
    pub pay_to_amount: Option<Money>,
    /// As in userInitiatedPay; with `S`.
    pub customer_id: Option<Text<64>>,
    /// Not sent by default.
    pub customs_declaration_amount: Option<Money>,
    /// Not sent by default.
    pub payment_promo_info: Option<PaymentPromoInfo>,
    /// Not sent by default.
    pub pass_through_info: Option<Text<20_000>>,
}

impl NotifyPaymentRequest {
    /// A payment that failed: nothing but its id and result is sent (A17).
    pub fn failed(payment_request_id: Text<64>, payment_result: ResultInfo) -> Self {
        Self {
            payment_result,
            payment_request_id,
            payment_id: None,
            payment_time: None,
            payment_amount: None,
            pay_to_amount: None,
            customer_id: None,
            customs_declaration_amount: None,
            payment_promo_info: None,
            pass_through_info: None,
        }
    }

    /// True if a repeat of the same `paymentRequestId` says the same (section 5).
    pub fn is_consistent_with(&self, earlier: &Self) -> bool {
        let result = |of: &Self| (of.payment_result.result_status, of.payment_result.result_code.clone());
        result(self) == result(earlier)
            && self.payment_amount == earlier.payment_amount
            && self.payment_id == earlier.payment_id
            && self.pay_to_amount == earlier.pay_to_amount
            && self.customer_id == earlier.customer_id
            && self.customs_declaration_amount == earlier.customs_declaration_amount
    }
}

impl Message for NotifyPaymentRequest {}

impl Api for NotifyPaymentRequest {
    type Answer = NotifyPaymentResponse;
    const PATH: &'static str = paths::NOTIFY_PAYMENT;
}

/// Whether the notice was accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotifyPaymentResponse {
    /// `S`: done; `U`: repeat; `F`: stop and look into it.
    pub result: ResultInfo,
}

impl Message for NotifyPaymentResponse {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{result::ResultCode, wire};

    #[test]
    fn a_failure_is_told_with_two_fields() {
        let notice = NotifyPaymentRequest::failed(Text::new("7").unwrap(), ResultCode::OrderIsClosed.into());
        let body = String::from_utf8(wire::write(&notice).unwrap()).unwrap();
        assert_eq!(
            body,
            r#"{"paymentRequestId":"7","paymentResult":{"resultCode":"ORDER_IS_CLOSED","resultMessage":"The order is closed.","resultStatus":"F"}}"#
        );
    }

    #[test]
    fn a_repeat_may_differ_in_words_and_time_but_not_in_substance() {
        let first = NotifyPaymentRequest::failed(Text::new("7").unwrap(), ResultCode::RiskReject.into());
        let mut repeat = first.clone();
        repeat.payment_result.result_message = None;
        repeat.payment_time = Some("2026-01-05T18:31:01+08:00".parse().unwrap());
        assert!(repeat.is_consistent_with(&first));
        for change in [
            |notice: &mut NotifyPaymentRequest| notice.payment_result = ResultCode::Success.into(),
            |notice: &mut NotifyPaymentRequest| notice.payment_result = ResultCode::ProcessFail.into(),
            |notice: &mut NotifyPaymentRequest| notice.payment_id = Text::new("W1").ok(),
            |notice: &mut NotifyPaymentRequest| notice.customer_id = Text::new("1").ok(),
            |notice: &mut NotifyPaymentRequest| notice.payment_amount = Money::new("JPY".parse().unwrap(), 1).ok(),
            |notice: &mut NotifyPaymentRequest| notice.pay_to_amount = Money::new("JPY".parse().unwrap(), 1).ok(),
            |notice: &mut NotifyPaymentRequest| notice.customs_declaration_amount = Money::new("JPY".parse().unwrap(), 1).ok(),
        ] {
            let mut changed = first.clone();
            change(&mut changed);
            assert!(!changed.is_consistent_with(&first), "{changed:?}");
        }
    }
}
