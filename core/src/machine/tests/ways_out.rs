//! No state is a dead end (invariant I9), and what Close means in each.

use super::*;
use crate::codes::CodeKind;

/// A payment in every state there is.
fn every_state() -> Vec<(&'static str, Play)> {
    let in_state = |name, begin: fn(&mut Play) -> &mut Play| {
        let mut play = Play::begin();
        begin(&mut play);
        (name, play)
    };
    let scan = |play: &mut Play, identified| {
        play.on(Event::CodeScanned { code: CodeValue::new(CODE), source: Source::Scan, identified });
    };
    let mut states = vec![
        in_state("Idle", |play| play),
        in_state("Resolving", |play| play.scanned()),
        in_state("Ready", |play| play.ready()),
        in_state("StepUp, minting", |play| play.ready().on(Event::Confirm)),
        in_state("StepUp, asking", |play| play.asking()),
        in_state("StepUp, verifying", |play| play.verifying()),
        in_state("Storing", |play| play.storing()),
        in_state("Confirming", |play| play.confirming()),
        in_state("Checking", |play| play.checking()),
        in_state("Checking, an order", |play| play.scanned_to(order_in(OrderState::Unknown, None))),
        in_state("Pending", |play| play.pending()),
        in_state("PaidElsewhere", |play| play.scanned_to(order_in(OrderState::Processing, None))),
        in_state("Succeeded", |play| play.settled(AttemptState::Succeeded)),
        in_state("Failed, recoverable", |play| play.settled(AttemptState::Failed)),
        in_state("Failed, final", |play| play.scanned_to(order_in(OrderState::Failed, None))),
        in_state("Expired", |play| play.ready().seconds(600)),
        in_state("Redirecting", |play| play.settled(AttemptState::Succeeded).on(Event::RedirectTap)),
    ];
    for (name, identified) in [
        ("Identifying", Identified::AskBackend),
        ("MerchantPage", Identified::OpenUrl { url: "https://m.acquirer.example/".into(), user_agent: None }),
        ("NotSupported", Identified::NotSupported(CodeKind::Text)),
    ] {
        let mut play = Play::begin();
        scan(&mut play, identified);
        states.push((name, play));
    }
    let mut handed_over = Play::begin();
    let payload = crate::wallet_api::HandOver { sdk_action_payload: Secret::new("opaque") };
    handed_over.scanned().answer(Answer::Resolved(Resolution::HandOver(payload)));
    states.push(("HandedOver", handed_over));
    states
}

fn is_left(play: &Play) -> bool {
    matches!(play.phase(), Phase::Done(_)) || matches!(play.phase(), Phase::Pending(pending) if pending.left())
}

#[test]
fn close_leads_out_of_every_state_within_a_bounded_time() {
    for (name, mut play) in every_state() {
        if matches!(play.phase(), Phase::Storing(_)) {
            play.seconds(3);
        }
        if matches!(play.phase(), Phase::Confirming(_)) {
            play.fails(Delivery::MaybeSent);
        }
        play.on(Event::Close).on(Event::Close);
        assert!(is_left(&play), "{name}: {:?}", play.phase());
        assert_eq!(play.outcomes().len(), 1, "{name}: the host is told, once");
    }
}

#[test]
fn a_few_steps_back_lead_out_of_every_state_too() {
    for (name, mut play) in every_state() {
        if matches!(play.phase(), Phase::Storing(_) | Phase::Confirming(_)) {
            continue;
        }
        play.on(Event::Back).on(Event::Back);
        assert!(is_left(&play), "{name}: {:?}", play.phase());
    }
}

#[test]
fn only_what_is_unconfirmed_can_be_cancelled() {
    for (name, mut play) in every_state() {
        let live = play.phase().is_live();
        play.on(Event::Close).on(Event::Back);
        let cancelled = play.outcomes().contains(&&Outcome::Cancelled);
        assert!(!(live && cancelled), "{name}");
    }
}

#[test]
fn a_payment_that_is_done_takes_no_more_events() {
    let mut play = Play::begin();
    play.ready().on(Event::Close).take_effects();
    let done = play.phase().clone();
    for event in [Event::Confirm, Event::Retry, Event::Close, Event::Foreground, Event::Stored(attempt_id()), pin()] {
        play.on(event);
    }
    play.scanned();
    assert_eq!(play.phase(), &done);
    assert!(play.is_quiet());
}

#[test]
fn edge_04_back_from_storing_on_is_ignored_or_leads_to_a_page_that_says_the_result_follows() {
    for begin in [Play::storing, Play::confirming] {
        let mut play = Play::begin();
        let before = begin(&mut play).phase().clone();
        assert_eq!(play.on(Event::Back).phase(), &before);
    }
    let mut play = Play::begin();
    play.checking().on(Event::Back);
    assert!(matches!(play.phase(), Phase::Pending(pending) if !pending.left()), "{:?}", play.phase());
}

#[test]
fn edge_27_words_of_another_language_repeat_no_request_and_lose_no_answer() {
    for begin in [Play::scanned, Play::verifying, Play::confirming, Play::checking, Play::pending] {
        let mut play = Play::begin();
        begin(&mut play).on(Event::NetUp);
        let (before, epoch) = (play.phase().clone(), play.state().context().newest_epoch());
        play.take_effects();
        play.on(Event::LocaleChanged);
        assert_eq!(play.phase(), &before);
        assert!(play.is_quiet() && play.state().context().newest_epoch() == epoch);
        let reply = |answer| Event::Reply { epoch, answer, request_id: "r".into() };
        play.on(match &before {
            Phase::Resolving(_) => reply(Answer::Resolved(Resolution::Order(Box::new(order())))),
            Phase::StepUp(_) => reply(passed()),
            _ => reply(Answer::Attempt(attempt(AttemptState::Succeeded))),
        });
        assert_ne!(play.phase(), &before, "the answer is taken");
    }
}
