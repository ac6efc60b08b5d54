//! The table of order states, row by row (cashier machine, section 4), told by the attempt and told by the order.

use super::*;
use crate::wallet_api::{Refund, Returned};

fn told_by_attempt(answer: Attempt) -> Play {
    let mut play = Play::begin();
    play.confirming().answer(Answer::Attempt(answer));
    play
}

fn told_by_order(order: Order) -> Play {
    let mut play = Play::begin();
    play.scanned_to(order);
    play
}

fn failed(order_state: OrderState) -> Attempt {
    Attempt { order_state: Some(order_state), ..attempt(AttemptState::Failed) }
}

fn came_back() -> Returned {
    Returned { amount: order().pay_amount, at: "2026-01-05T10:41:00Z".into(), reason_key: "returned.late_debit".into() }
}

fn after_a_return(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Failed { reason, recoverable: false } if reason.text_key.starts_with("returned."))
}

#[test]
fn decoded_with_time_and_attempts_left_can_be_tried_again() {
    let mut play = told_by_attempt(attempt(AttemptState::Failed));
    let why = reason("USER_BALANCE_NOT_ENOUGH", true);
    assert_eq!(play.verdict(), &Verdict::Failed { reason: why, recoverable: true });
    assert_eq!(play.outcomes(), [] as [&Outcome; 0], "not final yet");
    play.on(Event::Retry).answer(an_order(order()));
    assert!(matches!(play.phase(), Phase::Ready(_)));
}

#[test]
fn decoded_and_left_without_another_try_has_failed() {
    let mut play = told_by_attempt(attempt(AttemptState::Failed));
    play.on(Event::Close);
    assert_eq!(play.outcomes(), [&Outcome::Failed { order: Some(order().id), code: "USER_BALANCE_NOT_ENOUGH".into() }]);
}

#[test]
fn decoded_without_attempts_left_has_failed_for_good() {
    let play = told_by_attempt(Attempt { attempts_left: Some(0), ..attempt(AttemptState::Failed) });
    assert!(matches!(play.verdict(), Verdict::Failed { recoverable: false, .. }));
}

#[test]
fn decoded_with_a_reason_that_no_try_cures_has_failed_for_good() {
    let play = told_by_attempt(Attempt { reason: Some(reason("RISK_REJECT", false)), ..attempt(AttemptState::Failed) });
    assert!(matches!(play.verdict(), Verdict::Failed { recoverable: false, .. }));
    let play = told_by_attempt(Attempt { reason: None, ..attempt(AttemptState::Failed) });
    assert!(matches!(play.verdict(), Verdict::Failed { recoverable: false, .. }));
}

#[test]
fn decoded_and_expired_is_expired() {
    for state in [AttemptState::Failed, AttemptState::Void] {
        let mut play = Play::begin();
        play.confirming().seconds(600).reply(3, Answer::Attempt(attempt(state)));
        assert_eq!(play.verdict(), &Verdict::Expired, "{state:?}");
    }
    let past = Order { expires_at: "2026-01-05T10:30:00Z".into(), ..order() };
    assert_eq!(told_by_order(past).verdict(), &Verdict::Expired);
}

#[test]
fn processing_has_no_outcome_yet() {
    for play in [
        told_by_attempt(attempt(AttemptState::Processing)),
        told_by_order(order_in(OrderState::Processing, Some((AttemptState::Processing, true)))),
    ] {
        assert!(matches!(play.phase(), Phase::Checking(_)));
        assert_eq!(play.outcomes(), [] as [&Outcome; 0]);
    }
}

#[test]
fn success_also_after_refunds_is_success() {
    let paid = paid();
    for state in [OrderState::Success, OrderState::PartiallyRefunded, OrderState::Refunded] {
        let by_attempt = told_by_attempt(Attempt { order_state: Some(state), ..attempt(AttemptState::Succeeded) });
        let by_order = told_by_order(order_in(state, Some((AttemptState::Succeeded, true))));
        for play in [by_attempt, by_order] {
            assert_eq!(play.outcomes(), [&paid], "{state:?}");
        }
    }
}

#[test]
fn refunds_are_fetched_for_the_page() {
    let mut play = told_by_attempt(Attempt { order_state: Some(OrderState::Refunded), ..attempt(AttemptState::Succeeded) });
    assert_eq!(play.sent().1, Request::QueryOrder(order().id));
    let refund = Refund { amount: order().pay_amount, at: "2026-01-06T09:00:00Z".into(), promotions: vec![] };
    let refunded = Order { refunds: vec![refund.clone()], ..order_in(OrderState::Refunded, Some((AttemptState::Succeeded, true))) };
    play.reply(4, an_order(refunded));
    assert!(matches!(play.phase(), Phase::Settled(settled) if settled.order().unwrap().refunds == [refund]));
    assert_eq!(play.outcomes().len(), 1);
}

#[test]
fn failed_is_final_with_its_reason() {
    let why = reason("RISK_REJECT", false);
    let expected = Verdict::Failed { reason: why.clone(), recoverable: false };
    let by_attempt = told_by_attempt(Attempt { reason: Some(why.clone()), ..failed(OrderState::Failed) });
    assert_eq!(by_attempt.verdict(), &expected);
    let by_order = told_by_order(Order { reason: Some(why), ..order_in(OrderState::Failed, None) });
    assert_eq!(by_order.verdict(), &expected);
}

#[test]
fn closed_after_a_debit_was_returned() {
    let returned = Some(came_back());
    for play in [
        told_by_attempt(Attempt { returned: returned.clone(), order_state: Some(OrderState::Closed), ..attempt(AttemptState::Succeeded) }),
        told_by_attempt(Attempt { returned: returned.clone(), ..failed(OrderState::Closed) }),
        told_by_order(Order { returned, ..order_in(OrderState::Closed, Some((AttemptState::Succeeded, true))) }),
    ] {
        assert!(after_a_return(play.verdict()), "{:?}", play.verdict());
        assert_eq!(play.outcomes(), [&Outcome::Failed { order: Some(order().id), code: "ORDER_IS_CLOSED".into() }]);
    }
}

#[test]
fn closed_after_a_debit_never_says_that_nothing_was_charged() {
    let mut play = Play::begin();
    play.confirming().seconds(700);
    play.reply(3, Answer::Attempt(Attempt { order_state: Some(OrderState::Closed), ..attempt(AttemptState::Succeeded) }));
    assert!(after_a_return(play.verdict()), "{:?}", play.verdict());
}

#[test]
fn closed_without_a_debit_is_expired_or_closed() {
    let play = told_by_attempt(failed(OrderState::Closed));
    assert!(matches!(play.verdict(), Verdict::Failed { reason, recoverable: false } if reason.code == "ORDER_IS_CLOSED"));
    let mut play = Play::begin();
    play.confirming().seconds(600).reply(3, Answer::Attempt(failed(OrderState::Closed)));
    assert_eq!(play.verdict(), &Verdict::Expired);
}

#[test]
fn an_attempt_that_is_over_while_the_order_goes_on_without_it_is_paid_elsewhere() {
    for state in [AttemptState::Failed, AttemptState::Void] {
        for order_state in [OrderState::Processing, OrderState::Success, OrderState::Refunded] {
            let play = told_by_attempt(Attempt { order_state: Some(order_state), ..attempt(state) });
            assert!(matches!(play.phase(), Phase::PaidElsewhere(_)), "{state:?} {order_state:?}");
            assert!(play.is_forgotten(&attempt_id()));
        }
    }
}

#[test]
fn a_success_that_the_order_denies_is_believed_by_nobody() {
    let play = told_by_attempt(Attempt { order_state: Some(OrderState::Failed), ..attempt(AttemptState::Succeeded) });
    assert!(matches!(play.phase(), Phase::Checking(_)));
    assert_eq!(play.incidents(), [Incident::ContradictoryResult]);
}

#[test]
fn an_order_paid_by_another_attempt_than_this_devices_failed_one_is_paid_elsewhere() {
    for ended in [AttemptState::Failed, AttemptState::Void] {
        let play = told_by_order(order_in(OrderState::Success, Some((ended, true))));
        assert!(matches!(play.phase(), Phase::PaidElsewhere(_)), "{ended:?}");
    }
}

#[test]
fn a_state_of_a_newer_backend_is_asked_about_again() {
    let mut play = told_by_order(order_in(OrderState::Unknown, None));
    assert_eq!(play.sent().1, Request::QueryOrder(order().id));
    play.reply(2, an_order(order()));
    assert!(matches!(play.phase(), Phase::Ready(_)));
}

#[test]
fn a_state_of_a_newer_backend_with_an_attempt_of_this_device_becomes_pending() {
    let mut play = told_by_order(order_in(OrderState::Unknown, Some((AttemptState::Processing, true))));
    assert_eq!(play.sent().1, Request::QueryAttempt(attempt_id()));
    play.on(Event::Close);
    assert!(matches!(play.outcomes()[..], [Outcome::Pending(_)]));
}

#[test]
fn an_order_that_ended_while_a_debit_of_this_device_runs_is_not_called_unpaid() {
    for state in [OrderState::Closed, OrderState::Failed] {
        let mut play = told_by_order(order_in(state, Some((AttemptState::Processing, true))));
        assert!(matches!(play.phase(), Phase::Checking(_)), "{state:?}: {:?}", play.phase());
        assert_eq!(play.sent().1, Request::QueryAttempt(attempt_id()));
        assert_eq!(play.outcomes(), [] as [&Outcome; 0]);
    }
}
