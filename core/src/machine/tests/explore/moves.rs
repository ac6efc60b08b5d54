//! What may happen next, and how often.

use super::{super::*, backend::Debit};

/// One thing that happens. Requests and answers are numbered as they stand in the world's lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Move {
    Scan(Scanned),
    Tap(Tap),
    /// The driver brings randomness for an attempt.
    Mint,
    /// The store has written the record, or says that it could not.
    StoreWrites,
    StoreFails,
    /// The backend takes a request; its answer is on its way.
    Takes(usize, Debit),
    /// The backend answers a request without taking it.
    Refuses(usize, Refusal),
    /// An answer reaches the phone.
    Arrives(usize),
    /// An answer reaches the phone, and is going to once more.
    ArrivesTwice(usize),
    /// An answer reaches the phone as another one than the backend gave.
    ArrivesSpoiled(usize, Spoil),
    /// The connection for a request was never made.
    NotSent(usize),
    /// The phone gives up on a request, which may arrive later or never.
    TimesOut(usize),
    /// An answer never reaches the phone, or as something that is none.
    AnswerLost(usize),
    /// An open debit ends.
    DebitEnds {
        done: bool,
    },
    OtherDevicePays,
    Cancelled,
    PriceChanges,
    /// To the moment of the machine's timer.
    TimePasses,
    /// Twelve seconds at once: past the pauses, the store's time and the countdown.
    Waits,
    /// To a moment after the order's end.
    Sleeps,
    /// The process dies and starts again; a write that was under way is on disk or is not.
    Restarts {
        written: bool,
    },
    Around(Around),
}

/// What the rules say of the scanned code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scanned {
    OrderCode,
    Untrusted,
    EntryCode,
    /// Two codes in one picture.
    Several,
    NotSupported,
    Own,
}

/// What the user does, or the host for the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tap {
    Confirm,
    Back,
    Close,
    Retry,
    PickBank,
    RightPin,
    WrongPin,
    NoPin,
    Redirect,
    StopCountdown,
    PickCode,
    PageOpensOrderCode,
    PageWantsAuthCode,
    ClosePage,
    Opened,
    NothingOpens,
}

/// Why a request is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    Unavailable,
    Unauthorized,
    StepUpInvalid,
    Forbidden,
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

/// What happens around a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Around {
    OtherUser,
    SameUser,
    NetDown,
    NetUp,
    Background,
    Foreground,
    Push,
    ScreenReader,
    Locale,
}

/// How much may still happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Budget {
    /// Requests and answers that go wrong, a store that fails.
    pub(super) faults: u8,
    pub(super) restarts: u8,
    /// Of the user.
    pub(super) taps: u8,
    /// Moves of the clock.
    pub(super) ticks: u8,
    /// Around the payment, and at the backend by itself.
    pub(super) events: u8,
    /// Of all of these together, without the taps of a payment that goes well.
    pub(super) all: u8,
}

impl Budget {
    /// What is left after this move; `None` if it is one too many.
    pub(super) fn after(mut self, next: Move) -> Option<Self> {
        let part = match next {
            Move::StoreFails
            | Move::Refuses(..)
            | Move::ArrivesTwice(_)
            | Move::ArrivesSpoiled(..)
            | Move::NotSent(_)
            | Move::AnswerLost(_)
            | Move::TimesOut(_) => &mut self.faults,
            Move::Restarts { .. } => &mut self.restarts,
            Move::Tap(_) | Move::Scan(_) => &mut self.taps,
            Move::TimePasses | Move::Waits | Move::Sleeps => &mut self.ticks,
            Move::OtherDevicePays | Move::Cancelled | Move::PriceChanges | Move::Around(_) => &mut self.events,
            // What the backend and the driver owe.
            Move::Mint | Move::StoreWrites | Move::Takes(..) | Move::Arrives(_) | Move::DebitEnds { .. } => return Some(self),
        };
        *part = part.checked_sub(1)?;
        // The taps of a payment are no trouble.
        if !matches!(next, Move::Scan(_) | Move::Tap(Tap::Confirm | Tap::RightPin | Tap::Redirect | Tap::Opened)) {
            self.all = self.all.checked_sub(1)?;
        }
        Some(self)
    }

    /// At least as much of everything.
    pub(super) fn covers(&self, other: &Self) -> bool {
        self.faults >= other.faults
            && self.restarts >= other.restarts
            && self.taps >= other.taps
            && self.ticks >= other.ticks
            && self.events >= other.events
            && self.all >= other.all
    }
}

impl Tap {
    pub(super) const ALL: [Self; 16] = [
        Self::Confirm,
        Self::Back,
        Self::Close,
        Self::Retry,
        Self::PickBank,
        Self::RightPin,
        Self::WrongPin,
        Self::NoPin,
        Self::Redirect,
        Self::StopCountdown,
        Self::PickCode,
        Self::PageOpensOrderCode,
        Self::PageWantsAuthCode,
        Self::ClosePage,
        Self::Opened,
        Self::NothingOpens,
    ];

    pub(super) fn event(self) -> Event {
        let goes_to = |url: &str| Event::EntryNavigation { url: CodeValue::new(url), main_frame: true };
        let pin = |pin: &str| Event::StepUpResult(StepUpInput::Pin { try_id: "t".into(), pin: Secret::new(pin) });
        match self {
            Self::Confirm => Event::Confirm,
            Self::Back => Event::Back,
            Self::Close => Event::Close,
            Self::Retry => Event::Retry,
            Self::PickBank => Event::MethodPicked("bank".into()),
            Self::RightPin => pin(RIGHT_PIN),
            Self::WrongPin => pin("000111"),
            Self::NoPin => Event::StepUpResult(StepUpInput::Cancelled),
            Self::Redirect => Event::RedirectTap,
            Self::StopCountdown => Event::CountdownStop,
            Self::PickCode => Event::CodePicked(1),
            Self::PageOpensOrderCode => goes_to(&format!("{ORDER_PAGE}{CODE}")),
            Self::PageWantsAuthCode => goes_to(OAUTH_PAGE),
            Self::ClosePage => Event::PageClosed,
            Self::Opened => Event::Opened,
            Self::NothingOpens => Event::NoHandler,
        }
    }
}

/// How the URLs of order codes begin.
pub(super) const ORDER_PAGE: &str = "https://qr.acquirer.example/";

const OAUTH_PAGE: &str = "https://auth.example/oauth?authClientId=C1&scopes=a&redirectUrl=https%3A%2F%2Fm.acquirer.example%2Fback%3Fx%3D1";

/// What the user types who knows it.
pub(super) const RIGHT_PIN: &str = "918273";

impl Scanned {
    pub(super) fn event(self) -> Event {
        let identified = match self {
            Self::OrderCode => Identified::Decode,
            Self::Untrusted => Identified::AskBackend,
            Self::EntryCode => Identified::OpenUrl { url: format!("https://m.acquirer.example/?codeValue={CODE}"), user_agent: None },
            Self::Several => {
                let codes = [CODE, "28166604000000000018"].map(|code| (CodeValue::new(code), Identified::Decode)).to_vec();
                return Event::CodesScanned { codes, source: Source::Picture };
            }
            Self::NotSupported => Identified::NotSupported(crate::codes::CodeKind::Text),
            Self::Own => Identified::Own,
        };
        Event::CodeScanned { code: CodeValue::new(CODE), source: Source::Scan, identified }
    }
}

impl Around {
    /// Those that change something now.
    pub(super) fn possible(context: &super::super::super::Context) -> impl Iterator<Item = Self> {
        let user = if context.parked() { Self::SameUser } else { Self::OtherUser };
        let net = if context.online() { Self::NetDown } else { Self::NetUp };
        let side = if context.foreground() { Self::Background } else { Self::Foreground };
        let reader = (!context.screen_reader()).then_some(Self::ScreenReader);
        [user, net, side, Self::Push, Self::Locale].into_iter().chain(reader)
    }

    pub(super) fn event(self) -> Event {
        match self {
            Self::OtherUser => Event::TokenUserChanged("user-2".into()),
            Self::SameUser => Event::TokenUserChanged("user-1".into()),
            Self::NetDown => Event::NetDown,
            Self::NetUp => Event::NetUp,
            Self::Background => Event::Background,
            Self::Foreground => Event::Foreground,
            Self::Push => Event::PushHint(order().id),
            Self::ScreenReader => Event::ScreenReader(true),
            Self::Locale => Event::LocaleChanged,
        }
    }
}

impl Refusal {
    pub(super) const ALL: [Self; 4] = [Self::Unavailable, Self::Unauthorized, Self::StepUpInvalid, Self::Forbidden];

    /// Code, and whether the attempt of a confirmation may have begun.
    pub(super) fn problem(self) -> (ProblemCode, Option<bool>) {
        match self {
            Self::Unavailable => (ProblemCode::Unavailable, Some(false)),
            Self::Unauthorized => (ProblemCode::Unauthorized, Some(false)),
            Self::StepUpInvalid => (ProblemCode::StepUpInvalid, Some(false)),
            Self::Forbidden => (ProblemCode::Forbidden, None),
        }
    }
}

impl Spoil {
    pub(super) const ALL: [Self; 5] = [Self::Amount, Self::Attempt, Self::Result, Self::Kind, Self::Other];
}
