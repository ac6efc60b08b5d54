//! Checking and Pending: asking the backend what became of an attempt.

use core::time::Duration;

use super::{
    AnalyticsEvent, Answer, Context, Effect, Event, Live, Monotonic, Outcome, PendingReference, Phase, Request, call::retry_after,
    ready::expiry, route, turn::Turn,
};
use crate::wallet_api::{Attempt, AttemptState, Order, OrderId, ProblemCode};

/// Pauses between questions; the last one repeats (cashier machine, section 4).
const PAUSES: [Duration; 5] =
    [Duration::from_secs(2), Duration::from_secs(2), Duration::from_secs(3), Duration::from_secs(5), Duration::from_secs(10)];
/// How long the user is kept waiting.
const BUDGET: Duration = Duration::from_secs(60);
/// The order's end plus this, if that is later.
const BUDGET_AFTER_EXPIRY: Duration = Duration::from_secs(30);
/// Between questions once the user is no longer kept waiting.
const PENDING_PAUSE: Duration = Duration::from_secs(30);
/// So many `unknown` in a row close the attempt.
const UNKNOWNS: u32 = 2;

/// What is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Subject {
    Attempt(Live),
    /// No attempt of ours is live, but the order is not what it was.
    Order(Box<Order>),
}

/// The result is being asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checking {
    subject: Subject,
    began: Monotonic,
    budget_until: Monotonic,
    polls: usize,
    unknowns: u32,
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
        Phase::Checking(Self::new(Subject::Attempt(live), first, 0, turn))
    }

    /// After a restart: ask at once, and take the first `unknown` for an answer.
    pub(super) fn restore(live: Live, turn: &mut Turn<'_>) -> Phase {
        let now = turn.now();
        let mut checking = Self::new(Subject::Attempt(live), now, UNKNOWNS.saturating_sub(1), turn);
        checking.ask_if_due(turn);
        Phase::Checking(checking)
    }

    /// Nothing of ours is running: ask the order at once.
    pub(super) fn ask_order(order: Box<Order>, turn: &mut Turn<'_>) -> Phase {
        let now = turn.now();
        let mut checking = Self::new(Subject::Order(order), now, 0, turn);
        checking.ask_if_due(turn);
        Phase::Checking(checking)
    }

    fn new(subject: Subject, next_at: Monotonic, unknowns: u32, turn: &Turn<'_>) -> Self {
        let began = turn.now();
        let order = match &subject {
            Subject::Attempt(live) => live.order(),
            Subject::Order(order) => Some(&**order),
        };
        let after_expiry = order.and_then(|order| expiry(order, turn.context)).map(|end| end.after(BUDGET_AFTER_EXPIRY));
        let budget_until = after_expiry.unwrap_or_default().max(began.after(BUDGET));
        Self { subject, began, budget_until, polls: 0, unknowns, next_at, in_flight: None, hinted: false, signed_out: false }
    }

    /// The attempt, if one is live.
    pub fn live(&self) -> Option<&Live> {
        match &self.subject {
            Subject::Attempt(live) => Some(live),
            Subject::Order(_) => None,
        }
    }

    /// The order, unless the record of the attempt was damaged.
    pub fn order(&self) -> Option<&Order> {
        match &self.subject {
            Subject::Attempt(live) => live.order(),
            Subject::Order(order) => Some(order),
        }
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
            Event::PushHint(order) if self.order_id() == &order => self.hint(turn),
            _ => {}
        }
        self.ask_if_due(turn);
        Phase::Checking(self)
    }

    fn hint(&mut self, turn: &Turn<'_>) {
        self.hinted = self.in_flight.is_some();
        self.next_at = turn.now();
    }

    fn order_id(&self) -> &OrderId {
        match &self.subject {
            Subject::Attempt(live) => live.order_id(),
            Subject::Order(order) => &order.id,
        }
    }

    fn ask_if_due(&mut self, turn: &mut Turn<'_>) {
        if self.in_flight.is_none() && turn.context.may_ask() && self.next_at <= turn.now() {
            self.in_flight = Some(turn.send(match &self.subject {
                Subject::Attempt(live) if self.unknowns >= UNKNOWNS => {
                    Request::CloseAttempt(live.attempt().clone(), live.order_id().clone())
                }
                Subject::Attempt(live) => Request::QueryAttempt(live.attempt().clone()),
                Subject::Order(order) => Request::QueryOrder(order.id.clone()),
            }));
        }
    }

    fn answered(mut self, answer: Answer, turn: &mut Turn<'_>) -> Phase {
        let mut pause = None;
        self.signed_out = false;
        self.subject = match (self.subject, answer) {
            (Subject::Attempt(live), Answer::Attempt(attempt)) if is_unknown(&live, &attempt) => {
                self.unknowns = self.unknowns.saturating_add(1);
                if self.unknowns == UNKNOWNS {
                    // Waiting longer brings nothing: only a closed attempt ends it.
                    self.in_flight = None;
                    self.next_at = turn.now();
                    self.subject = Subject::Attempt(live);
                    self.ask_if_due(turn);
                    return Phase::Checking(self);
                }
                Subject::Attempt(live)
            }
            (Subject::Attempt(live), Answer::Attempt(attempt)) => match route::attempt(live, attempt, turn) {
                Ok(phase) => return phase,
                Err(live) => {
                    self.unknowns = 0;
                    Subject::Attempt(*live)
                }
            },
            (Subject::Order(asked), Answer::Order(order)) if order.id == asked.id => match route::ended_or_running(order, turn) {
                Ok(phase) => return phase,
                Err(order) => Subject::Order(order),
            },
            // No problem says what became of the order: another attempt of it may be running, or have paid.
            (subject, Answer::Problem(problem)) => {
                self.signed_out = problem.code == ProblemCode::Unauthorized;
                pause = retry_after(&problem);
                subject
            }
            (subject, _) => subject,
        };
        self.unanswered(pause, turn)
    }

    /// Nothing final: ask again after a pause, unless the user has waited long enough.
    fn unanswered(mut self, at_least: Option<Duration>, turn: &mut Turn<'_>) -> Phase {
        self.in_flight = None;
        if turn.now() >= self.budget_until {
            return self.leave(turn);
        }
        self.polls = self.polls.saturating_add(1);
        let pause = PAUSES.get(self.polls).or(PAUSES.last()).copied().unwrap_or_default();
        let pause = match &self.subject {
            Subject::Attempt(live) => jittered(pause, live, self.polls),
            Subject::Order(_) => pause,
        };
        let pause = if core::mem::take(&mut self.hinted) { Duration::ZERO } else { pause };
        self.next_at = turn.now().after(at_least.map_or(pause, |least| pause.max(least)));
        // At once after a hint, and not when the next event, whatever it is, comes by.
        self.ask_if_due(turn);
        Phase::Checking(self)
    }

    fn leave(self, turn: &mut Turn<'_>) -> Phase {
        match self.subject {
            Subject::Attempt(live) => Pending::enter(live, turn),
            // Nothing of ours is running, but nobody may be told that nothing was paid.
            Subject::Order(order) => {
                let outcome = Outcome::Pending(PendingReference { attempt: None, order: Some(order.id) });
                turn.push(Effect::Finish(outcome.clone()));
                Phase::Done(outcome)
            }
        }
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
    live: Live,
    unknowns: u32,
    in_flight: Option<u64>,
    /// Something happened while a question was out: its answer may be older than that.
    hinted: bool,
    next_at: Monotonic,
    /// The user has left the page; the outcome still comes.
    left: bool,
}

impl Pending {
    fn enter(live: Live, turn: &mut Turn<'_>) -> Phase {
        let reference = PendingReference { attempt: Some(live.attempt().clone()), order: Some(live.order_id().clone()) };
        turn.push(Effect::Finish(Outcome::Pending(reference)));
        Phase::Pending(Self { live, unknowns: 0, in_flight: None, hinted: false, next_at: turn.now().after(PENDING_PAUSE), left: false })
    }

    /// The attempt.
    pub fn live(&self) -> &Live {
        &self.live
    }

    /// Whether the user has left the page.
    pub fn left(&self) -> bool {
        self.left
    }

    pub(super) fn on(mut self, event: Event, turn: &mut Turn<'_>) -> Phase {
        match event {
            Event::Reply { epoch, answer, .. } if self.in_flight == Some(epoch) => {
                self.answered(turn.now());
                if let Answer::Attempt(attempt) = answer {
                    if is_unknown(&self.live, &attempt) {
                        self.unknowns = self.unknowns.saturating_add(1);
                        if self.unknowns == UNKNOWNS {
                            self.next_at = turn.now();
                        }
                    } else {
                        match route::attempt(self.live, attempt, turn) {
                            // Nobody is at the page: what it would say is delivered all the same.
                            Ok(phase) if self.left => return phase.on(Event::Close, turn),
                            Ok(phase) => return phase,
                            Err(live) => (self.live, self.unknowns) = (*live, 0),
                        }
                    }
                }
            }
            Event::SendFailure { epoch, .. } if self.in_flight == Some(epoch) => self.answered(turn.now()),
            Event::Close | Event::Back => self.left = true,
            Event::Retry => {
                self.left = false;
                self.hint(turn.now());
            }
            Event::Foreground | Event::NetUp | Event::TokenUserChanged(_) => self.hint(turn.now()),
            Event::PushHint(order) if *self.live.order_id() == order => self.hint(turn.now()),
            _ => {}
        }
        self.ask_if_due(turn);
        Phase::Pending(self)
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
            let attempt = self.live.attempt().clone();
            self.in_flight = Some(turn.send(if self.unknowns >= UNKNOWNS {
                Request::CloseAttempt(attempt, self.live.order_id().clone())
            } else {
                Request::QueryAttempt(attempt)
            }));
        }
    }

    pub(super) fn deadline(&self, context: &Context) -> Option<Monotonic> {
        (self.in_flight.is_none() && context.may_ask()).then_some(self.next_at)
    }
}

/// The backend has never heard of this very attempt.
fn is_unknown(live: &Live, answer: &Attempt) -> bool {
    answer.state == AttemptState::Unknown && live.check(answer).is_ok()
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
