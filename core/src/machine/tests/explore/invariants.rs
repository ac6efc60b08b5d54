//! The invariants, each as the cashier machine's first section words it, held against one turn of the machine, or one state of it.

use std::collections::BTreeMap;

use super::{
    super::*,
    Machine,
    backend::{id_of, number_of, price_of},
    ghosts::Sent,
    input::RIGHT_PIN,
    world::Step,
};
use crate::{
    machine::{Countdown, PendingReference, Settled},
    wallet_api::ConfirmRequest,
};

/// What is wrong with a step.
type Check = fn(&Step<'_>) -> Result<(), String>;

/// Those that look at a step. I8, I9 and I10 look at states of the machine, each once.
const OF_A_STEP: [(&str, Check); 7] = [("I1", i1), ("I2", i2), ("I3", i3), ("I4", i4), ("I5", i5), ("I6", i6), ("I7", i7)];

/// The invariants that a step breaks, each with what is wrong.
pub(super) fn broken_by(step: &Step<'_>) -> BTreeMap<&'static str, String> {
    let checked = OF_A_STEP.iter().filter_map(|(name, check)| Some((*name, check(step).err()?)));
    let known = step.turn.flaws.iter().chain(&step.turn.to.flaws).cloned();
    checked.chain(known).collect()
}

fn confirms(effects: &[Effect]) -> impl Iterator<Item = &ConfirmRequest> {
    effects.iter().filter_map(|effect| match effect {
        Effect::Send { request: Request::Confirm(_, confirm), .. } => Some(confirm),
        _ => None,
    })
}

fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(otherwise()) }
}

/// "At most one debit per attempt; an attempt has a random 128-bit id made before anything is sent", and is stored, and acknowledged,
/// before it is confirmed. Here no backend stands in the way of a second debit: one confirmation received is one debit.
fn i1(step: &Step<'_>) -> Result<(), String> {
    let mut sent = vec![];
    for confirm in confirms(&step.turn.effects) {
        let number = number_of(&confirm.content.attempt);
        let fate = step.after.ghosts.fates.get(&number).cloned().unwrap_or_default();
        let before = step.before.ghosts.fates.get(&number).cloned().unwrap_or_default();
        let content = (price_of(confirm.content.pay_amount), confirm.content.method_id == "bank");
        ensure(fate.stored, || format!("attempt {number} is confirmed before it is on disk"))?;
        ensure(before.sent != Sent::MayHaveLeft && !sent.contains(&number), || format!("attempt {number} is confirmed twice"))?;
        ensure(fate.content == Some(content), || format!("attempt {number} is confirmed with another content"))?;
        sent.push(number);
    }
    let twice = step.after.ghosts.fates.iter().find(|(_, fate)| fate.arrived > 1);
    ensure(twice.is_none(), || "the backend got one attempt twice".into())
}

/// "At most one live attempt per order on this device", whichever payment looks after it.
fn i2(step: &Step<'_>) -> Result<(), String> {
    let live: Vec<_> = step.after.ghosts.live().collect();
    ensure(live.len() <= 1, || format!("attempts {live:?} live at once"))
}

/// "The outcome of an attempt, once final, never changes; only the page may still move." What the page says when it is entered is what
/// the host is told. Pending comes once, and its end once: from the promise until then it is on disk that it is owed.
fn i3(step: &Step<'_>) -> Result<(), String> {
    let told = step.turn.effects.iter().filter_map(|effect| match effect {
        Effect::Finish(outcome) => Some(outcome),
        _ => None,
    });
    let mut end = step.before.ghosts.screen.end.clone();
    let mut promised = step.before.ghosts.screen.promised;
    for outcome in told {
        ensure(end.is_none(), || format!("{outcome:?} after {end:?}"))?;
        if let Outcome::Pending(PendingReference { attempt: None, .. }) = outcome {
            ensure(!promised, || "the order's result is promised twice".into())?;
            promised = true;
        }
        end = (!matches!(outcome, Outcome::Pending(_))).then(|| format!("{outcome:?}"));
    }
    let (owed, is_on_disk) = (step.after.ghosts.screen.promised && end.is_none(), step.after.owes);
    ensure(is_on_disk || !owed, || "the order's result is promised, and that is not on disk".into())?;
    ensure(!is_on_disk || end.is_none(), || format!("{end:?} was told, and is still owed"))?;
    let told = |outcome: &Outcome| end.as_deref() == Some(format!("{outcome:?}").as_str());
    match step.after.machine.phase() {
        Phase::Settled(settled) | Phase::Redirecting { settled, .. } if !is_recoverable(settled.verdict()) => {
            ensure(told(&settled.outcome()), || format!("{:?} is shown, and {end:?} was told", settled.verdict()))
        }
        Phase::Done(outcome) if !matches!(outcome, Outcome::Pending(_)) => {
            ensure(told(outcome), || format!("left as {outcome:?}, and {end:?} was told"))
        }
        _ => Ok(()),
    }
}

fn is_recoverable(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Failed { recoverable: true, .. })
}

fn verdict(phase: &Phase) -> Option<&Verdict> {
    match phase {
        Phase::Settled(settled) | Phase::Redirecting { settled, .. } => Some(settled.verdict()),
        _ => None,
    }
}

/// "`Succeeded` only after an authenticated backend answer for this attempt, amount and currency."
/// So does the page, whether or not the host is told.
fn i4(step: &Step<'_>) -> Result<(), String> {
    let ghosts = &step.after.ghosts;
    let shown = match (verdict(step.before.machine.phase()), step.after.machine.phase()) {
        (was, Phase::Settled(settled)) if was != Some(settled.verdict()) => Some(settled.outcome()),
        _ => None,
    };
    let told = step.turn.effects.iter().filter_map(|effect| match effect {
        Effect::Finish(outcome) => Some(outcome.clone()),
        _ => None,
    });
    for outcome in told.chain(shown) {
        let Outcome::Succeeded { attempt, pay_amount: paid, .. } = outcome else { continue };
        let fate = ghosts.fates.get(&number_of(&attempt)).cloned().unwrap_or_default();
        ensure(fate.is_paid_at(price_of(paid)), || format!("{attempt:?} succeeded with {paid}, and no answer said so"))?;
        let other = fate.content.filter(|content| content.0 != price_of(paid));
        ensure(other.is_none(), || format!("{attempt:?} succeeded with {paid}, which was not confirmed"))?;
    }
    Ok(())
}

/// "Once the confirm request may have left the device, only the backend's word ends the attempt; while an attempt is live `Cancelled`
/// cannot be reached." Its record stays on disk for as long.
fn i5(step: &Step<'_>) -> Result<(), String> {
    let Some(live) = step.after.ghosts.live().next() else { return Ok(()) };
    // Whether a success is one is I4's, and with it whether its record may go.
    if step.turn.effects.iter().any(|effect| matches!(effect, Effect::Finish(Outcome::Succeeded { .. }))) {
        return Ok(());
    }
    let is_kept = !step.after.ghosts.fates[&live].stored || step.after.disk.iter().any(|record| record.number == live);
    ensure(is_kept, || format!("attempt {live} is forgotten while it lives"))?;
    if !step.after.has_in_front(live) {
        return Ok(());
    }
    for effect in &step.turn.effects {
        if let Effect::Finish(outcome) = effect
            && !matches!(outcome, Outcome::Pending(_))
        {
            return Err(format!("{outcome:?} while attempt {live} lives"));
        }
    }
    let was_shown = verdict(step.before.machine.phase()).is_some();
    let shown = verdict(step.after.machine.phase()).filter(|it| !was_shown && !matches!(it, Verdict::Succeeded(_)));
    ensure(shown.is_none(), || format!("{shown:?} is shown while attempt {live} lives"))
}

/// "Restoring a snapshot never sends a confirm request; it asks for the status": of this attempt, or of the order whose result is owed,
/// at once if it may ask at all.
fn i6(step: &Step<'_>) -> Result<(), String> {
    let restored = step.after.ghosts.screen.restored;
    let resent = confirms(&step.turn.effects).find(|confirm| Some(number_of(&confirm.content.attempt)) == restored);
    ensure(resent.is_none(), || "a restored attempt is confirmed".into())?;
    let is_question = |request: &Request| match (&step.turn.event, request) {
        (Event::Restore(record), Request::QueryAttempt(id) | Request::CloseAttempt(id, _)) => *id == record.attempt,
        (Event::RestoreOrder { order, .. }, Request::QueryOrder(id)) => id == order,
        _ => false,
    };
    if !matches!(step.turn.event, Event::Restore(_) | Event::RestoreOrder { .. }) {
        return Ok(());
    }
    let asked = step.turn.effects.iter().filter_map(|effect| match effect {
        Effect::Send { request, .. } => Some(request),
        _ => None,
    });
    let asked: Vec<_> = asked.map(is_question).collect();
    let context = step.after.machine.state.context();
    let at_once = context.foreground() && context.online() && !context.parked();
    ensure(asked == vec![true; usize::from(at_once)], || format!("{:?}, and it is not asked about", step.turn.event))
}

/// "The redirect is opened at most once, only from a final state, only by a tap or a countdown that nobody stopped."
fn i7(step: &Step<'_>) -> Result<(), String> {
    if !step.turn.effects.iter().any(|effect| matches!(effect, Effect::OpenRedirect(_))) {
        return Ok(());
    }
    ensure(step.after.ghosts.screen.redirects <= 1, || "the redirect is opened twice".into())?;
    let Phase::Settled(settled) = step.before.machine.phase() else { return Err("the redirect is opened from no result".into()) };
    let is_final = !matches!(settled.verdict(), Verdict::Failed { recoverable: true, .. });
    ensure(is_final, || "the redirect is opened from a result that is not final".into())?;
    match step.turn.event {
        Event::RedirectTap => Ok(()),
        Event::Tick(_) if may_open_by_itself(step, settled) => Ok(()),
        _ => Err("the redirect opens by itself".into()),
    }
}

/// A countdown runs that nobody stopped, on a page that its user sees.
fn may_open_by_itself(step: &Step<'_>, settled: &Settled) -> bool {
    let context = step.before.machine.state.context();
    let is_seen = context.foreground() && !context.parked() && !context.screen_reader();
    is_seen && !step.before.ghosts.screen.stopped && matches!(settled.countdown(), Countdown::Until(_))
}

/// What nobody may read anywhere. The token is that of every right PIN.
const SECRETS: [&str; 5] = [CODE, RIGHT_PIN, "tok-5531", "opaque-payload", "auth-7741"];

/// "No secret, token or full code value reaches a log, an error text or a `Debug` output": of a state, an event or an effect.
pub(super) fn i8_in(shown: &str) -> Result<(), String> {
    let secret = SECRETS.iter().find(|secret| shown.contains(**secret));
    ensure(secret.is_none(), || "a secret is shown".into())
}

/// So many times the user presses, the request that is out times out, and half a minute passes.
const ROUNDS: u64 = 4;

/// "Every state offers the user a way out within a bounded time": without a network, by Close alone and by Back alone, within two
/// minutes.
pub(super) fn i9(state: &State, machine: Machine) -> Result<(), String> {
    for way in [Event::Close, Event::Back] {
        let mut now = state.context.clock().now();
        let mut state = machine(state.clone(), Event::NetDown).0;
        for _ in 0..ROUNDS {
            now = now.after(Duration::from_secs(25));
            let epoch = state.context.epoch;
            let failure = Event::SendFailure { epoch, delivery: Delivery::MaybeSent, request_id: "r".into() };
            for event in [way.clone(), Event::AttemptMinted(id_of(9)), failure, Event::Tick(now)] {
                state = machine(state, event).0;
            }
        }
        let is_out = match state.phase() {
            Phase::Done(_) => true,
            Phase::Pending(pending) => pending.left(),
            _ => false,
        };
        ensure(is_out, || format!("no way out by {way:?}"))?;
    }
    Ok(())
}

/// "A late answer (older epoch) never changes the state", whatever it says and whichever attempt it is about.
pub(super) fn i10(state: &State, machine: Machine) -> Result<(), String> {
    let Some(epoch) = state.context.epoch.checked_sub(1) else { return Ok(()) };
    let paid = Order { state: OrderState::Success, ..order() };
    let of_attempts = (1..=2).flat_map(|number| {
        let states = [AttemptState::Succeeded, AttemptState::Failed, AttemptState::Processing, AttemptState::Void, AttemptState::Unknown];
        states.map(|state| Answer::Attempt(Attempt { id: id_of(number), ..attempt(state) }))
    });
    let of_all_else = [
        Answer::Resolved(Resolution::Order(Box::new(order()))),
        Answer::Order(Box::new(order())),
        Answer::Order(Box::new(paid)),
        passed(),
        problem(ProblemCode::OrderFinal, Some(false)),
        problem(ProblemCode::Unauthorized, Some(false)),
    ];
    let replies = of_attempts.chain(of_all_else).map(|answer| Event::Reply { epoch, answer, request_id: "late".into() });
    let failures = [Delivery::NotSent, Delivery::MaybeSent];
    let failures = failures.map(|delivery| Event::SendFailure { epoch, delivery, request_id: "late".into() });
    let quiet = |effect: &Effect| matches!(effect, Effect::Emit(AnalyticsEvent::Incident(_)) | Effect::StartTimer(_));
    for event in replies.chain(failures) {
        let (after, effects) = machine(state.clone(), event);
        ensure(after.phase() == state.phase(), || "a late answer changed the state".into())?;
        let context = (after.context.epoch, after.context.support_reference(), after.context.clock());
        ensure(context == (state.context.epoch, state.context.support_reference(), state.context.clock()), || {
            "a late answer changed what surrounds the payment".into()
        })?;
        ensure(effects.iter().all(quiet), || "a late answer had effects".into())?;
    }
    Ok(())
}
