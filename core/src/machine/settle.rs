//! Settled and Redirecting: the result page and the way to the merchant.

use core::time::Duration;

use super::{
    AnalyticsEvent, Answer, Call, CallState, Context, Effect, Event, Identified, Incident, Live, Lookup, Monotonic, Outcome, Phase, Ready,
    Request, call::passes, turn::Turn,
};
use crate::{
    codes::CodeKind,
    money::Money,
    redirect::{Decision, Origin, RedirectTarget},
    secret::CodeValue,
    texts::TextKey,
    wallet_api::{Attempt, AttemptContent, AttemptId, AttemptState, Order, OrderId, Reason, Source},
};

/// The merchant button presses itself after this (protocol section 20).
const COUNTDOWN: Duration = Duration::from_secs(6);

/// The result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Paid.
    Succeeded(Paid),
    /// Not paid.
    Failed {
        /// Why.
        reason: Reason,
        /// Another attempt of the same order may succeed.
        recoverable: bool,
    },
    /// The order ran out of time, as the backend says too.
    Expired,
    /// The order ran out of time by the phone's clock, and the backend could not be asked, or does not say so: it was not paid here, and
    /// more is not known.
    TimedOut,
    /// Not a code that can be paid here.
    NotSupported(CodeKind),
}

impl Verdict {
    /// What it is called. An order that may have been paid by another attempt is not called unpaid.
    pub(crate) fn title(&self) -> TextKey {
        match self {
            Self::Succeeded(_) => TextKey::ResultSucceededTitle,
            Self::Failed { reason, .. } => match TextKey::from_wire(&reason.text_key) {
                TextKey::ProblemOrderTaken
                | TextKey::ProblemForbidden
                | TextKey::ProblemUnauthorized
                | TextKey::ProblemUpdateRequired
                | TextKey::DeclinePaymentInProcess
                | TextKey::ResultOutOfTries => TextKey::ResultNotSupportedTitle,
                _ => TextKey::ResultFailedTitle,
            },
            Self::Expired | Self::TimedOut => TextKey::ResultExpiredTitle,
            Self::NotSupported(_) => TextKey::ResultNotSupportedTitle,
        }
    }
}

/// Proof of payment: only an answer of the backend makes one (invariant I4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    order: OrderId,
    attempt: AttemptId,
    pay_amount: Money,
    surcharge: Option<Money>,
    total: Option<Money>,
    at: Option<String>,
}

impl Paid {
    /// From an answer that was compared with what was confirmed.
    pub(super) fn by_attempt(live: &Live, answer: &Attempt) -> Option<Self> {
        (answer.state == AttemptState::Succeeded).then_some(())?;
        let (pay_amount, confirmed) = (answer.pay_amount?, live.surcharge());
        Some(Self {
            order: answer.order.clone()?,
            attempt: answer.id.clone(),
            pay_amount,
            surcharge: confirmed.flatten(),
            total: confirmed.and_then(|surcharge| sum(pay_amount, surcharge)),
            at: answer.paid_at.clone(),
        })
    }

    /// From an order that says it was paid by this attempt.
    pub(super) fn by_order(attempt: AttemptId, order: &Order) -> Self {
        Self {
            order: order.id.clone(),
            attempt,
            pay_amount: order.pay_amount,
            surcharge: order.surcharge,
            total: sum(order.pay_amount, order.surcharge),
            at: order.paid_at.clone(),
        }
    }

    /// `payToAmount`, as it was debited.
    pub fn pay_amount(&self) -> Money {
        self.pay_amount
    }

    /// What was debited on top of it, if anything was and it is known.
    pub fn surcharge(&self) -> Option<Money> {
        self.surcharge
    }

    /// When, RFC 3339, if the backend has said so.
    pub fn at(&self) -> Option<&str> {
        self.at.as_deref()
    }
}

/// Both together; `None` if they are of two currencies.
fn sum(pay_amount: Money, surcharge: Option<Money>) -> Option<Money> {
    surcharge.map_or(Some(pay_amount), |surcharge| pay_amount.checked_add(surcharge).ok())
}

/// Whether, and when, the merchant button presses itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Countdown {
    /// Not begun: the page is not visible yet.
    Waiting,
    /// Until this moment.
    Until(Monotonic),
    /// Never: stopped, or nothing to open.
    Off,
}

/// Where the merchant button leads: after success and after failure alike, unless the user had better try again.
fn way_to_merchant(verdict: &Verdict, order: Option<&Order>, turn: &mut Turn<'_>) -> Option<RedirectTarget> {
    let leads_on = matches!(verdict, Verdict::Succeeded(_) | Verdict::Failed { recoverable: false, .. });
    let url = order?.redirect_url.as_deref().filter(|_| leads_on);
    match turn.context.redirect().judge(url) {
        Decision::Open(target) => Some(target),
        Decision::Reject(code) => {
            turn.push(Effect::Emit(AnalyticsEvent::RedirectRejected(code, Origin::of(url.unwrap_or_default()))));
            None
        }
        Decision::Absent => None,
    }
}

/// The result page's state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    pub(super) verdict: Verdict,
    order_id: Option<OrderId>,
    order: Option<Box<Order>>,
    content: Option<AttemptContent>,
    pub(super) target: Option<RedirectTarget>,
    countdown: Countdown,
    /// The order is being fetched for the page only, which waits for nothing.
    lookup: Option<Call>,
    /// An attempt that is over, but whose end the host has not been told: its record stays until then.
    untold: Option<AttemptId>,
    /// There is no order, but the same code may be tried again.
    code: Option<(CodeValue, Source)>,
}

impl Settled {
    /// The result of a code or an order with no live attempt.
    pub(super) fn enter(verdict: Verdict, order: Option<Box<Order>>, content: Option<AttemptContent>, turn: &mut Turn<'_>) -> Phase {
        let order_id = order.as_ref().map(|order| order.id.clone());
        // Nobody has just paid: the user scanned an order that had ended, and is not sent away from what it says.
        Phase::Settled(Self { countdown: Countdown::Off, ..Self::new(verdict, order_id, order, content, turn) })
    }

    /// No order of this code, for a reason that may pass.
    pub(super) fn declined(reason: Reason, code: CodeValue, source: Source, turn: &mut Turn<'_>) -> Phase {
        let verdict = Verdict::Failed { reason, recoverable: true };
        Phase::Settled(Self { code: Some((code, source)), ..Self::new(verdict, None, None, None, turn) })
    }

    /// The result of a live attempt, whose record can go. If money `went_back`, only the order tells how much and when.
    pub(super) fn end(verdict: Verdict, live: Live, went_back: bool, turn: &mut Turn<'_>) -> Phase {
        let (attempt, order_id) = (live.attempt().clone(), live.order_id().clone());
        let (order, content) = live.into_parts();
        let mut settled = Self::new(verdict, Some(order_id.clone()), order, content, turn);
        settled.untold = Some(attempt);
        if !settled.is_recoverable() {
            settled.forget(turn);
        }
        if (went_back || settled.order.is_none()) && !turn.context.parked() {
            settled.lookup = Some(Call::begin(turn, Request::QueryOrder(order_id)));
        }
        Phase::Settled(settled)
    }

    fn new(
        verdict: Verdict,
        order_id: Option<OrderId>,
        order: Option<Box<Order>>,
        content: Option<AttemptContent>,
        turn: &mut Turn<'_>,
    ) -> Self {
        let target = way_to_merchant(&verdict, order.as_deref(), turn);
        let countdown = match &target {
            // After a restart nobody may be looking at the page yet.
            Some(_) if !turn.context.screen_reader() && !turn.context.restored() => Countdown::Waiting,
            _ => Countdown::Off,
        };
        let mut settled = Self { verdict, order_id, order, content, target, countdown, lookup: None, untold: None, code: None };
        settled.begin_countdown(turn);
        if !settled.is_recoverable() {
            turn.finish(settled.outcome());
        }
        settled
    }

    /// The result.
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// The order, if there is one.
    pub fn order(&self) -> Option<&Order> {
        self.order.as_deref()
    }

    /// What was confirmed, if anything was.
    pub fn content(&self) -> Option<&AttemptContent> {
        self.content.as_ref()
    }

    /// Where the merchant button leads, if there is one.
    pub fn target(&self) -> Option<&RedirectTarget> {
        self.target.as_ref()
    }

    /// Whether the merchant button presses itself.
    pub fn countdown(&self) -> Countdown {
        self.countdown
    }

    /// Whether another attempt, or another look at the code, may succeed and can be made.
    pub fn can_retry(&self) -> bool {
        self.is_recoverable() && (self.order.is_some() || self.code.is_some())
    }

    pub(super) fn outcome(&self) -> Outcome {
        match &self.verdict {
            Verdict::Succeeded(paid) => Outcome::Succeeded {
                order: paid.order.clone(),
                attempt: paid.attempt.clone(),
                pay_amount: paid.pay_amount,
                surcharge: paid.surcharge,
                total: paid.total,
            },
            Verdict::Failed { reason, .. } => Outcome::Failed { order: self.order_id.clone(), code: reason.code.clone() },
            Verdict::Expired | Verdict::TimedOut => Outcome::Expired { order: self.order_id.clone() },
            Verdict::NotSupported(kind) => Outcome::NotSupported(*kind),
        }
    }

    pub(super) fn on(mut self, event: Event, turn: &mut Turn<'_>) -> Phase {
        match event {
            Event::RedirectTap => return self.redirect(turn),
            Event::Tick(now) if matches!(self.countdown, Countdown::Until(end) if end <= now) => return self.redirect(turn),
            // A countdown that has not begun waits for the page; one that runs is over for good.
            Event::Background if self.countdown == Countdown::Waiting => {}
            Event::CountdownStop | Event::Background | Event::ScreenReader(true) => self.countdown = Countdown::Off,
            // Nobody is sent anywhere from a page that another user cannot see.
            Event::TokenUserChanged(_) if turn.context.parked() => self.countdown = Countdown::Off,
            Event::Foreground => self.begin_countdown(turn),
            Event::Retry if self.is_recoverable() => {
                if let Some(order) = self.order.clone() {
                    // The promise outlives the attempt that it was made for, also if the process ends before the next one begins.
                    if turn.context.has_promised() {
                        turn.owe(order.id.clone());
                    }
                    self.forget(turn);
                    return Ready::again(order, turn);
                }
                if let Some((code, source)) = self.code.take() {
                    return Lookup::start(code, source, Identified::Decode, turn);
                }
            }
            Event::Close | Event::Back => {
                if self.is_recoverable() {
                    turn.finish(self.outcome());
                    self.forget(turn);
                }
                return Phase::Done(self.outcome());
            }
            Event::Reply { epoch, answer, .. } if self.lookup.is_some_and(|call| call.awaits(epoch)) => self.looked_up(answer, turn),
            Event::Reply { answer: Answer::Attempt(attempt), .. } => self.compare(&attempt, turn),
            Event::SendFailure { epoch, delivery, .. } => {
                if let Some(call) = self.lookup.as_mut().filter(|call| call.awaits(epoch)) {
                    call.unanswered(delivery, turn.now());
                }
            }
            Event::Tick(_) | Event::NetUp if !turn.context.parked() => {
                if let (Some(call), Some(order)) = (&mut self.lookup, &self.order_id) {
                    let ask = || Request::QueryOrder(order.clone());
                    if event == Event::NetUp { call.restart(turn, ask) } else { call.resume_if_due(turn, ask) }
                }
            }
            _ => {}
        }
        Phase::Settled(self)
    }

    /// What the backend says of the order; a no is taken for one.
    fn looked_up(&mut self, answer: Answer, turn: &mut Turn<'_>) {
        match answer {
            Answer::Order(order) if Some(&order.id) == self.order_id.as_ref() => {
                // The record of the attempt was damaged: only now it is known where the merchant wants the user.
                if self.order.is_none() {
                    self.target = way_to_merchant(&self.verdict, Some(&order), turn);
                }
                (self.order, self.lookup) = (Some(order), None);
            }
            Answer::Problem(problem) if passes(&problem) => {
                if let Some(call) = &mut self.lookup {
                    call.pause(&problem, turn.now());
                }
            }
            Answer::Problem(_) => self.lookup = None,
            _ => {
                if let Some(call) = &mut self.lookup {
                    call.misanswered(turn.now());
                }
            }
        }
    }

    fn is_recoverable(&self) -> bool {
        matches!(self.verdict, Verdict::Failed { recoverable: true, .. })
    }

    /// After Finish, so that a crash between the two repeats the outcome and never loses it.
    fn forget(&mut self, turn: &mut Turn<'_>) {
        if let Some(attempt) = self.untold.take() {
            turn.push(Effect::Forget(attempt));
        }
    }

    fn redirect(self, turn: &mut Turn<'_>) -> Phase {
        let Some(target) = self.target.clone().filter(|_| turn.context.foreground()) else {
            return Phase::Settled(self);
        };
        turn.push(Effect::OpenRedirect(target.clone()));
        Phase::Redirecting { settled: Self { target: None, countdown: Countdown::Off, ..self }, target }
    }

    fn begin_countdown(&mut self, turn: &Turn<'_>) {
        if self.countdown == Countdown::Waiting && turn.context.foreground() && !turn.context.parked() {
            self.countdown = Countdown::Until(turn.now().after(COUNTDOWN));
        }
    }

    /// The first final answer stays; one that contradicts it is for the engineers.
    fn compare(&self, answer: &Attempt, turn: &mut Turn<'_>) {
        let contradicts = matches!(
            (&self.verdict, answer.state),
            (Verdict::Succeeded(_), AttemptState::Failed | AttemptState::Void)
                | (Verdict::Failed { .. } | Verdict::Expired | Verdict::TimedOut, AttemptState::Succeeded)
        );
        if contradicts && self.content.as_ref().is_some_and(|content| content.attempt == answer.id) {
            turn.push(Effect::Emit(AnalyticsEvent::Incident(Incident::ContradictoryResult)));
        }
    }

    pub(super) fn deadline(&self, context: &Context) -> Option<Monotonic> {
        let now = context.clock().now();
        let countdown = match self.countdown {
            // Once a second, for the number on the button.
            Countdown::Until(end) => {
                let left = end.since(now);
                let second = Duration::from_millis(u64::from(left.subsec_millis()));
                Some(now.after(if second.is_zero() { Duration::from_secs(1).min(left) } else { second }))
            }
            Countdown::Waiting | Countdown::Off => None,
        };
        let lookup = match self.lookup.map(|call| call.state()) {
            Some(CallState::Waiting(at)) if !context.parked() => Some(at),
            _ => None,
        };
        [countdown, lookup].into_iter().flatten().min()
    }
}
