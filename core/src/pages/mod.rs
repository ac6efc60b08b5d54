//! The pages: from a state to ready-made strings.

mod cashier;
mod format;
mod model;
mod result;
mod rows;

use core::time::Duration;

pub use model::{Action, Button, CashierPage, CodeRow, MethodRow, Notice, NoticeKind, Page, ResultPage, Row, RowKind, Status, StepUpPage};

use crate::{
    codes,
    machine::{self, Call, CallState, Choosing, Lookup, MerchantPage, Monotonic, Phase, State},
    texts::{TextKey, Texts},
};

/// The page of `state` in the words of `texts`. A payment of a user who is not logged in shows nothing.
pub fn page(state: &State, texts: &Texts) -> Page {
    let context = state.context();
    if context.parked() {
        return Page::Closed;
    }
    match state.phase() {
        Phase::Idle => Page::Scanner { busy: false, notice: None, choices: vec![] },
        Phase::Choosing(choosing) => choices(choosing, texts),
        Phase::Identifying(lookup) => {
            let stalled = lookup.call().state() == CallState::Stalled;
            Page::Scanner { busy: !stalled, notice: stalled.then(|| warning(TextKey::NoticeNoNetwork, texts)), choices: vec![] }
        }
        Phase::MerchantPage(page) => merchant_page(page, context.clock().now(), texts),
        Phase::Resolving(lookup) => loading(lookup, context.clock().now(), texts),
        Phase::Ready(ready) => Page::Cashier(cashier::ready(ready, context, texts)),
        Phase::StepUp(step_up) => Page::StepUp(cashier::step_up(step_up, texts)),
        Phase::Storing(storing) => Page::Cashier(cashier::locked(storing.order(), storing.method(), storing.began(), context, texts)),
        Phase::Confirming(it) => Page::Cashier(cashier::locked(it.order(), it.method(), it.began(), context, texts)),
        Phase::Checking(checking) => Page::Result(result::checking(checking, context.clock().now(), texts)),
        Phase::Pending(pending) if pending.left() => Page::Closed,
        Phase::Pending(pending) => Page::Result(result::pending(pending, texts)),
        Phase::PaidElsewhere(elsewhere) => Page::Result(result::elsewhere(elsewhere, texts)),
        Phase::Settled(settled) => Page::Result(result::settled(settled, context.clock().now(), texts)),
        Phase::HandedOver(it) => Page::HandOver { sdk_action_payload: it.payload().clone(), target: it.target().cloned() },
        Phase::Redirecting { settled, target } => {
            Page::Leaving { target: target.clone(), result: result::settled(settled, context.clock().now(), texts) }
        }
        Phase::Done(_) => Page::Closed,
    }
}

fn choices(choosing: &Choosing, texts: &Texts) -> Page {
    let row = |(index, code): (u32, _)| {
        let number = index.saturating_add(1).to_string();
        let label = codes::label(code).unwrap_or_else(|| texts.fill(TextKey::ScannerCode, &[("number", &number)]));
        CodeRow { index, label }
    };
    let notice = Notice { kind: NoticeKind::Info, text: texts.text(TextKey::ScannerChoose).to_owned() };
    Page::Scanner { busy: false, notice: Some(notice), choices: (0..).zip(choosing.codes()).map(row).collect() }
}

fn merchant_page(page: &MerchantPage, now: Monotonic, texts: &Texts) -> Page {
    let stalled = page.call().is_some_and(|call| call.state() == CallState::Stalled);
    Page::MerchantPage {
        url: page.url().clone(),
        user_agent: page.user_agent().map(str::to_owned),
        progress: page.call().filter(|_| !stalled).and_then(|call| waiting(call, TextKey::WaitingAuthCode, now, texts)),
        notice: page.notice().map(|text| warning(text, texts)),
        retry: stalled.then(|| button(Action::Retry, TextKey::ActionRetry, texts)),
        back: button(Action::Back, TextKey::ActionBack, texts),
    }
}

fn loading(lookup: &Lookup, now: Monotonic, texts: &Texts) -> Page {
    let stalled = lookup.call().state() == CallState::Stalled;
    Page::Loading {
        text: (!stalled).then(|| waiting(lookup.call(), TextKey::WaitingLookup, now, texts)).flatten(),
        notice: stalled.then(|| warning(TextKey::NoticeNoNetwork, texts)),
        retry: stalled.then(|| button(Action::Retry, TextKey::ActionRetry, texts)),
        back: button(Action::Back, TextKey::ActionCancel, texts),
    }
}

fn waiting(call: &Call, what: TextKey, now: Monotonic, texts: &Texts) -> Option<String> {
    waiting_text(now.since(call.began()), what, texts)
}

/// What is said while the user waits (cashier machine, section 6).
fn waiting_text(waited: Duration, what: TextKey, texts: &Texts) -> Option<String> {
    machine::waiting_text(waited, what).map(|key| texts.text(key).to_owned())
}

fn button(action: Action, label: TextKey, texts: &Texts) -> Button {
    Button { action, label: texts.text(label).to_owned(), enabled: true }
}

fn warning(text: TextKey, texts: &Texts) -> Notice {
    Notice { kind: NoticeKind::Warning, text: texts.text(text).to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        machine::{
            Delivery, Event,
            tests::{Play, attempt_id, order},
        },
        wallet_api::AttemptState,
    };

    fn shown(play: &Play) -> Page {
        page(play.state(), &Texts::default())
    }

    #[test]
    fn a_lookup_says_nothing_at_first_and_more_the_longer_it_takes() {
        let mut play = Play::begin();
        play.scanned();
        let mut texts = vec![];
        for millis in [0, 299, 1, 4_699, 1, 9_999, 1] {
            play.later(Duration::from_millis(millis));
            let Page::Loading { text, notice: None, retry: None, back } = shown(&play) else { panic!("{:?}", shown(&play)) };
            assert_eq!((back.action, back.enabled), (Action::Back, true));
            texts.push(text.unwrap_or_default());
        }
        let (nothing, looking, still) = ("", "Looking up the order", "Still working");
        let long = "This can take a moment; you will not be charged twice";
        assert_eq!(texts, [nothing, nothing, looking, looking, still, still, long]);
    }

    #[test]
    fn a_lookup_without_a_network_offers_to_try_again_in_place() {
        let mut play = Play::begin();
        play.scanned().fails(Delivery::NotSent).seconds(1).fails(Delivery::NotSent).seconds(2).fails(Delivery::NotSent);
        let Page::Loading { text: None, notice: Some(_), retry: Some(retry), .. } = shown(&play) else { panic!("{:?}", shown(&play)) };
        assert_eq!(retry.action, Action::Retry);
    }

    #[test]
    fn edge_27_a_page_drawn_again_is_the_same_page() {
        let begun: [fn(&mut Play) -> &mut Play; 6] =
            [Play::scanned, Play::ready, Play::asking, Play::confirming, Play::checking, Play::pending];
        for begin in begun {
            let mut play = Play::begin();
            begin(&mut play);
            let before = play.state().phase().clone();
            assert_eq!(shown(&play), shown(&play));
            assert_eq!(play.state().phase(), &before);
        }
    }

    #[test]
    fn edge_25_a_payment_is_invisible_to_another_user_and_back_for_its_own() {
        let begun: [fn(&mut Play) -> &mut Play; 3] = [Play::confirming, Play::checking, |play| play.settled(AttemptState::Succeeded)];
        for begin in begun {
            let mut play = Play::begin();
            begin(&mut play).on(Event::TokenUserChanged("user-2".into()));
            assert_eq!(shown(&play), Page::Closed);
            play.on(Event::TokenUserChanged("user-1".into()));
            assert_ne!(shown(&play), Page::Closed);
        }
    }

    #[test]
    fn no_page_shows_the_code_the_pin_or_the_token() {
        let mut play = Play::begin();
        play.confirming();
        let shown = format!("{:?}", shown(&play));
        for secret in ["28166604000000000017", "918273", "tok-5531", attempt_id().as_str(), order().id.0.as_str()] {
            assert!(!shown.contains(secret), "{secret}");
        }
    }
}
