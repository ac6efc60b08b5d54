//! The explorer: the machine among driver, store, network, backend, clock and user, and everything that can happen between them up to
//! a bound, breadth first. In every situation the invariants hold.
//!
//! The bound is a [`Budget`](moves::Budget). Free are the steps of a payment without trouble and whatever backend and driver owe:
//! replies in any order, open debits that end. All else costs one: a fault, a restart, a move of the clock, something around the
//! payment. Between two of these the machine always comes to rest again, in one of a few dozen states (waiting for the user, the
//! store, the backend or the clock), so a bound of k finds every error that needs at most k things to go wrong, in whatever order and
//! at whatever moment. Two of them meet in every error that this machine has had so far.

mod backend;
mod broken;
mod coverage;
mod fingerprint;
mod ghosts;
mod invariants;
mod moves;
mod search;
mod world;

use std::collections::BTreeSet;

use super::{Effect, Event, State, update};
use coverage::{EVENTS, PHASES};
use moves::Budget;
use search::{Seen, explore};

/// What is explored: [`update`], or one of the broken machines.
type Machine = fn(State, Event) -> (State, Vec<Effect>);

/// At most three faults and two restarts, and `all` troubles together.
fn budget(all: u8, taps: u8) -> Budget {
    Budget { faults: 3.min(all), restarts: 2.min(all), taps, ticks: 3.min(all), events: 2.min(all), all }
}

fn holds(budget: Budget) -> Seen {
    let began = std::time::Instant::now();
    let seen = explore(budget, update).unwrap_or_else(|violation| panic!("{violation}"));
    eprintln!("{budget:?}: {} states, {} transitions, depth {}, {:?}", seen.states, seen.transitions, seen.depth, began.elapsed());
    seen
}

/// Fails unless every state and every event was visited, except `unseen`.
fn assert_covered(seen: &Seen, unseen: &[&str]) {
    let missing = |all: &[&'static str], visited: &BTreeSet<&str>| -> Vec<&str> {
        all.iter().copied().filter(|it| !visited.contains(it) && !unseen.contains(it)).collect()
    };
    let (phases, events) = (missing(PHASES, &seen.phases), missing(EVENTS, &seen.events));
    assert!(phases.is_empty() && events.is_empty(), "not visited: {phases:?} {events:?}");
}

/// Every event comes before every state with one thing that goes wrong, and each pair of things that goes wrong meets.
#[test]
fn the_invariants_hold_whatever_goes_wrong() {
    let all = std::env::var("EXPLORE_TROUBLES").map_or(1, |all| all.parse().expect("a small number"));
    let seen = holds(budget(all, 3 + all));
    if all > 1 {
        assert_covered(&seen, &["ServerTime"]);
    }
}
