//! Checking: when the backend is asked, and for how long.

use super::*;

fn asked_about(state: AttemptState) -> Answer {
    Answer::Attempt(attempt(state))
}

#[test]
fn the_pauses_grow_and_stay_within_a_fifth_of_the_schedule() {
    let mut play = Play::begin();
    play.checking();
    for seconds in [2, 2, 3, 5, 10, 10, 10] {
        let pause = play.until_asked().expect("a question");
        let (least, most) = (Duration::from_millis(seconds * 800), Duration::from_millis(seconds * 1_200));
        assert!((least..=most).contains(&pause), "{pause:?} for {seconds} s");
        play.answer(asked_about(AttemptState::Processing));
    }
}

#[test]
fn a_question_without_an_answer_counts_like_one_that_says_nothing() {
    let mut play = Play::begin();
    play.checking();
    for delivery in [Delivery::NotSent, Delivery::MaybeSent, Delivery::NotSent] {
        assert!(play.until_asked().is_some());
        play.fails(delivery);
        assert!(matches!(play.phase(), Phase::Checking(_)));
    }
}

#[test]
fn the_budget_lasts_until_half_a_minute_after_the_orders_end() {
    let mut play = Play::begin();
    play.checking();
    let began = play.now;
    while matches!(play.phase(), Phase::Checking(_)) && play.until_asked().is_some() {
        play.answer(asked_about(AttemptState::Processing));
    }
    assert!(matches!(play.phase(), Phase::Pending(_)));
    let spent = play.now.since(began);
    assert!((Duration::from_secs(630)..Duration::from_secs(643)).contains(&spent), "{spent:?}");
}

#[test]
fn the_budget_is_a_minute_if_the_order_is_over() {
    let mut play = Play::begin();
    play.confirming();
    play.seconds(600).on(Event::SendFailure { epoch: 3, delivery: Delivery::MaybeSent, request_id: "r".into() });
    let began = play.now;
    while matches!(play.phase(), Phase::Checking(_)) && play.until_asked().is_some() {
        play.answer(asked_about(AttemptState::Processing));
    }
    let spent = play.now.since(began);
    assert!((Duration::from_secs(60)..Duration::from_secs(73)).contains(&spent), "{spent:?}");
}

#[test]
fn a_spent_budget_is_pending_with_a_reference() {
    let mut play = Play::begin();
    play.checking().seconds(1_000).answer(asked_about(AttemptState::Processing));
    let [Outcome::Pending(reference)] = play.outcomes()[..] else { panic!("{:?}", play.outcomes()) };
    assert_eq!((&reference.attempt, &reference.order), (&Some(attempt_id()), &Some(order().id)));
    assert!(!play.is_forgotten(&attempt_id()), "it is still asked about at the next start");
}

#[test]
fn nothing_is_asked_in_the_background_and_everything_at_once_in_front() {
    let mut play = Play::begin();
    play.checking().on(Event::Background);
    assert_eq!(play.until_asked(), None);
    play.seconds(20).take_effects();
    play.on(Event::Foreground);
    assert_eq!(play.sent().1, Request::QueryAttempt(attempt_id()));
}

#[test]
fn a_network_that_comes_back_is_used_at_once() {
    let mut play = Play::begin();
    play.checking().on(Event::NetDown).take_effects();
    play.seconds(20);
    assert!(play.is_quiet());
    play.on(Event::NetUp);
    assert_eq!(play.sent().1, Request::QueryAttempt(attempt_id()));
}

#[test]
fn edge_24_a_push_message_asks_at_once_and_gives_no_more_time() {
    let mut play = Play::begin();
    play.checking();
    let began = play.now;
    play.seconds(1).take_effects();
    play.on(Event::PushHint(OrderId("another".into())));
    assert!(play.is_quiet());
    while matches!(play.phase(), Phase::Checking(_)) && play.now.since(began) < Duration::from_secs(700) {
        play.seconds(1).on(Event::PushHint(order().id));
        play.answer(asked_about(AttemptState::Processing));
    }
    assert_eq!(play.now.since(began), Duration::from_secs(630));
}

#[test]
fn edge_24_a_push_message_during_a_question_asks_once_more() {
    let mut play = Play::begin();
    play.checking().until_asked();
    let (epoch, _) = play.sent();
    play.on(Event::PushHint(order().id));
    assert!(play.is_quiet(), "one question at a time");
    play.reply(epoch, asked_about(AttemptState::Processing));
    assert!(matches!(play.sent(), (again, Request::QueryAttempt(_)) if again > epoch), "at once, with the answer");
    play.reply(epoch + 1, asked_about(AttemptState::Processing));
    assert!(play.until_asked().unwrap() > Duration::from_secs(1), "and then as before");
}

#[test]
fn edge_26_a_device_that_slept_past_the_budget_asks_before_it_gives_up() {
    let mut play = Play::begin();
    play.checking().on(Event::Background).seconds(8 * 3_600);
    play.on(Event::Foreground);
    assert!(matches!(play.phase(), Phase::Checking(_)));
    play.answer(asked_about(AttemptState::Succeeded));
    assert!(matches!(play.verdict(), Verdict::Succeeded(_)));
}

#[test]
fn edge_26_after_sleep_a_question_that_says_nothing_ends_the_wait() {
    let mut play = Play::begin();
    play.checking().on(Event::Background).seconds(8 * 3_600);
    play.on(Event::Foreground).answer(asked_about(AttemptState::Processing));
    assert!(matches!(play.phase(), Phase::Pending(_)));
}

#[test]
fn without_a_network_the_wait_still_ends() {
    let mut play = Play::begin();
    play.checking().on(Event::NetDown);
    assert_eq!(play.until_asked(), None);
    assert!(matches!(play.phase(), Phase::Pending(_)));
}

#[test]
fn an_answer_that_is_late_does_not_keep_the_timer_busy() {
    let mut play = Play::begin();
    play.checking().until_asked();
    play.on(Event::NetDown).seconds(1_000);
    play.take_effects();
    play.seconds(1);
    assert!(!play.take_effects().iter().any(|effect| matches!(effect, Effect::StartTimer(_))));
}

#[test]
fn a_backend_that_wants_a_pause_gets_it() {
    let mut play = Play::begin();
    play.checking().until_asked();
    let Answer::Problem(busy) = problem(ProblemCode::RateLimited, None) else { unreachable!() };
    play.answer(Answer::Problem(Problem { retry_after_ms: Some(20_000), ..busy }));
    assert_eq!(play.until_asked(), Some(Duration::from_secs(20)));
}

#[test]
fn pending_asks_twice_a_minute_by_itself() {
    let mut play = Play::begin();
    play.pending();
    for _ in 0..3 {
        assert_eq!(play.until_asked(), Some(Duration::from_secs(30)));
        play.answer(asked_about(AttemptState::Processing));
    }
}

#[test]
fn a_hint_during_a_question_asks_again_behind_it() {
    let mut play = Play::begin();
    play.pending().on(Event::Foreground).on(Event::PushHint(order().id));
    play.answer(asked_about(AttemptState::Processing));
    assert_eq!(play.sent().1, Request::QueryAttempt(attempt_id()));
}

#[test]
fn pending_asks_when_there_is_a_reason_to() {
    for reason in [Event::Foreground, Event::NetUp, Event::Retry, Event::PushHint(order().id)] {
        let mut play = Play::begin();
        play.pending();
        play.on(reason);
        assert_eq!(play.sent().1, Request::QueryAttempt(attempt_id()));
        play.reply(4, asked_about(AttemptState::Succeeded));
        assert!(matches!(play.verdict(), Verdict::Succeeded(_)));
        assert!(matches!(play.outcomes()[..], [Outcome::Pending(_), Outcome::Succeeded { .. }]));
    }
}

#[test]
fn edge_35_a_payment_that_nobody_looks_at_still_delivers_its_end_once() {
    for state in [AttemptState::Succeeded, AttemptState::Failed, AttemptState::Void] {
        let mut play = Play::begin();
        play.pending().on(Event::Close).on(Event::PushHint(order().id));
        play.answer(asked_about(state));
        assert!(matches!(play.phase(), Phase::Done(_)), "{state:?}");
        assert_eq!(play.outcomes().len(), 2, "{state:?}: pending, then the end");
    }
}
