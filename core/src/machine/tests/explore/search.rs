//! Through everything that can happen: first all that needs no trouble, then all that needs one, and so on, on all cores at once.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Mutex,
};

use super::{
    Machine,
    coverage::Coverage,
    invariants::broken_by,
    moves::{Budget, Move},
    table::{Print, Table, lock},
    world::{Stop, World},
};

/// What a search has seen.
pub(super) struct Seen {
    /// Situations: the machine together with everything around it.
    pub(super) situations: usize,
    pub(super) transitions: usize,
    /// States and turns of the machine alone.
    pub(super) states: usize,
    pub(super) turns: usize,
    pub(super) coverage: Coverage,
}

/// Invariants that do not hold, each with what is wrong, and the way there: with as little trouble as possible.
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

/// A situation that was reached, what may still happen to it, and its place among [`Origins`].
struct Reached {
    world: World,
    left: Budget,
    at: u32,
}

/// Where each situation came from: the one before it, and the move.
type Origins = Vec<(u32, Move)>;

/// What one thread found: situations with the troubles that the last move cost, and how many moves it made.
struct Found {
    reached: Vec<(usize, u32, Move, World, Budget)>,
    transitions: usize,
}

const SHARDS: u128 = 64;

/// Of each situation the budgets with which it was reached, as a set that holds with each one all smaller ones.
struct Visited(Vec<Mutex<HashMap<u128, u128>>>);

impl Visited {
    fn new() -> Self {
        Self((0..SHARDS).map(|_| Mutex::default()).collect())
    }

    /// Whether something new may follow.
    fn is_new(&self, world: &World, left: Budget) -> bool {
        let print = Print::of(world);
        let mut shard = lock(&self.0[usize::try_from(print % SHARDS).unwrap()]);
        let budgets = shard.entry(print).or_default();
        let is_new = *budgets & left.bit() == 0;
        *budgets |= left.and_smaller();
        is_new
    }

    fn len(&self) -> usize {
        self.0.iter().map(|shard| lock(shard).len()).sum()
    }
}

/// Every situation that is reached within `budget`, or the first in which an invariant is broken.
/// `report` hears after how many troubles there are how many situations, and how many transitions led there.
pub(super) fn explore(budget: Budget, machine: Machine, report: fn(usize, usize, usize)) -> Result<Seen, Violation> {
    let (table, visited) = (Table::new(machine), Visited::new());
    let mut origins: Origins = vec![];
    let mut transitions = 0;
    let first = World::new(&table);
    visited.is_new(&first, budget);
    // By the troubles that they cost.
    let mut layers: Vec<Vec<Reached>> = (0..=budget.sum()).map(|_| vec![]).collect();
    layers[0].push(Reached { world: first, left: budget, at: u32::MAX });
    for spent in 0..layers.len() {
        while !layers[spent].is_empty() {
            let frontier = std::mem::take(&mut layers[spent]);
            for found in expand_all(&frontier, &table, &visited) {
                let Found { reached, transitions: made } =
                    found.map_err(|(at, last, broken)| Violation { broken, path: way(&origins, at, last) })?;
                transitions += made;
                for (cost, from, next, world, left) in reached {
                    let at = u32::try_from(origins.len()).unwrap();
                    origins.push((from, next));
                    layers[spent + cost].push(Reached { world, left, at });
                }
            }
        }
        report(spent, visited.len(), transitions);
    }
    let situations = visited.len();
    let (states, turns, coverage) = table.into_figures();
    Ok(Seen { situations, transitions, states, turns, coverage })
}

type Broken = (u32, Move, BTreeMap<&'static str, String>);

/// On as many threads as there are cores.
fn expand_all(frontier: &[Reached], table: &Table, visited: &Visited) -> Vec<Result<Found, Broken>> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    if frontier.len() < 64 {
        return vec![expand(frontier, table, visited)];
    }
    let parts = frontier.chunks(frontier.len().div_ceil(cores));
    std::thread::scope(|scope| {
        let threads: Vec<_> = parts.map(|part| scope.spawn(move || expand(part, table, visited))).collect();
        threads.into_iter().map(|thread| thread.join().expect("a check does not panic")).collect()
    })
}

fn expand(frontier: &[Reached], table: &Table, visited: &Visited) -> Result<Found, Broken> {
    let mut found = Found { reached: vec![], transitions: 0 };
    for Reached { world, left, at } in frontier {
        for next in world.moves() {
            let cost = Budget::of(next);
            let Some(left) = left.minus(cost) else { continue };
            let made = world.make(next, table, &mut |step| {
                let broken = broken_by(&step);
                if broken.is_empty() { Ok(()) } else { Err(broken) }
            });
            match made {
                Ok(after) => {
                    found.transitions += 1;
                    if visited.is_new(&after, left) {
                        found.reached.push((cost.sum(), *at, next, after, left));
                    }
                }
                Err(Stop::Impossible) => {}
                Err(Stop::Found(broken)) => return Err((*at, next, broken)),
            }
        }
    }
    Ok(found)
}

/// The moves that led to a situation and, as the last one, out of it.
fn way(origins: &Origins, mut at: u32, last: Move) -> Vec<Move> {
    let mut path = vec![last];
    while let Some((before, next)) = usize::try_from(at).ok().and_then(|at| origins.get(at)) {
        path.push(*next);
        at = *before;
    }
    path.reverse();
    path
}
