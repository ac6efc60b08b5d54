//! What must be visited: every state, every result, every outcome, every event.

use std::collections::BTreeSet;

use super::super::{super::names::names, *};

names! { Event {
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
} }

names! { Verdict {
    Verdict::Succeeded(_) => "result: succeeded",
    Verdict::Failed { recoverable: true, .. } => "result: failed, recoverable",
    Verdict::Failed { recoverable: false, .. } => "result: failed for good",
    Verdict::Expired => "result: expired",
    Verdict::TimedOut => "result: timed out",
    Verdict::NotSupported(_) => "result: not supported",
} }

names! { Outcome {
    Outcome::Succeeded { .. } => "outcome: succeeded",
    Outcome::PaidElsewhere { .. } => "outcome: paid elsewhere",
    Outcome::Failed { .. } => "outcome: failed",
    Outcome::Cancelled => "outcome: cancelled",
    Outcome::Expired { .. } => "outcome: expired",
    Outcome::NotSupported(_) => "outcome: not supported",
    Outcome::OwnCode => "outcome: own code",
    Outcome::HandedOver => "outcome: handed over",
    Outcome::Pending(_) => "outcome: pending",
} }

/// What was visited, by name.
#[derive(Debug, Default)]
pub(super) struct Coverage(BTreeSet<&'static str>);

impl Coverage {
    /// A turn that really happens.
    pub(super) fn note(&mut self, event: &Event, effects: &[Effect], phase: &Phase) {
        self.0.extend([event.name(), phase.name()]);
        if let Phase::Settled(settled) = phase {
            self.0.insert(settled.verdict().name());
        }
        self.0.extend(effects.iter().filter_map(|effect| match effect {
            Effect::Finish(outcome) => Some(outcome.name()),
            _ => None,
        }));
    }

    /// Everything that was not.
    pub(super) fn missing(&self) -> Vec<&'static str> {
        let all = [Phase::NAMES, Event::NAMES, Verdict::NAMES, Outcome::NAMES].concat();
        all.into_iter().filter(|name| !self.0.contains(name)).collect()
    }
}
