//! An order that is over by the phone's clock: the backend is asked once more, and its word counts (edge cases 5, 26 and 29).

use super::*;

/// Past the order's end, on the cashier page and on the sheet.
fn slept_past_the_end() -> [Play; 2] {
    [Play::ready, Play::asking].map(|begin| {
        let mut play = Play::begin();
        begin(&mut play).seconds(3_600);
        play
    })
}

fn asked(play: &mut Play) -> u64 {
    let (epoch, request) = play.sent();
    assert_eq!(request, Request::QueryOrder(order().id));
    epoch
}

#[test]
fn edge_26_the_backend_is_asked_before_anything_is_said() {
    for mut play in slept_past_the_end() {
        let epoch = asked(&mut play);
        assert!(matches!(play.phase(), Phase::Ready(_)), "{:?}", play.phase());
        assert_eq!(play.outcomes(), [] as [&Outcome; 0]);
        play.reply(epoch, an_order(order()));
        assert_eq!(play.verdict(), &Verdict::TimedOut, "that the time has passed, the backend has not said");
    }
}

#[test]
fn edge_26_what_became_of_the_order_meanwhile_is_shown_and_not_that_it_expired() {
    for mut play in slept_past_the_end() {
        let epoch = asked(&mut play);
        play.reply(epoch, an_order(order_in(OrderState::Success, Some((AttemptState::Succeeded, false)))));
        assert_eq!(play.outcomes(), [&Outcome::PaidElsewhere { order: order().id }]);
    }
    for mut play in slept_past_the_end() {
        let epoch = asked(&mut play);
        play.reply(epoch, an_order(order_in(OrderState::Success, Some((AttemptState::Succeeded, true)))));
        assert_eq!(play.outcomes(), [&paid()]);
    }
    for mut play in slept_past_the_end() {
        let epoch = asked(&mut play);
        play.reply(epoch, an_order(order_in(OrderState::Processing, Some((AttemptState::Processing, true)))));
        assert!(matches!(play.phase(), Phase::Checking(_)));
    }
    for mut play in slept_past_the_end() {
        let epoch = asked(&mut play);
        play.reply(epoch, an_order(Order { expires_at: "2026-01-05T12:00:00Z".into(), ..order() }));
        assert!(matches!(play.phase(), Phase::Ready(ready) if ready.pay_block(play.state().context()).is_none()), "it has more time");
    }
}

#[test]
fn edge_05_without_an_answer_the_order_is_over_and_no_more_is_claimed() {
    for mut play in slept_past_the_end() {
        for _ in 0..2 {
            play.fails(Delivery::NotSent);
            assert!(play.until_asked().is_some());
        }
        play.fails(Delivery::MaybeSent);
        assert_eq!(play.verdict(), &Verdict::TimedOut);
        assert_eq!(play.outcomes(), [&Outcome::Expired { order: Some(order().id) }]);
    }
    for mut play in slept_past_the_end() {
        play.seconds(10);
        assert_eq!(play.verdict(), &Verdict::TimedOut, "an answer that does not come keeps nobody");
    }
    for mut play in slept_past_the_end() {
        play.answer(problem(ProblemCode::Unauthorized, None));
        assert_eq!(play.verdict(), &Verdict::TimedOut);
    }
}

#[test]
fn the_user_can_leave_while_the_backend_is_asked_and_nothing_can_be_paid() {
    for mut play in slept_past_the_end() {
        play.on(Event::Confirm).on(Event::MethodPicked("bank".into()));
        assert_eq!(play.count(|effect| matches!(effect, Effect::Send { request: Request::QueryOrder(_), .. })), 1);
        assert!(matches!(play.phase(), Phase::Ready(ready) if ready.method() == Some("balance")));
        play.on(Event::Back);
        assert_eq!(play.outcomes(), [&Outcome::Cancelled]);
    }
}

#[test]
fn an_answer_about_another_order_says_nothing() {
    for mut play in slept_past_the_end() {
        let epoch = asked(&mut play);
        play.reply(epoch, an_order(Order { id: OrderId("another".into()), ..order() }));
        assert!(matches!(play.phase(), Phase::Ready(_)));
    }
}

#[test]
fn one_wrong_server_time_ends_no_order_that_the_next_answer_gives_more_time() {
    let mut play = Play::begin();
    play.ready().on(Event::ServerTime(UnixMillis::parse("2026-01-05T11:30:00Z").unwrap())).seconds(1);
    let epoch = asked(&mut play);
    play.on(Event::ServerTime(UnixMillis::parse("2026-01-05T10:30:01Z").unwrap()));
    play.reply(epoch, an_order(order()));
    assert!(matches!(play.phase(), Phase::Ready(ready) if ready.pay_block(play.state().context()).is_none()), "{:?}", play.phase());
}
