//! Breadth first through everything that can happen.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    Machine,
    coverage::{event_name, phase_name},
    fingerprint::fingerprint,
    invariants::{OF_A_STEP, i8_in, i9},
    moves::{Budget, Move},
    world::World,
};

/// What a search has seen.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) states: usize,
    pub(super) transitions: usize,
    pub(super) depth: usize,
    pub(super) phases: BTreeSet<&'static str>,
    pub(super) events: BTreeSet<&'static str>,
}

/// Invariants that do not hold, each with what is wrong, and the shortest way there.
#[derive(Debug)]
pub(super) struct Violation {
    pub(super) broken: BTreeMap<&'static str, String>,
    pub(super) path: Vec<Move>,
}

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (name, what) in &self.broken {
            writeln!(f, "{name} is broken: {what}")?;
        }
        for (at, next) in self.path.iter().enumerate() {
            writeln!(f, "  {}. {next:?}", at + 1)?;
        }
        Ok(())
    }
}

/// Where a situation came from: the one before it, and the move.
type Origin = (u32, Move);

/// Every situation that is reached within `budget`, or the first in which an invariant is broken.
pub(super) fn explore(budget: Budget, machine: Machine) -> Result<Seen, Violation> {
    let mut seen = Seen::default();
    let mut text = String::new();
    // Of each situation the budgets with which it was reached: with less of everything nothing new follows.
    let mut known: HashMap<u64, Vec<Budget>> = HashMap::new();
    let mut origins: Vec<Origin> = vec![];
    let mut level = vec![(u32::MAX, World::new(budget, machine))];
    while !level.is_empty() {
        let mut next_level = vec![];
        for (at, world) in level {
            let same = fingerprint(&world, &mut text);
            for next in world.moves() {
                let Some(step) = world.make(next, machine) else { continue };
                seen.transitions += 1;
                if let Some(event) = &step.event {
                    seen.events.insert(event_name(event));
                }
                let mut broken: BTreeMap<_, _> =
                    OF_A_STEP.iter().filter_map(|(name, check)| Some((*name, check(&world, &step).err()?))).collect();
                // Most taps do nothing in most states.
                let changes = !matches!(next, Move::Tap(_))
                    || !step.effects.is_empty()
                    || step.after.ghosts != world.ghosts
                    || step.after.state.phase() != world.state.phase();
                let print = if changes { fingerprint(&step.after, &mut text) } else { same };
                let budgets = known.entry(print).or_default();
                if changes && budgets.is_empty() {
                    broken.extend(i8_in(&text).err().map(|what| ("I8", what)));
                    broken.extend(i9(&step.after, machine).err().map(|what| ("I9", what)));
                }
                if !broken.is_empty() {
                    let mut path = vec![next];
                    path.extend(way(&origins, at));
                    path.reverse();
                    return Err(Violation { broken, path });
                }
                if print == same || budgets.iter().any(|it| it.covers(&step.after.budget)) {
                    continue;
                }
                if budgets.is_empty() {
                    seen.states += 1;
                    seen.phases.insert(phase_name(step.after.state.phase()));
                }
                budgets.retain(|it| !step.after.budget.covers(it));
                budgets.push(step.after.budget);
                origins.push((at, next));
                next_level.push((u32::try_from(origins.len() - 1).unwrap(), step.after));
            }
        }
        seen.depth += usize::from(!next_level.is_empty());
        level = next_level;
    }
    Ok(seen)
}

/// The moves that led to a situation, the last one first.
fn way(origins: &[Origin], mut at: u32) -> impl Iterator<Item = Move> {
    std::iter::from_fn(move || {
        let (before, next) = *origins.get(usize::try_from(at).ok()?)?;
        at = before;
        Some(next)
    })
}
