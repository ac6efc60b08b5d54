//! The cashier page: pay, methods, the order's end, the quote's end.

use super::*;
use crate::{
    machine::{PayBlock, Ready},
    texts::TextKey,
};

fn on_ready(play: &Play) -> &Ready {
    match play.phase() {
        Phase::Ready(ready) => ready,
        phase => panic!("not ready: {phase:?}"),
    }
}

fn block(play: &Play) -> Option<PayBlock> {
    on_ready(play).pay_block(play.state().context())
}

fn with_quote_until(expires_at: &str) -> Order {
    let quote = order().quote.map(|quote| Quote { expires_at: Some(expires_at.into()), ..quote });
    Order { quote, ..order() }
}

#[test]
fn edge_01_a_double_tap_on_pay_sends_one_confirm() {
    let mut play = Play::begin();
    play.ready().on(Event::Confirm).on(Event::Confirm).on(Event::AttemptMinted(attempt_id())).on(Event::Confirm);
    play.on(pin()).on(Event::Confirm).answer(passed()).on(Event::Confirm);
    play.on(Event::Stored(attempt_id())).on(Event::Confirm).on(Event::Stored(attempt_id()));
    assert_eq!(play.count(|effect| matches!(effect, Effect::MintAttempt)), 1);
    assert_eq!(play.count(|effect| matches!(effect, Effect::Store(_))), 1);
    assert_eq!(play.confirms(), 1);
}

#[test]
fn edge_02_of_confirm_and_back_in_one_frame_the_first_wins() {
    let mut play = Play::begin();
    play.ready().on(Event::Confirm).on(Event::Back);
    assert!(matches!(play.phase(), Phase::Ready(_)), "the sheet is closed, the payment is not");

    let mut play = Play::begin();
    play.ready().on(Event::Back).on(Event::Confirm);
    assert_eq!(play.outcomes(), [&Outcome::Cancelled]);
    assert_eq!(play.count(|effect| matches!(effect, Effect::MintAttempt)), 0);
}

#[test]
fn edge_02_back_after_confirm_never_cancels() {
    for leave in [Event::Back, Event::Close] {
        for began in [Play::storing, Play::confirming] {
            let mut play = Play::begin();
            let before = began(&mut play).phase().clone();
            play.take_effects();
            play.on(leave.clone());
            assert_eq!(play.phase(), &before);
            assert!(play.is_quiet());
        }
    }
}

#[test]
fn edge_05_pay_is_disabled_a_margin_before_the_order_ends() {
    let mut play = Play::begin();
    play.ready().seconds(594);
    assert_eq!(block(&play), None);
    play.seconds(1);
    assert_eq!(block(&play), Some(PayBlock::Expiring));
    play.on(Event::Confirm);
    assert!(matches!(play.phase(), Phase::Ready(_)));
    play.seconds(4);
    assert_eq!(block(&play), Some(PayBlock::Expiring));
    play.seconds(1).answer(an_order(order()));
    assert_eq!(play.verdict(), &Verdict::TimedOut);
    assert_eq!(play.outcomes(), [&Outcome::Expired { order: Some(order().id) }]);
}

#[test]
fn edge_05_the_timer_alone_leads_to_the_end() {
    let mut play = Play::begin();
    play.ready();
    assert_eq!(play.until_asked(), Some(Duration::from_secs(600)));
    assert_eq!(play.sent().1, Request::QueryOrder(order().id), "the phone's clock decides nothing");
    play.reply(2, an_order(order()));
    assert_eq!(play.verdict(), &Verdict::TimedOut);
}

#[test]
fn the_remaining_time_is_shown_under_two_minutes() {
    let mut play = Play::begin();
    play.ready().seconds(480);
    assert_eq!(on_ready(&play).time_left(play.state().context()), None);
    play.later(Duration::from_millis(1));
    assert_eq!(on_ready(&play).time_left(play.state().context()), Some(Duration::from_millis(119_999)));
}

#[test]
fn edge_07_a_quote_that_ends_is_asked_for_again_and_pay_waits_for_it() {
    let mut play = Play::begin();
    play.scanned_to(with_quote_until("2026-01-05T10:31:00Z"));
    assert_eq!(play.until_asked(), Some(Duration::from_secs(60)));
    assert_eq!(block(&play), Some(PayBlock::Refreshing));
    play.on(Event::Confirm);
    assert!(matches!(play.phase(), Phase::Ready(_)));

    play.answer(an_order(Order { pay_amount: money("KRW", 1_010), ..with_quote_until("2026-01-05T10:33:00Z") }));
    assert_eq!(block(&play), None);
    assert_eq!(on_ready(&play).order().pay_amount, money("KRW", 1_010));
    assert_eq!(on_ready(&play).notice(), Some(TextKey::NoticeAmountChanged));
    assert_eq!(play.confirms(), 0, "only an explicit confirm pays the new amount");
}

#[test]
fn a_quote_that_arrives_ended_is_not_asked_for_in_a_loop() {
    let mut play = Play::begin();
    let ended = || with_quote_until("2026-01-05T10:29:00Z");
    play.scanned_to(ended());
    for _ in 0..3 {
        assert_eq!(play.until_asked(), Some(Duration::from_secs(5)));
        play.answer(an_order(ended()));
    }
}

#[test]
fn a_quote_that_cannot_be_asked_for_offers_to_try_again() {
    let mut play = Play::begin();
    play.scanned_to(with_quote_until("2026-01-05T10:31:00Z")).seconds(60);
    for _ in 0..2 {
        play.fails(Delivery::NotSent);
        play.until_asked();
    }
    play.fails(Delivery::NotSent);
    assert_eq!(on_ready(&play).refresh_stalled(), Some(TextKey::NoticeNoNetwork));
    play.on(Event::Retry);
    assert_eq!(play.sent().1, Request::RefreshQuote(order().id));
}

#[test]
fn an_order_that_ended_while_its_quote_was_asked_for_shows_its_result() {
    let mut play = Play::begin();
    play.scanned_to(with_quote_until("2026-01-05T10:31:00Z")).seconds(60);
    play.answer(problem(ProblemCode::OrderFinal, None));
    assert_eq!(play.sent().1, Request::QueryOrder(order().id));
    play.reply(3, an_order(order_in(OrderState::Closed, None)));
    assert!(matches!(play.verdict(), Verdict::Failed { recoverable: false, .. }));
}

#[test]
fn edge_38_a_discount_that_vanishes_at_confirm_shows_the_new_total() {
    let mut play = Play::begin();
    play.confirming().answer(problem(ProblemCode::AmountChanged, Some(false)));
    assert_eq!(block(&play), Some(PayBlock::Refreshing));
    assert_eq!(play.sent().1, Request::RefreshQuote(order().id));
    play.reply(4, an_order(Order { pay_amount: money("KRW", 1_100), ..order() }));
    assert_eq!(on_ready(&play).notice(), Some(TextKey::NoticeAmountChanged));
    assert!(play.take_effects().contains(&Effect::Announce(TextKey::NoticeAmountChanged)));
    assert_eq!(play.confirms(), 1, "the new amount has not been confirmed");
    play.on(Event::Confirm);
    assert_eq!(play.count(|effect| matches!(effect, Effect::MintAttempt)), 2, "another amount is another attempt");
}

#[test]
fn edge_39_zero_to_pay_is_shown_and_the_backend_decides() {
    let mut play = Play::begin();
    play.scanned_to(Order { pay_amount: money("KRW", 0), ..order() });
    assert_eq!(block(&play), None);
    play.on(Event::Confirm).on(Event::AttemptMinted(attempt_id())).on(pin()).answer(passed()).on(Event::Stored(attempt_id()));
    let refused =
        Attempt { pay_amount: Some(money("KRW", 0)), reason: Some(reason("PROCESS_FAIL", false)), ..attempt(AttemptState::Failed) };
    play.answer(Answer::Attempt(refused));
    assert!(matches!(play.verdict(), Verdict::Failed { .. }));
}

#[test]
fn only_a_usable_method_is_picked() {
    let mut play = Play::begin();
    let mut two = order();
    two.methods.push(Method { method_id: "card".into(), enabled: false, ..two.methods[1].clone() });
    two.methods.push(Method { method_id: "new".into(), kind: MethodKind::Unknown, ..two.methods[1].clone() });
    play.scanned_to(two);
    assert_eq!(on_ready(&play).method(), Some("balance"));
    play.on(Event::MethodPicked("bank".into()));
    for unusable in ["card", "new", "nonsense"] {
        play.on(Event::MethodPicked(unusable.into()));
        assert_eq!(on_ready(&play).method(), Some("bank"), "{unusable}");
    }
}

#[test]
fn the_method_survives_new_amounts() {
    let mut play = Play::begin();
    play.scanned_to(with_quote_until("2026-01-05T10:31:00Z")).on(Event::MethodPicked("bank".into())).seconds(60);
    play.answer(an_order(order()));
    assert_eq!(on_ready(&play).method(), Some("bank"));
}

#[test]
fn without_a_usable_method_there_is_nothing_to_pay_with() {
    let mut play = Play::begin();
    play.scanned_to(Order { methods: vec![], ..order() });
    assert_eq!(block(&play), Some(PayBlock::NoMethod));
    play.on(Event::Confirm);
    assert!(matches!(play.phase(), Phase::Ready(_)));
}

#[test]
fn a_refused_refresh_is_not_repeated_and_not_blamed_on_the_network() {
    for (code, notice) in [
        (ProblemCode::Unauthorized, TextKey::NoticeLoginAgain),
        (ProblemCode::Forbidden, TextKey::NoticeTryLater),
        (ProblemCode::NotFound, TextKey::NoticeTryLater),
    ] {
        let mut play = Play::begin();
        play.confirming().answer(problem(ProblemCode::AmountChanged, Some(false))).answer(problem(code, None));
        assert_eq!(on_ready(&play).refresh_stalled(), Some(notice), "{code:?}");
    }
}
