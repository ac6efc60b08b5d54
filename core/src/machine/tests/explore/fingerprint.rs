//! When two situations are the same: times count from now, epochs from the newest request.

use std::{
    fmt::Write,
    hash::{DefaultHasher, Hash, Hasher},
};

use super::{super::*, world::World};

/// Seconds ahead beyond which moments are all the same: farther than the clock gets by the moves that a run has, except by sleeping
/// past the order's end, which is a moment of its own.
const FAR: u64 = 120_000;
/// Milliseconds back beyond which moments are all the same: no text and no pause looks farther back.
const PAST: u64 = 20_000;

/// The hash of all that decides what can happen next, except the budget.
pub(super) fn fingerprint(world: &World, text: &mut String) -> u64 {
    text.clear();
    write!(text, "{:?}", world.state).unwrap();
    let mut hasher = DefaultHasher::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, number) = rest.split_at(at);
        let end = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
        let (digits, after) = number.split_at(end);
        before.hash(&mut hasher);
        if before.ends_with("Monotonic(") {
            moment(digits.parse().unwrap(), world.now).hash(&mut hasher);
        } else if ["InFlight(", "in_flight: Some(", "lookup: Some(", "epoch: "].iter().any(|it| before.ends_with(it)) {
            age(digits.parse().unwrap(), world).hash(&mut hasher);
        } else {
            digits.hash(&mut hasher);
        }
        rest = after;
    }
    rest.hash(&mut hasher);
    world.timer.map(|it| moment(it.0, world.now)).hash(&mut hasher);
    moment(601_000, world.now).hash(&mut hasher);
    (world.minting, world.minted).hash(&mut hasher);
    world.writing.as_ref().map(|it| &it.attempt).hash(&mut hasher);
    for record in &world.disk {
        record.details.as_ref().map(|it| &it.content).hash(&mut hasher);
    }
    for sending in &world.wire {
        (sending.epoch.map(|it| age(it, world)), sending.asked, sending.awaited).hash(&mut hasher);
    }
    for answering in &world.answers {
        (age(answering.epoch, world), answering.asked, answering.said).hash(&mut hasher);
    }
    (&world.backend, &world.ghosts).hash(&mut hasher);
    hasher.finish()
}

/// How far ahead or back, within bounds.
fn moment(at: u64, now: Monotonic) -> i64 {
    let from_now = i64::try_from(at).unwrap() - i64::try_from(now.0).unwrap();
    from_now.clamp(-i64::try_from(PAST).unwrap(), i64::try_from(FAR).unwrap())
}

/// How many requests ago; all the older ones are alike.
fn age(epoch: u64, world: &World) -> u64 {
    (world.newest() - epoch).min(3)
}
