//! What can go wrong before a payment has a page to say it on. Everything later is a page.

use cashier_core::{machine::Delivery, wallet_api::ProblemCode};

use crate::ports::PortError;

/// One variant per thing that the host can do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CashierError {
    /// The set-up is wrong; mend the code.
    #[error("invalid configuration: {reason}")]
    InvalidConfig {
        /// What is wrong.
        reason: String,
    },
    /// Another payment is in front; show it, or close it.
    #[error("another payment is in front")]
    PaymentInFront,
    /// The text is no code: blank, or longer than 8,192 characters.
    #[error("not a code")]
    NotACode,
    /// The host's port failed; see to it, then try again.
    #[error("host port failed: {reason}")]
    Port {
        /// Without secrets.
        reason: String,
    },
    /// This version may not begin a payment; ask the user to update.
    #[error("an update of the wallet is required")]
    UpdateRequired,
    /// The backend has switched this off.
    #[error("switched off by the backend")]
    SwitchedOff,
    /// `start` has not been called, or has failed.
    #[error("the cashier is not started")]
    NotStarted,
    /// The cashier was closed; make a new one.
    #[error("the cashier is closed")]
    Closed,
    /// A read got no answer, also when it was repeated; let the user try again. Nothing was changed by asking.
    #[error("no answer from the backend (request {request_id})")]
    NoAnswer {
        /// How far the last request got.
        delivery: Delivery,
        /// Its `Request-Id`, to show as support reference.
        request_id: String,
    },
    /// The backend refused a read: the login has ended, or there is no such order of this user.
    #[error("refused by the backend: {} (request {request_id})", problem_name(*.problem))]
    Refused {
        /// Why.
        problem: ProblemCode,
        /// `Request-Id`, to show as support reference.
        request_id: String,
    },
    /// No thread could be started.
    #[error("no resources: {reason}")]
    NoResources {
        /// Why.
        reason: String,
    },
}

impl CashierError {
    /// Stable name for logs and tables.
    pub fn code(&self) -> &'static str {
        match self {
            Self::InvalidConfig { .. } => "invalid_config",
            Self::PaymentInFront => "payment_in_front",
            Self::NotACode => "not_a_code",
            Self::Port { .. } => "port",
            Self::UpdateRequired => "update_required",
            Self::SwitchedOff => "switched_off",
            Self::NotStarted => "not_started",
            Self::Closed => "closed",
            Self::NoAnswer { .. } => "no_answer",
            Self::Refused { problem, .. } => problem_name(*problem),
            Self::NoResources { .. } => "no_resources",
        }
    }

    /// How far a request got. Only reads are sent before there is a page: an error never leaves a payment in doubt.
    pub fn delivery(&self) -> Delivery {
        match self {
            Self::NoAnswer { delivery, .. } => *delivery,
            Self::Refused { .. } => Delivery::Answered,
            _ => Delivery::NotSent,
        }
    }

    /// `Request-Id` of the request that failed, if one was sent: what a user tells the support.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::NoAnswer { request_id, .. } | Self::Refused { request_id, .. } => Some(request_id),
            _ => None,
        }
    }

    /// Whether the same call may succeed later without a change of code.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::PaymentInFront | Self::Port { .. } | Self::NoResources { .. } | Self::NoAnswer { .. } => true,
            Self::Refused { problem, .. } => matches!(problem, ProblemCode::RateLimited | ProblemCode::Unavailable | ProblemCode::Unknown),
            _ => false,
        }
    }
}

/// The wire name, which is the stable name of the error too; one of a newer backend is merely "refused".
fn problem_name(problem: ProblemCode) -> &'static str {
    match problem {
        ProblemCode::Unauthorized => "unauthorized",
        ProblemCode::Forbidden => "forbidden",
        ProblemCode::NotFound => "not_found",
        ProblemCode::RateLimited => "rate_limited",
        ProblemCode::Unavailable => "unavailable",
        ProblemCode::InvalidRequest => "invalid_request",
        _ => "refused",
    }
}

impl From<PortError> for CashierError {
    fn from(PortError(reason): PortError) -> Self {
        Self::Port { reason }
    }
}
