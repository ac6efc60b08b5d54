//! The invariants, each as the cashier machine's first section words it, held against one step.

use super::{
    super::{super::SnapshotRecord, *},
    Machine,
    backend::{id_of, number_of, price_of},
    ghosts::Sent,
    world::{Step, World},
};
use crate::{
    machine::{Countdown, Settled},
    wallet_api::ConfirmRequest,
};

/// What is wrong with a step.
pub(super) type Check = fn(&World, &Step) -> Result<(), String>;

/// Those that look at a step; [`i9`] looks at a situation.
pub(super) const OF_A_STEP: [(&str, Check); 9] =
    [("I1", i1), ("I2", i2), ("I3", i3), ("I4", i4), ("I5", i5), ("I6", i6), ("I7", i7), ("I8", i8), ("I10", i10)];

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
pub(super) fn i1(before: &World, step: &Step) -> Result<(), String> {
    let mut sent = vec![];
    for confirm in confirms(&step.effects) {
        let number = number_of(&confirm.content.attempt);
        let fate = step.after.ghosts.fates.get(&number).cloned().unwrap_or_default();
        let before = before.ghosts.fates.get(&number).cloned().unwrap_or_default();
        let content = (price_of(confirm.content.pay_amount), confirm.content.method_id.clone());
        ensure(fate.stored, || format!("attempt {number} is confirmed before it is on disk"))?;
        ensure(before.sent != Sent::MayHaveLeft && !sent.contains(&number), || format!("attempt {number} is confirmed twice"))?;
        ensure(fate.content == Some(content), || format!("attempt {number} is confirmed with another content"))?;
        sent.push(number);
    }
    let twice = step.after.ghosts.fates.iter().find(|(_, fate)| fate.arrived > 1);
    ensure(twice.is_none(), || "the backend got one attempt twice".into())
}

/// "At most one live attempt per order on this device."
pub(super) fn i2(before: &World, step: &Step) -> Result<(), String> {
    for confirm in confirms(&step.effects) {
        let number = number_of(&confirm.content.attempt);
        let other = before.ghosts.fates.iter().find(|(it, fate)| **it != number && fate.is_live());
        ensure(other.is_none(), || format!("attempt {number} is confirmed while another one lives"))?;
    }
    Ok(())
}

/// "The outcome of an attempt, once final, never changes; only the page may still move."
pub(super) fn i3(before: &World, step: &Step) -> Result<(), String> {
    let again = matches!(before.state.phase(), Phase::Done(_)) && !matches!(step.after.state.phase(), Phase::Done(_));
    let ends =
        step.effects.iter().filter(|effect| matches!(effect, Effect::Finish(outcome) if !matches!(outcome, Outcome::Pending(_)))).count();
    let had_ended = usize::from(before.ghosts.screen.end.is_some() && !again && step.event.is_some());
    ensure(ends + had_ended <= 1 || matches!(step.event, Some(Event::CodeScanned { .. } | Event::Restore(_))), || {
        "a second final outcome".into()
    })?;
    let pending = step.effects.iter().any(|effect| matches!(effect, Effect::Finish(Outcome::Pending(_))));
    ensure(!pending || had_ended == 0, || "pending after the end".into())?;
    let restarted = matches!(step.event, Some(Event::CodeScanned { .. } | Event::Restore(_)));
    if let (Some(shown), Some(shows)) = (verdict(before.state.phase()), verdict(step.after.state.phase()))
        && !matches!(shown, Verdict::Failed { recoverable: true, .. })
        && !restarted
    {
        ensure(shown == shows, || format!("{shown:?} became {shows:?}"))?;
    }
    if let (Phase::Done(outcome), Some(_)) = (step.after.state.phase(), &step.event)
        && !matches!(outcome, Outcome::Pending(_))
    {
        let told = step.after.ghosts.screen.end.as_deref();
        ensure(told == Some(format!("{outcome:?}").as_str()), || format!("left as {outcome:?}, told as {told:?}"))?;
    }
    Ok(())
}

fn verdict(phase: &Phase) -> Option<&Verdict> {
    match phase {
        Phase::Settled(settled) | Phase::Redirecting { settled, .. } => Some(settled.verdict()),
        _ => None,
    }
}

/// "`Succeeded` only after an authenticated backend answer for this attempt, amount and currency."
/// So does the page, whether or not the host is told.
pub(super) fn i4(before: &World, step: &Step) -> Result<(), String> {
    let ghosts = &step.after.ghosts;
    let shown = match (verdict(before.state.phase()), step.after.state.phase()) {
        (was, Phase::Settled(settled)) if was != Some(settled.verdict()) => Some(settled.outcome()),
        _ => None,
    };
    let told = step.effects.iter().filter_map(|effect| match effect {
        Effect::Finish(outcome) => Some(outcome.clone()),
        _ => None,
    });
    for outcome in told.chain(shown) {
        let Outcome::Succeeded { attempt, pay_amount: paid, .. } = outcome else { continue };
        let fate = ghosts.fates.get(&number_of(&attempt)).cloned().unwrap_or_default();
        ensure(fate.paid == Some(price_of(paid)), || format!("{attempt:?} succeeded with {paid}, and no answer said so"))?;
        let other = fate.content.filter(|content| content.0 != price_of(paid));
        ensure(other.is_none(), || format!("{attempt:?} succeeded with {paid}, which was not confirmed"))?;
    }
    Ok(())
}

/// "Once the confirm request may have left the device, only the backend's word ends the attempt; while an attempt is live `Cancelled`
/// cannot be reached." Its record stays on disk for as long.
pub(super) fn i5(before: &World, step: &Step) -> Result<(), String> {
    let Some(live) = step.after.ghosts.live() else { return Ok(()) };
    // Whether a success is one is I4's, and with it whether its record may go.
    let succeeds = step.effects.iter().any(|effect| matches!(effect, Effect::Finish(Outcome::Succeeded { .. })));
    for effect in step.effects.iter().filter(|_| !succeeds) {
        match effect {
            Effect::Finish(outcome) if !matches!(outcome, Outcome::Pending(_)) => {
                return Err(format!("{outcome:?} while attempt {live} lives"));
            }
            Effect::Forget(attempt) if *attempt == id_of(live) => return Err(format!("attempt {live} is forgotten while it lives")),
            _ => {}
        }
    }
    let was_shown = verdict(before.state.phase()).is_some();
    let shown = verdict(step.after.state.phase()).filter(|it| !was_shown && !matches!(it, Verdict::Succeeded(_)));
    ensure(shown.is_none(), || format!("{shown:?} is shown while attempt {live} lives"))
}

/// "Restoring a snapshot never sends a confirm request; it asks for the status."
pub(super) fn i6(_: &World, step: &Step) -> Result<(), String> {
    let restored = step.after.ghosts.screen.restored;
    let resent = confirms(&step.effects).find(|confirm| Some(number_of(&confirm.content.attempt)) == restored);
    ensure(resent.is_none(), || "a restored attempt is confirmed".into())?;
    let Some(Event::Restore(record)) = &step.event else { return Ok(()) };
    let asked: Vec<_> = step.effects.iter().filter(|effect| matches!(effect, Effect::Send { .. })).collect();
    let asks = matches!(asked[..], [Effect::Send { request: Request::QueryAttempt(id), .. }] if *id == record.attempt);
    ensure(asks, || format!("{:?} is restored and not asked about", record.attempt))
}

/// "The redirect is opened at most once, only from a final state, only by a tap or a countdown that nobody stopped."
pub(super) fn i7(before: &World, step: &Step) -> Result<(), String> {
    if !step.effects.iter().any(|effect| matches!(effect, Effect::OpenRedirect(_))) {
        return Ok(());
    }
    ensure(step.after.ghosts.screen.redirects <= 1, || "the redirect is opened twice".into())?;
    let Phase::Settled(settled) = before.state.phase() else { return Err("the redirect is opened from no result".into()) };
    let is_final = !matches!(settled.verdict(), Verdict::Failed { recoverable: true, .. });
    ensure(is_final, || "the redirect is opened from a result that is not final".into())?;
    match step.event {
        Some(Event::RedirectTap) => Ok(()),
        Some(Event::Tick(_)) if may_open_by_itself(before, settled) => Ok(()),
        _ => Err("the redirect opens by itself".into()),
    }
}

/// A countdown runs that nobody stopped, on a page that its user sees.
fn may_open_by_itself(world: &World, settled: &Settled) -> bool {
    let context = world.state.context();
    let is_seen = context.foreground() && !context.parked() && !context.screen_reader();
    is_seen && !world.ghosts.screen.stopped && matches!(settled.countdown(), Countdown::Until(_))
}

/// What nobody may read anywhere. The token is that of every right PIN.
const SECRETS: [&str; 5] = [CODE, super::moves::RIGHT_PIN, "tok-5531", "opaque-payload", "auth-7741"];

/// "No secret, token or full code value reaches a log, an error text or a `Debug` output."
/// This looks at events and effects; [`i8_in`] at each new state, whose text is there already.
pub(super) fn i8(_: &World, step: &Step) -> Result<(), String> {
    i8_in(&format!("{:?} {:?}", step.effects, step.event))
}

pub(super) fn i8_in(shown: &str) -> Result<(), String> {
    let secret = SECRETS.iter().find(|secret| shown.contains(**secret));
    ensure(secret.is_none(), || "a secret is shown".into())
}

/// "A late answer (older epoch) never changes the state."
pub(super) fn i10(before: &World, step: &Step) -> Result<(), String> {
    let (Some(Event::Reply { epoch, .. }) | Some(Event::SendFailure { epoch, .. })) = &step.event else { return Ok(()) };
    if *epoch >= before.newest() {
        return Ok(());
    }
    let quiet = |effect: &Effect| matches!(effect, Effect::Emit(AnalyticsEvent::Incident(_)) | Effect::StartTimer(_));
    ensure(before.state.phase() == step.after.state.phase(), || "a late answer changed the state".into())?;
    ensure(step.effects.iter().all(quiet), || "a late answer had effects".into())
}

/// So many times the user presses, the request that is out times out, and half a minute passes.
const ROUNDS: u64 = 4;

/// "Every state offers the user a way out within a bounded time": without a network, by Close alone and by Back alone, within two
/// minutes.
pub(super) fn i9(world: &World, machine: Machine) -> Result<(), String> {
    for way in [Event::Close, Event::Back] {
        let mut state = machine(world.state.clone(), Event::NetDown).0;
        let mut now = world.now;
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
        // A payment that has not begun has nothing to leave.
        ensure(is_out, || format!("no way out by {way:?}"))?;
    }
    Ok(())
}

/// The record of a step that ended in `Restore`, for the broken machines.
pub(super) fn restored(event: &Event) -> Option<&SnapshotRecord> {
    match event {
        Event::Restore(record) => Some(record),
        _ => None,
    }
}
