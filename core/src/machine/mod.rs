//! The cashier machine: `update(state, event) -> (state, effects)`.
//!
//! Every state of a payment is a variant of [`Phase`]; each file below owns the events of one or two of them. The machine has no
//! clock, network, disk, randomness or user interface: they come in as [`Event`]s and go out as [`Effect`]s, so that the same
//! events always give the same states.

mod call;
mod check;
mod choosing;
mod clock;
mod confirm;
mod effect;
mod elsewhere;
mod event;
mod hand_over;
mod last_look;
mod live;
mod lookup;
mod merchant_page;
mod names;
mod outcome;
mod phase;
mod ready;
mod route;
mod settle;
mod snapshot;
mod step_up;
mod subject;
#[cfg(test)]
pub(crate) mod tests;
mod turn;

pub use call::{Call, CallState, READ_PAUSES, retry_after};
pub use check::{Checking, Pending};
pub use choosing::Choosing;
pub use clock::{Clock, Monotonic, UnixMillis};
pub use confirm::{Confirming, Storing};
pub use effect::{AnalyticsEvent, Effect, Incident, Request};
pub use elsewhere::PaidElsewhere;
pub use event::{Answer, Delivery, Event, Identified, StepUpInput};
pub use hand_over::HandedOver;
pub use live::Live;
pub use lookup::Lookup;
pub use merchant_page::MerchantPage;
pub use outcome::{Outcome, PendingReference};
pub use phase::Phase;
pub use ready::{PayBlock, Ready};
pub use settle::{Countdown, Paid, Settled, Verdict};
pub use snapshot::{MAX_BYTES as MAX_SNAPSHOT_BYTES, SnapshotDetails, SnapshotRecord};
pub use step_up::{StepUp, StepUpStage};
pub use turn::Context;

pub(crate) use call::waiting_text;
pub(crate) use hand_over::{payload_with, url_in};

use crate::{codes::NavigationPolicy, redirect::RedirectPolicy, texts::TextKey};
use turn::Turn;

/// A payment: where it stands, and what surrounds it.
#[derive(Clone, Debug)]
pub struct State {
    phase: Phase,
    context: Context,
}

impl State {
    /// A payment of `user` (its `Customer-Hint`) that has not begun.
    pub fn new(user: String, redirect: RedirectPolicy, navigation: NavigationPolicy) -> Self {
        Self { phase: Phase::Idle, context: Context::new(user, redirect, navigation) }
    }

    /// Where the payment stands.
    pub fn phase(&self) -> &Phase {
        &self.phase
    }

    /// What surrounds it.
    pub fn context(&self) -> &Context {
        &self.context
    }
}

/// Takes one event. Nothing happens to a payment anywhere else.
pub fn update(state: State, event: Event) -> (State, Vec<Effect>) {
    let State { phase, mut context } = state;
    let before = phase.announcement(&context);
    context.take(&event);
    let mut turn = Turn::new(&mut context);
    let phase = phase.on(event, &mut turn);
    if let Some(text) = phase.announcement(turn.context).filter(|text| before != Some(*text)) {
        turn.push(Effect::Announce(text));
    }
    if phase.time_left(turn.context).is_some() && turn.context.warns_once() {
        turn.push(Effect::Announce(TextKey::SpokenTimeLeft));
    }
    turn.arm(phase.deadline(turn.context));
    let effects = turn.into_effects();
    (State { phase, context }, effects)
}
