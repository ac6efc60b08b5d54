//! The errors of the calls: one variant for each thing that a host does about it. How a payment went is never an error.

use cashier_client::adapters::FileStoreError;
use cashier_core::machine::Delivery;

/// How far a request got.
#[uniffi::remote(Enum)]
pub enum Delivery {
    NotSent,
    MaybeSent,
    Answered,
}

/// Why a call did not work.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
#[uniffi::export(Display)]
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
    /// Another cashier has the folder, in this process or in another one; use that one, or close it.
    #[error("the folder is in use by another cashier")]
    FolderInUse,
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
    #[error("refused by the backend: {problem} (request {request_id})")]
    Refused {
        /// Why: the code of the problem.
        problem: String,
        /// Whether it may be answered later.
        passes: bool,
        /// `Request-Id`, to show as support reference.
        request_id: String,
    },
    /// The phone has no threads or no room left; try again later.
    #[error("no resources: {reason}")]
    NoResources {
        /// Why.
        reason: String,
    },
}

#[uniffi::export]
impl CashierError {
    /// Stable name for logs and tables.
    pub fn code(&self) -> String {
        let code = match self {
            Self::InvalidConfig { .. } => "invalid_config",
            Self::PaymentInFront => "payment_in_front",
            Self::FolderInUse => "folder_in_use",
            Self::NotACode => "not_a_code",
            Self::Port { .. } => "port",
            Self::UpdateRequired => "update_required",
            Self::SwitchedOff => "switched_off",
            Self::NotStarted => "not_started",
            Self::Closed => "closed",
            Self::NoAnswer { .. } => "no_answer",
            Self::Refused { problem, .. } => problem,
            Self::NoResources { .. } => "no_resources",
        };
        code.to_owned()
    }

    /// The whole text, without secrets.
    pub fn reason(&self) -> String {
        self.to_string()
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
    pub fn request_id(&self) -> Option<String> {
        match self {
            Self::NoAnswer { request_id, .. } | Self::Refused { request_id, .. } => Some(request_id.clone()),
            _ => None,
        }
    }

    /// Whether the same call may succeed later without a change of code.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Refused { passes, .. } => *passes,
            Self::PaymentInFront | Self::FolderInUse | Self::Port { .. } | Self::NoResources { .. } | Self::NoAnswer { .. } => true,
            _ => false,
        }
    }
}

impl From<cashier_client::CashierError> for CashierError {
    fn from(error: cashier_client::CashierError) -> Self {
        use cashier_client::CashierError as Client;
        let (name, passes) = (error.code().to_owned(), error.is_retryable());
        match error {
            Client::NoAnswer { delivery, request_id } => Self::NoAnswer { delivery, request_id },
            Client::Refused { request_id, .. } => Self::Refused { problem: name, passes, request_id },
            Client::InvalidConfig { reason } => Self::InvalidConfig { reason },
            Client::PaymentInFront => Self::PaymentInFront,
            Client::NotACode => Self::NotACode,
            Client::Port { reason } => Self::Port { reason },
            Client::UpdateRequired => Self::UpdateRequired,
            Client::SwitchedOff => Self::SwitchedOff,
            Client::NotStarted => Self::NotStarted,
            Client::Closed => Self::Closed,
            Client::NoResources { reason } => Self::NoResources { reason },
        }
    }
}

impl From<FileStoreError> for CashierError {
    fn from(error: FileStoreError) -> Self {
        match error {
            FileStoreError::InUse => Self::FolderInUse,
            FileStoreError::Io(_) => Self::NoResources { reason: error.to_string() },
        }
    }
}

#[cfg(test)]
mod tests {
    use cashier_client::CashierError as Client;
    use cashier_core::wallet_api::ProblemCode;

    use super::*;

    #[test]
    fn an_error_of_the_client_keeps_its_code_text_and_policy() {
        let reason = || "why".to_owned();
        for client in [
            Client::InvalidConfig { reason: reason() },
            Client::PaymentInFront,
            Client::NotACode,
            Client::Port { reason: reason() },
            Client::UpdateRequired,
            Client::SwitchedOff,
            Client::NotStarted,
            Client::Closed,
            Client::NoResources { reason: reason() },
            Client::NoAnswer { delivery: Delivery::MaybeSent, request_id: "r".to_owned() },
            Client::Refused { problem: ProblemCode::NotFound, request_id: "r".to_owned() },
            Client::Refused { problem: ProblemCode::Unavailable, request_id: "r".to_owned() },
        ] {
            let crossed = CashierError::from(client.clone());
            assert_eq!(crossed.code(), client.code());
            assert_eq!(crossed.reason(), client.to_string());
            assert_eq!(crossed.delivery(), client.delivery());
            assert_eq!(crossed.request_id().as_deref(), client.request_id());
            assert_eq!(crossed.is_retryable(), client.is_retryable());
        }
    }
}
