//! The PIN sheet: what it is asked, and every way out of it.

use super::*;
use crate::{
    machine::{PayBlock, StepUpStage},
    texts::TextKey,
    wallet_api::StepUpRequest,
};

fn refused(attempts_left: u32) -> Answer {
    Answer::SteppedUp(StepUpAnswer::Refused { attempts_left })
}

fn is_asking(play: &Play) -> bool {
    matches!(play.phase(), Phase::StepUp(step_up) if matches!(step_up.stage(), StepUpStage::Asking(_)))
}

#[test]
fn the_sheet_opens_once_the_attempt_has_its_id() {
    let mut play = Play::begin();
    play.ready().on(Event::Confirm);
    assert!(!play.take_effects().contains(&Effect::AskStepUp));
    play.on(Event::AttemptMinted(attempt_id()));
    assert!(play.take_effects().contains(&Effect::AskStepUp));
    assert!(is_asking(&play));
}

#[test]
fn the_pin_is_bound_to_what_will_be_confirmed() {
    let mut play = Play::begin();
    play.verifying();
    let Request::StepUp(StepUpRequest { order: of, content, .. }) = play.sent().1 else { panic!("no step-up") };
    play.reply(2, passed()).on(Event::Stored(attempt_id()));
    let Request::Confirm(to, confirmed) = play.sent().1 else { panic!("no confirm") };
    assert_eq!((of, content), (to, confirmed.content));
    assert_eq!(confirmed.step_up_token, Secret::new("tok-5531"));
}

#[test]
fn edge_04_back_from_the_sheet_leads_to_the_cashier_with_nothing_stored() {
    for leave in [Event::Back, Event::StepUpResult(StepUpInput::Cancelled)] {
        for opened in [Play::asking, Play::verifying] {
            let mut play = Play::begin();
            opened(&mut play).on(leave.clone());
            assert!(matches!(play.phase(), Phase::Ready(_)));
            assert_eq!(play.count(|effect| matches!(effect, Effect::Store(_))), 0);
            assert_eq!(play.outcomes(), [] as [&Outcome; 0]);
        }
    }
}

#[test]
fn edge_04_a_token_that_comes_after_back_is_dropped() {
    let mut play = Play::begin();
    play.verifying().on(Event::Back);
    play.reply(2, passed());
    assert!(matches!(play.phase(), Phase::Ready(_)));
    assert_eq!(play.count(|effect| matches!(effect, Effect::Store(_))), 0);
}

#[test]
fn edge_29_a_token_that_comes_after_the_order_ended_is_dropped() {
    let mut play = Play::begin();
    play.verifying().seconds(600);
    assert_eq!(play.sent(), (3, Request::QueryOrder(order().id)));
    play.reply(2, passed());
    assert!(matches!(play.phase(), Phase::Ready(_)));
    play.reply(3, an_order(order()));
    assert_eq!(play.verdict(), &Verdict::TimedOut);
    assert_eq!(play.count(|effect| matches!(effect, Effect::Store(_))), 0);
}

#[test]
fn edge_29_the_sheets_own_timer_leads_to_the_end() {
    let mut play = Play::begin();
    play.asking();
    assert_eq!(play.until_asked(), Some(Duration::from_secs(600)));
    play.answer(an_order(order()));
    assert_eq!(play.verdict(), &Verdict::TimedOut);
}

#[test]
fn edge_30_a_wrong_pin_is_asked_for_again_with_the_tries_that_are_left() {
    let mut play = Play::begin();
    play.verifying().answer(refused(2));
    assert!(is_asking(&play));
    let Phase::StepUp(step_up) = play.phase() else { unreachable!() };
    assert_eq!((step_up.notice(), step_up.attempts_left()), (Some(TextKey::NoticeWrongPin), Some(2)));
    assert!(play.take_effects().contains(&Effect::AskStepUp));
    play.on(pin()).answer(passed());
    assert!(matches!(play.phase(), Phase::Storing(_)));
}

#[test]
fn edge_30_the_last_wrong_pin_ends_as_the_backend_says() {
    let mut play = Play::begin();
    play.verifying().answer(refused(0));
    assert_eq!(play.sent().1, Request::QueryOrder(order().id));
    let why = reason("USER_PAYMENT_VERIFICATION_FAILED", false);
    play.reply(3, an_order(Order { reason: Some(why.clone()), ..order_in(OrderState::Failed, None) }));
    assert_eq!(play.verdict(), &Verdict::Failed { reason: why, recoverable: false });
}

#[test]
fn edge_30_five_wrong_pins_are_told_as_such_with_and_without_a_network() {
    let mut play = Play::begin();
    play.asking();
    for attempts_left in (0..5).rev() {
        play.on(pin()).answer(refused(attempts_left));
    }
    assert_eq!(block(&play), Some(PayBlock::OutOfTries), "nobody needs to be warned of paying again");
    assert_eq!(play.announced(), Some(TextKey::ResultOutOfTries));
    for _ in 0..2 {
        play.fails(Delivery::NotSent);
        play.until_asked();
    }
    play.fails(Delivery::NotSent);
    let Verdict::Failed { reason, recoverable: false } = play.verdict() else { panic!("{:?}", play.verdict()) };
    assert_eq!(reason.code, "USER_PAYMENT_VERIFICATION_FAILED");
    assert_eq!(reason.text_key, "result.out_of_tries", "whether it was paid elsewhere, nobody has said");
}

fn locked_until(until: &str) -> Play {
    let mut play = Play::begin();
    play.verifying().answer(Answer::SteppedUp(StepUpAnswer::Locked { locked_until: until.into() }));
    play
}

fn block(play: &Play) -> Option<PayBlock> {
    match play.phase() {
        Phase::Ready(ready) => ready.pay_block(play.state().context()),
        phase => panic!("not ready: {phase:?}"),
    }
}

#[test]
fn edge_30_a_locked_pin_disables_pay_until_the_lock_is_over_by_the_servers_clock() {
    let mut play = locked_until("2026-01-05T10:31:00Z");
    assert_eq!(block(&play), Some(PayBlock::Locked));
    assert!(play.take_effects().contains(&Effect::Announce(TextKey::NoticeLockedUntil)));
    play.on(Event::Confirm);
    assert!(matches!(play.phase(), Phase::Ready(ready) if ready.locked_until(play.state().context()) == Some("2026-01-05T10:31:00Z")));
    play.seconds(59);
    assert_eq!(block(&play), Some(PayBlock::Locked));
    play.seconds(1);
    assert_eq!(block(&play), None);
    play.on(Event::Confirm);
    assert!(matches!(play.phase(), Phase::StepUp(_)));
}

#[test]
fn the_timer_of_a_locked_page_is_the_end_of_the_lock() {
    let mut play = locked_until("2026-01-05T10:31:00Z");
    assert!(play.take_effects().contains(&Effect::StartTimer(Monotonic(61_000))));
}

#[test]
fn a_lock_outlives_new_amounts() {
    let mut play = Play::begin();
    let quote = order().quote.map(|quote| Quote { expires_at: Some("2026-01-05T10:30:30Z".into()), ..quote });
    play.scanned_to(Order { quote, ..order() }).on(Event::Confirm).on(Event::AttemptMinted(attempt_id())).on(pin());
    play.answer(Answer::SteppedUp(StepUpAnswer::Locked { locked_until: "2026-01-05T10:35:00Z".into() }));
    play.seconds(30).answer(an_order(order()));
    assert_eq!(block(&play), Some(PayBlock::Locked));
}

#[test]
fn a_lock_without_a_known_end_is_told_and_blocks_nothing() {
    let play = locked_until("soon");
    assert_eq!(block(&play), None);
    assert!(matches!(play.phase(), Phase::Ready(ready) if ready.notice() == Some(TextKey::NoticeLocked)));
}

#[test]
fn a_step_up_is_repeated_under_its_own_id_so_that_it_counts_once() {
    let mut play = Play::begin();
    play.verifying();
    let (_, first) = play.sent();
    play.on(Event::SendFailure { epoch: 2, delivery: Delivery::MaybeSent, request_id: "r".into() });
    assert!(play.until_asked().is_some());
    assert_eq!(play.sent().1, first);
}

#[test]
fn without_a_network_the_user_is_back_at_the_sheet_not_at_a_spinner() {
    let mut play = Play::begin();
    play.verifying();
    for _ in 0..2 {
        play.fails(Delivery::NotSent);
        play.until_asked();
    }
    play.fails(Delivery::NotSent);
    assert!(is_asking(&play));
    assert!(matches!(play.phase(), Phase::StepUp(step_up) if step_up.notice() == Some(TextKey::NoticeNoNetwork)));
}

#[test]
fn an_amount_that_changed_leads_to_the_cashier_with_the_new_one() {
    for code in [ProblemCode::AmountChanged, ProblemCode::QuoteExpired] {
        let mut play = Play::begin();
        play.verifying().answer(problem(code, None));
        assert!(matches!(play.phase(), Phase::Ready(_)));
        assert_eq!(play.sent().1, Request::RefreshQuote(order().id));
    }
}

#[test]
fn any_other_problem_of_the_order_is_looked_at_in_the_order() {
    for code in [ProblemCode::OrderExpired, ProblemCode::OrderFinal, ProblemCode::AttemptRunning, ProblemCode::InvalidRequest] {
        let mut play = Play::begin();
        play.verifying().answer(problem(code, None));
        assert_eq!(play.sent().1, Request::QueryOrder(order().id), "{code:?}");
    }
}

#[test]
fn leaving_the_cashier_from_the_sheet_cancels() {
    let mut play = Play::begin();
    play.asking().on(Event::Close);
    assert_eq!(play.outcomes(), [&Outcome::Cancelled]);
}

#[test]
fn an_id_that_comes_unasked_changes_nothing() {
    let mut play = Play::begin();
    play.asking().on(Event::AttemptMinted(AttemptId::from_random(99)));
    assert!(
        matches!(play.phase(), Phase::StepUp(it) if matches!(it.stage(), StepUpStage::Asking(content) if content.attempt == attempt_id()))
    );
}

#[test]
fn what_the_sheet_has_to_say_is_announced_each_time() {
    let mut play = Play::begin();
    play.asking();
    for tries in [3, 2] {
        play.on(pin()).answer(refused(tries));
        assert!(play.take_effects().contains(&Effect::Announce(TextKey::NoticeWrongPin)), "{tries} left");
    }
    let mut play = Play::begin();
    play.confirming().answer(problem(ProblemCode::StepUpInvalid, Some(false)));
    assert!(play.take_effects().contains(&Effect::Announce(TextKey::NoticeStepUpAgain)));
}

#[test]
fn a_login_that_has_ended_is_told_on_the_sheet_at_once() {
    let mut play = Play::begin();
    play.verifying().answer(problem(ProblemCode::Unauthorized, None));
    assert!(is_asking(&play));
    assert!(matches!(play.phase(), Phase::StepUp(step_up) if step_up.notice() == Some(TextKey::NoticeLoginAgain)));
}

#[test]
fn edge_30_the_last_wrong_pin_of_an_order_that_can_still_be_paid_is_told_as_such_and_can_be_tried_again() {
    let mut play = Play::begin();
    play.verifying().answer(refused(0)).answer(an_order(order()));
    let why = reason("USER_PAYMENT_VERIFICATION_FAILED", true);
    assert_eq!(play.verdict(), &Verdict::Failed { reason: why, recoverable: true });
    play.on(Event::Retry);
    assert!(matches!(play.phase(), Phase::Ready(_)));
}
