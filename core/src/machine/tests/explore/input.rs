//! What comes to the machine, small enough to be looked up by.

use super::{
    super::{super::SnapshotRecord, *},
    backend::{Said, View, id_of, number_of, order_of, view_of},
    table::ORDER_ENDS,
};

/// An event, but for the moment and the epoch, which are those of the state that it meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Input {
    Scan(Scanned),
    Tap(Tap),
    Around(Around),
    /// The clock as it stands: comes with every other event.
    Tick,
    /// So many milliseconds later.
    Passes(u64),
    /// The time of an answer that was given so many milliseconds ago.
    Time(u64),
    Minted(u8),
    Stored(u8),
    StoreFailed(u8),
    Restore(Record),
    /// An earlier run has promised the order's result.
    RestoreOrder,
    /// An answer to the newest request.
    Reply(Said),
    /// None to the newest request.
    Failure(Delivery),
}

/// The record of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Record {
    pub(super) number: u8,
    /// The order, and whether the bank pays; `None` once it is damaged.
    pub(super) details: Option<(View, bool)>,
}

impl Record {
    pub(super) fn of(record: &SnapshotRecord) -> Self {
        let details = record.details.as_ref().map(|it| (view_of(&it.order), it.content.method_id == BANK));
        Self { number: number_of(&record.attempt), details }
    }

    pub(super) fn damaged(self) -> Self {
        Self { details: None, ..self }
    }

    fn read(self) -> SnapshotRecord {
        match self.details {
            Some((view, bank)) => {
                let order = order_of(view);
                let content = crate::machine::ready::content(&order, if bank { BANK } else { "balance" }, id_of(self.number));
                SnapshotRecord::new("user-1".into(), order, content)
            }
            None => SnapshotRecord::from_bytes("user-1".into(), id_of(self.number), order().id, b"{"),
        }
    }
}

impl Input {
    /// The event for a machine in this state.
    pub(super) fn event(self, state: &State) -> Event {
        let now = state.context.clock().now();
        let epoch = state.context.epoch;
        match self {
            Self::Scan(scanned) => scanned.event(),
            Self::Tap(tap) => tap.event(),
            Self::Around(around) => around.event(),
            Self::Tick => Event::Tick(now),
            Self::Passes(time) => Event::Tick(now.after(Duration::from_millis(time))),
            Self::Time(ago) => {
                let UnixMillis(end) = UnixMillis::parse(&order().expires_at).unwrap();
                let left = i64::try_from(ORDER_ENDS.0).unwrap() - i64::try_from(now.0).unwrap();
                Event::ServerTime(UnixMillis(end - left - i64::try_from(ago).unwrap()))
            }
            Self::Minted(number) => Event::AttemptMinted(id_of(number)),
            Self::Stored(number) => Event::Stored(id_of(number)),
            Self::StoreFailed(number) => Event::StoreFailed(id_of(number)),
            Self::Restore(record) => Event::Restore(record.read()),
            Self::RestoreOrder => Event::RestoreOrder { user: "user-1".into(), order: order().id },
            Self::Reply(said) => Event::Reply { epoch, answer: said.answer(), request_id: "r".into() },
            Self::Failure(delivery) => Event::SendFailure { epoch, delivery, request_id: "r".into() },
        }
    }
}

/// What the rules say of the scanned code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

/// What happens around a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
            Self::PickBank => Event::MethodPicked(BANK.into()),
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

/// The other method.
const BANK: &str = "bank";

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
    pub(super) fn possible(context: &crate::machine::Context) -> impl Iterator<Item = Self> {
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
