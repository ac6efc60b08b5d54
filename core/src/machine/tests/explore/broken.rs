//! Machines that break one invariant each: the search finds every one of them, and says which.

use super::{
    super::{super::Storing, *},
    explore,
    moves::Budget,
};
use crate::machine::SnapshotRecord;

fn is_confirm(effect: &Effect) -> bool {
    matches!(effect, Effect::Send { request: Request::Confirm(..), .. })
}

/// The record of a `Restore`.
fn restored(event: &Event) -> Option<&SnapshotRecord> {
    match event {
        Event::Restore(record) => Some(record),
        _ => None,
    }
}

/// Sends every confirmation twice.
fn confirms_twice(state: State, event: Event) -> (State, Vec<Effect>) {
    let (state, mut effects) = update(state, event);
    effects.extend(effects.iter().find(|it| is_confirm(it)).cloned());
    (state, effects)
}

/// Takes "try again" for another attempt, also while the first one may be running.
fn tries_again_while_one_lives(state: State, event: Event) -> (State, Vec<Effect>) {
    if let (Phase::Checking(checking), Event::Retry) = (&state.phase, &event)
        && let Some(order) = checking.order().cloned()
        && checking.live().is_some()
    {
        let mut context = state.context.clone();
        let mut turn = super::super::super::turn::Turn::new(&mut context);
        let content = crate::machine::ready::content(&order, "balance", AttemptId::from_random(3));
        let phase = Storing::enter(Box::new(order), content, Secret::new("t"), &mut turn);
        let effects = turn.into_effects();
        return (State { phase, context }, effects);
    }
    update(state, event)
}

/// Lets a success expire.
fn forgets_a_success(state: State, event: Event) -> (State, Vec<Effect>) {
    let time_passes = matches!(event, Event::Tick(_));
    let (mut state, effects) = update(state, event);
    if let Phase::Settled(settled) = &mut state.phase
        && matches!(settled.verdict(), Verdict::Succeeded(_))
        && time_passes
    {
        settled.verdict = Verdict::Expired;
    }
    (state, effects)
}

/// Believes a success of any amount.
fn ignores_amounts(state: State, mut event: Event) -> (State, Vec<Effect>) {
    if let (Phase::Confirming(it), Event::Reply { answer: Answer::Attempt(attempt), .. }) = (&state.phase, &mut event) {
        attempt.pay_amount = Some(it.order().pay_amount);
    }
    update(state, event)
}

/// Takes Back for "cancel" while the result is being asked for.
fn cancels_while_one_lives(state: State, event: Event) -> (State, Vec<Effect>) {
    match (&state.phase, &event) {
        (Phase::Checking(_), Event::Back) => {
            let outcome = Outcome::Cancelled;
            (State { phase: Phase::Done(outcome.clone()), ..state }, vec![Effect::Finish(outcome)])
        }
        _ => update(state, event),
    }
}

/// Sends what it finds on disk.
fn sends_what_was_restored(state: State, event: Event) -> (State, Vec<Effect>) {
    let found = restored(&event).cloned();
    let (state, mut effects) = update(state, event);
    if let Some(content) = found.and_then(|record| record.details).map(|details| details.content) {
        let request = crate::wallet_api::ConfirmRequest { content, step_up_token: Secret::new("t") };
        effects.push(Effect::Send { epoch: 1, request: Request::Confirm(order().id, request) });
    }
    (state, effects)
}

/// Keeps the merchant button after it was used.
fn redirects_again(state: State, event: Event) -> (State, Vec<Effect>) {
    let used = match &state.phase {
        Phase::Redirecting { target, .. } => Some(target.clone()),
        _ => None,
    };
    let (mut state, effects) = update(state, event);
    if let Phase::Settled(settled) = &mut state.phase {
        settled.target = settled.target.take().or(used);
    }
    (state, effects)
}

/// Writes the code on the cashier page.
fn shows_the_code(state: State, event: Event) -> (State, Vec<Effect>) {
    let code = match &state.phase {
        Phase::Resolving(lookup) => lookup.code().expose().to_owned(),
        _ => String::new(),
    };
    let (mut state, effects) = update(state, event);
    if let Phase::Ready(ready) = &mut state.phase
        && !code.is_empty()
    {
        ready.order.description = code;
    }
    (state, effects)
}

/// Has a cashier page that cannot be left.
fn locks_the_cashier(state: State, event: Event) -> (State, Vec<Effect>) {
    match (&state.phase, &event) {
        (Phase::Ready(_), Event::Back | Event::Close) => (state, vec![]),
        _ => update(state, event),
    }
}

/// Takes every answer for that to its newest request.
fn ignores_epochs(state: State, mut event: Event) -> (State, Vec<Effect>) {
    if let Event::Reply { epoch, .. } | Event::SendFailure { epoch, .. } = &mut event {
        *epoch = state.context.epoch;
    }
    update(state, event)
}

/// Counts on, whatever the user presses.
fn ignores_countdown_stops(state: State, event: Event) -> (State, Vec<Effect>) {
    if event == Event::CountdownStop { (state, vec![]) } else { update(state, event) }
}

/// Counts on while the app is away.
fn ignores_the_background(state: State, event: Event) -> (State, Vec<Effect>) {
    if event == Event::Background { (state, vec![]) } else { update(state, event) }
}

/// Shows and tells another amount than was paid.
fn shows_another_amount(state: State, event: Event) -> (State, Vec<Effect>) {
    let was_settled = matches!(state.phase, Phase::Settled(_));
    let (mut state, mut effects) = update(state, event);
    if let Phase::Settled(settled) = &mut state.phase
        && !was_settled
        && let Verdict::Succeeded(_) = settled.verdict()
    {
        let dearer = Order { pay_amount: money("KRW", 1_100), ..order() };
        let paid = crate::machine::settle::Paid::by_order(settled.outcome().attempt().unwrap().clone(), &dearer);
        settled.verdict = Verdict::Succeeded(paid);
        for effect in &mut effects {
            if let Effect::Finish(outcome) = effect {
                *outcome = settled.outcome();
            }
        }
    }
    (state, effects)
}

/// Restores an attempt and leaves it at that.
fn asks_nothing_at_restore(state: State, event: Event) -> (State, Vec<Effect>) {
    let is_restored = restored(&event).is_some();
    let (state, mut effects) = update(state, event);
    effects.retain(|effect| !(is_restored && matches!(effect, Effect::Send { .. })));
    (state, effects)
}

/// Takes an owed order up and leaves it at that.
fn asks_nothing_about_what_is_owed(state: State, event: Event) -> (State, Vec<Effect>) {
    let is_owed = matches!(event, Event::RestoreOrder { .. });
    let (state, mut effects) = update(state, event);
    effects.retain(|effect| !(is_owed && matches!(effect, Effect::Send { .. })));
    (state, effects)
}

/// Says of an owed order what the backend says, whatever attempts live.
fn ignores_attempts_of_others(state: State, event: Event) -> (State, Vec<Effect>) {
    match (&state.phase, &event) {
        (Phase::Pending(_), Event::Restore(_)) => (state, vec![]),
        _ => update(state, event),
    }
}

/// Promises a result and keeps that in mind only.
fn owes_in_memory(state: State, event: Event) -> (State, Vec<Effect>) {
    let (state, mut effects) = update(state, event);
    effects.retain(|effect| !matches!(effect, Effect::StoreOrder(_)));
    (state, effects)
}

/// Tells a result and goes on owing it.
fn owes_for_ever(state: State, event: Event) -> (State, Vec<Effect>) {
    let (state, mut effects) = update(state, event);
    effects.retain(|effect| !matches!(effect, Effect::ForgetOrder(_)));
    (state, effects)
}

/// Promises a result once more after a restart.
fn promises_again(state: State, event: Event) -> (State, Vec<Effect>) {
    let is_owed = matches!(event, Event::RestoreOrder { .. });
    let (state, mut effects) = update(state, event);
    let reference = crate::machine::PendingReference { attempt: None, order: Some(order().id) };
    effects.extend(is_owed.then_some(Effect::Finish(Outcome::Pending(reference))));
    (state, effects)
}

/// Does not wait for the disk.
fn confirms_what_is_not_stored(state: State, event: Event) -> (State, Vec<Effect>) {
    let (mut state, mut effects) = update(state, event);
    let stored = effects.iter().find_map(|effect| match effect {
        Effect::Store(record) => Some(record.attempt.clone()),
        _ => None,
    });
    if let Some(attempt) = stored {
        let sent;
        (state, sent) = update(state, Event::Stored(attempt));
        effects.extend(sent);
    }
    (state, effects)
}

/// Confirms with another method than the one that is on disk.
fn confirms_another_content(state: State, event: Event) -> (State, Vec<Effect>) {
    let (state, mut effects) = update(state, event);
    for effect in &mut effects {
        if let Effect::Send { request: Request::Confirm(_, confirm), .. } = effect {
            confirm.content.method_id = "bank".into();
        }
    }
    (state, effects)
}

/// Drops the record as soon as the result is being asked for.
fn forgets_while_one_lives(state: State, event: Event) -> (State, Vec<Effect>) {
    let (state, mut effects) = update(state, event);
    if let Phase::Checking(checking) = &state.phase
        && let Some(live) = checking.live()
        && effects.contains(&Effect::Emit(AnalyticsEvent::CheckingBegan))
    {
        effects.push(Effect::Forget(live.attempt().clone()));
    }
    (state, effects)
}

/// Takes a change of the language for a tap on the merchant button.
fn redirects_by_itself(state: State, event: Event) -> (State, Vec<Effect>) {
    let event = if event == Event::LocaleChanged { Event::RedirectTap } else { event };
    update(state, event)
}

/// Has the merchant button where the user may try again.
fn redirects_from_any_result(state: State, event: Event) -> (State, Vec<Effect>) {
    let (mut state, effects) = update(state, event);
    if let Phase::Settled(settled) = &mut state.phase
        && matches!(settled.verdict(), Verdict::Failed { recoverable: true, .. })
        && let crate::redirect::Decision::Open(target) = RedirectPolicy::default().judge(order().redirect_url.as_deref())
    {
        settled.target = Some(target);
    }
    (state, effects)
}

/// Tells that the result will follow when it has been told.
fn is_pending_after_the_end(state: State, event: Event) -> (State, Vec<Effect>) {
    let leaves = event == Event::Close && matches!(&state.phase, Phase::Settled(it) if matches!(it.verdict(), Verdict::Succeeded(_)));
    let (state, mut effects) = update(state, event);
    if leaves {
        let reference = crate::machine::PendingReference { attempt: None, order: Some(order().id) };
        effects.push(Effect::Finish(Outcome::Pending(reference)));
    }
    (state, effects)
}

/// Tells every outcome twice.
fn tells_twice(state: State, event: Event) -> (State, Vec<Effect>) {
    let (state, mut effects) = update(state, event);
    effects.extend(effects.iter().find(|it| matches!(it, Effect::Finish(_))).cloned());
    (state, effects)
}

/// Forgets on the way out how the payment ended.
fn leaves_as_cancelled(state: State, event: Event) -> (State, Vec<Effect>) {
    let was_settled = matches!(state.phase, Phase::Settled(_));
    let (mut state, effects) = update(state, event);
    if was_settled && matches!(state.phase, Phase::Done(_)) {
        state.phase = Phase::Done(Outcome::Cancelled);
    }
    (state, effects)
}

/// What an answer that the phone waits for says of an attempt.
fn awaited<'a>(state: &State, event: &'a mut Event) -> Option<&'a mut Attempt> {
    match event {
        Event::Reply { epoch, answer: Answer::Attempt(attempt), .. } if *epoch == state.context.epoch => Some(attempt),
        _ => None,
    }
}

/// Takes a debit that runs for one that is done.
fn cannot_wait(state: State, mut event: Event) -> (State, Vec<Effect>) {
    if let Some(attempt) = awaited(&state, &mut event).filter(|attempt| attempt.state == AttemptState::Processing) {
        (attempt.state, attempt.order_state) = (AttemptState::Succeeded, Some(OrderState::Success));
    }
    update(state, event)
}

/// Believes an answer about any attempt.
fn ignores_ids(state: State, mut event: Event) -> (State, Vec<Effect>) {
    if let (Phase::Confirming(_), Some(attempt)) = (&state.phase, awaited(&state, &mut event)) {
        attempt.id = AttemptId::from_random(1);
    }
    update(state, event)
}

/// Takes an attempt of which the backend has not heard yet for one that never begins.
fn takes_unknown_for_void(state: State, mut event: Event) -> (State, Vec<Effect>) {
    if let Some(attempt) = awaited(&state, &mut event).filter(|attempt| attempt.state == AttemptState::Unknown) {
        attempt.state = AttemptState::Void;
    }
    update(state, event)
}

/// Takes a lost answer to a confirmation for a refusal.
fn takes_silence_for_a_no(state: State, event: Event) -> (State, Vec<Effect>) {
    match (&state.phase, &event) {
        (Phase::Confirming(_), Event::SendFailure { epoch, delivery: Delivery::MaybeSent, .. }) if *epoch == state.context.epoch => {
            let answer = Answer::Attempt(Attempt { id: AttemptId::from_random(1), ..attempt(AttemptState::Failed) });
            let event = Event::Reply { epoch: *epoch, answer, request_id: "r".into() };
            update(state, event)
        }
        _ => update(state, event),
    }
}

/// Asks at restore about the order, and not about the attempt.
fn asks_about_the_order_at_restore(state: State, event: Event) -> (State, Vec<Effect>) {
    let is_restored = restored(&event).is_some();
    let (state, mut effects) = update(state, event);
    for effect in effects.iter_mut().filter(|_| is_restored) {
        if let Effect::Send { request, .. } = effect {
            *request = Request::QueryOrder(order().id);
        }
    }
    (state, effects)
}

/// Counts on for a screen reader.
fn ignores_screen_readers(state: State, event: Event) -> (State, Vec<Effect>) {
    if matches!(event, Event::ScreenReader(_)) { (state, vec![]) } else { update(state, event) }
}

/// Counts on for another user.
fn ignores_other_users(state: State, event: Event) -> (State, Vec<Effect>) {
    match (&state.phase, &event) {
        (Phase::Settled(_), Event::TokenUserChanged(_)) => (state, vec![]),
        _ => update(state, event),
    }
}

/// Has a result that Back does not leave.
fn keeps_the_result(state: State, event: Event) -> (State, Vec<Effect>) {
    match (&state.phase, &event) {
        (Phase::Settled(_), Event::Back) => (state, vec![]),
        _ => update(state, event),
    }
}

/// Asks the order whenever an old answer comes by.
fn asks_after_old_answers(state: State, event: Event) -> (State, Vec<Effect>) {
    let is_old = matches!(&event, Event::Reply { epoch, .. } if *epoch < state.context.epoch);
    let (state, mut effects) = update(state, event);
    effects.extend(is_old.then(|| Effect::Send { epoch: state.context.epoch, request: Request::QueryOrder(order().id) }));
    (state, effects)
}

/// Asserts that the search finds `broken`, that it is the only invariant broken there, and that the message says so.
fn assert_found(name: &str, machine: super::Machine) {
    let budget = Budget { faults: 1, restarts: 1, others: 2 };
    let violation = explore(budget, machine, |_, _, _| {}).err().unwrap_or_else(|| panic!("{name} is broken and nobody saw it"));
    let told = violation.to_string();
    assert_eq!(violation.broken.keys().copied().collect::<Vec<_>>(), [name], "{told}");
    assert!(told.starts_with(&format!("{name} is broken")) && told.contains("  1. Scan("), "{told}");
    eprintln!("caught, as it must be: {name} after {} steps", violation.path.len());
}

#[test]
fn i1_a_confirmation_sent_twice_is_found() {
    assert_found("I1", confirms_twice);
}

#[test]
fn i1_a_confirmation_before_the_record_is_found() {
    assert_found("I1", confirms_what_is_not_stored);
}

#[test]
fn i1_a_confirmation_with_another_content_is_found() {
    assert_found("I1", confirms_another_content);
}

#[test]
fn i2_a_second_attempt_while_one_lives_is_found() {
    assert_found("I2", tries_again_while_one_lives);
}

#[test]
fn i3_a_final_outcome_that_changes_is_found() {
    assert_found("I3", forgets_a_success);
}

#[test]
fn i3_pending_after_the_end_is_found() {
    assert_found("I3", is_pending_after_the_end);
}

#[test]
fn i3_a_promise_that_is_not_on_disk_is_found() {
    assert_found("I3", owes_in_memory);
}

#[test]
fn i3_a_promise_that_is_never_over_is_found() {
    assert_found("I3", owes_for_ever);
}

#[test]
fn i3_a_promise_made_twice_is_found() {
    assert_found("I3", promises_again);
}

#[test]
fn i4_a_success_of_another_amount_is_found() {
    assert_found("I4", ignores_amounts);
}

#[test]
fn i4_a_success_shown_with_another_amount_is_found() {
    assert_found("I4", shows_another_amount);
}

#[test]
fn i5_cancelling_a_live_attempt_is_found() {
    assert_found("I5", cancels_while_one_lives);
}

#[test]
fn i5_forgetting_a_live_attempt_is_found() {
    assert_found("I5", forgets_while_one_lives);
}

#[test]
fn i5_an_end_of_an_owed_order_while_an_attempt_lives_is_found() {
    assert_found("I5", ignores_attempts_of_others);
}

#[test]
fn i6_a_confirmation_sent_at_restore_is_found() {
    assert_found("I6", sends_what_was_restored);
}

#[test]
fn i6_a_restored_attempt_that_is_not_asked_about_is_found() {
    assert_found("I6", asks_nothing_at_restore);
}

#[test]
fn i6_an_owed_order_that_is_not_asked_about_is_found() {
    assert_found("I6", asks_nothing_about_what_is_owed);
}

#[test]
fn i7_a_second_redirect_is_found() {
    assert_found("I7", redirects_again);
}

#[test]
fn i7_a_countdown_that_cannot_be_stopped_is_found() {
    assert_found("I7", ignores_countdown_stops);
}

#[test]
fn i7_a_countdown_that_nobody_sees_is_found() {
    assert_found("I7", ignores_the_background);
}

#[test]
fn i7_a_redirect_that_nobody_wanted_is_found() {
    assert_found("I7", redirects_by_itself);
}

#[test]
fn i7_a_redirect_from_a_result_that_is_not_final_is_found() {
    assert_found("I7", redirects_from_any_result);
}

#[test]
fn i8_a_code_that_is_shown_is_found() {
    assert_found("I8", shows_the_code);
}

#[test]
fn i9_a_state_without_a_way_out_is_found() {
    assert_found("I9", locks_the_cashier);
}

#[test]
fn i10_an_old_answer_that_is_believed_is_found() {
    assert_found("I10", ignores_epochs);
}

#[test]
fn i3_a_second_outcome_is_found() {
    assert_found("I3", tells_twice);
}

#[test]
fn i3_an_end_that_is_not_what_was_told_is_found() {
    assert_found("I3", leaves_as_cancelled);
}

#[test]
fn i4_a_success_of_a_running_debit_is_found() {
    assert_found("I4", cannot_wait);
}

#[test]
fn i4_a_success_of_another_attempt_is_found() {
    assert_found("I4", ignores_ids);
}

#[test]
fn i5_an_unknown_attempt_taken_for_void_is_found() {
    assert_found("I5", takes_unknown_for_void);
}

#[test]
fn i5_a_lost_answer_taken_for_a_refusal_is_found() {
    assert_found("I5", takes_silence_for_a_no);
}

#[test]
fn i6_a_restored_attempt_whose_order_is_asked_is_found() {
    assert_found("I6", asks_about_the_order_at_restore);
}

#[test]
fn i7_a_countdown_in_spite_of_a_screen_reader_is_found() {
    assert_found("I7", ignores_screen_readers);
}

#[test]
fn i7_a_countdown_for_another_user_is_found() {
    assert_found("I7", ignores_other_users);
}

#[test]
fn i9_a_result_that_back_does_not_leave_is_found() {
    assert_found("I9", keeps_the_result);
}

#[test]
fn i10_an_old_answer_with_effects_is_found() {
    assert_found("I10", asks_after_old_answers);
}
