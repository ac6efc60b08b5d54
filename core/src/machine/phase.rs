//! The states of a payment (cashier machine, section 2).

use core::time::Duration;

use super::{
    AnalyticsEvent, Checking, Choosing, Confirming, Context, Effect, Event, HandedOver, Live, Lookup, MerchantPage, Monotonic, Outcome,
    PaidElsewhere, Pending, Ready, Request, Settled, StepUp, Storing, turn::Turn, waiting_text,
};
use crate::{redirect::RedirectTarget, texts::TextKey, wallet_api::OrderId};

/// Where a payment stands. A state that cannot exist cannot be built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Nothing scanned.
    Idle,
    /// The scanner still, with several codes of one picture: the user says which.
    Choosing(Choosing),
    /// The backend is asked what the code is.
    Identifying(Lookup),
    /// In the merchant's page.
    MerchantPage(MerchantPage),
    /// The backend is asked for the order.
    Resolving(Lookup),
    /// The cashier page.
    Ready(Ready),
    /// The PIN or biometric sheet.
    StepUp(StepUp),
    /// The attempt is being put on disk.
    Storing(Storing),
    /// The confirmation is out.
    Confirming(Confirming),
    /// The result is being asked for.
    Checking(Checking),
    /// The result will follow.
    Pending(Pending),
    /// Paid, or being paid, on another device of the user.
    PaidElsewhere(PaidElsewhere),
    /// The result page.
    Settled(Settled),
    /// Alipay+'s own SDK has taken over.
    HandedOver(HandedOver),
    /// Leaving for the merchant.
    Redirecting {
        /// The page that stays behind.
        settled: Settled,
        /// What is being opened.
        target: RedirectTarget,
    },
    /// The user has left; this was the outcome.
    Done(Outcome),
}

impl Phase {
    pub(super) fn on(self, event: Event, turn: &mut Turn<'_>) -> Self {
        let phase = self.next(event, turn);
        // Another user is logged in, and nothing is confirmed: this payment belongs to nobody here.
        if turn.context.parked() && phase.is_unconfirmed() { phase.next(Event::Close, turn) } else { phase }
    }

    fn next(self, event: Event, turn: &mut Turn<'_>) -> Self {
        match (self, event) {
            // A parked payment takes no orders from the user who is logged in now.
            (phase, Event::Retry | Event::RedirectTap) if turn.context.parked() => phase,
            (Self::Idle, Event::CodeScanned { code, source, identified }) => Lookup::start(code, source, identified, turn),
            (Self::Idle | Self::Choosing(_), Event::CodesScanned { codes, source }) => Choosing::start(codes, source, turn),
            (Self::Choosing(choosing), event) => choosing.on(event, turn),
            (Self::Idle, Event::Restore(record)) => {
                turn.context.owned_by(&record.user);
                Checking::restore(Live::restored(record), turn)
            }
            (Self::Idle, Event::RestoreOrder { user, order }) => {
                turn.context.owned_by(&user);
                Pending::restore(order, turn)
            }
            (Self::Idle, Event::Close | Event::Back) => Self::cancelled(turn),
            (Self::Identifying(lookup), event) => lookup.on_identifying(event, turn),
            (Self::MerchantPage(page), event) => page.on(event, turn),
            (Self::Resolving(lookup), event) => lookup.on_resolving(event, turn),
            (Self::Ready(ready), event) => ready.on(event, turn),
            (Self::StepUp(step_up), event) => step_up.on(event, turn),
            (Self::Storing(storing), event) => storing.on(event, turn),
            (Self::Confirming(confirming), event) => confirming.on(event, turn),
            (Self::Checking(checking), event) => checking.on(event, turn),
            (Self::Pending(pending), event) => pending.on(event, turn),
            (Self::PaidElsewhere(elsewhere), event) => elsewhere.on(event, turn),
            (Self::Settled(settled), event) => settled.on(event, turn),
            (Self::HandedOver(_), Event::Close | Event::Back) => Self::Done(Outcome::HandedOver),
            (Self::Redirecting { settled, .. }, Event::Opened) => {
                turn.push(Effect::Emit(AnalyticsEvent::RedirectOpened));
                Self::Settled(settled)
            }
            (Self::Redirecting { settled, .. }, Event::NoHandler | Event::Foreground) => Self::Settled(settled),
            // What the page asks for goes on behind it.
            (
                Self::Redirecting { settled, target },
                event @ (Event::Reply { .. } | Event::SendFailure { .. } | Event::Tick(_) | Event::NetUp),
            ) => match settled.on(event, turn) {
                Self::Settled(settled) => Self::Redirecting { settled, target },
                phase => phase,
            },
            (Self::Redirecting { settled, .. }, Event::Close | Event::Back) => settled.on(Event::Close, turn),
            (phase, _) => phase,
        }
    }

    /// Leaves before anything was confirmed.
    pub(super) fn cancelled(turn: &mut Turn<'_>) -> Self {
        turn.finish(Outcome::Cancelled);
        Self::Done(Outcome::Cancelled)
    }

    /// An attempt may have left the device and has not ended.
    pub fn is_live(&self) -> bool {
        match self {
            Self::Checking(checking) => checking.live().is_some(),
            Self::Pending(pending) => pending.live().is_some(),
            Self::Storing(_) | Self::Confirming(_) => true,
            _ => false,
        }
    }

    /// Nothing has been confirmed, and the user may still leave without a result.
    pub fn is_unconfirmed(&self) -> bool {
        matches!(
            self,
            Self::Idle
                | Self::Choosing(_)
                | Self::Identifying(_)
                | Self::MerchantPage(_)
                | Self::Resolving(_)
                | Self::Ready(_)
                | Self::StepUp(_)
        )
    }

    /// The order that may be paid, or is asked about, without an attempt of this payment. If another payment of the same phone has one of
    /// it, there is nothing to pay and nothing to say of it but what that attempt comes to: the driver tells by [`Event::Restore`].
    pub fn order_without_attempt(&self) -> Option<&OrderId> {
        match self {
            Self::Ready(ready) => Some(&ready.order().id),
            Self::Pending(pending) => pending.order_without_attempt(),
            _ => None,
        }
    }

    /// The next moment at which time alone changes something.
    pub(super) fn deadline(&self, context: &Context) -> Option<Monotonic> {
        let now = context.clock().now();
        match self {
            Self::Identifying(lookup) | Self::Resolving(lookup) => lookup.call().deadline(now),
            Self::MerchantPage(page) => page.deadline(now),
            Self::Ready(ready) => ready.deadline(context),
            Self::StepUp(step_up) => step_up.deadline(context),
            Self::Storing(storing) => Some(storing.deadline()),
            Self::Confirming(confirming) => confirming.deadline(now),
            Self::Checking(checking) => checking.deadline(context),
            Self::Pending(pending) => pending.deadline(context),
            Self::PaidElsewhere(elsewhere) => elsewhere.deadline(context),
            Self::Settled(settled) | Self::Redirecting { settled, .. } => settled.deadline(context),
            _ => None,
        }
    }

    /// Time left to pay, once it is short.
    pub(crate) fn time_left(&self, context: &Context) -> Option<Duration> {
        match self {
            Self::Ready(ready) => ready.time_left(context),
            Self::StepUp(step_up) => step_up.time_left(context),
            _ => None,
        }
    }

    /// What a screen reader hears when this is new.
    pub(super) fn announcement(&self, context: &Context) -> Option<TextKey> {
        let now = context.clock().now();
        match self {
            Self::Identifying(lookup) | Self::Resolving(lookup) => {
                let waiting = || waiting_text(now.since(lookup.call().began()), TextKey::WaitingLookup);
                lookup.notice().or_else(waiting)
            }
            Self::Choosing(_) => Some(TextKey::ScannerChoose),
            Self::MerchantPage(page) => page.announcement(now),
            Self::Ready(ready) => Some(ready.announcement(context)),
            Self::StepUp(step_up) => step_up.notice(),
            Self::Storing(storing) => waiting_text(now.since(storing.began()), TextKey::WaitingPaying),
            Self::Confirming(confirming) => waiting_text(now.since(confirming.began()), TextKey::WaitingPaying),
            Self::Checking(checking) => {
                let title = TextKey::ResultCheckingTitle;
                waiting_text(now.since(checking.began()), title).or(Some(title))
            }
            Self::Pending(_) => Some(TextKey::ResultPendingTitle),
            Self::PaidElsewhere(_) => Some(TextKey::ResultElsewhereTitle),
            Self::Settled(settled) => Some(settled.verdict().title()),
            _ => None,
        }
    }
}

impl Request {
    /// Resolving a code.
    pub(super) fn resolve(lookup: &Lookup) -> Self {
        Self::Resolve(lookup.code().clone(), lookup.source())
    }
}
