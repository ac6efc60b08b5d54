//! The explorer: the machine among driver, store, network, backend, clock and user, and everything that can happen between them up to
//! a bound, breadth first. In every situation the invariants hold.
//!
//! The bound is a [`Budget`](moves::Budget). Free are the steps of a payment that goes well, and whatever backend and driver owe:
//! replies in any order, open debits that end. All else is trouble and costs one: a fault, a restart, a move of the clock, a tap that
//! leaves the straight way, something around the payment. Between two troubles the machine comes to rest again, in one of a few dozen
//! states, so a bound of k finds every error that needs at most k troubles, in whatever order and at whatever moment. `./test explore`
//! goes to three: enough for three faults in one payment, for a fault between two restarts, and for each pair of troubles with a tap
//! at the worst moment. Every broken machine beside this is found with two; the error that the search once found in the machine itself
//! (an answer given twice, and two taps) needed three. `./test explore_long` goes one further.

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
    let seen = explore(budget, update).unwrap_or_else(|violation| panic!("{violation}"));
    eprintln!("no violation with {} troubles in all ({budget:?})", budget.all);
    eprintln!("{} states, {} transitions, depth {}", seen.states, seen.transitions, seen.depth);
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

/// One trouble in every run of the tests; `EXPLORE_TROUBLES` says how many in a search of its own.
#[test]
fn the_invariants_hold_whatever_goes_wrong() {
    let all = std::env::var("EXPLORE_TROUBLES").map_or(1, |all| all.parse().expect("a small number"));
    let seen = holds(budget(all, 6 + all));
    if all > 1 {
        // The world of the search keeps no record of an order without an attempt, and nobody leaves such an order without one.
        assert_covered(&seen, &["ServerTime", "RestoreOrder", "Done(Pending)"]);
    }
}
