//! An attempt: one try to pay an order, with one id and one content.

use core::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{OrderId, OrderState, Returned};
use crate::{money::Money, secret::Secret};

/// 128 random bits as 32 lower-case hex digits, made before anything is sent.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^[0-9a-f]{32}$"))]
#[serde(try_from = "String", into = "String")]
pub struct AttemptId(String);

/// A text that is not 32 lower-case hex digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("attempt id is not 32 lower-case hex digits")]
pub struct InvalidAttemptId;

impl AttemptId {
    /// The id of these random bits.
    pub fn from_random(bits: u128) -> Self {
        Self(format!("{bits:032x}"))
    }

    /// The wire form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AttemptId {
    type Err = InvalidAttemptId;

    fn from_str(text: &str) -> Result<Self, InvalidAttemptId> {
        let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if text.len() == 32 && text.bytes().all(hex) { Ok(Self(text.to_owned())) } else { Err(InvalidAttemptId) }
    }
}

impl TryFrom<String> for AttemptId {
    type Error = InvalidAttemptId;

    fn try_from(text: String) -> Result<Self, InvalidAttemptId> {
        text.parse()
    }
}

impl From<AttemptId> for String {
    fn from(id: AttemptId) -> Self {
        id.0
    }
}

/// State of an attempt at the backend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AttemptState {
    /// Received; also while the debit port says "unknown".
    Processing,
    /// Debited.
    Succeeded,
    /// Refused; not debited.
    Failed,
    /// Closed before it was received: never debited, and never will be.
    Void,
    /// Never received, not closed.
    Unknown,
}

impl<'de> Deserialize<'de> for AttemptState {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // By hand: a value of a newer backend means "processing", and `unknown` is a value of its own.
        Ok(match String::deserialize(deserializer)?.as_str() {
            "succeeded" => Self::Succeeded,
            "failed" => Self::Failed,
            "void" => Self::Void,
            "unknown" => Self::Unknown,
            _ => Self::Processing,
        })
    }
}

/// Why an attempt or an order failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reason {
    /// Alipay+ result code.
    pub code: String,
    /// Text key for the user.
    pub text_key: String,
    /// Whether another attempt may succeed.
    pub retryable: bool,
}

/// What an attempt binds. Any change of it needs a new attempt id.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AttemptContent {
    /// The attempt.
    pub attempt: AttemptId,
    /// How it is paid.
    pub method_id: String,
    /// `payToAmount` as shown to the user.
    pub pay_amount: Money,
    /// The quote as shown to the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote_id: Option<String>,
    /// The surcharge as shown to the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub surcharge: Option<Money>,
}

/// `POST /orders/{id}/confirm`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfirmRequest {
    /// What is confirmed.
    #[serde(flatten)]
    pub content: AttemptContent,
    /// From `POST /step-up`; single-use.
    #[serde(serialize_with = "crate::secret::exposed")]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub step_up_token: Secret,
}

/// `POST /attempts/{attempt}/close`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CloseAttemptRequest {
    /// The order that the attempt was for.
    pub order: OrderId,
}

/// An attempt as the backend knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Attempt {
    /// The attempt.
    pub id: AttemptId,
    /// Its order; absent while the attempt is `unknown`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderId>,
    /// Its state.
    pub state: AttemptState,
    /// What it debits; absent while the attempt is `unknown` or if it was closed before it was received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pay_amount: Option<Money>,
    /// Why it failed, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// State of its order; absent while the attempt is `unknown`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_state: Option<OrderState>,
    /// Money that came back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned: Option<Returned>,
    /// How many attempts the order has left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempts_left: Option<u32>,
    /// When it was debited, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_at: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_32_hex_digits() {
        assert_eq!(AttemptId::from_random(0xab).as_str(), "000000000000000000000000000000ab");
        for wrong in ["", "AB", &"0".repeat(31), &"0".repeat(33), &"G".repeat(32), &"A".repeat(32)] {
            assert!(wrong.parse::<AttemptId>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_state_of_a_newer_backend_is_processing() {
        let read = |text: &str| serde_json::from_str::<AttemptState>(text).unwrap();
        assert_eq!(read(r#""on_hold""#), AttemptState::Processing);
        assert_eq!(read(r#""unknown""#), AttemptState::Unknown);
    }

    #[test]
    fn a_confirm_request_is_flat() {
        let json = r#"{"attempt":"000000000000000000000000000000ab","method_id":"balance","pay_amount":{"currency":"KRW","value":"1000"},"quote_id":"Q1","step_up_token":"t"}"#;
        let request: ConfirmRequest = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&request).unwrap(), json);
    }
}
