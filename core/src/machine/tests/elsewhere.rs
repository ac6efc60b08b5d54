//! PaidElsewhere: an order that the user's other device has.

use super::*;

fn begun_elsewhere(state: OrderState) -> Order {
    let attempt = if state == OrderState::Processing { AttemptState::Processing } else { AttemptState::Succeeded };
    order_in(state, Some((attempt, false)))
}

fn watching() -> Play {
    let mut play = Play::begin();
    play.scanned_to(begun_elsewhere(OrderState::Processing)).take_effects();
    play
}

#[test]
fn edge_16_an_order_that_another_device_pays_is_only_watched() {
    let mut play = watching();
    assert!(matches!(play.phase(), Phase::PaidElsewhere(it) if !it.is_paid()));
    play.on(Event::Confirm);
    assert_eq!(play.until_asked(), Some(Duration::from_secs(10)));
    assert_eq!(play.sent().1, Request::QueryOrder(order().id));
    play.reply(2, an_order(begun_elsewhere(OrderState::Success)));
    assert!(matches!(play.phase(), Phase::PaidElsewhere(it) if it.is_paid()));
    play.on(Event::Close).on(Event::Close);
    assert_eq!(play.outcomes(), [&Outcome::PaidElsewhere { order: order().id }], "delivered once");
    assert_eq!(play.confirms(), 0);
}

#[test]
fn edge_16_an_order_that_another_device_has_paid_says_so_at_once() {
    for state in [OrderState::Success, OrderState::PartiallyRefunded, OrderState::Refunded] {
        let mut play = Play::begin();
        play.scanned_to(begun_elsewhere(state));
        assert_eq!(play.outcomes(), [&Outcome::PaidElsewhere { order: order().id }]);
        assert_eq!(play.until_asked(), None, "nothing left to watch");
    }
}

#[test]
fn an_order_that_the_other_device_could_not_pay_can_be_paid_here() {
    let mut play = watching();
    play.until_asked();
    play.answer(an_order(order_in(OrderState::Decoded, Some((AttemptState::Failed, false)))));
    assert!(matches!(play.phase(), Phase::Ready(_)));
}

#[test]
fn watching_ends_after_a_minute_and_a_hint_still_asks() {
    let mut play = watching();
    let began = play.now;
    while play.until_asked().is_some() {
        play.answer(an_order(begun_elsewhere(OrderState::Processing)));
    }
    assert!(play.now.since(began) <= Duration::from_secs(61));
    play.seconds(300).on(Event::PushHint(OrderId("another".into())));
    assert!(play.is_quiet());
    play.on(Event::PushHint(order().id));
    assert_eq!(play.sent().1, Request::QueryOrder(order().id));
}

#[test]
fn an_answer_about_another_order_is_ignored() {
    let mut play = watching();
    play.until_asked();
    play.answer(an_order(Order { id: OrderId("another".into()), ..begun_elsewhere(OrderState::Success) }));
    assert!(matches!(play.phase(), Phase::PaidElsewhere(it) if !it.is_paid()));
}

#[test]
fn watching_rests_in_the_background() {
    let mut play = watching();
    play.on(Event::Background).seconds(20);
    assert!(play.is_quiet());
    play.on(Event::Foreground);
    assert_eq!(play.sent().1, Request::QueryOrder(order().id));
}

#[test]
fn an_order_that_ended_while_a_debit_of_another_device_runs_is_watched_and_not_called_unpaid() {
    for state in [OrderState::Closed, OrderState::Failed] {
        let running = || order_in(state, Some((AttemptState::Processing, false)));
        let mut play = Play::begin();
        play.scanned_to(running()).take_effects();
        let began = play.now;
        assert!(matches!(play.phase(), Phase::PaidElsewhere(it) if !it.is_paid()), "{state:?}: {:?}", play.phase());
        while play.until_asked().is_some() {
            play.answer(an_order(running()));
        }
        assert!(play.now.since(began) <= Duration::from_secs(61), "no longer than any other order");
        assert_eq!(play.outcomes(), [] as [&Outcome; 0]);
        play.on(Event::Foreground).answer(an_order(order_in(state, Some((AttemptState::Failed, false)))));
        assert!(matches!(play.verdict(), Verdict::Failed { recoverable: false, .. }), "{state:?}");
    }
}
