//! What may happen next, and how often.

use super::{
    super::*,
    backend::{Asked, Debit},
    input::{Around, Scanned, Tap},
};

/// One thing that happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Move {
    Scan(Scanned),
    /// The same code once more, while the first payment of it runs on out of sight.
    ScanAgain,
    Tap(Tap),
    Around(Around),
    /// The store has written the record, or says that it could not.
    StoreWrites,
    StoreFails,
    /// The backend takes the newest request; its answer is on its way.
    Takes(Debit),
    /// It takes a request for which nobody waits any more: it is the one of this place in the world's list.
    TakesOrphan(usize, Debit),
    /// It answers the newest request without taking it.
    Refuses(Refusal),
    /// The answer reaches the phone.
    Arrives,
    /// The answer reaches the phone, and is going to once more.
    ArrivesTwice,
    /// The answer reaches the phone as another one than the backend gave.
    ArrivesSpoiled(Spoil),
    /// The connection was never made.
    NotSent,
    /// Nothing was sent: the login is another user's.
    NotSentForAnother,
    /// The phone gives up; the request may still arrive, and its answer too.
    TimesOut,
    /// The answer never reaches the phone, or as something that is none.
    AnswerLost,
    /// An open debit ends.
    DebitEnds(Debit),
    OtherDevicePays,
    Cancelled,
    Refunded,
    PriceChanges,
    /// The payment out of sight hears how its attempt has ended.
    EndsOutOfSight,
    /// A payment out of sight tells the result that it owes.
    OwedIsTold,
    /// To the moment of the machine's timer.
    TimePasses,
    /// Twelve seconds at once: past the pauses, the store's time and the countdown.
    Waits,
    /// To a moment after the order's end.
    Sleeps,
    /// The process dies and starts again.
    Restarts {
        /// A write that was under way is on disk.
        written: bool,
        front: Front,
    },
}

/// What is on the screen after a start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Front {
    /// Nothing is on disk.
    Nothing,
    /// The attempt whose record has this place on disk.
    Attempt { at: usize, damaged: bool },
    /// A payment that owes the order's result. Which one makes no difference, and all that its record says is in the name, where nothing
    /// can be damaged.
    Owed,
}

/// Why a request is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    Unavailable,
    Unauthorized,
    Forbidden,
    StepUpInvalid,
    QuoteExpired,
    Mismatch,
    /// The attempt may have begun.
    MismatchBegun,
    UnavailableBegun,
    /// Another attempt is running, or was a moment ago.
    AttemptRunning,
}

/// What becomes of an answer on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spoil {
    /// Of another amount.
    Amount,
    /// About another attempt.
    Attempt,
    /// Paid instead of refused, or the other way round.
    Result,
    /// To another question.
    Kind,
    /// The other answer that there is: handed over in place of an order, locked in place of a token.
    Other,
}

/// How much may still happen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Budget {
    /// Requests and answers that go wrong, a store that fails, a record that is damaged.
    pub(super) faults: u8,
    pub(super) restarts: u8,
    /// All else that no payment needs that goes well: moves of the clock, taps that leave the straight way, what happens around the
    /// payment and at the backend by itself.
    pub(super) others: u8,
}

/// More than any part of a budget.
const BASE: u8 = 5;

impl Budget {
    /// What a move costs.
    pub(super) fn of(next: Move) -> Self {
        let (mut faults, mut restarts, mut others) = (0, 0, 0);
        match next {
            Move::StoreFails
            | Move::Refuses(_)
            | Move::ArrivesTwice
            | Move::ArrivesSpoiled(_)
            | Move::NotSent
            | Move::NotSentForAnother
            | Move::AnswerLost
            | Move::TimesOut => faults = 1,
            Move::Restarts { front, .. } => (restarts, faults) = (1, u8::from(matches!(front, Front::Attempt { damaged: true, .. }))),
            Move::Tap(Tap::Confirm | Tap::RightPin | Tap::Redirect | Tap::Opened) => {}
            // The first code; what was away comes back.
            Move::Scan(_) | Move::Around(Around::SameUser | Around::NetUp | Around::Foreground) => {}
            Move::Tap(_)
            | Move::ScanAgain
            | Move::Around(_)
            | Move::TimePasses
            | Move::Waits
            | Move::Sleeps
            | Move::OtherDevicePays
            | Move::Cancelled
            | Move::Refunded
            | Move::PriceChanges => others = 1,
            // What backend and driver owe.
            Move::StoreWrites | Move::Takes(_) | Move::TakesOrphan(..) | Move::Arrives | Move::DebitEnds(_) => {}
            Move::EndsOutOfSight | Move::OwedIsTold => {}
        }
        Self { faults, restarts, others }
    }

    /// What is left of it; `None` if that was too much.
    pub(super) fn minus(self, cost: Self) -> Option<Self> {
        Some(Self {
            faults: self.faults.checked_sub(cost.faults)?,
            restarts: self.restarts.checked_sub(cost.restarts)?,
            others: self.others.checked_sub(cost.others)?,
        })
    }

    pub(super) fn sum(self) -> usize {
        usize::from(self.faults) + usize::from(self.restarts) + usize::from(self.others)
    }

    /// Its bit in a set of budgets.
    pub(super) fn bit(self) -> u128 {
        1 << ((self.faults * BASE + self.restarts) * BASE + self.others)
    }

    /// The set of all budgets that are no larger in any part: what they allow, this one allows.
    pub(super) fn and_smaller(self) -> u128 {
        let mut set = 0;
        for faults in 0..=self.faults {
            for restarts in 0..=self.restarts {
                for others in 0..=self.others {
                    set |= Self { faults, restarts, others }.bit();
                }
            }
        }
        set
    }
}

impl Refusal {
    /// Those that make sense for this request.
    pub(super) fn of(asked: Asked) -> &'static [Self] {
        match asked {
            Asked::Confirm { .. } => &[
                Self::Unavailable,
                Self::Unauthorized,
                Self::Forbidden,
                Self::StepUpInvalid,
                Self::QuoteExpired,
                Self::Mismatch,
                Self::MismatchBegun,
                Self::UnavailableBegun,
                Self::AttemptRunning,
            ],
            Asked::StepUp { .. } => &[Self::Unavailable, Self::Unauthorized, Self::Forbidden, Self::QuoteExpired],
            _ => &[Self::Unavailable, Self::Unauthorized, Self::Forbidden],
        }
    }

    /// Code, and whether the attempt of a confirmation may have begun.
    pub(super) fn problem(self) -> (ProblemCode, Option<bool>) {
        match self {
            Self::Unavailable => (ProblemCode::Unavailable, Some(false)),
            Self::Unauthorized => (ProblemCode::Unauthorized, Some(false)),
            Self::Forbidden => (ProblemCode::Forbidden, None),
            Self::StepUpInvalid => (ProblemCode::StepUpInvalid, Some(false)),
            Self::QuoteExpired => (ProblemCode::QuoteExpired, Some(false)),
            Self::Mismatch => (ProblemCode::AttemptMismatch, Some(false)),
            Self::MismatchBegun => (ProblemCode::AttemptMismatch, Some(true)),
            Self::UnavailableBegun => (ProblemCode::Unavailable, Some(true)),
            Self::AttemptRunning => (ProblemCode::AttemptRunning, Some(false)),
        }
    }
}

impl Spoil {
    pub(super) const ALL: [Self; 5] = [Self::Amount, Self::Attempt, Self::Result, Self::Kind, Self::Other];
}
