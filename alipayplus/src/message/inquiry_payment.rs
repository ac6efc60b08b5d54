//! inquiryPayment (protocol section 12): Alipay+ asks the MPP what became of a payment.

use cashier_core::money::Money;
use serde::{Deserialize, Serialize};

use super::PaymentPromoInfo;
use crate::{
    outbound::Api,
    paths,
    result::ResultInfo,
    wire::{Datetime, Message, Text},
};

/// Which payment is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InquiryPaymentRequest {
    /// As in the answer to userInitiatedPay.
    pub acquirer_id: Text<64>,
    /// As in the answer to userInitiatedPay.
    pub psp_id: Text<64>,
    /// As in the answer to userInitiatedPay.
    pub payment_request_id: Text<64>,
}

impl Message for InquiryPaymentRequest {}

impl Api for InquiryPaymentRequest {
    type Answer = InquiryPaymentResponse;
    const PATH: &'static str = paths::INQUIRY_PAYMENT;
}

/// The newest state. `result` tells whether the question was answered, `paymentResult` what became of the payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InquiryPaymentResponse {
    /// Of the call.
    pub result: ResultInfo,
    /// Of the payment; with `result` `S`.
    pub payment_result: Option<ResultInfo>,
    /// The payment asked for.
    pub payment_request_id: Option<Text<64>>,
    /// The MPP's id of the payment; if paid.
    pub payment_id: Option<Text<64>>,
    /// When it was completed; if paid.
    pub payment_time: Option<Datetime>,
    /// As in userInitiatedPay; if paid.
    pub payment_amount: Option<Money>,
    /// As in userInitiatedPay; if paid.
    pub pay_to_amount: Option<Money>,
    /// As in userInitiatedPay; if paid.
    pub customer_id: Option<Text<64>>,
    /// Optional.
    pub customs_declaration_amount: Option<Money>,
    /// Optional.
    pub payment_promo_info: Option<PaymentPromoInfo>,
}

impl InquiryPaymentResponse {
    /// The question cannot be answered: only a `result`.
    pub fn refused(result: impl Into<ResultInfo>) -> Self {
        Self {
            result: result.into(),
            payment_result: None,
            payment_request_id: None,
            payment_id: None,
            payment_time: None,
            payment_amount: None,
            pay_to_amount: None,
            customer_id: None,
            customs_declaration_amount: None,
            payment_promo_info: None,
        }
    }

    /// A payment that is not paid: still running, or failed.
    pub fn not_paid(payment_result: impl Into<ResultInfo>) -> Self {
        Self { payment_result: Some(payment_result.into()), ..Self::refused(ResultInfo::success()) }
    }
}

impl Message for InquiryPaymentResponse {}
