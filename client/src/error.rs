//! What can go wrong before a payment has a page to say it on. Everything later is a page.

use cashier_core::machine::Delivery;

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
            Self::NoResources { .. } => "no_resources",
        }
    }

    /// How far a request got: none of these errors comes after one was sent.
    pub fn delivery(&self) -> Delivery {
        Delivery::NotSent
    }

    /// Whether the same call may succeed later without a change of code.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::PaymentInFront | Self::Port { .. } | Self::NoResources { .. })
    }
}

impl From<PortError> for CashierError {
    fn from(PortError(reason): PortError) -> Self {
        Self::Port { reason }
    }
}
