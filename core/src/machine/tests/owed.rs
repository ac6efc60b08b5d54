//! An order that is asked about with no attempt of ours: "pending" is told once, its result once, also over restarts.

use super::*;
use crate::machine::{PendingReference, SnapshotRecord};

/// The backend has refused an attempt because of the order, which does not answer; the user leaves the check.
fn pending() -> Play {
    let mut play = Play::begin();
    play.confirming().answer(problem(ProblemCode::AttemptRunning, Some(false)));
    play.fails(Delivery::MaybeSent).on(Event::Back);
    play
}

/// The next run of the app.
fn restored() -> Play {
    let mut play = Play::begin();
    play.on(Event::RestoreOrder { user: "user-1".into(), order: order().id });
    play
}

fn told() -> Outcome {
    Outcome::Pending(PendingReference { attempt: None, order: Some(order().id) })
}

fn ends(play: &Play) -> Vec<&Outcome> {
    play.outcomes().into_iter().filter(|outcome| !matches!(outcome, Outcome::Pending(_))).collect()
}

#[test]
fn an_order_that_is_left_unresolved_is_on_disk_before_the_host_is_told_that_its_result_follows() {
    let mut play = pending();
    assert!(matches!(play.phase(), Phase::Pending(pending) if pending.live().is_none() && pending.order() == Some(&order())));
    assert!(!play.phase().is_live(), "no attempt of ours");
    let effects = play.take_effects();
    let at = |wanted: &Effect| effects.iter().position(|effect| effect == wanted).expect("it is asked for");
    assert!(at(&Effect::StoreOrder(order().id)) < at(&Effect::Finish(told())));
}

#[test]
fn an_unresolved_order_is_asked_about_until_its_result_comes_which_is_told_once() {
    let mut play = pending();
    play.on(Event::Close);
    for answer in [problem(ProblemCode::Unavailable, None), an_order(order_in(OrderState::Unknown, None))] {
        assert_eq!(play.until_asked(), Some(Duration::from_secs(30)));
        assert!(matches!(play.sent(), (_, Request::QueryOrder(_))));
        let epoch = play.state().context().newest_epoch();
        play.reply(epoch, answer);
    }
    play.take_effects();
    play.on(Event::PushHint(order().id)).answer(an_order(order_in(OrderState::Success, Some((AttemptState::Succeeded, true)))));
    let pay_amount = order().pay_amount;
    let paid = Outcome::Succeeded { order: order().id, attempt: attempt_id(), pay_amount, surcharge: None, total: Some(pay_amount) };
    assert_eq!((play.outcomes(), play.phase()), (vec![&told(), &paid], &Phase::Done(paid.clone())));
    assert_eq!(play.count(|effect| *effect == Effect::ForgetOrder(order().id)), 1);
}

#[test]
fn a_restart_goes_on_asking_about_an_unresolved_order_at_once_and_tells_its_result_once() {
    let results = [
        (order_in(OrderState::Success, Some((AttemptState::Succeeded, false))), Outcome::PaidElsewhere { order: order().id }),
        (order_in(OrderState::Failed, None), Outcome::Failed { order: Some(order().id), code: "PROCESS_FAIL".into() }),
        // Nobody pays here without having scanned: that nothing was paid is the result.
        (order(), Outcome::Cancelled),
    ];
    for (answered, outcome) in results {
        let mut play = restored();
        assert_eq!(play.sent().1, Request::QueryOrder(order().id));
        play.reply(1, an_order(answered)).on(Event::Close);
        assert_eq!(play.outcomes(), [&outcome]);
        assert_eq!(play.count(|effect| *effect == Effect::ForgetOrder(order().id)), 1);
        assert_eq!(play.confirms(), 0);
    }
}

#[test]
fn an_unresolved_order_that_turns_out_to_have_an_attempt_of_ours_is_pending_once_and_ends_by_that_attempt() {
    for mut play in [pending(), restored()] {
        play.on(Event::Foreground).answer(an_order(order_in(OrderState::Processing, Some((AttemptState::Processing, true)))));
        assert!(matches!(play.phase(), Phase::Pending(pending) if pending.live().is_some()), "{:?}", play.phase());
        let pendings = play.outcomes().len();
        assert_eq!(play.sent().1, Request::QueryAttempt(attempt_id()));
        let epoch = play.state().context().newest_epoch();
        play.reply(epoch, Answer::Attempt(attempt(AttemptState::Succeeded)));
        assert_eq!(play.outcomes().len(), pendings + 1, "the end, and no second pending");
        assert!(matches!(ends(&play)[..], [Outcome::Succeeded { .. }]));
        assert_eq!(play.count(|effect| *effect == Effect::ForgetOrder(order().id)), 1);
    }
}

#[test]
fn an_unresolved_order_that_can_be_paid_after_all_is_owed_until_that_payment_ends() {
    let mut play = pending();
    play.on(Event::Retry).answer(an_order(order()));
    assert!(matches!(play.phase(), Phase::Ready(_)), "the user is still there");
    assert_eq!(play.count(|effect| matches!(effect, Effect::ForgetOrder(_))), 0);
    play.on(Event::Close);
    assert_eq!(ends(&play), [&Outcome::Cancelled]);
    assert_eq!(play.count(|effect| *effect == Effect::ForgetOrder(order().id)), 1);
}

#[test]
fn an_unresolved_order_is_promised_once_however_often_the_check_of_it_is_left() {
    let mut play = pending();
    play.on(Event::Retry).answer(an_order(order()));
    let second = AttemptId::from_random(2);
    play.on(Event::Confirm).on(Event::AttemptMinted(second.clone())).on(pin()).answer(passed()).on(Event::Stored(second));
    play.answer(problem(ProblemCode::AttemptRunning, Some(false))).fails(Delivery::MaybeSent).on(Event::Back);
    assert!(matches!(play.phase(), Phase::Pending(pending) if pending.live().is_none()), "{:?}", play.phase());
    assert_eq!(play.outcomes(), [&told()]);
    assert_eq!(play.count(|effect| *effect == Effect::StoreOrder(order().id)), 1);
}

#[test]
fn nothing_is_said_of_an_owed_order_while_an_attempt_of_another_payment_lives() {
    for mut play in [pending(), restored()] {
        let pendings = play.outcomes().len();
        let stale = play.state().context().newest_epoch();
        let record = SnapshotRecord { user: "user-1".into(), attempt: attempt_id(), order: order().id, details: None };
        play.on(Event::Restore(record));
        assert_eq!(play.sent().1, Request::QueryAttempt(attempt_id()));
        // The confirmation had not arrived when this was said.
        play.reply(stale, an_order(order())).on(Event::Close);
        assert_eq!(play.outcomes().len(), pendings, "{:?}", play.outcomes());
        let epoch = play.state().context().newest_epoch();
        play.reply(epoch, Answer::Attempt(attempt(AttemptState::Succeeded)));
        assert!(matches!(ends(&play)[..], [Outcome::Succeeded { .. }]));
        assert_eq!(play.count(|effect| *effect == Effect::ForgetOrder(order().id)), 1);
    }
}

#[test]
fn a_promised_result_is_owed_until_the_other_device_has_ended_too() {
    let mut play = Play::begin();
    play.pending().on(Event::Foreground);
    play.answer(Answer::Attempt(Attempt { order_state: Some(OrderState::Processing), ..attempt(AttemptState::Void) }));
    assert!(matches!(play.phase(), Phase::PaidElsewhere(_)));
    assert_eq!(play.count(|effect| *effect == Effect::StoreOrder(order().id)), 1, "the record of the attempt has gone");
    play.on(Event::Close);
    assert_eq!(ends(&play), [&Outcome::PaidElsewhere { order: order().id }]);
    assert_eq!(play.count(|effect| *effect == Effect::ForgetOrder(order().id)), 1);
}

/// Where an effect stands among those since it was last looked.
fn place(effects: &[Effect], wanted: &Effect) -> usize {
    effects.iter().position(|effect| effect == wanted).unwrap_or_else(|| panic!("no {wanted:?} in {effects:?}"))
}

#[test]
fn a_promised_result_is_owed_before_the_attempt_it_was_promised_for_gives_way_to_another_try() {
    let told = |play: &mut Play| {
        play.pending().on(Event::Foreground).answer(Answer::Attempt(attempt(AttemptState::Failed)));
    };
    let told_by_an_earlier_run = |play: &mut Play| {
        let order = Box::new(order());
        let content = crate::machine::ready::content(&order, "balance", attempt_id());
        play.on(Event::Restore(crate::machine::SnapshotRecord::new("user-1".into(), order, content)));
        play.answer(Answer::Attempt(attempt(AttemptState::Failed)));
    };
    for begin in [&told as &dyn Fn(&mut Play), &told_by_an_earlier_run] {
        let mut play = Play::begin();
        begin(&mut play);
        assert!(matches!(play.verdict(), Verdict::Failed { recoverable: true, .. }));
        play.take_effects();
        play.on(Event::Retry);
        assert!(matches!(play.phase(), Phase::Ready(_)));
        let effects = play.take_effects();
        assert!(place(&effects, &Effect::StoreOrder(order().id)) < place(&effects, &Effect::Forget(attempt_id())));
        play.on(Event::Close);
        assert_eq!(ends(&play), [&Outcome::Cancelled]);
        assert_eq!(play.count(|effect| *effect == Effect::ForgetOrder(order().id)), 1);
    }
}

#[test]
fn another_try_that_nobody_was_promised_a_result_of_is_not_owed() {
    let mut play = Play::begin();
    play.settled(AttemptState::Failed).on(Event::Retry);
    assert_eq!(play.count(|effect| matches!(effect, Effect::StoreOrder(_))), 0);
}

#[test]
fn pending_is_told_once_also_if_another_try_becomes_pending_too() {
    let mut play = Play::begin();
    play.pending().on(Event::Foreground).answer(Answer::Attempt(attempt(AttemptState::Failed)));
    play.on(Event::Retry).answer(an_order(order()));
    let second = AttemptId::from_random(8);
    play.on(Event::Confirm).on(Event::AttemptMinted(second.clone())).on(pin()).answer(passed()).on(Event::Stored(second.clone()));
    play.fails(Delivery::MaybeSent).on(Event::Back);
    assert!(matches!(play.phase(), Phase::Pending(_)), "{:?}", play.phase());
    assert!(matches!(play.outcomes()[..], [Outcome::Pending(_)]));
    play.on(Event::Foreground).answer(Answer::Attempt(Attempt { id: second, ..attempt(AttemptState::Succeeded) }));
    assert!(matches!(play.outcomes()[..], [Outcome::Pending(_), Outcome::Succeeded { .. }]));
    assert_eq!(play.count(|effect| *effect == Effect::ForgetOrder(order().id)), 1);
}

#[test]
fn a_confirmed_payment_is_owed_while_another_device_that_pays_its_order_is_only_watched() {
    for ended in [AttemptState::Void, AttemptState::Failed] {
        let mut play = Play::begin();
        play.checking().on(Event::Foreground);
        play.answer(Answer::Attempt(Attempt { order_state: Some(OrderState::Processing), ..attempt(ended) }));
        assert!(matches!(play.phase(), Phase::PaidElsewhere(_)));
        let effects = play.take_effects();
        assert!(place(&effects, &Effect::StoreOrder(order().id)) < place(&effects, &Effect::Forget(attempt_id())), "{ended:?}");
        play.until_asked();
        play.answer(an_order(order_in(OrderState::Success, Some((AttemptState::Succeeded, false)))));
        assert_eq!(play.outcomes(), [&Outcome::PaidElsewhere { order: order().id }]);
        assert_eq!(play.count(|effect| *effect == Effect::ForgetOrder(order().id)), 1);
    }
}

#[test]
fn the_record_of_an_attempt_goes_last_when_its_order_is_taken() {
    for (state, kept) in [
        (OrderState::Processing, Effect::StoreOrder(order().id)),
        (OrderState::Success, Effect::Finish(Outcome::PaidElsewhere { order: order().id })),
    ] {
        let mut play = Play::begin();
        play.pending().on(Event::Foreground);
        play.answer(Answer::Attempt(Attempt { order_state: Some(state), ..attempt(AttemptState::Void) }));
        let effects = play.take_effects();
        assert!(place(&effects, &kept) < place(&effects, &Effect::Forget(attempt_id())), "{effects:?}");
    }
}

#[test]
fn an_attempt_that_only_the_order_tells_of_is_owed_before_it_is_called_pending() {
    let mut play = Play::begin();
    play.scanned_to(order_in(OrderState::Processing, Some((AttemptState::Processing, true)))).on(Event::Close);
    assert!(matches!(play.phase(), Phase::Pending(pending) if pending.live().is_some()));
    let effects = play.take_effects();
    let told = Effect::Finish(Outcome::Pending(PendingReference { attempt: Some(attempt_id()), order: Some(order().id) }));
    assert!(place(&effects, &Effect::StoreOrder(order().id)) < place(&effects, &told));
    let mut play = Play::begin();
    play.pending();
    assert_eq!(play.count(|effect| matches!(effect, Effect::StoreOrder(_))), 0, "its record is on disk");
}
