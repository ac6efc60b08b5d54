//! What goes out: work for the driver.

use super::{Monotonic, Outcome, SnapshotRecord};
use crate::{
    redirect::{Origin, RedirectTarget, RejectCode},
    secret::{CodeValue, Secret},
    texts::TextKey,
    wallet_api::{AttemptId, AuthCodeRequest, ConfirmRequest, OrderId, Source, StepUpRequest},
};

/// One request to the backend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// `POST /codes/identify`.
    Identify(CodeValue),
    /// `POST /orders`.
    Resolve(CodeValue, Source),
    /// `POST /auth-codes`.
    FetchAuthCode(AuthCodeRequest),
    /// `POST /orders/{id}/quote`.
    RefreshQuote(OrderId),
    /// `POST /step-up`.
    StepUp(StepUpRequest),
    /// `POST /orders/{id}/confirm`: at most once per effect, on a connection of its own.
    Confirm(OrderId, ConfirmRequest),
    /// `GET /attempts/{attempt}`.
    QueryAttempt(AttemptId),
    /// `GET /orders/{id}`.
    QueryOrder(OrderId),
    /// `POST /attempts/{attempt}/close`.
    CloseAttempt(AttemptId, OrderId),
}

/// Something that needs somebody's attention though the user's money is safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Incident {
    /// An answer is about another order, attempt, amount or currency than what was confirmed.
    AnswerMismatch,
    /// A final answer contradicts an earlier final one.
    ContradictoryResult,
    /// The backend knows the attempt with other content, or says it is not this user's.
    AttemptRefused,
}

/// What a host may count; never free text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AnalyticsEvent {
    /// A cashier page is shown.
    CashierShown,
    /// A confirmation left, or may have left.
    ConfirmSent,
    /// A result is being asked for.
    CheckingBegan,
    /// The redirect was opened.
    RedirectOpened,
    /// The merchant's URL is not one to open: why, and scheme and host of it (redirect policy, rule 10).
    RedirectRejected(RejectCode, Origin),
    /// Something for the engineers.
    Incident(Incident),
}

/// Work to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Make 128 random bits; answer with `AttemptMinted`.
    MintAttempt,
    /// Send a request; answer with `Reply` or `SendFailure` of the same epoch.
    Send {
        /// Marks the answer.
        epoch: u64,
        /// What to send.
        request: Request,
    },
    /// Put the record on disk, then answer with `Stored`; it must survive a power cut.
    Store(SnapshotRecord),
    /// The attempt has ended: its record can go.
    Forget(AttemptId),
    /// The host awaits the result of this order, and no record of an attempt stands for it: put on disk that it is owed, as
    /// [`Event::RestoreOrder`](super::Event::RestoreOrder) needs it.
    StoreOrder(OrderId),
    /// The result that was owed comes with this: that record can go.
    ForgetOrder(OrderId),
    /// Send a `Tick` at this moment, in place of any earlier wish.
    StartTimer(Monotonic),
    /// Say this to a screen reader, once.
    Announce(TextKey),
    /// Open the merchant's page in the container.
    OpenMerchantPage {
        /// What to load.
        url: CodeValue,
        /// Appended to the container's own User-Agent.
        user_agent: Option<String>,
    },
    /// Open the redirect through the operating system; answer with `Opened` or `NoHandler`.
    OpenRedirect(RedirectTarget),
    /// Show the PIN or biometric sheet.
    AskStepUp,
    /// Give this to Alipay+'s own SDK.
    HandOver(Secret),
    /// Count this.
    Emit(AnalyticsEvent),
    /// Deliver this to the host until it is acknowledged.
    Finish(Outcome),
}
