//! The explorer: the machine among driver, store, network, backend, clock and user, and everything that can happen between them up to
//! a bound. In every situation the invariants hold.
//!
//! The bound is a [`Budget`] of three parts: faults, restarts, and other troubles. Free are the steps of a payment that goes well,
//! whatever backend and driver owe, replies and ends of debits in any order, and what was away and comes back.
//!
//! What makes it small, and why nothing is lost by it:
//! - The machine is a pure function, so what it makes of an input is worked out once ([`table`]).
//! - Its states are the same if they differ only in the moment and in the number of requests so far: it counts from both.
//! - Of the requests only the newest is followed: that an answer to an older one changes nothing, whatever it says, is found out in every
//!   state (I10); what such a request may still do at the backend is kept as an orphan.
//! - What was reached with a larger budget is not looked at again with a smaller one: all that follows has been seen.
//! - The driver answers a wish for randomness within the turn, as the real one does, so that nothing comes between.

mod backend;
mod broken;
mod coverage;
mod ghosts;
mod input;
mod invariants;
mod moves;
mod search;
mod table;
mod world;

use super::{Effect, Event, State, update};
use moves::Budget;
use search::{Seen, explore};

/// What is explored: [`update`], or one of the broken machines.
type Machine = fn(State, Event) -> (State, Vec<Effect>);

/// In every run of the tests; `EXPLORE=faults,restarts,others` is a search of its own.
const SMALL: Budget = Budget { faults: 1, restarts: 1, others: 0 };

fn budget() -> Budget {
    let Ok(text) = std::env::var("EXPLORE") else { return SMALL };
    let parts: Vec<u8> = text.split(',').map(|part| part.parse().expect("a number")).collect();
    let [faults, restarts, others] = parts[..] else { panic!("EXPLORE=faults,restarts,others") };
    Budget { faults, restarts, others }
}

#[test]
fn the_invariants_hold_whatever_goes_wrong() {
    let Budget { faults, restarts, others } = budget();
    let report = |troubles, situations, transitions| eprintln!("  {troubles} troubles: {situations} situations, {transitions} transitions");
    let seen = explore(budget(), update, report).unwrap_or_else(|violation| panic!("{violation}"));
    let Seen { situations, transitions, states, turns, coverage } = seen;
    eprintln!("no violation with {faults} faults, {restarts} restarts and {others} other troubles in one payment:");
    eprintln!("{situations} situations, {transitions} transitions; of the machine alone {states} states, {turns} turns");
    if faults > 0 && restarts > 0 && others > 0 {
        assert_eq!(coverage.missing(), [""; 0], "not visited");
    }
}
