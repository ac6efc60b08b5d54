//! Ready, when its order seems to be over: the backend is asked what became of it before anything is said (edge case 26).

use core::time::Duration;

use super::{Answer, Call, Event, Monotonic, PayBlock, Request, Verdict, call::passes, ready::expiry, turn::Turn};
use crate::wallet_api::{Order, OrderId, Reason};

/// The user is not kept waiting for longer.
const BUDGET: Duration = Duration::from_secs(10);

/// Why the order seems to be over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// By the phone's clock, its time has passed.
    OutOfTime,
    /// The backend has said that no try is left for the PIN.
    OutOfTries,
}

impl End {
    pub(super) fn block(self) -> PayBlock {
        match self {
            Self::OutOfTime => PayBlock::Expiring,
            Self::OutOfTries => PayBlock::OutOfTries,
        }
    }

    /// What is known if the backend cannot be asked: the order may have been paid elsewhere.
    pub(super) fn unanswered(self) -> Verdict {
        match self {
            Self::OutOfTime => Verdict::TimedOut,
            Self::OutOfTries => out_of_tries("result.out_of_tries", false),
        }
    }

    /// What is known if the backend says that the order was not begun; `None` if it can be paid. That its time has passed is still the
    /// word of the phone's clock alone.
    pub(super) fn of_decoded(self, order: &Order, turn: &Turn<'_>) -> Option<Verdict> {
        if expiry(order, turn.context).is_some_and(|end| end <= turn.now()) {
            return Some(Verdict::TimedOut);
        }
        (self == Self::OutOfTries).then(|| out_of_tries("decline.user_payment_verification_failed", true))
    }
}

fn out_of_tries(text_key: &str, recoverable: bool) -> Verdict {
    let reason = Reason { code: "USER_PAYMENT_VERIFICATION_FAILED".to_owned(), text_key: text_key.to_owned(), retryable: recoverable };
    Verdict::Failed { reason, recoverable }
}

/// The question, and how long it may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LastLook {
    pub(super) end: End,
    call: Call,
    until: Monotonic,
}

/// What came of it.
pub(super) enum Seen {
    /// Nothing yet.
    Nothing,
    /// The order as the backend knows it.
    Order(Box<Order>),
    /// Nothing will.
    Unanswered,
}

impl LastLook {
    pub(super) fn begin(order: &OrderId, end: End, turn: &mut Turn<'_>) -> Self {
        Self { end, call: Call::begin(turn, Request::QueryOrder(order.clone())), until: turn.now().after(BUDGET) }
    }

    pub(super) fn on(&mut self, event: Event, order: &OrderId, turn: &mut Turn<'_>) -> Seen {
        match event {
            Event::Reply { epoch, answer, .. } if self.call.awaits(epoch) => match answer {
                Answer::Order(found) if found.id == *order => return Seen::Order(found),
                Answer::Problem(problem) if passes(&problem) => self.call.pause(&problem, turn.now()),
                Answer::Problem(_) => return Seen::Unanswered,
                _ => self.call.misanswered(turn.now()),
            },
            Event::SendFailure { epoch, delivery, .. } if self.call.awaits(epoch) => self.call.unanswered(delivery, turn.now()),
            Event::Tick(now) if self.until <= now => return Seen::Unanswered,
            Event::Tick(_) => self.call.resume_if_due(turn, || Request::QueryOrder(order.clone())),
            _ => {}
        }
        if self.call.notice().is_some() { Seen::Unanswered } else { Seen::Nothing }
    }

    pub(super) fn deadline(&self, now: Monotonic) -> Monotonic {
        self.call.deadline(now).map_or(self.until, |at| at.min(self.until))
    }
}
