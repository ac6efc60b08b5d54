//! A problem: an error answer of the backend (RFC 9457).

use serde::{Deserialize, Serialize};

/// Media type of a problem.
pub const PROBLEM_MEDIA_TYPE: &str = "application/problem+json";

/// What went wrong; each code is one next step of the SDK.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// The bearer token is missing, wrong or stale.
    Unauthorized,
    /// Too many requests; see `retry_after_ms`.
    RateLimited,
    /// Refused before anything was done.
    Unavailable,
    /// The amount to pay is another one now.
    AmountChanged,
    /// The quote is no longer valid.
    QuoteExpired,
    /// The step-up token does not fit, or was used.
    StepUpInvalid,
    /// Too late.
    OrderExpired,
    /// The order has ended.
    OrderFinal,
    /// Another attempt of the order runs.
    AttemptRunning,
    /// The attempt is known with other content.
    AttemptMismatch,
    /// Not this user's.
    Forbidden,
    /// No such thing.
    NotFound,
    /// The request is malformed.
    InvalidRequest,
    /// This SDK is too old to begin a payment.
    UpdateRequired,
    /// A code of a newer backend: `started` decides.
    #[serde(other)]
    Unknown,
}

/// The body of an error answer. The body decides, not the status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// Stable URN.
    #[serde(rename = "type")]
    pub kind: String,
    /// For people who read logs, in English.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What went wrong.
    pub code: ProblemCode,
    /// For confirm: may this attempt have begun a debit? Absent means yes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started: Option<bool>,
    /// How long to wait before another try.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
    /// The `Request-Id` of the request.
    pub request_id: String,
}

impl Problem {
    /// Whether the attempt of a confirm may have begun a debit.
    pub fn may_have_started(&self) -> bool {
        self.started != Some(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_code_without_started_may_have_started() {
        let json = r#"{"type":"urn:x","title":"t","status":500,"code":"brand_new","request_id":"r"}"#;
        let problem: Problem = serde_json::from_str(json).unwrap();
        assert_eq!(problem.code, ProblemCode::Unknown);
        assert!(problem.may_have_started());
    }
}
