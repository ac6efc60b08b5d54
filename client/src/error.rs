//! What can go wrong before a payment has a page to say it on. Everything later is a page.
//!
//! Two levels: [`Error`] is what happened, [`CashierError`] is what the host can do about it. The one becomes the other in one place,
//! the `From` below, which also writes the whole chain to the log.

use std::{
    error::Error as StdError,
    fmt::{self, Write},
    sync::Arc,
};

use cashier_core::{
    machine::Delivery,
    redirect::{PolicyError, RejectCode},
    texts::TextsError,
    wallet_api::ProblemCode,
};

#[cfg(feature = "http")]
use crate::adapters::HttpTransportError;
use crate::{adapters::FileStoreError, ports::PortError};

/// What happened. None of these holds a secret: all of them go into logs.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("base URL is refused: {0:?}")]
    BaseUrl(RejectCode),
    #[error("{0}")]
    Setting(&'static str),
    #[error("texts")]
    Texts(#[from] TextsError),
    #[error("redirect policy")]
    Policy(#[from] PolicyError),
    #[error(transparent)]
    Port(#[from] PortError),
    #[error("no access token")]
    NoLogin,
    #[error("another cashier of this process has this store")]
    InstallationInUse,
    #[error("no thread: {0}")]
    Thread(std::io::ErrorKind),
}

/// One variant per thing that the host can do about it, see [`CashierError::advice`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CashierError {
    /// The set-up is wrong; mend the code.
    #[error("invalid configuration")]
    InvalidConfig {
        /// What is wrong.
        source: Cause,
    },
    /// Another payment is in front; show it, or close it.
    #[error("another payment is in front")]
    PaymentInFront,
    /// Another cashier has the folder, or the host's store, in this process or in another one; use that one, or close it.
    #[error("the store is in use by another cashier")]
    StoreInUse,
    /// The text is no code: blank, or longer than 8,192 characters.
    #[error("not a code")]
    NotACode,
    /// The host's port failed; see to it, then try again.
    #[error("host port failed")]
    Port {
        /// What the port said.
        source: Cause,
    },
    /// This version may not begin a payment; ask the user to update.
    #[error("an update of the wallet is required")]
    UpdateRequired {
        /// [`CashierError::request_id`].
        request_id: Option<String>,
    },
    /// The backend has switched this off.
    #[error("switched off by the backend")]
    SwitchedOff {
        /// [`CashierError::request_id`].
        request_id: Option<String>,
    },
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
    /// The phone has no threads or no room left; try again later.
    #[error("no resources")]
    NoResources {
        /// What could not be had.
        source: Cause,
    },
}

/// What a host can do about a [`CashierError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Advice {
    /// Mend the wallet's code: the same call fails on every phone.
    MendTheCode,
    /// Call `start` first, and again until it works.
    Start,
    /// Make a new cashier.
    OpenAgain,
    /// Use the cashier that there is, or close it.
    UseTheOtherCashier,
    /// Show the payment in front, or close it.
    ShowPaymentInFront,
    /// Let the user scan another code.
    ScanAnother,
    /// Offer "try again".
    TryAgain,
    /// Ask the user to update the wallet.
    UpdateTheWallet,
    /// Tell the user that this way to pay is not available now.
    PayAnotherWay,
    /// Have the user sign in to the wallet again.
    SignIn,
    /// Show the request's id: only the support can help.
    AskSupport,
}

/// Why, as the `source` of an error: for logs, without secrets. Two causes are equal if they read alike.
#[derive(Clone)]
pub struct Cause(Arc<dyn StdError + Send + Sync>);

impl Cause {
    /// The cause that `error` is; it goes into logs.
    pub fn new(error: impl StdError + Send + Sync + 'static) -> Self {
        Self(Arc::new(error))
    }
}

impl CashierError {
    /// [`CashierError::InvalidConfig`], for a set-up that is made beside this crate.
    pub fn invalid_config(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::InvalidConfig { source: Cause(cause.into().into()) }
    }

    /// Stable name for logs and tables.
    pub fn code(&self) -> &'static str {
        match self {
            Self::InvalidConfig { .. } => "invalid_config",
            Self::PaymentInFront => "payment_in_front",
            Self::StoreInUse => "store_in_use",
            Self::NotACode => "not_a_code",
            Self::Port { .. } => "port",
            Self::UpdateRequired { .. } => "update_required",
            Self::SwitchedOff { .. } => "switched_off",
            Self::NotStarted => "not_started",
            Self::Closed => "closed",
            Self::NoAnswer { .. } => "no_answer",
            Self::Refused { problem, .. } => problem_name(*problem),
            Self::NoResources { .. } => "no_resources",
        }
    }

    /// The whole text, causes included, in English and without secrets: for logs, not for users.
    pub fn reason(&self) -> String {
        chain(self)
    }

    /// How far a request got: none of these errors comes after one that could move money.
    pub fn delivery(&self) -> Delivery {
        match self {
            Self::NoAnswer { delivery, .. } => *delivery,
            Self::Refused { .. } => Delivery::Answered,
            _ => Delivery::NotSent,
        }
    }

    /// Whether the same call may succeed later without a change of code.
    pub fn is_retryable(&self) -> bool {
        matches!(self.advice(), Advice::TryAgain | Advice::ShowPaymentInFront | Advice::UseTheOtherCashier)
    }

    /// What to do about it.
    pub fn advice(&self) -> Advice {
        match self {
            Self::InvalidConfig { .. } => Advice::MendTheCode,
            Self::PaymentInFront => Advice::ShowPaymentInFront,
            Self::StoreInUse => Advice::UseTheOtherCashier,
            Self::NotACode => Advice::ScanAnother,
            Self::Port { .. } | Self::NoResources { .. } | Self::NoAnswer { .. } => Advice::TryAgain,
            Self::UpdateRequired { .. } => Advice::UpdateTheWallet,
            Self::SwitchedOff { .. } => Advice::PayAnotherWay,
            Self::NotStarted => Advice::Start,
            Self::Refused { problem: ProblemCode::RateLimited | ProblemCode::Unavailable, .. } => Advice::TryAgain,
            Self::Refused { problem: ProblemCode::Unauthorized, .. } => Advice::SignIn,
            Self::Refused { .. } => Advice::AskSupport,
            Self::Closed => Advice::OpenAgain,
        }
    }

    /// `Request-Id` of the request whose answer says so, or that got none, to find it in the backend's log. `None` if it never left the
    /// phone, and for an answer of an earlier run of the app.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::UpdateRequired { request_id } | Self::SwitchedOff { request_id } => request_id.as_deref(),
            Self::NoAnswer { delivery: Delivery::NotSent, .. } => None,
            Self::NoAnswer { request_id, .. } | Self::Refused { request_id, .. } => Some(request_id),
            _ => None,
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

impl From<Error> for CashierError {
    fn from(error: Error) -> Self {
        tracing::warn!(error = chain(&error), "refused");
        let public = match error {
            Error::InstallationInUse => return Self::StoreInUse,
            Error::BaseUrl(_) | Error::Setting(_) | Error::Policy(_) | Error::Texts(_) => |source| Self::InvalidConfig { source },
            Error::Port(_) | Error::NoLogin => |source| Self::Port { source },
            Error::Thread(_) => |source| Self::NoResources { source },
        };
        public(Cause::new(error))
    }
}

impl From<PortError> for CashierError {
    fn from(error: PortError) -> Self {
        Error::from(error).into()
    }
}

impl From<FileStoreError> for CashierError {
    fn from(error: FileStoreError) -> Self {
        match error {
            FileStoreError::InUse => Self::StoreInUse,
            FileStoreError::Io(_) => Self::NoResources { source: Cause::new(error) },
        }
    }
}

#[cfg(feature = "http")]
impl From<HttpTransportError> for CashierError {
    fn from(error: HttpTransportError) -> Self {
        Self::NoResources { source: Cause::new(error) }
    }
}

/// An error and its causes, from the outside in.
fn chain(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        // Writing to a string cannot fail.
        let _ = write!(text, ": {inner}");
        cause = inner.source();
    }
    text
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl StdError for Cause {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}

impl PartialEq for Cause {
    fn eq(&self, other: &Self) -> bool {
        chain(&self.0) == chain(&other.0)
    }
}

impl Eq for Cause {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_tells_every_cause_once() {
        let error = CashierError::from(Error::Policy(PolicyError::Scheme("intent".to_owned())));
        assert_eq!(error.reason(), "invalid configuration: redirect policy: scheme `intent` cannot be listed");
        let error = CashierError::from(PortError("disk full".to_owned()));
        assert_eq!(error.reason(), "host port failed: disk full");
        assert_eq!(CashierError::Closed.reason(), CashierError::Closed.to_string());
    }

    #[test]
    fn a_request_that_never_left_the_phone_is_in_nobodys_log() {
        let lost = |delivery| CashierError::NoAnswer { delivery, request_id: "r".to_owned() };
        assert_eq!(lost(Delivery::NotSent).request_id(), None);
        assert_eq!(lost(Delivery::MaybeSent).request_id(), Some("r"));
    }

    #[test]
    fn a_store_in_use_is_an_error_of_its_own() {
        assert_eq!(CashierError::from(FileStoreError::InUse), CashierError::StoreInUse);
        let full = CashierError::from(FileStoreError::Io(std::io::ErrorKind::StorageFull));
        assert_eq!((full.code(), full.advice()), ("no_resources", Advice::TryAgain));
    }
}
