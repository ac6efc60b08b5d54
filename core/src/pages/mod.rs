//! The pages: from a state to ready-made strings.

mod cashier;
mod format;
mod model;
mod result;
mod rows;

use core::time::Duration;

pub use model::{Action, Button, CashierPage, MethodRow, Notice, NoticeKind, Page, ResultPage, Row, RowKind, Status, StepUpPage};

use crate::{
    machine::{self, Call, CallState, Lookup, Monotonic, Phase, State},
    texts::{Language, TextKey},
};

/// The page of `state` in `language`. A payment of a user who is not logged in shows nothing.
pub fn page(state: &State, language: Language) -> Page {
    let context = state.context();
    if context.parked() {
        return Page::Closed;
    }
    match state.phase() {
        Phase::Idle => Page::Scanner { busy: false, notice: None },
        Phase::Identifying(lookup) => {
            let stalled = lookup.call().state() == CallState::Stalled;
            Page::Scanner { busy: !stalled, notice: stalled.then(|| warning(TextKey::NoticeNoNetwork, language)) }
        }
        Phase::MerchantPage { url, user_agent } => Page::MerchantPage { url: url.expose().to_owned(), user_agent: user_agent.clone() },
        Phase::Resolving(lookup) => loading(lookup, context.clock().now(), language),
        Phase::Ready(ready) => Page::Cashier(cashier::ready(ready, context, language)),
        Phase::StepUp(step_up) => Page::StepUp(cashier::step_up(step_up, language)),
        Phase::Storing(storing) => Page::Cashier(cashier::locked(storing.order(), storing.method(), storing.began(), context, language)),
        Phase::Confirming(it) => Page::Cashier(cashier::locked(it.order(), it.method(), it.began(), context, language)),
        Phase::Checking(checking) => Page::Result(result::checking(checking, context.clock().now(), language)),
        Phase::Pending(pending) if pending.left() => Page::Closed,
        Phase::Pending(pending) => Page::Result(result::pending(pending, language)),
        Phase::PaidElsewhere(elsewhere) => Page::Result(result::elsewhere(elsewhere, language)),
        Phase::Settled(settled) => Page::Result(result::settled(settled, context.clock().now(), language)),
        Phase::HandedOver(payload) => Page::HandOver { sdk_action_payload: payload.clone() },
        Phase::Redirecting { settled, target } => {
            Page::Leaving { target: target.clone(), result: result::settled(settled, context.clock().now(), language) }
        }
        Phase::Done(_) => Page::Closed,
    }
}

fn loading(lookup: &Lookup, now: Monotonic, language: Language) -> Page {
    let stalled = lookup.call().state() == CallState::Stalled;
    Page::Loading {
        text: (!stalled).then(|| waiting(lookup.call(), TextKey::WaitingLookup, now, language)).flatten(),
        notice: stalled.then(|| warning(TextKey::NoticeNoNetwork, language)),
        retry: stalled.then(|| button(Action::Retry, TextKey::ActionRetry, language)),
        back: button(Action::Back, TextKey::ActionCancel, language),
    }
}

fn waiting(call: &Call, what: TextKey, now: Monotonic, language: Language) -> Option<String> {
    waiting_text(now.since(call.began()), what, language)
}

/// What is said while the user waits (cashier machine, section 6).
fn waiting_text(waited: Duration, what: TextKey, language: Language) -> Option<String> {
    machine::waiting_text(waited, what).map(|key| language.text(key).to_owned())
}

fn button(action: Action, label: TextKey, language: Language) -> Button {
    Button { action, label: language.text(label).to_owned(), enabled: true }
}

fn warning(text: TextKey, language: Language) -> Notice {
    Notice { kind: NoticeKind::Warning, text: language.text(text).to_owned() }
}
