//! An order: what the backend knows of one merchant code after userInitiatedPay.

use serde::{Deserialize, Serialize};

use super::{AttemptId, AttemptState, IdentifyAnswer};
use crate::{
    codes::CodeKind,
    money::Money,
    secret::{CodeValue, Secret},
};

/// The backend's id of an order; opaque.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct OrderId(pub String);

/// State of an order at the backend (protocol section 19).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OrderState {
    /// Shown to the user, not confirmed.
    Decoded,
    /// A debit may be running.
    Processing,
    /// Paid.
    Success,
    /// Paid, some of it refunded.
    PartiallyRefunded,
    /// Paid, all of it refunded.
    Refunded,
    /// Ended without a debit.
    Failed,
    /// Expired or cancelled; a debit, if there was one, was returned.
    Closed,
    /// A state of a newer backend: ask again, then Pending.
    #[serde(other)]
    Unknown,
}

/// The merchant as received, never translated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Merchant {
    /// Display name if there is one, else the registered name.
    pub name: String,
    /// Name of the store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store: Option<String>,
    /// City of the merchant's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// ISO 3166 region of the merchant's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
}

/// The exchange rate between the merchant's and the wallet's currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Quote {
    /// Id given by Alipay+.
    pub quote_id: String,
    /// `CUR1/CUR2`, in the order received.
    pub pair: String,
    /// Decimal text: 1 CUR1 = `price` CUR2.
    pub price: String,
    /// RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
}

/// A discount that is already taken out of the amount to pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Promotion {
    /// Name as received.
    pub name: String,
    /// What it saves, in the currency that Alipay+ chose.
    pub savings: Money,
}

/// What kind of thing a payment method is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MethodKind {
    /// The wallet's own balance.
    Balance,
    /// A bank account.
    BankAccount,
    /// A card.
    Card,
    /// A kind of a newer backend: listed, disabled.
    #[serde(other)]
    Unknown,
}

/// A payment method of the user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Method {
    /// The backend's id.
    pub method_id: String,
    /// Kind, for the picture beside the label.
    pub kind: MethodKind,
    /// Name to show.
    pub label: String,
    /// Whether it can pay this order.
    pub enabled: bool,
    /// Text key that says why it cannot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason_key: Option<String>,
}

/// A refund that the user got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Refund {
    /// What came back, in the wallet's currency.
    pub amount: Money,
    /// RFC 3339.
    pub at: String,
    /// `refundPromoInfo`: what becomes of the discounts, each with its amount.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub promotions: Vec<Promotion>,
}

/// Money that came back because the order was closed after its debit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Returned {
    /// What came back.
    pub amount: Money,
    /// RFC 3339.
    pub at: String,
    /// Text key that says why.
    pub reason_key: String,
}

/// The attempt that an order knows of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderAttempt {
    /// The attempt.
    pub id: AttemptId,
    /// Its state.
    pub state: AttemptState,
    /// Begun on the device that asks.
    pub mine: bool,
    /// How it pays, or paid: one of the order's methods.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method_id: Option<String>,
}

/// One order of the user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Order {
    /// The backend's id.
    pub id: OrderId,
    /// Alipay+'s id of the payment.
    #[serde(rename = "paymentRequestId")]
    pub payment_request_id: String,
    /// State at the backend.
    pub state: OrderState,
    /// Who is paid.
    pub merchant: Merchant,
    /// `orderDescription`, as received.
    pub description: String,
    /// `referenceOrderId`: the merchant's id of the order.
    pub reference: String,
    /// Masked id of the user's wallet account.
    pub account: String,
    /// Original amount, in the merchant's currency.
    pub order_amount: Money,
    /// After discounts, in the merchant's currency.
    pub payment_amount: Money,
    /// `payToAmount`: what is debited, in the wallet's currency, without the surcharge.
    pub pay_amount: Money,
    /// Rate between the two; absent if the currencies are equal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<Quote>,
    /// Discounts already taken out.
    #[serde(default)]
    pub promotions: Vec<Promotion>,
    /// Collected on top of `pay_amount`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub surcharge: Option<Money>,
    /// RFC 3339; after it the order cannot be paid.
    pub expires_at: String,
    /// `paymentRedirectUrl`, unchecked: only the redirect policy may turn it into something that opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_url: Option<String>,
    /// The user's payment methods, preferred first.
    pub methods: Vec<Method>,
    /// Refunds, oldest first.
    #[serde(default)]
    pub refunds: Vec<Refund>,
    /// Money that came back after a late debit or a cancellation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned: Option<Returned>,
    /// The newest attempt, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt: Option<OrderAttempt>,
    /// Why it failed, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<super::Reason>,
    /// When it was paid, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_at: Option<String>,
}

/// A page of the history, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderPage {
    /// The orders.
    pub orders: Vec<Order>,
    /// Cursor of the next page: the value of `after`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Where a code came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The camera.
    Scan,
    /// Intercepted in the merchant's page.
    MerchantPage,
    /// A link into the wallet.
    Link,
    /// A picture that the user chose.
    Picture,
}

/// `POST /orders`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateOrderRequest {
    /// The scanned or intercepted code, verbatim.
    #[serde(serialize_with = "CodeValue::exposed")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, max_length = 8192))]
    pub code: CodeValue,
    /// Where it came from.
    pub source: Source,
}

/// No cashier: Alipay+'s own SDK shows what there is to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HandOver {
    /// Opaque, for that SDK only.
    #[serde(rename = "sdkActionPayload", serialize_with = "crate::secret::exposed")]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub sdk_action_payload: Secret,
}

/// Not an Alipay+ code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NotSupported {
    /// What was scanned instead.
    pub kind: CodeKind,
    /// A code of the wallet itself, see [`IdentifyAnswer::own`](super::IdentifyAnswer::own).
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub own: bool,
}

/// The order cannot be had: expired, of another user, over a limit ...
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Declined {
    /// Alipay+ result code.
    pub code: String,
    /// Text key for the user.
    pub text_key: String,
    /// Whether the same code may be tried again.
    pub retryable: bool,
}

/// What became of a code: exactly one of these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "ResolutionWire", into = "ResolutionWire")]
pub enum Resolution {
    /// An order.
    Order(Box<Order>),
    /// Handled by Alipay+'s own SDK.
    HandOver(HandOver),
    /// The backend identified it as an entry code.
    OpenUrl(IdentifyAnswer),
    /// Not an Alipay+ code.
    NotSupported(NotSupported),
    /// No order, for a reason.
    Declined(Declined),
}

/// An answer to `POST /orders` that holds none or several of its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("answer does not hold exactly one outcome")]
pub struct ResolutionError;

#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = Resolution))]
#[serde(rename_all = "snake_case")]
pub(crate) struct ResolutionWire {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    order: Option<Box<Order>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hand_over: Option<HandOver>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    open_url: Option<IdentifyAnswer>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    not_supported: Option<NotSupported>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    declined: Option<Declined>,
}

impl TryFrom<ResolutionWire> for Resolution {
    type Error = ResolutionError;

    fn try_from(wire: ResolutionWire) -> Result<Self, ResolutionError> {
        match wire {
            ResolutionWire { order: Some(order), hand_over: None, open_url: None, not_supported: None, declined: None } => {
                Ok(Self::Order(order))
            }
            ResolutionWire { order: None, hand_over: Some(it), open_url: None, not_supported: None, declined: None } => {
                Ok(Self::HandOver(it))
            }
            ResolutionWire { order: None, hand_over: None, open_url: Some(it), not_supported: None, declined: None } => {
                Ok(Self::OpenUrl(it))
            }
            ResolutionWire { order: None, hand_over: None, open_url: None, not_supported: Some(it), declined: None } => {
                Ok(Self::NotSupported(it))
            }
            ResolutionWire { order: None, hand_over: None, open_url: None, not_supported: None, declined: Some(it) } => {
                Ok(Self::Declined(it))
            }
            _ => Err(ResolutionError),
        }
    }
}

impl From<Resolution> for ResolutionWire {
    fn from(resolution: Resolution) -> Self {
        let mut wire = Self { order: None, hand_over: None, open_url: None, not_supported: None, declined: None };
        match resolution {
            Resolution::Order(it) => wire.order = Some(it),
            Resolution::HandOver(it) => wire.hand_over = Some(it),
            Resolution::OpenUrl(it) => wire.open_url = Some(it),
            Resolution::NotSupported(it) => wire.not_supported = Some(it),
            Resolution::Declined(it) => wire.declined = Some(it),
        }
        wire
    }
}

#[cfg(feature = "openapi")]
mod schema {
    use utoipa::{
        PartialSchema, ToSchema,
        openapi::{RefOr, Schema},
    };

    use super::{Resolution, ResolutionWire};

    impl PartialSchema for Resolution {
        fn schema() -> RefOr<Schema> {
            ResolutionWire::schema()
        }
    }

    impl ToSchema for Resolution {
        fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
            ResolutionWire::schemas(schemas);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_holds_exactly_one_outcome() {
        let one = r#"{"not_supported":{"kind":"wifi"},"trace":"newer field"}"#;
        assert_eq!(
            serde_json::from_str::<Resolution>(one).unwrap(),
            Resolution::NotSupported(NotSupported { kind: CodeKind::Wifi, own: false })
        );
        let two = r#"{"not_supported":{"kind":"wifi"},"declined":{"code":"X","text_key":"y","retryable":false}}"#;
        assert!(serde_json::from_str::<Resolution>(two).is_err());
        assert!(serde_json::from_str::<Resolution>("{}").is_err());
    }

    #[test]
    fn a_state_of_a_newer_backend_is_unknown_not_an_error() {
        assert_eq!(serde_json::from_str::<OrderState>(r#""ON_HOLD""#).unwrap(), OrderState::Unknown);
        assert_eq!(serde_json::to_string(&OrderState::PartiallyRefunded).unwrap(), r#""PARTIALLY_REFUNDED""#);
    }
}
