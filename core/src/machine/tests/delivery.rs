//! How far a confirmation got decides everything (cashier machine, section 4).

use super::*;
use crate::{machine::SnapshotRecord, texts::TextKey, wallet_api::AttemptContent};

fn content_of(request: Request) -> AttemptContent {
    match request {
        Request::Confirm(_, confirm) => confirm.content,
        other => panic!("no confirm: {other:?}"),
    }
}

#[test]
fn the_attempt_is_on_disk_before_its_confirm_leaves() {
    let mut play = Play::begin();
    play.storing();
    let stored = |effect: &Effect| match effect {
        Effect::Store(record) => Some(record.clone()),
        _ => None,
    };
    let record = play.take_effects().iter().find_map(stored).expect("a record");
    assert_eq!((record.user.as_str(), &record.attempt, &record.order), ("user-1", &attempt_id(), &order().id));
    assert_eq!(play.confirms(), 0);

    play.on(Event::Stored(AttemptId::from_random(99)));
    assert_eq!(play.confirms(), 0, "that was another attempt");
    play.on(Event::Stored(attempt_id()));
    assert_eq!(content_of(play.sent().1), record.details.unwrap().content);
}

#[test]
fn edge_09_what_was_never_acknowledged_as_stored_was_never_sent() {
    let mut play = Play::begin();
    play.storing().on(Event::StoreFailed(attempt_id()));
    assert!(matches!(play.phase(), Phase::Ready(ready) if ready.notice() == Some(TextKey::NoticeStoreFailed)));
    assert!(play.is_forgotten(&attempt_id()));
    assert_eq!(play.confirms(), 0);
}

#[test]
fn a_store_that_stays_silent_for_three_seconds_has_failed_and_its_late_answer_is_ignored() {
    let mut play = Play::begin();
    play.storing().later(Duration::from_millis(2_999));
    assert!(matches!(play.phase(), Phase::Storing(_)));
    play.later(Duration::from_millis(1));
    assert!(matches!(play.phase(), Phase::Ready(_)));
    play.on(Event::Stored(attempt_id()));
    assert!(matches!(play.phase(), Phase::Ready(_)));

    // Nor is it taken for the answer to the next attempt.
    play.on(Event::Confirm).on(Event::AttemptMinted(AttemptId::from_random(8))).on(pin()).answer(passed());
    play.on(Event::Stored(attempt_id()));
    assert!(matches!(play.phase(), Phase::Storing(_)));
    assert_eq!(play.confirms(), 0);
}

#[test]
fn edge_18_not_sent_leads_back_to_the_cashier() {
    let mut play = Play::begin();
    play.confirming().fails(Delivery::NotSent);
    assert!(matches!(play.phase(), Phase::Ready(ready) if ready.notice() == Some(TextKey::NoticeNoNetwork)));
    assert!(!play.is_forgotten(&attempt_id()), "its record stays until the attempt is given up");
    play.on(Event::Back);
    assert!(play.is_forgotten(&attempt_id()));
    assert_eq!(play.outcomes(), [&Outcome::Cancelled]);
}

#[test]
fn edge_18_the_same_attempt_is_sent_again_if_nothing_about_it_changed() {
    let mut play = Play::begin();
    play.confirming();
    let first = content_of(play.sent().1);
    play.on(Event::SendFailure { epoch: 3, delivery: Delivery::NotSent, request_id: "r".into() });
    play.on(Event::Confirm).on(pin()).answer(passed()).on(Event::Stored(attempt_id()));
    assert_eq!(content_of(play.sent().1), first);
    assert_eq!(play.count(|effect| matches!(effect, Effect::MintAttempt)), 1);
}

#[test]
fn edge_18_another_method_is_another_attempt() {
    let mut play = Play::begin();
    play.confirming().fails(Delivery::NotSent).on(Event::MethodPicked("bank".into())).on(Event::Confirm);
    assert_eq!(play.count(|effect| matches!(effect, Effect::MintAttempt)), 2);
    assert!(play.is_forgotten(&attempt_id()));
}

#[test]
fn edge_18_a_sheet_that_is_closed_keeps_the_attempt_that_never_left() {
    let mut play = Play::begin();
    play.confirming().fails(Delivery::NotSent).on(Event::Confirm).on(Event::Back).on(Event::Confirm);
    assert_eq!(play.count(|effect| matches!(effect, Effect::MintAttempt)), 1);
}

#[test]
fn edge_18_an_order_that_ends_takes_the_attempt_that_never_left_with_it() {
    let mut play = Play::begin();
    play.confirming().fails(Delivery::NotSent).seconds(600).answer(an_order(order()));
    assert_eq!(play.verdict(), &Verdict::TimedOut);
    assert!(play.is_forgotten(&attempt_id()));
}

#[test]
fn edge_19_maybe_sent_is_asked_about_and_never_sent_again() {
    let mut play = Play::begin();
    play.confirming().fails(Delivery::MaybeSent).on(Event::NetDown);
    assert!(matches!(play.phase(), Phase::Checking(_)));
    for event in [Event::NetUp, Event::Foreground, Event::Retry, Event::Confirm, Event::PushHint(order().id)] {
        play.on(event);
    }
    assert_eq!(play.sent().1, Request::QueryAttempt(attempt_id()));
    play.reply(4, Answer::Attempt(attempt(AttemptState::Succeeded)));
    assert!(matches!(play.verdict(), Verdict::Succeeded(_)));
    assert_eq!(play.confirms(), 1);
}

#[test]
fn edge_20_an_answer_that_is_none_of_ours_is_maybe_sent() {
    // A driver never reports Answered as a failure; if it did, the attempt would be asked about all the same.
    for delivery in [Delivery::MaybeSent, Delivery::Answered] {
        let mut play = Play::begin();
        play.confirming().fails(delivery);
        assert!(matches!(play.phase(), Phase::Checking(_)), "{delivery:?}");
    }
}

#[test]
fn edge_20_a_well_formed_answer_to_another_question_proves_nothing() {
    let mut play = Play::begin();
    play.confirming().answer(an_order(order_in(OrderState::Success, Some((AttemptState::Succeeded, true)))));
    assert!(matches!(play.phase(), Phase::Checking(_)));
    assert_eq!(play.incidents(), [Incident::AnswerMismatch]);
}

#[test]
fn edge_21_a_failure_before_the_body_gives_the_attempt_back_and_a_later_one_keeps_it() {
    for (delivery, given_back) in [(Delivery::NotSent, true), (Delivery::MaybeSent, false)] {
        let mut play = Play::begin();
        play.confirming().fails(delivery);
        assert_eq!(matches!(play.phase(), Phase::Ready(_)), given_back);
        assert_eq!(matches!(play.phase(), Phase::Checking(_)), !given_back);
    }
}

#[test]
fn edge_06_an_order_that_ends_during_the_confirm_waits_for_the_backends_word() {
    let mut play = Play::begin();
    play.confirming();
    let (epoch, _) = play.sent();
    play.seconds(700);
    assert!(matches!(play.phase(), Phase::Confirming(_)));
    play.reply(epoch, Answer::Attempt(attempt(AttemptState::Succeeded)));
    assert!(matches!(play.verdict(), Verdict::Succeeded(_)));
}

#[test]
fn an_answer_of_processing_is_asked_about() {
    let mut play = Play::begin();
    play.confirming().answer(Answer::Attempt(attempt(AttemptState::Processing)));
    assert!(matches!(play.phase(), Phase::Checking(_)));
    assert_eq!(play.outcomes(), [] as [&Outcome; 0]);
}

#[test]
fn an_attempt_that_was_closed_before_its_confirm_arrived_is_refused_for_good() {
    let mut play = Play::begin();
    play.confirming().answer(Answer::Attempt(attempt(AttemptState::Void)));
    assert!(matches!(play.verdict(), Verdict::Failed { recoverable: true, .. }));
    play.on(Event::Retry).answer(an_order(order())).on(Event::Confirm);
    assert_eq!(play.count(|effect| matches!(effect, Effect::MintAttempt)), 2);
}

#[test]
fn a_record_holds_no_token_and_no_pin() {
    let mut play = Play::begin();
    play.storing();
    let record = |effect: &Effect| match effect {
        Effect::Store(record) => Some(SnapshotRecord::to_bytes(record)),
        _ => None,
    };
    let bytes = play.take_effects().iter().find_map(record).expect("a record");
    let text = String::from_utf8(bytes).unwrap();
    for secret in ["tok-5531", "918273", CODE] {
        assert!(!text.contains(secret), "{text}");
    }
}
