//! Errors of the wallet API: one table of codes, one way to a problem body (RFC 9457).

use std::fmt::Display;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use cashier_core::wallet_api::{PROBLEM_MEDIA_TYPE, Problem, ProblemCode};

/// An error of an operation. Becomes a [`Problem`] in the frame, which knows the request's id.
#[derive(Clone, Debug)]
pub struct ApiError {
    code: ProblemCode,
    status: StatusCode,
    title: &'static str,
    started: Option<bool>,
    retry_after_ms: Option<u64>,
    cause: Option<String>,
}

impl ApiError {
    /// The problem of that code, with `started` as the wallet API has it for confirm.
    pub fn new(code: ProblemCode) -> Self {
        use ProblemCode::*;
        let (status, started, title) = match code {
            Unauthorized => (StatusCode::UNAUTHORIZED, Some(false), "The bearer token is missing, wrong or stale"),
            RateLimited => (StatusCode::TOO_MANY_REQUESTS, Some(false), "Too many requests"),
            Unavailable => (StatusCode::SERVICE_UNAVAILABLE, Some(false), "Refused before anything was done"),
            AmountChanged => (StatusCode::CONFLICT, Some(false), "The amount to pay is another one now"),
            QuoteExpired => (StatusCode::CONFLICT, Some(false), "The quote is no longer valid"),
            StepUpInvalid => (StatusCode::CONFLICT, Some(false), "The step-up token does not fit, has expired or was used"),
            OrderExpired => (StatusCode::CONFLICT, Some(false), "The order has expired"),
            OrderFinal => (StatusCode::CONFLICT, Some(false), "The order has ended"),
            AttemptRunning => (StatusCode::CONFLICT, Some(false), "Another attempt of the order runs"),
            AttemptMismatch => (StatusCode::CONFLICT, None, "The attempt is known with other content"),
            Forbidden => (StatusCode::FORBIDDEN, None, "Not this user's"),
            NotFound => (StatusCode::NOT_FOUND, None, "No such thing"),
            InvalidRequest => (StatusCode::BAD_REQUEST, None, "The request is malformed"),
            UpdateRequired => (StatusCode::UPGRADE_REQUIRED, Some(false), "This SDK is too old to begin a payment"),
            Unknown => (StatusCode::INTERNAL_SERVER_ERROR, None, "The backend failed"),
        };
        Self { code, status, title, started, retry_after_ms: None, cause: None }
    }

    /// The backend itself failed; `cause` goes to the log only. Whether anything began is left open.
    pub fn internal(cause: impl Display) -> Self {
        Self { cause: Some(cause.to_string()), ..Self::new(ProblemCode::Unknown) }
    }

    /// The problem of an answer that something other than an operation gave.
    pub fn of_status(status: StatusCode) -> Self {
        let code = match status {
            StatusCode::NOT_FOUND => ProblemCode::NotFound,
            status if status.is_client_error() => ProblemCode::InvalidRequest,
            _ => ProblemCode::Unknown,
        };
        Self { status, ..Self::new(code) }
    }

    /// True for a problem of that code.
    pub fn is(&self, code: ProblemCode) -> bool {
        self.code == code
    }

    /// Says more exactly what is wrong.
    #[must_use]
    pub fn titled(self, title: &'static str) -> Self {
        Self { title, ..self }
    }

    /// Says whether the attempt of a confirm may have begun a debit.
    #[must_use]
    pub fn started(self, started: bool) -> Self {
        Self { started: Some(started), ..self }
    }

    /// Says how long to wait before another try.
    #[must_use]
    pub fn retry_after(self, wait: time::Duration) -> Self {
        Self { retry_after_ms: u64::try_from(wait.whole_milliseconds()).ok(), ..self }
    }

    /// Writes the log line and the answer.
    pub fn render(self, request_id: &str) -> Response {
        match &self.cause {
            Some(cause) => tracing::error!(%cause, "request failed"),
            None => tracing::info!(status = self.status.as_u16(), title = self.title, "request refused"),
        }
        let code = serde_json::to_value(self.code).ok().and_then(|code| code.as_str().map(str::to_owned)).unwrap_or_default();
        let problem = Problem {
            kind: format!("urn:cashierkit:problem:{code}"),
            title: self.title.to_owned(),
            status: self.status.as_u16(),
            code: self.code,
            started: self.started,
            retry_after_ms: self.retry_after_ms,
            request_id: request_id.to_owned(),
        };
        let mut response = (self.status, axum::Json(problem)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_MEDIA_TYPE));
        response
    }
}

impl From<ProblemCode> for ApiError {
    fn from(code: ProblemCode) -> Self {
        Self::new(code)
    }
}

/// Everything that fails behind an operation and is not the caller's doing.
macro_rules! internal {
    ($($error:ty),* $(,)?) => {
        $(impl From<$error> for ApiError {
            fn from(error: $error) -> Self {
                Self::internal(error)
            }
        })*
    };
}

internal!(crate::store::StoreError, crate::order::ApplyError, crate::pin::PinError, crate::random::NoRandomness, sqlx::Error);

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
