//! An order of a merchant and what happens to it. No I/O: whoever calls tells the time.

mod new;
mod rate;
mod shops;

use cashier_alipayplus::{
    message::{
        self, ActionForm, InquiryPaymentResponse, NotifyPaymentRequest, PaymentFactor, PaymentPromoDetail, PaymentPromoInfo, Quote,
        UserInitiatedPayResponse,
    },
    result::{ResultCode, ResultInfo, ResultStatus},
    wire::{Datetime, Flag, Text},
};
use cashier_core::{
    money::{Currency, Money},
    secret::CodeValue,
};
use serde::{Serialize, Serializer};
use time::OffsetDateTime;

pub use new::{CodeForm, NewOrder, NewPromotion, OrderError, Scenario};
pub use rate::{ConversionError, Rate, convert, is_rupiah, reference_quote};
pub use shops::{SHOPS, Shop};

use crate::config::{ACQUIRER_ID, PSP_ID};

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OrderState {
    /// The code is shown, nobody has decoded it.
    WaitingScan,
    /// A user has it on the screen; no result yet.
    Decoded,
    /// The MPP said `S`.
    Paid,
    /// The MPP said `F`.
    Failed,
    /// The time is over and nobody has decoded it.
    Expired,
    /// The merchant closed it before it was decoded.
    Closed,
}

impl OrderState {
    /// True if nothing changes any more.
    pub fn is_final(self) -> bool {
        !matches!(self, Self::WaitingScan | Self::Decoded)
    }
}

/// An order.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Order {
    /// The merchant's id, `referenceOrderId` on the wire.
    pub id: String,
    /// Alipay+'s own id (A33), known to the MPP once the order is decoded.
    pub payment_request_id: String,
    /// Where it stands.
    pub state: OrderState,
    /// Who sells.
    pub shop: &'static Shop,
    /// What is sold.
    pub description: String,
    /// The code as it is in the QR. The merchant owns it, so its own API shows it.
    #[serde(serialize_with = "CodeValue::exposed")]
    pub code_value: CodeValue,
    /// How the order came about.
    pub scenario: Scenario,
    /// Before discounts.
    #[serde(serialize_with = "with_text")]
    pub order_amount: Money,
    /// The discount.
    pub promotion: Option<Promotion>,
    /// After discounts.
    #[serde(serialize_with = "with_text")]
    pub payment_amount: Money,
    /// In the wallet's currency; known once decoded.
    #[serde(serialize_with = "with_text_if_any")]
    pub pay_to_amount: Option<Money>,
    /// The rate between the two; absent for one currency.
    pub payment_quote: Option<Quote>,
    /// Where the user goes afterwards.
    pub redirect_url: Option<String>,
    /// When it was made.
    pub created_at: Datetime,
    /// After it nobody can pay.
    pub expires_at: Datetime,
    /// The same, to the nanosecond: the wire has whole seconds.
    #[serde(skip)]
    pub(crate) expires: OffsetDateTime,
    /// Who decoded it: the MPP's opaque id.
    pub customer_id: Option<String>,
    /// The code with which userInitiatedPay is answered, for tests.
    pub decode_result: Option<ResultCode>,
    /// Whether userInitiatedPay is answered with `HANDLE_BY_SDK`, for tests.
    pub handle_by_sdk: bool,
    /// What the MPP said of the payment.
    pub report: Option<Report>,
}

/// A discount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Promotion {
    /// Alipay+'s id.
    pub id: String,
    /// Name for the user.
    pub name: String,
    /// What it saves.
    #[serde(serialize_with = "with_text")]
    pub savings: Money,
}

/// What userInitiatedPay gives of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decoded {
    /// The order itself.
    Order,
    /// Nothing to pay: Alipay+'s own SDK shows a page, and the result is this one.
    BySdk(ResultCode),
}

/// What the MPP said of a payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// How it was learnt: `notifyPayment` or `inquiryPayment`.
    pub source: Source,
    /// When it was learnt.
    pub received_at: Datetime,
    /// What was said.
    #[serde(flatten)]
    pub notice: NotifyPaymentRequest,
}

/// How a result was learnt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Source {
    /// The MPP sent it.
    #[serde(rename = "notifyPayment")]
    Notify,
    /// The MPP was asked.
    #[serde(rename = "inquiryPayment")]
    Inquiry,
}

impl Order {
    /// True from the moment of expiry on.
    pub fn is_over(&self, now: OffsetDateTime) -> bool {
        now >= self.expires
    }

    /// userInitiatedPay of `customer_id`. A repeat of the same user gets the same order (protocol section 5).
    pub fn decode(&mut self, customer_id: &str, wallet: Currency, rates: &[Rate], now: OffsetDateTime) -> Result<Decoded, ResultCode> {
        match self.state {
            OrderState::Closed | OrderState::Failed => return Err(ResultCode::OrderIsClosed),
            OrderState::Expired => return Err(ResultCode::ExpiredCode),
            _ if self.is_over(now) => return Err(ResultCode::ExpiredCode),
            _ => {}
        }
        if self.handle_by_sdk {
            return Ok(Decoded::BySdk(self.decode_result.clone().unwrap_or(ResultCode::Success)));
        }
        if let Some(scripted) = &self.decode_result {
            return Err(scripted.clone());
        }
        if let Some(owner) = &self.customer_id {
            return if owner == customer_id { Ok(Decoded::Order) } else { Err(ResultCode::RepeatReqInconsistent) };
        }
        let (pay_to_amount, quote) = convert(self.payment_amount, wallet, rates).map_err(|error| match error {
            ConversionError::NoRate => ResultCode::CurrencyNotSupport,
            ConversionError::OutOfRange => ResultCode::PaymentAmountExceedLimit,
        })?;
        self.pay_to_amount = Some(pay_to_amount);
        self.payment_quote = quote;
        self.customer_id = Some(customer_id.to_owned());
        self.state = OrderState::Decoded;
        Ok(Decoded::Order)
    }

    /// A result of the payment, from whichever side it came. A repeat must say the same (protocol section 5).
    pub fn conclude(&mut self, source: Source, notice: NotifyPaymentRequest, now: OffsetDateTime) -> Result<(), ResultCode> {
        if let Some(earlier) = &self.report {
            return if notice.is_consistent_with(&earlier.notice) { Ok(()) } else { Err(ResultCode::RepeatReqInconsistent) };
        }
        let paid = match notice.payment_result.result_status {
            ResultStatus::U => return Err(ResultCode::ParamIllegal),
            ResultStatus::F => false,
            ResultStatus::S if !self.fits(&notice) => return Err(ResultCode::ParamIllegal),
            ResultStatus::S => true,
        };
        match self.state {
            OrderState::WaitingScan => return Err(ResultCode::OrderNotExist),
            // Nobody gets the goods any more: a success would have to be cancelled, a failure is what is expected.
            OrderState::Expired | OrderState::Closed if paid => return Err(ResultCode::OrderIsClosed),
            OrderState::Decoded => self.state = if paid { OrderState::Paid } else { OrderState::Failed },
            _ => {}
        }
        self.report = Some(Report { source, received_at: now.into(), notice });
        Ok(())
    }

    /// The merchant gives up; `false` if somebody has decoded the order or it has ended. A user who has it may be paying, and
    /// there is no cancelPayment that would stop that.
    pub fn close(&mut self) -> bool {
        self.end_undecoded(OrderState::Closed)
    }

    /// The time is over; `false` if somebody has decoded the order: then only a result of the payment ends it.
    pub(crate) fn expire(&mut self) -> bool {
        self.end_undecoded(OrderState::Expired)
    }

    fn end_undecoded(&mut self, state: OrderState) -> bool {
        let undecoded = self.state == OrderState::WaitingScan;
        if undecoded {
            self.state = state;
        }
        undecoded
    }

    /// True if a success is about this order: amounts and user as they were given, and nothing missing.
    fn fits(&self, notice: &NotifyPaymentRequest) -> bool {
        notice.payment_id.is_some()
            && notice.payment_time.is_some()
            && notice.payment_amount == Some(self.payment_amount)
            && notice.pay_to_amount == self.pay_to_amount
            && notice.customer_id.as_deref() == self.customer_id.as_deref()
    }

    /// The answer to a successful userInitiatedPay. Texts were measured when the order was made, so nothing is cut here.
    pub(crate) fn answer(&self, notify_url: &str) -> UserInitiatedPayResponse {
        let promotion = self.promotion.as_ref().map(|promotion| PaymentPromoInfo {
            payment_promo_details: Some(vec![PaymentPromoDetail {
                promo_id: Text::truncated(&promotion.id),
                promo_name: Text::truncated(&promotion.name),
                promo_type: Text::truncated("CASHLESS_FIXED_VOUCHER"),
                savings_amount: Some(promotion.savings),
            }]),
        });
        let order = Text::truncated(&self.id).zip(Text::truncated(&self.description)).map(|(id, description)| message::Order {
            reference_order_id: id,
            order_description: description,
            order_amount: self.order_amount,
            merchant: Some(self.shop.merchant()),
            goods: None,
            shipping: None,
            buyer: None,
            env: None,
            indirect_acquirer: None,
        });
        UserInitiatedPayResponse {
            acquirer_id: Text::truncated(ACQUIRER_ID),
            psp_id: Text::truncated(PSP_ID),
            code_type: Text::truncated("ORDER_CODE"),
            payment_request_id: Text::truncated(&self.payment_request_id),
            order,
            payment_amount: Some(self.payment_amount),
            pay_to_amount: self.pay_to_amount,
            payment_quote: self.payment_quote.clone(),
            payment_factor: Some(PaymentFactor {
                is_in_store_payment: Some(Flag(true)),
                is_cashier_payment: Some(Flag(true)),
                in_store_payment_scenario: Text::truncated(self.scenario.as_str()),
                need_surcharge: None,
            }),
            payment_promo_info: promotion,
            payment_notify_url: Text::truncated(notify_url),
            payment_redirect_url: self.redirect_url.as_deref().and_then(Text::truncated),
            payment_expiry_time: Some(self.expires_at),
            action_form: Text::truncated(ActionForm::HANDLE_BY_PSP).map(|action_type| ActionForm { action_type, sdk_action_payload: None }),
            ..UserInitiatedPayResponse::refused(ResultInfo::success())
        }
    }
}

/// An answer to inquiryPayment as the notice it stands for; `None` while there is no final result.
pub(crate) fn as_notice(payment_request_id: &str, answer: InquiryPaymentResponse) -> Option<NotifyPaymentRequest> {
    let payment_result = answer.payment_result.filter(|_| answer.result.result_status == ResultStatus::S)?;
    let id = Text::truncated(payment_request_id)?;
    match payment_result.result_status {
        ResultStatus::U => None,
        ResultStatus::F => Some(NotifyPaymentRequest::failed(id, payment_result)),
        ResultStatus::S => Some(NotifyPaymentRequest {
            payment_id: answer.payment_id,
            payment_time: answer.payment_time,
            payment_amount: answer.payment_amount,
            pay_to_amount: answer.pay_to_amount,
            customer_id: answer.customer_id,
            customs_declaration_amount: answer.customs_declaration_amount,
            ..NotifyPaymentRequest::failed(id, payment_result)
        }),
    }
}

/// An amount for people too: `{"currency":"USD","value":"590","text":"5.90"}`.
fn with_text<S: Serializer>(money: &Money, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct WithText {
        #[serde(flatten)]
        money: Money,
        text: String,
    }
    WithText { money: *money, text: money.to_decimal() }.serialize(serializer)
}

fn with_text_if_any<S: Serializer>(money: &Option<Money>, serializer: S) -> Result<S::Ok, S::Error> {
    match money {
        Some(money) => with_text(money, serializer),
        None => serializer.serialize_none(),
    }
}

#[cfg(test)]
mod tests;
