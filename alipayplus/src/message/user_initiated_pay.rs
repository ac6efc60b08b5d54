//! userInitiatedPay (protocol section 10): a code value becomes an order.

use cashier_core::{money::Money, secret::CodeValue};
use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::Value;

use super::{Order, PaymentPromoInfo, Quote, SurchargeInfo};
use crate::{
    outbound::Api,
    paths,
    result::{ResultInfo, ResultStatus},
    wire::{Datetime, Flag, FreeText, Message, Text},
};

/// The code that a user scanned, or that the container took from a merchant page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserInitiatedPayRequest {
    /// Verbatim, at most [`UserInitiatedPayRequest::MAX_CODE_VALUE`] characters; the idempotency field.
    #[serde(serialize_with = "CodeValue::exposed", deserialize_with = "code_value")]
    pub code_value: CodeValue,
    /// The MPP's stable, opaque id of the user.
    pub customer_id: Text<64>,
    /// For the acquirer; not sent by default.
    pub pass_through_info: Option<Text<20_000>>,
    /// Configured JSON (A34).
    pub indirect_mpp: Option<Value>,
}

impl UserInitiatedPayRequest {
    /// A longer code is not worth a call: it is an `INVALID_CODE` (A8).
    pub const MAX_CODE_VALUE: usize = 512;
}

fn code_value<'de, D: Deserializer<'de>>(deserializer: D) -> Result<CodeValue, D::Error> {
    const MAX: usize = UserInitiatedPayRequest::MAX_CODE_VALUE;
    let text = Text::<MAX>::deserialize(deserializer).map_err(|_| de::Error::custom("not a code value"))?;
    Ok(CodeValue::new(String::from(text)))
}

impl Message for UserInitiatedPayRequest {}

impl Api for UserInitiatedPayRequest {
    type Answer = UserInitiatedPayResponse;
    const PATH: &'static str = paths::USER_INITIATED_PAY;
}

/// The order behind the code; business fields come with `S` only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserInitiatedPayResponse {
    /// Whether the code could be decoded.
    pub result: ResultInfo,
    /// The acquirer; the same in every later call about the payment.
    pub acquirer_id: Option<Text<64>>,
    /// The MPP; the same in every later call about the payment.
    pub psp_id: Option<Text<64>>,
    /// `ORDER_CODE`.
    pub code_type: Option<FreeText>,
    /// Key of everything that follows.
    pub payment_request_id: Option<Text<64>>,
    /// What is bought.
    pub order: Option<Order>,
    /// What to collect, after discounts, in the order currency.
    pub payment_amount: Option<Money>,
    /// What the MPP settles; absent means `paymentAmount` (A16).
    pub pay_to_amount: Option<Money>,
    /// The rate between the two; absent for one currency.
    pub payment_quote: Option<Quote>,
    /// How the payment came about.
    pub payment_factor: Option<PaymentFactor>,
    /// What to collect on top.
    pub surcharge_info: Option<SurchargeInfo>,
    /// Discounts already taken out.
    pub payment_promo_info: Option<PaymentPromoInfo>,
    /// Where to send notifyPayment, if its host is on the own list (A35).
    pub payment_notify_url: Option<Text<2048>>,
    /// Where to send the user afterwards.
    pub payment_redirect_url: Option<Text<2048>>,
    /// After it the payment must not succeed.
    pub payment_expiry_time: Option<Datetime>,
    /// Who handles the payment: the MPP, or a page of Alipay+.
    pub action_form: Option<ActionForm>,
    /// From the acquirer.
    pub pass_through_info: Option<Text<20_000>>,
}

impl Message for UserInitiatedPayResponse {}

/// How the payment came about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PaymentFactor {
    /// In a store; `true` for merchant codes.
    pub is_in_store_payment: Option<Flag>,
    /// A cashier page is shown; `true` for merchant codes.
    pub is_cashier_payment: Option<Flag>,
    /// `OrderCode` or `EntryCode`.
    pub in_store_payment_scenario: Option<FreeText>,
    /// The MPP collects a surcharge.
    pub need_surcharge: Option<Flag>,
}

/// Who handles the payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ActionForm {
    /// `HANDLE_BY_PSP` or `HANDLE_BY_SDK`.
    pub action_type: FreeText,
    /// Opaque, for the SDK; with `HANDLE_BY_SDK`.
    pub sdk_action_payload: Option<FreeText>,
}

impl ActionForm {
    /// The MPP shows its cashier.
    pub const HANDLE_BY_PSP: &'static str = "HANDLE_BY_PSP";
    /// The SDK shows a page of Alipay+; there is nothing to pay.
    pub const HANDLE_BY_SDK: &'static str = "HANDLE_BY_SDK";
}

/// What an answer amounts to (A12).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decoded {
    /// There is an order to pay.
    Order(Box<PayableOrder>),
    /// The SDK shows a page of Alipay+; there is nothing to pay.
    SdkAction {
        /// Opaque.
        payload: FreeText,
    },
    /// A final refusal.
    Refused(ResultInfo),
    /// Nothing can be concluded: `U`, or an `S` that lacks what it needs.
    Unclear,
}

/// The parts of a complete answer without which no payment is possible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayableOrder {
    /// Key of everything that follows.
    pub payment_request_id: Text<64>,
    /// What is bought.
    pub order: Order,
    /// What to collect, in the order currency.
    pub payment_amount: Money,
    /// What the MPP settles.
    pub pay_to_amount: Money,
}

impl UserInitiatedPayResponse {
    /// An answer that has nothing but a result.
    pub fn refused(result: impl Into<ResultInfo>) -> Self {
        Self {
            result: result.into(),
            acquirer_id: None,
            psp_id: None,
            code_type: None,
            payment_request_id: None,
            order: None,
            payment_amount: None,
            pay_to_amount: None,
            payment_quote: None,
            payment_factor: None,
            surcharge_info: None,
            payment_promo_info: None,
            payment_notify_url: None,
            payment_redirect_url: None,
            payment_expiry_time: None,
            action_form: None,
            pass_through_info: None,
        }
    }

    /// What to do with the answer.
    pub fn decoded(&self) -> Decoded {
        let status = self.result.result_status;
        let action = self.action_form.as_ref();
        if let Some(form) = action.filter(|form| form.action_type == *ActionForm::HANDLE_BY_SDK && status != ResultStatus::U) {
            // An action without its payload cannot be carried out.
            return match (&form.sdk_action_payload, status) {
                (Some(payload), _) => Decoded::SdkAction { payload: payload.clone() },
                (None, ResultStatus::F) => Decoded::Refused(self.result.clone()),
                (None, _) => Decoded::Unclear,
            };
        }
        match (status, self.payable()) {
            (ResultStatus::F, _) => Decoded::Refused(self.result.clone()),
            (ResultStatus::S, Some(order)) => Decoded::Order(Box::new(order)),
            _ => Decoded::Unclear,
        }
    }

    fn payable(&self) -> Option<PayableOrder> {
        let payment_amount = self.payment_amount?;
        Some(PayableOrder {
            payment_request_id: self.payment_request_id.clone()?,
            order: self.order.clone()?,
            payment_amount,
            pay_to_amount: self.pay_to_amount.unwrap_or(payment_amount),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{self, Malformed};

    const ANSWER: &str = r#"{
        "result": {"resultCode":"SUCCESS","resultStatus":"S"},
        "acquirerId": "1022", "pspId": "1023", "codeType": "ORDER_CODE", "paymentRequestId": "2026",
        "order": {"referenceOrderId":"R-1","orderDescription":"Tea","orderAmount":{"currency":"JPY","value":"110"},
                  "merchant":{"merchantMCC":5812,"merchantName":"Tea House","store":{"storeMCC":"5812"},"merchantAddress":{"region":"JP"}}},
        "paymentAmount": {"currency":"JPY","value":100}, "payToAmount": {"currency":"KRW","value":"1000"},
        "paymentQuote": {"quoteId":"Q1","quoteCurrencyPair":"JPY/KRW","quotePrice":"10.00"},
        "paymentFactor": {"isInStorePayment":true,"isCashierPayment":"true","needSurcharge":""},
        "paymentExpiryTime": "2026-01-05T18:40:00.5+08:00", "settlementStrategy": {"settlementCurrency":"USD"}
    }"#;

    fn answer() -> UserInitiatedPayResponse {
        Message::read(ANSWER.as_bytes()).unwrap()
    }

    #[test]
    fn an_answer_is_read_tolerantly_and_written_strictly() {
        let answer = answer();
        let merchant = answer.order.as_ref().unwrap().merchant.as_ref().unwrap();
        assert_eq!(merchant.merchant_mcc.as_deref(), Some("5812"));
        let factor = answer.payment_factor.as_ref().unwrap();
        assert_eq!((factor.is_in_store_payment, factor.need_surcharge), (Some(Flag(true)), None));
        let written = String::from_utf8(wire::write(&answer).unwrap()).unwrap();
        for part in [r#""isInStorePayment":"true""#, r#""value":"100""#, r#""merchantMCC":"5812""#, r#""storeMCC":"5812""#] {
            assert!(written.contains(part), "{part}: {written}");
        }
        assert!(written.contains(r#""paymentExpiryTime":"2026-01-05T18:40:00+08:00""#) && !written.contains("null"));
    }

    #[test]
    fn a_complete_answer_is_an_order() {
        let Decoded::Order(order) = answer().decoded() else { panic!() };
        assert_eq!((order.payment_amount.minor(), order.pay_to_amount.minor()), (100, 1000));
        let domestic = UserInitiatedPayResponse { pay_to_amount: None, payment_quote: None, ..answer() };
        let Decoded::Order(order) = domestic.decoded() else { panic!() };
        assert_eq!(order.pay_to_amount, order.payment_amount);
    }

    #[test]
    fn an_incomplete_success_is_unclear() {
        for incomplete in [
            UserInitiatedPayResponse { payment_request_id: None, ..answer() },
            UserInitiatedPayResponse { order: None, ..answer() },
            UserInitiatedPayResponse { payment_amount: None, ..answer() },
        ] {
            assert_eq!(incomplete.decoded(), Decoded::Unclear);
        }
    }

    #[test]
    fn an_action_for_the_sdk_counts_with_success_and_failure() {
        use crate::result::ResultCode;
        let form =
            ActionForm { action_type: FreeText::new(ActionForm::HANDLE_BY_SDK).unwrap(), sdk_action_payload: FreeText::new("e30").ok() };
        for (code, acts) in [(ResultCode::Success, true), (ResultCode::RiskReject, true), (ResultCode::UnknownException, false)] {
            let answer = UserInitiatedPayResponse { action_form: Some(form.clone()), ..UserInitiatedPayResponse::refused(code) };
            assert_eq!(matches!(answer.decoded(), Decoded::SdkAction { .. }), acts);
        }
    }

    #[test]
    fn an_action_that_nobody_knows_needs_a_complete_order() {
        let form = ActionForm { action_type: FreeText::new("NEW").unwrap(), sdk_action_payload: None };
        let answer = UserInitiatedPayResponse { action_form: Some(form), ..answer() };
        assert!(matches!(answer.decoded(), Decoded::Order(_)));
        assert_eq!(UserInitiatedPayResponse { order: None, ..answer }.decoded(), Decoded::Unclear);
    }

    #[test]
    fn a_code_value_has_512_characters_at_most_and_is_never_shown() {
        let request = |code: &str| UserInitiatedPayRequest::read(format!(r#"{{"codeValue":"{code}","customerId":"1"}}"#).as_bytes());
        let read = request(&"x".repeat(512)).unwrap();
        assert!(!format!("{read:?}").contains('x'));
        assert_eq!(request(&"x".repeat(513)), Err(Malformed::Field { path: "codeValue".into() }));
    }
}
