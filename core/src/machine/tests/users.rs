//! A payment belongs to the user under whom it began (edge case 25).

use super::*;
use crate::machine::SnapshotRecord;

fn switch(to: &str) -> Event {
    Event::TokenUserChanged(to.into())
}

#[test]
fn edge_25_before_anything_is_confirmed_another_login_ends_the_payment() {
    let begun: [fn(&mut Play) -> &mut Play; 4] = [Play::scanned, Play::ready, Play::asking, Play::verifying];
    for begin in begun {
        let mut play = Play::begin();
        begin(&mut play).on(switch("user-2"));
        assert_eq!(play.outcomes(), [&Outcome::Cancelled]);
    }
}

#[test]
fn edge_25_the_same_login_again_changes_nothing() {
    let mut play = Play::begin();
    play.ready().on(switch("user-1"));
    assert!(matches!(play.phase(), Phase::Ready(_)));
}

#[test]
fn edge_25_an_attempt_that_is_stored_after_the_switch_is_not_sent() {
    let mut play = Play::begin();
    play.storing().on(switch("user-2")).on(Event::Stored(attempt_id()));
    assert_eq!(play.confirms(), 0);
    assert!(play.is_forgotten(&attempt_id()));
    assert_eq!(play.outcomes(), [&Outcome::Cancelled]);
}

#[test]
fn edge_25_a_confirm_that_never_left_ends_with_the_switch() {
    let mut play = Play::begin();
    play.confirming().on(switch("user-2")).fails(Delivery::NotSent);
    assert_eq!(play.outcomes(), [&Outcome::Cancelled]);
    assert!(play.is_forgotten(&attempt_id()));
}

#[test]
fn edge_25_a_live_attempt_is_parked_and_asked_about_when_its_user_is_back() {
    for live in [Play::checking, Play::pending] {
        let mut play = Play::begin();
        live(&mut play).on(switch("user-2")).take_effects();
        for event in [Event::NetUp, Event::Foreground, Event::Retry, Event::PushHint(order().id)] {
            play.on(event).seconds(100);
        }
        assert!(play.is_quiet(), "neither asked about nor closed");
        assert!(play.state().context().parked());
        play.on(switch("user-1"));
        assert_eq!(play.sent().1, Request::QueryAttempt(attempt_id()));
    }
}

#[test]
fn edge_25_an_answer_that_was_on_its_way_during_the_switch_is_kept_for_its_user() {
    let mut play = Play::begin();
    play.confirming();
    let (epoch, _) = play.sent();
    play.on(switch("user-2")).reply(epoch, Answer::Attempt(attempt(AttemptState::Succeeded)));
    assert!(matches!(play.outcomes()[..], [Outcome::Succeeded { .. }]));
    assert_eq!(play.state().context().owner(), "user-1");
    play.seconds(60).on(Event::RedirectTap);
    assert_eq!(play.count(|effect| matches!(effect, Effect::OpenRedirect(_))), 0, "the other user is not sent to the merchant");
}

#[test]
fn edge_25_the_other_user_cannot_try_again_in_the_first_ones_name() {
    let mut play = Play::begin();
    play.settled(AttemptState::Failed).on(switch("user-2")).take_effects();
    play.on(Event::Retry);
    assert!(matches!(play.phase(), Phase::Settled(_)));
    assert!(play.is_quiet());
}

#[test]
fn edge_25_a_countdown_ends_with_the_switch() {
    let mut play = Play::begin();
    play.settled(AttemptState::Succeeded).seconds(3).on(switch("user-2")).seconds(60);
    play.on(switch("user-1")).seconds(60);
    assert_eq!(play.count(|effect| matches!(effect, Effect::OpenRedirect(_))), 0);
}

#[test]
fn edge_25_a_record_of_another_user_is_not_asked_about() {
    let record = SnapshotRecord { user: "user-2".into(), attempt: attempt_id(), order: order().id, details: None };
    let mut play = Play::begin();
    play.on(Event::Restore(record)).seconds(100);
    assert!(play.is_quiet());
    play.on(switch("user-2"));
    assert_eq!(play.sent().1, Request::QueryAttempt(attempt_id()));
}

#[test]
fn edge_25_a_result_that_comes_while_parked_asks_for_nothing_more() {
    let record = SnapshotRecord { user: "user-1".into(), attempt: attempt_id(), order: order().id, details: None };
    let mut play = Play::begin();
    play.on(Event::Restore(record));
    let (epoch, _) = play.sent();
    play.on(switch("user-2")).reply(epoch, Answer::Attempt(attempt(AttemptState::Succeeded)));
    assert_eq!(play.count(|effect| matches!(effect, Effect::Send { .. })), 1);
}

#[test]
fn edge_25_no_user_moves_a_deadline_with_the_wall_clock() {
    // The machine is told no wall clock at all: only ticks that never run back, and the server's time.
    let mut play = Play::begin();
    play.ready().on(Event::Tick(Monotonic(0))).on(Event::Tick(Monotonic(600_999)));
    assert!(!play.history.iter().any(|effect| matches!(effect, Effect::Send { request: Request::QueryOrder(_), .. })));
    play.on(Event::Tick(Monotonic(601_000))).answer(an_order(order()));
    assert_eq!(play.verdict(), &Verdict::TimedOut);
}
