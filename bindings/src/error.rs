//! The errors of the calls, as they cross. How a payment went is never an error.

use cashier_client::{Advice, adapters::FileStoreError};
use cashier_core::machine::Delivery;

/// How far a request got.
#[uniffi::remote(Enum)]
pub enum Delivery {
    NotSent,
    MaybeSent,
    Answered,
}

/// What a host can do about an error.
#[uniffi::remote(Enum)]
pub enum Advice {
    MendTheCode,
    Start,
    OpenAgain,
    UseTheOtherCashier,
    ShowPaymentInFront,
    ScanAnother,
    TryAgain,
    UpdateTheWallet,
    PayAnotherWay,
    SignIn,
    AskSupport,
}

/// What a host does about an error, as `cashier_client::CashierError` tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum ErrorKind {
    /// The set-up is wrong; mend the code.
    InvalidConfig,
    /// Another payment is in front; show it, or close it.
    PaymentInFront,
    /// Another cashier has the folder, or the host's store, in this process or in another one; use that one, or close it.
    StoreInUse,
    /// The text is no code: blank, or longer than 8,192 characters.
    NotACode,
    /// The host's port failed; see to it, then try again.
    Port,
    /// This version may not begin a payment; ask the user to update.
    UpdateRequired,
    /// The backend has switched this off.
    SwitchedOff,
    /// `start` has not been called, or has failed.
    NotStarted,
    /// The cashier was closed; make a new one.
    Closed,
    /// A read got no answer, also when it was repeated; let the user try again.
    NoAnswer,
    /// The backend refused a read: the login has ended, or there is no such order of this user.
    Refused,
    /// The phone has no threads or no room left; try again later.
    NoResources,
}

/// Why a call did not work.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
#[uniffi::export(Display)]
pub enum CashierError {
    /// The only thing to know.
    #[error("{}", .details.reason)]
    Refused {
        /// What it says of itself.
        details: ErrorDetails,
    },
}

/// What an error says of itself, made once by `cashier_client`.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ErrorDetails {
    /// What the host does about it.
    pub kind: ErrorKind,
    /// Stable name for logs and tables.
    pub code: String,
    /// The whole text, without secrets.
    pub reason: String,
    /// How far a request got.
    pub delivery: Delivery,
    /// Whether the same call may succeed later without a change of code.
    pub is_retryable: bool,
    /// What to do about it.
    pub advice: Advice,
    /// `Request-Id` of the request whose answer says so.
    pub request_id: Option<String>,
}

impl From<cashier_client::CashierError> for CashierError {
    fn from(error: cashier_client::CashierError) -> Self {
        use cashier_client::CashierError as Client;
        let kind = match error {
            Client::InvalidConfig { .. } => ErrorKind::InvalidConfig,
            Client::PaymentInFront => ErrorKind::PaymentInFront,
            Client::StoreInUse => ErrorKind::StoreInUse,
            Client::NotACode => ErrorKind::NotACode,
            Client::Port { .. } => ErrorKind::Port,
            Client::UpdateRequired { .. } => ErrorKind::UpdateRequired,
            Client::SwitchedOff { .. } => ErrorKind::SwitchedOff,
            Client::NotStarted => ErrorKind::NotStarted,
            Client::Closed => ErrorKind::Closed,
            Client::NoAnswer { .. } => ErrorKind::NoAnswer,
            Client::Refused { .. } => ErrorKind::Refused,
            Client::NoResources { .. } => ErrorKind::NoResources,
        };
        let details = ErrorDetails {
            kind,
            code: error.code().to_owned(),
            reason: error.reason(),
            delivery: error.delivery(),
            is_retryable: error.is_retryable(),
            advice: error.advice(),
            request_id: error.request_id().map(str::to_owned),
        };
        Self::Refused { details }
    }
}

impl From<FileStoreError> for CashierError {
    fn from(error: FileStoreError) -> Self {
        cashier_client::CashierError::from(error).into()
    }
}

#[cfg(test)]
mod tests {
    use cashier_client::CashierError as Client;

    use super::*;

    #[test]
    fn an_error_of_the_client_keeps_all_that_it_says() {
        let crossed = CashierError::from(Client::SwitchedOff { request_id: Some("r".to_owned()) });
        let details = ErrorDetails {
            kind: ErrorKind::SwitchedOff,
            code: "switched_off".to_owned(),
            reason: "switched off by the backend".to_owned(),
            delivery: Delivery::NotSent,
            is_retryable: false,
            advice: Advice::PayAnotherWay,
            request_id: Some("r".to_owned()),
        };
        assert_eq!(crossed.to_string(), details.reason);
        assert_eq!(crossed, CashierError::Refused { details });
    }

    #[test]
    fn a_store_in_use_arrives_as_what_it_is() {
        let crossed = CashierError::from(FileStoreError::InUse);
        assert!(
            matches!(crossed, CashierError::Refused { details } if details.kind == ErrorKind::StoreInUse && details.advice == Advice::UseTheOtherCashier)
        );
    }
}
