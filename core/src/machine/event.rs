//! What comes in: the user, the host, the backend, the clock.

use core::fmt;

use serde::{Deserialize, Serialize, Serializer};

use super::{Monotonic, SnapshotRecord, UnixMillis};
use crate::{
    codes::CodeKind,
    secret::{CodeValue, Secret},
    wallet_api::{
        Attempt, AttemptId, AttemptState, AuthCodeAnswer, IdentifyAnswer, Order, OrderId, OrderPage, Problem, ReferenceQuote, Resolution,
        Source, StepUpAnswer,
    },
};

/// How far a request got (cashier machine, section 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Delivery {
    /// The connection was never made for this request.
    NotSent,
    /// The backend may have it.
    MaybeSent,
    /// The backend answered.
    Answered,
}

/// What the rules on the phone say of a code.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Identified {
    /// An order code, or a code that only the backend can judge by decoding it.
    Decode,
    /// An entry code.
    OpenUrl {
        /// What the container opens.
        url: String,
        /// Appended to the container's own User-Agent.
        user_agent: Option<String>,
    },
    /// The winning rule is untrusted, or the phone has no rules.
    AskBackend,
    /// No rule takes it.
    NotSupported(CodeKind),
    /// A code of the wallet itself.
    Own,
}

impl fmt::Debug for Identified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Decode => f.write_str("Decode"),
            // The URL of an entry code is as good as the code.
            Self::OpenUrl { .. } => f.write_str("OpenUrl(..)"),
            Self::AskBackend => f.write_str("AskBackend"),
            Self::NotSupported(kind) => write!(f, "NotSupported({kind:?})"),
            Self::Own => f.write_str("Own"),
        }
    }
}

fn exposed_codes<S: Serializer>(codes: &[(CodeValue, Identified)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(codes.iter().map(|(code, identified)| (code.expose(), identified)))
}

/// A well-formed answer of the backend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// To Identify.
    Identified(IdentifyAnswer),
    /// To Resolve.
    Resolved(Resolution),
    /// To RefreshQuote and QueryOrder.
    Order(Box<Order>),
    /// To `GET /orders`; no payment asks for it.
    History(OrderPage),
    /// To `GET /quotes`; no payment asks for it.
    ReferenceQuote(ReferenceQuote),
    /// To StepUp.
    SteppedUp(StepUpAnswer),
    /// To Confirm, QueryAttempt and CloseAttempt.
    Attempt(Attempt),
    /// To FetchAuthCode.
    AuthCode(AuthCodeAnswer),
    /// To any of them.
    Problem(Problem),
}

impl Answer {
    /// It is a no, whatever it was asked.
    pub(super) fn refuses(&self) -> bool {
        match self {
            Self::Problem(_) | Self::Resolved(Resolution::Declined(_)) => true,
            Self::Attempt(attempt) => matches!(attempt.state, AttemptState::Failed | AttemptState::Void),
            _ => false,
        }
    }
}

/// What the host's sheet brought back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StepUpInput {
    /// The user typed a PIN.
    Pin {
        /// Random; makes the backend's check repeatable.
        try_id: String,
        /// What was typed.
        #[serde(serialize_with = "crate::secret::exposed")]
        pin: Secret,
    },
    /// The user closed the sheet.
    Cancelled,
}

/// Something that happened.
///
/// Written in full, with all secrets in it: only a [`Recorder`](crate::recording::Recorder) does that, after it has put stand-ins in
/// their places.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// A code was scanned, opened by a link, or read from a picture.
    CodeScanned {
        /// The code.
        #[serde(serialize_with = "CodeValue::exposed")]
        code: CodeValue,
        /// Where it came from.
        source: Source,
        /// What the rules on the phone say.
        identified: Identified,
    },
    /// Several codes were found in one picture.
    CodesScanned {
        /// Each with what the rules on the phone say of it.
        #[serde(serialize_with = "exposed_codes")]
        codes: Vec<(CodeValue, Identified)>,
        /// Where the picture came from.
        source: Source,
    },
    /// The user picked one of several codes, counted from 0.
    CodePicked(u32),
    /// The merchant's page navigates. What the container does has been decided already, by [`NavigationPolicy`]; this is for what
    /// the payment does.
    ///
    /// [`NavigationPolicy`]: crate::codes::NavigationPolicy
    EntryNavigation {
        /// Verbatim. It may be an order code.
        #[serde(serialize_with = "CodeValue::exposed")]
        url: CodeValue,
        /// Whether the page itself goes there, and not a frame in it.
        main_frame: bool,
    },
    /// The user closed the merchant's page.
    PageClosed,
    /// The user picked a payment method.
    MethodPicked(String),
    /// Pay.
    Confirm,
    /// A step back.
    Back,
    /// Leave.
    Close,
    /// Try again.
    Retry,
    /// The host's sheet brought something back.
    StepUpResult(StepUpInput),
    /// Randomness for an attempt.
    AttemptMinted(AttemptId),
    /// The time of an answer.
    ServerTime(UnixMillis),
    /// The wallet's user is now this one (`Customer-Hint`).
    TokenUserChanged(String),
    /// The attempt is on disk.
    Stored(AttemptId),
    /// The attempt could not be put on disk.
    StoreFailed(AttemptId),
    /// An answer to the request of this epoch.
    Reply {
        /// The request's epoch.
        epoch: u64,
        /// The answer.
        answer: Answer,
        /// The request's `Request-Id`.
        request_id: String,
    },
    /// No answer to the request of this epoch.
    SendFailure {
        /// The request's epoch.
        epoch: u64,
        /// How far it got; never [`Delivery::Answered`].
        delivery: Delivery,
        /// The request's `Request-Id`.
        request_id: String,
    },
    /// The clock.
    Tick(Monotonic),
    /// The network is gone.
    NetDown,
    /// The network is back.
    NetUp,
    /// The app is in front.
    Foreground,
    /// The app is behind.
    Background,
    /// A record of an unfinished attempt was found on disk, or another payment of this phone has it.
    Restore(SnapshotRecord),
    /// An earlier run of the app has promised the result of an order.
    RestoreOrder {
        /// `Customer-Hint` of the user who began the payment.
        user: String,
        /// The order.
        order: OrderId,
    },
    /// Something may have happened to this order.
    PushHint(OrderId),
    /// The user touched or focused the result page.
    CountdownStop,
    /// To the merchant.
    RedirectTap,
    /// Something opened the redirect.
    Opened,
    /// Nothing opens the redirect.
    NoHandler,
    /// A screen reader is on, or off.
    ScreenReader(bool),
    /// The words of the pages are those of another language: the driver draws the page again, the payment is what it was.
    LocaleChanged,
}
