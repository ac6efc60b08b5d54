//! The machine as a table: what it makes of an input is worked out once, by the real function, and looked up ever after. It is a pure
//! function, so that this changes nothing but the time that a search takes.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use super::{
    super::{super::StepUpStage, *},
    Machine,
    coverage::Coverage,
    input::Input,
    invariants::{i8_in, i9, i10},
};

/// [`order`]'s end: ten minutes after the beginning.
pub(super) const ORDER_ENDS: Monotonic = Monotonic(601_000);
/// Milliseconds ahead beyond which moments are all the same: farther than the clock gets by the moves that a run has, except by those
/// to the moment itself.
const FAR: i64 = 120_000;
/// Milliseconds back beyond which moments are all the same: no text and no pause looks farther back.
const PAST: i64 = 20_000;
const SHARDS: usize = 64;

/// What is wrong: the invariant, and why.
pub(super) type Flaw = (&'static str, String);

/// One state of the machine, and what was found out about it once for all.
pub(super) struct Known {
    pub(super) state: State,
    /// Of everything that decides what the machine does, as far as it does: see [`print`].
    pub(super) print: u128,
    /// Milliseconds until the machine's timer.
    pub(super) timer: Option<u64>,
    pub(super) flaws: Vec<Flaw>,
}

impl Known {
    fn new(state: State, print: u128, text: &str, machine: Machine) -> Self {
        let now = state.context.clock().now();
        let deadline = state.phase.deadline(&state.context);
        let timer = deadline.map(|at| at.0.saturating_sub(now.0).max(1));
        let checks = [("I8", i8_in(text)), ("I9", i9(&state, machine)), ("I10", i10(&state, machine))];
        let flaws = checks.into_iter().filter_map(|(name, check)| Some((name, check.err()?))).collect();
        Self { state, print, timer, flaws }
    }

    pub(super) fn phase(&self) -> &Phase {
        self.state.phase()
    }

    pub(super) fn now(&self) -> Monotonic {
        self.state.context.clock().now()
    }
}

impl Hash for Known {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.print.hash(hasher);
    }
}

/// What the machine makes of an input.
pub(super) struct Turn {
    pub(super) event: Event,
    pub(super) effects: Vec<Effect>,
    pub(super) to: Arc<Known>,
    pub(super) flaws: Vec<Flaw>,
}

type Turns = HashMap<(u128, Input), Arc<Turn>>;

/// All states and turns so far.
pub(super) struct Table {
    machine: Machine,
    known: Mutex<HashMap<u128, Arc<Known>>>,
    turns: [RwLock<Turns>; SHARDS],
    coverage: Mutex<Coverage>,
}

impl Table {
    pub(super) fn new(machine: Machine) -> Self {
        Self { machine, known: Mutex::default(), turns: std::array::from_fn(|_| RwLock::default()), coverage: Mutex::default() }
    }

    /// The state of a payment that has not begun.
    pub(super) fn first(&self) -> Arc<Known> {
        let navigation = crate::codes::NavigationConfig {
            order_prefixes: vec![super::input::ORDER_PAGE.into()],
            oauth_prefixes: vec!["https://auth.example/oauth".into()],
            ..crate::codes::NavigationConfig::default()
        };
        self.know(State::new("user-1".into(), RedirectPolicy::default(), NavigationPolicy::new(navigation).unwrap()))
    }

    pub(super) fn turn(&self, from: &Known, input: Input) -> Arc<Turn> {
        let shard = &self.turns[usize::try_from(from.print % 64).unwrap()];
        let key = (from.print, input);
        if let Some(turn) = shard.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Arc::clone(turn);
        }
        let event = input.event(&from.state);
        let (state, effects) = (self.machine)(from.state.clone(), event.clone());
        let flaws = i8_in(&format!("{event:?} {effects:?}")).err().map(|what| ("I8", what)).into_iter().collect();
        lock(&self.coverage).note(&event, &effects, state.phase());
        let turn = Arc::new(Turn { event, effects, to: self.know(state), flaws });
        Arc::clone(shard.write().unwrap_or_else(PoisonError::into_inner).entry(key).or_insert(turn))
    }

    /// The first state that was the same for all that follows.
    fn know(&self, state: State) -> Arc<Known> {
        let text = format!("{state:?}");
        let print = print(&state, &text);
        if let Some(known) = lock(&self.known).get(&print) {
            return Arc::clone(known);
        }
        let known = Arc::new(Known::new(state, print, &text, self.machine));
        Arc::clone(lock(&self.known).entry(print).or_insert(known))
    }

    /// How many states the machine has been in, how many turns it has made, and what was visited.
    pub(super) fn into_figures(self) -> (usize, usize, Coverage) {
        let turns = self.turns.iter().map(|shard| shard.read().unwrap_or_else(PoisonError::into_inner).len()).sum();
        let states = lock(&self.known).len();
        (states, turns, self.coverage.into_inner().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A thread that has found a flaw may have left these as they are.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// 128 bits of everything that decides what the machine does: times count from now, epochs from the newest request.
fn print(state: &State, text: &str) -> u128 {
    let now = state.context.clock().now();
    let mut hasher = Print::default();
    // The policies never change.
    let mut rest = text.split(", redirect: RedirectPolicy").next().unwrap();
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, number) = rest.split_at(at);
        let end = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
        let (digits, after) = number.split_at(end);
        before.hash(&mut hasher);
        if before.ends_with("Monotonic(") {
            moment(Monotonic(digits.parse().unwrap()), now).hash(&mut hasher);
        } else if ["InFlight(", "in_flight: Some(", "lookup: Some(", "epoch: "].iter().any(|it| before.ends_with(it)) {
            // How many requests ago; nobody waits for any but the newest one.
            (state.context.epoch - digits.parse::<u64>().unwrap()).min(1).hash(&mut hasher);
        } else {
            digits.hash(&mut hasher);
        }
        rest = after;
    }
    rest.hash(&mut hasher);
    // What a text does not show.
    match state.phase() {
        Phase::Identifying(lookup) | Phase::Resolving(lookup) => lookup.code().expose().hash(&mut hasher),
        Phase::MerchantPage(page) => page.url().expose().hash(&mut hasher),
        Phase::StepUp(step_up) => {
            if let StepUpStage::Verifying(request, _) = step_up.stage() {
                request.pin.expose().hash(&mut hasher);
            }
        }
        _ => {}
    }
    moment(ORDER_ENDS, now).hash(&mut hasher);
    state.context.epoch.min(1).hash(&mut hasher);
    hasher.finish_128()
}

/// How far ahead or back, within bounds.
fn moment(at: Monotonic, now: Monotonic) -> i64 {
    (i64::try_from(at.0).unwrap() - i64::try_from(now.0).unwrap()).clamp(-PAST, FAR)
}

/// Two hashes at once: among the states of a search no two have the same 128 bits.
pub(super) struct Print(DefaultHasher, DefaultHasher);

impl Default for Print {
    fn default() -> Self {
        let mut second = DefaultHasher::new();
        second.write_u8(1);
        Self(DefaultHasher::new(), second)
    }
}

impl Print {
    pub(super) fn of(it: &impl Hash) -> u128 {
        let mut hasher = Self::default();
        it.hash(&mut hasher);
        hasher.finish_128()
    }

    fn finish_128(&self) -> u128 {
        (u128::from(self.0.finish()) << 64) | u128::from(self.1.finish())
    }
}

impl Hasher for Print {
    fn finish(&self) -> u64 {
        self.0.finish()
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0.write(bytes);
        self.1.write(bytes);
    }
}
