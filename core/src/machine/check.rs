//! Checking and Pending: asking the backend what became of an attempt, or of an order.

use core::time::Duration;

use super::{
    AnalyticsEvent, Answer, Context, Effect, Event, Live, Monotonic, Outcome, Phase,
    call::retry_after,
    ready::expiry,
    subject::{Heard, Subject},
    turn::Turn,
};
use crate::wallet_api::{Order, OrderId, ProblemCode};

/// Pauses between questions; the last one repeats (cashier machine, section 4).
const PAUSES: [Duration; 5] =
    [Duration::from_secs(2), Duration::from_secs(2), Duration::from_secs(3), Duration::from_secs(5), Duration::from_secs(10)];
/// How long the user is kept waiting.
const BUDGET: Duration = Duration::from_secs(60);
/// The order's end plus this, if that is later.
const BUDGET_AFTER_EXPIRY: Duration = Duration::from_secs(30);
/// Between questions once the user is no longer kept waiting.
const PENDING_PAUSE: Duration = Duration::from_secs(30);

/// The result is being asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checking {
    subject: Subject,
    began: Monotonic,
    budget_until: Monotonic,
    polls: usize,
    next_at: Monotonic,
    in_flight: Option<u64>,
    /// Something happened while a question was out: its answer may be older than that.
    hinted: bool,
    /// The newest answer was that the login has ended.
    signed_out: bool,
}

impl Checking {
    /// The attempt may be running: ask after the first pause.
    pub(super) fn enter(live: Live, turn: &mut Turn<'_>) -> Phase {
        turn.push(Effect::Emit(AnalyticsEvent::CheckingBegan));
        let first = turn.now().after(jittered(PAUSES.first().copied().unwrap_or_default(), &live, 0));
        Phase::Checking(Self::new(Subject::attempt(live), first, turn))
    }

    /// After a restart: ask at once, and take the first `unknown` for an answer.
    pub(super) fn restore(live: Live, turn: &mut Turn<'_>) -> Phase {
        Self::at_once(Subject::restored(live), turn)
    }

    /// Nothing of ours is running: ask the order at once.
    pub(super) fn ask_order(order: Box<Order>, turn: &mut Turn<'_>) -> Phase {
        Self::at_once(Subject::Order(order), turn)
    }

    fn at_once(subject: Subject, turn: &mut Turn<'_>) -> Phase {
        let mut checking = Self::new(subject, turn.now(), turn);
        checking.ask_if_due(turn);
        Phase::Checking(checking)
    }

    fn new(subject: Subject, next_at: Monotonic, turn: &Turn<'_>) -> Self {
        let began = turn.now();
        let after_expiry = subject.order().and_then(|order| expiry(order, turn.context)).map(|end| end.after(BUDGET_AFTER_EXPIRY));
        let budget_until = after_expiry.unwrap_or_default().max(began.after(BUDGET));
        Self { subject, began, budget_until, polls: 0, next_at, in_flight: None, hinted: false, signed_out: false }
    }

    /// The attempt, if one is live.
    pub fn live(&self) -> Option<&Live> {
        self.subject.live()
    }

    /// The order, unless the record of the attempt was damaged.
    pub fn order(&self) -> Option<&Order> {
        self.subject.order()
    }

    /// The newest answer was that the login has ended: without another one nothing can be learned.
    pub fn signed_out(&self) -> bool {
        self.signed_out
    }

    /// When the asking began.
    pub fn began(&self) -> Monotonic {
        self.began
    }

    pub(super) fn on(mut self, event: Event, turn: &mut Turn<'_>) -> Phase {
        match event {
            Event::Reply { epoch, answer, .. } if self.in_flight == Some(epoch) => return self.answered(answer, turn),
            Event::SendFailure { epoch, .. } if self.in_flight == Some(epoch) => return self.unanswered(None, turn),
            Event::Back => return self.leave(turn),
            Event::Close => return self.leave(turn).on(Event::Close, turn),
            // Nobody can be asked: waiting longer tells the user nothing.
            Event::Tick(now) if now >= self.budget_until && self.in_flight.is_none() && !turn.context.online() => return self.leave(turn),
            Event::Foreground | Event::NetUp | Event::Retry | Event::TokenUserChanged(_) => self.hint(turn),
            Event::PushHint(order) if *self.subject.order_id() == order => self.hint(turn),
            _ => {}
        }
        self.ask_if_due(turn);
        Phase::Checking(self)
    }

    fn hint(&mut self, turn: &Turn<'_>) {
        self.hinted = self.in_flight.is_some();
        self.next_at = turn.now();
    }

    fn ask_if_due(&mut self, turn: &mut Turn<'_>) {
        if self.in_flight.is_none() && turn.context.may_ask() && self.next_at <= turn.now() {
            self.in_flight = Some(turn.send(self.subject.question()));
        }
    }

    fn answered(mut self, answer: Answer, turn: &mut Turn<'_>) -> Phase {
        let problem = if let Answer::Problem(problem) = &answer { Some(problem) } else { None };
        self.signed_out = problem.is_some_and(|problem| problem.code == ProblemCode::Unauthorized);
        let pause = problem.and_then(retry_after);
        match self.subject.hears(answer, turn) {
            Heard::Word(phase) => *phase,
            Heard::Unknown(subject) => {
                (self.subject, self.in_flight, self.next_at) = (subject, None, turn.now());
                self.ask_if_due(turn);
                Phase::Checking(self)
            }
            Heard::Nothing(subject) => {
                self.subject = subject;
                self.unanswered(pause, turn)
            }
        }
    }

    /// Nothing final: ask again after a pause, unless the user has waited long enough.
    fn unanswered(mut self, at_least: Option<Duration>, turn: &mut Turn<'_>) -> Phase {
        self.in_flight = None;
        if turn.now() >= self.budget_until {
            return self.leave(turn);
        }
        self.polls = self.polls.saturating_add(1);
        let pause = PAUSES.get(self.polls).or(PAUSES.last()).copied().unwrap_or_default();
        let pause = self.subject.live().map_or(pause, |live| jittered(pause, live, self.polls));
        let pause = if core::mem::take(&mut self.hinted) { Duration::ZERO } else { pause };
        self.next_at = turn.now().after(at_least.map_or(pause, |least| pause.max(least)));
        // At once after a hint, and not when the next event, whatever it is, comes by.
        self.ask_if_due(turn);
        Phase::Checking(self)
    }

    /// What is asked about, and the question that is out.
    fn into_question(self) -> (Subject, Option<u64>) {
        (self.subject, self.in_flight)
    }

    fn leave(self, turn: &mut Turn<'_>) -> Phase {
        Pending::enter(self.subject, turn)
    }

    pub(super) fn deadline(&self, context: &Context) -> Option<Monotonic> {
        let now = context.clock().now();
        let free = self.in_flight.is_none();
        let poll = (free && context.may_ask()).then_some(self.next_at);
        let budget = (free && !context.online()).then_some(self.budget_until);
        [poll, budget, super::call::next_text_change(self.began, now)].into_iter().flatten().min()
    }
}

/// The result will follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    subject: Subject,
    in_flight: Option<u64>,
    /// Something happened while a question was out: its answer may be older than that.
    hinted: bool,
    next_at: Monotonic,
    /// The user has left the page; the outcome still comes.
    left: bool,
}

impl Pending {
    fn enter(subject: Subject, turn: &mut Turn<'_>) -> Phase {
        // An attempt that was sent from here has its record since before that. Of anything else the next start would know nothing.
        if !subject.live().is_some_and(Live::is_recorded) {
            turn.owe(subject.order_id().clone());
        }
        turn.finish(Outcome::Pending(subject.reference()));
        Phase::Pending(Self { subject, in_flight: None, hinted: false, next_at: turn.now().after(PENDING_PAUSE), left: false })
    }

    /// An earlier run of the app has promised the result of this order.
    pub(super) fn restore(order: OrderId, turn: &mut Turn<'_>) -> Phase {
        turn.context.promised_before(order.clone());
        let subject = Subject::NamedOrder(order);
        let mut pending = Self { subject, in_flight: None, hinted: false, next_at: turn.now(), left: false };
        pending.ask_if_due(turn);
        Phase::Pending(pending)
    }

    /// The attempt, if one is live.
    pub fn live(&self) -> Option<&Live> {
        self.subject.live()
    }

    /// The order, if more than its name is known.
    pub fn order(&self) -> Option<&Order> {
        self.subject.order()
    }

    pub(super) fn order_without_attempt(&self) -> Option<&OrderId> {
        self.live().is_none().then(|| self.subject.order_id())
    }

    /// What the support finds the payment by: the attempt, or else the order.
    pub fn reference(&self) -> &str {
        self.subject.live().map_or(self.subject.order_id().0.as_str(), |live| live.attempt().as_str())
    }

    /// Whether the user has left the page.
    pub fn left(&self) -> bool {
        self.left
    }

    pub(super) fn on(mut self, event: Event, turn: &mut Turn<'_>) -> Phase {
        match event {
            Event::Reply { epoch, answer, .. } if self.in_flight == Some(epoch) => {
                self.answered(turn.now());
                match self.subject.hears(answer, turn) {
                    Heard::Word(phase) => match *phase {
                        // The order has an attempt of ours after all. That its result follows has been told.
                        Phase::Checking(running) => (self.subject, self.in_flight) = running.into_question(),
                        phase => return Self::ends(phase, self.left, turn),
                    },
                    Heard::Unknown(subject) => (self.subject, self.next_at) = (subject, turn.now()),
                    Heard::Nothing(subject) => self.subject = subject,
                }
            }
            Event::SendFailure { epoch, .. } if self.in_flight == Some(epoch) => self.answered(turn.now()),
            // What the backend says of the order may be older than that attempt, which decides.
            Event::Restore(record) if self.order_without_attempt() == Some(&record.order) => {
                self.subject = Subject::attempt(Live::restored(record));
                (self.in_flight, self.next_at) = (None, turn.now());
            }
            Event::Close | Event::Back => self.left = true,
            Event::Retry => {
                self.left = false;
                self.hint(turn.now());
            }
            Event::Foreground | Event::NetUp | Event::TokenUserChanged(_) => self.hint(turn.now()),
            Event::PushHint(order) if *self.subject.order_id() == order => self.hint(turn.now()),
            _ => {}
        }
        self.ask_if_due(turn);
        Phase::Pending(self)
    }

    fn ends(phase: Phase, left: bool, turn: &mut Turn<'_>) -> Phase {
        match phase {
            // Nobody is at the page: what it would say is delivered all the same.
            phase if left => phase.on(Event::Close, turn),
            // Nothing was paid, and nobody has scanned anything in this run of the app.
            phase @ Phase::Ready(_) if turn.context.restored() => phase.on(Event::Close, turn),
            phase => phase,
        }
    }

    fn hint(&mut self, now: Monotonic) {
        self.hinted = self.in_flight.is_some();
        self.next_at = now;
    }

    fn answered(&mut self, now: Monotonic) {
        self.in_flight = None;
        self.next_at = if core::mem::take(&mut self.hinted) { now } else { now.after(PENDING_PAUSE) };
    }

    fn ask_if_due(&mut self, turn: &mut Turn<'_>) {
        if self.in_flight.is_none() && turn.context.may_ask() && self.next_at <= turn.now() {
            self.in_flight = Some(turn.send(self.subject.question()));
        }
    }

    pub(super) fn deadline(&self, context: &Context) -> Option<Monotonic> {
        (self.in_flight.is_none() && context.may_ask()).then_some(self.next_at)
    }
}

/// 80 % to 120 % of `pause`, by the attempt's own random bits: many phones do not ask in step, and a replay asks at the same times.
fn jittered(pause: Duration, live: &Live, poll: usize) -> Duration {
    let digits = live.attempt().as_str().bytes().cycle().skip(poll.saturating_mul(3)).take(3);
    let random = digits.fold(0_u32, |sum, digit| sum.wrapping_mul(16).wrapping_add(char::from(digit).to_digit(16).unwrap_or(0)));
    let per_mille = random.checked_rem(401).unwrap_or(0).saturating_add(800);
    pause.saturating_mul(per_mille).checked_div(1_000).unwrap_or(pause)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wallet_api::AttemptId;

    #[test]
    fn pauses_stay_within_a_fifth_and_differ() {
        let live = |bits| Live::of_order(Box::new(crate::machine::tests::order()), AttemptId::from_random(bits));
        let pause = Duration::from_secs(10);
        let mut seen = std::collections::HashSet::new();
        for bits in 0..64_u128 {
            let jittered = jittered(pause, &live(bits.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C834)), 3);
            assert!((Duration::from_secs(8)..=Duration::from_secs(12)).contains(&jittered), "{jittered:?}");
            seen.insert(jittered);
        }
        assert!(seen.len() > 20, "{}", seen.len());
    }
}
