//! An attempt that the backend does not know: asked twice, closed, and over only when it is void.

use super::*;

fn unknown() -> Answer {
    Answer::Attempt(never_received(AttemptState::Unknown))
}

fn close() -> Request {
    Request::CloseAttempt(attempt_id(), order().id)
}

/// The backend has said twice that it does not know the attempt.
fn closing() -> Play {
    let mut play = Play::begin();
    play.checking().until_asked();
    play.answer(unknown());
    assert!(matches!(play.phase(), Phase::Checking(_)));
    assert!(play.is_quiet(), "once may be too early");
    play.until_asked();
    assert_eq!(play.sent().1, Request::QueryAttempt(attempt_id()));
    play.reply(5, unknown());
    play
}

#[test]
fn the_second_unknown_in_a_row_closes_the_attempt() {
    let mut play = closing();
    assert_eq!(play.sent().1, close());
    play.reply(6, Answer::Attempt(never_received(AttemptState::Void)));
    assert!(matches!(play.verdict(), Verdict::Failed { recoverable: true, .. }));
    play.on(Event::Close);
    assert!(play.is_forgotten(&attempt_id()));
}

#[test]
fn an_answer_in_between_begins_the_count_again() {
    let mut play = Play::begin();
    play.checking();
    for answer in [unknown(), Answer::Attempt(attempt(AttemptState::Processing)), unknown()] {
        play.until_asked();
        play.answer(answer);
    }
    play.until_asked();
    assert_eq!(play.sent().1, Request::QueryAttempt(attempt_id()));
}

#[test]
fn edge_11_a_close_that_comes_too_late_shows_what_became_of_the_attempt() {
    let mut play = closing();
    play.answer(Answer::Attempt(attempt(AttemptState::Processing)));
    assert!(matches!(play.phase(), Phase::Checking(_)));
    play.until_asked();
    assert_eq!(play.sent().1, Request::QueryAttempt(attempt_id()));

    let mut play = closing();
    play.answer(Answer::Attempt(attempt(AttemptState::Succeeded)));
    assert!(matches!(play.verdict(), Verdict::Succeeded(_)));
}

#[test]
fn a_close_without_an_answer_is_repeated() {
    let mut play = closing();
    play.fails(Delivery::MaybeSent);
    assert!(play.until_asked().is_some());
    assert_eq!(play.sent().1, close());
}

#[test]
fn a_backend_that_answers_unknown_to_a_close_is_not_asked_in_a_tight_loop() {
    let mut play = closing();
    for _ in 0..3 {
        play.answer(unknown());
        assert!(play.until_asked().unwrap() >= Duration::from_secs(1));
        assert!(matches!(play.phase(), Phase::Checking(_)));
    }
}

#[test]
fn an_unknown_about_another_attempt_or_order_counts_for_nothing() {
    for other in [
        Attempt { id: AttemptId::from_random(99), ..never_received(AttemptState::Unknown) },
        Attempt { order: Some(OrderId("another".into())), ..never_received(AttemptState::Unknown) },
    ] {
        let mut play = Play::begin();
        play.checking();
        for _ in 0..4 {
            play.until_asked();
            play.answer(Answer::Attempt(other.clone()));
        }
        assert_eq!(play.count(|effect| matches!(effect, Effect::Send { request: Request::CloseAttempt(..), .. })), 0);
        assert_eq!(play.incidents(), [Incident::AnswerMismatch; 4]);
    }
}

#[test]
fn a_pending_attempt_that_is_unknown_twice_is_closed_too() {
    let mut play = Play::begin();
    play.pending();
    for _ in 0..2 {
        play.on(Event::Foreground).answer(unknown());
    }
    assert_eq!(play.sent().1, close());
    play.reply(6, Answer::Attempt(never_received(AttemptState::Void)));
    assert!(matches!(play.verdict(), Verdict::Failed { recoverable: true, .. }));
}

#[test]
fn edge_11_a_confirm_that_the_backend_refuses_because_the_attempt_is_closed_was_not_paid() {
    let mut play = Play::begin();
    play.confirming().answer(Answer::Attempt(never_received(AttemptState::Void)));
    assert!(matches!(play.verdict(), Verdict::Failed { recoverable: true, .. }));
    play.on(Event::Retry).answer(an_order(order())).on(Event::Confirm);
    assert_eq!(play.count(|effect| matches!(effect, Effect::MintAttempt)), 2, "another try is another attempt");
}
