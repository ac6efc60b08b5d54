//! The names of all states and events, so that none can be left out unseen.

use super::super::*;

/// A match over every variant, and the list of its names: a new variant does not compile, and an unvisited one fails the search.
macro_rules! names {
    ($function:ident, $all:ident, $of:ty, $($pattern:pat $(if $guard:expr)? => $name:literal,)*) => {
        pub(super) const $all: &[&str] = &[$($name,)*];

        pub(super) fn $function(it: &$of) -> &'static str {
            match it { $($pattern $(if $guard)? => $name,)* }
        }
    };
}

names! { phase_name, PHASES, Phase,
    Phase::Idle => "Idle",
    Phase::Identifying(_) => "Identifying",
    Phase::Choosing(_) => "Choosing",
    Phase::MerchantPage(_) => "MerchantPage",
    Phase::Resolving(_) => "Resolving",
    Phase::Ready(_) => "Ready",
    Phase::StepUp(_) => "StepUp",
    Phase::Storing(_) => "Storing",
    Phase::Confirming(_) => "Confirming",
    Phase::Checking(it) if it.live().is_some() => "Checking",
    Phase::Checking(_) => "Checking an order",
    Phase::Pending(it) if it.left() => "Pending, left",
    Phase::Pending(_) => "Pending",
    Phase::PaidElsewhere(_) => "PaidElsewhere",
    Phase::Settled(it) if matches!(it.verdict(), Verdict::Succeeded(_)) => "Succeeded",
    Phase::Settled(it) if matches!(it.verdict(), Verdict::Failed { recoverable: true, .. }) => "Failed (recoverable)",
    Phase::Settled(it) if matches!(it.verdict(), Verdict::Failed { .. }) => "Failed (final)",
    Phase::Settled(it) if matches!(it.verdict(), Verdict::Expired | Verdict::TimedOut) => "Expired",
    Phase::Settled(_) => "NotSupported",
    Phase::HandedOver(_) => "HandledByAlipayPlus",
    Phase::Redirecting { .. } => "Redirecting",
    Phase::Done(Outcome::Succeeded { .. }) => "Done(Succeeded)",
    Phase::Done(Outcome::PaidElsewhere { .. }) => "Done(PaidElsewhere)",
    Phase::Done(Outcome::Failed { .. }) => "Done(Failed)",
    Phase::Done(Outcome::Cancelled) => "Cancelled",
    Phase::Done(Outcome::Expired { .. }) => "Done(Expired)",
    Phase::Done(Outcome::NotSupported(_)) => "Done(NotSupported)",
    Phase::Done(Outcome::OwnCode) => "Done(OwnCode)",
    Phase::Done(Outcome::HandedOver) => "Done(HandedOver)",
    Phase::Done(Outcome::Pending(_)) => "Done(Pending)",
}

names! { event_name, EVENTS, Event,
    Event::CodeScanned { .. } => "CodeScanned",
    Event::CodesScanned { .. } => "CodesScanned",
    Event::CodePicked(_) => "CodePicked",
    Event::EntryNavigation { .. } => "EntryNavigation",
    Event::PageClosed => "PageClosed",
    Event::MethodPicked(_) => "MethodPicked",
    Event::Confirm => "Confirm",
    Event::Back => "Back",
    Event::Close => "Close",
    Event::Retry => "Retry",
    Event::StepUpResult(_) => "StepUpResult",
    Event::AttemptMinted(_) => "AttemptMinted",
    Event::ServerTime(_) => "ServerTime",
    Event::TokenUserChanged(_) => "TokenUserChanged",
    Event::Stored(_) => "Stored",
    Event::StoreFailed(_) => "StoreFailed",
    Event::Reply { .. } => "Reply",
    Event::SendFailure { .. } => "SendFailure",
    Event::Tick(_) => "Tick",
    Event::NetDown => "NetDown",
    Event::NetUp => "NetUp",
    Event::Foreground => "Foreground",
    Event::Background => "Background",
    Event::Restore(_) => "Restore",
    Event::RestoreOrder { .. } => "RestoreOrder",
    Event::PushHint(_) => "PushHint",
    Event::CountdownStop => "CountdownStop",
    Event::RedirectTap => "RedirectTap",
    Event::Opened => "Opened",
    Event::NoHandler => "NoHandler",
    Event::ScreenReader(_) => "ScreenReader",
    Event::LocaleChanged => "LocaleChanged",
}
