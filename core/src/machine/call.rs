//! A request that may be repeated: reads and step-up, never confirm.

use core::time::Duration;

use super::{Delivery, Monotonic, Request, turn::Turn};
use crate::{
    texts::TextKey,
    wallet_api::{Problem, ProblemCode},
};

/// Pauses before the second and the third try of a read; then the user decides.
pub const READ_PAUSES: [Duration; 2] = [Duration::from_millis(500), Duration::from_millis(1_500)];
/// No backend keeps a user waiting for longer between two tries.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// When a waiting text changes (cashier machine, section 6).
const TEXT_CHANGES: [Duration; 3] = [Duration::from_millis(300), Duration::from_secs(5), Duration::from_secs(15)];

/// Where a call stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallState {
    /// Sent; an answer carries this epoch.
    InFlight(u64),
    /// To be sent again at this moment.
    Waiting(Monotonic),
    /// Given up until the user or the network says otherwise.
    Stalled,
}

/// A call and its tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    state: CallState,
    failures: usize,
    /// Of the newest failure, what a page says of it.
    notice: TextKey,
    began: Monotonic,
}

impl Call {
    pub(super) fn begin(turn: &mut Turn<'_>, request: Request) -> Self {
        Self { state: CallState::InFlight(turn.send(request)), failures: 0, notice: TextKey::NoticeNoNetwork, began: turn.now() }
    }

    /// Where it stands.
    pub fn state(&self) -> CallState {
        self.state
    }

    /// When its first try was sent.
    pub fn began(&self) -> Monotonic {
        self.began
    }

    /// What to say of it, if it has stalled.
    pub fn notice(&self) -> Option<TextKey> {
        (self.state == CallState::Stalled).then_some(self.notice)
    }

    pub(super) fn awaits(&self, epoch: u64) -> bool {
        self.state == CallState::InFlight(epoch)
    }

    /// A try got no answer: pause, or stall.
    pub(super) fn unanswered(&mut self, delivery: Delivery, now: Monotonic) {
        let notice = match delivery {
            Delivery::NotSent | Delivery::MaybeSent => TextKey::NoticeNoNetwork,
            Delivery::Answered => TextKey::NoticeTryLater,
        };
        self.failed(notice, now);
    }

    /// A try got an answer to another question: pause, or stall.
    pub(super) fn misanswered(&mut self, now: Monotonic) {
        self.failed(TextKey::NoticeTryLater, now);
    }

    /// A problem that no waiting cures: the user decides.
    pub(super) fn refused(&mut self, problem: &Problem) {
        self.notice = notice(problem);
        self.state = CallState::Stalled;
    }

    fn failed(&mut self, notice: TextKey, now: Monotonic) {
        self.notice = notice;
        self.state = READ_PAUSES.get(self.failures).map_or(CallState::Stalled, |pause| CallState::Waiting(now.after(*pause)));
        self.failures = self.failures.saturating_add(1);
    }

    /// The backend wants a pause.
    pub(super) fn pause(&mut self, problem: &Problem, now: Monotonic) {
        self.failed(notice(problem), now);
        if let (CallState::Waiting(_), Some(pause)) = (self.state, retry_after(problem)) {
            self.state = CallState::Waiting(now.after(pause));
        }
    }

    /// Sends again if it is time.
    pub(super) fn resume_if_due(&mut self, turn: &mut Turn<'_>, request: impl FnOnce() -> Request) {
        if let CallState::Waiting(at) = self.state
            && at <= turn.now()
        {
            self.state = CallState::InFlight(turn.send(request()));
        }
    }

    /// Sends again at once, with all tries before it.
    pub(super) fn restart(&mut self, turn: &mut Turn<'_>, request: impl FnOnce() -> Request) {
        if !matches!(self.state, CallState::InFlight(_)) {
            *self = Self::begin(turn, request());
        }
    }

    pub(super) fn deadline(&self, now: Monotonic) -> Option<Monotonic> {
        match self.state {
            CallState::InFlight(_) => next_text_change(self.began, now),
            CallState::Waiting(at) => Some(at),
            CallState::Stalled => None,
        }
    }
}

/// The next moment at which a waiting text that began at `began` changes.
pub(super) fn next_text_change(began: Monotonic, now: Monotonic) -> Option<Monotonic> {
    TEXT_CHANGES.iter().map(|after| began.after(*after)).find(|at| *at > now)
}

/// What is said after waiting this long: nothing, then `what`, then that it takes longer (cashier machine, section 6).
pub(crate) fn waiting_text(waited: Duration, what: TextKey) -> Option<TextKey> {
    let [soon, still, long] = TEXT_CHANGES;
    match waited {
        _ if waited < soon => None,
        _ if waited < still => Some(what),
        _ if waited < long => Some(TextKey::WaitingStill),
        _ => Some(TextKey::WaitingLong),
    }
}

/// What a page says of a request that ended with `problem`.
fn notice(problem: &Problem) -> TextKey {
    match problem.code {
        ProblemCode::Unauthorized => TextKey::NoticeLoginAgain,
        _ => TextKey::NoticeTryLater,
    }
}

/// The pause that the backend asks for, within reason.
pub fn retry_after(problem: &Problem) -> Option<Duration> {
    problem.retry_after_ms.map(Duration::from_millis).map(|pause| pause.min(LONGEST_PAUSE))
}

/// Whether a problem of a read passes by itself. A login does not: the port has been asked for a fresh one already.
pub(super) fn passes(problem: &Problem) -> bool {
    matches!(problem.code, ProblemCode::RateLimited | ProblemCode::Unavailable | ProblemCode::Unknown)
}
