//! Ready: the cashier page.

use core::time::Duration;

use super::{
    Answer, Call, Checking, Context, Effect, Event, Live, Monotonic, Phase, Request, Settled, StepUp,
    call::passes,
    last_look::{End, LastLook, Seen},
    route,
    turn::Turn,
};
use crate::{
    texts::TextKey,
    wallet_api::{AttemptContent, AttemptId, Method, MethodKind, Order, OrderState, Problem, ProblemCode},
};

/// Pay is disabled this long before the order expires, so that a confirmation still arrives in time.
const EXPIRY_MARGIN: Duration = Duration::from_secs(5);
/// The remaining time is shown from here on, and changes every second.
const COUNTDOWN: Duration = Duration::from_secs(120);
/// A quote that arrives expired is not asked for in a loop.
const QUOTE_PAUSE: Duration = Duration::from_secs(5);

/// The cashier page's state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ready {
    pub(super) order: Box<Order>,
    method: Option<String>,
    /// An attempt that never left the device; used again if nothing about it changes.
    spare: Option<AttemptContent>,
    refresh: Option<Call>,
    refreshed_at: Option<Monotonic>,
    notice: Option<TextKey>,
    /// Until when the backend takes no PIN, RFC 3339.
    locked_until: Option<String>,
    last_look: Option<LastLook>,
}

/// Why Pay is disabled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PayBlock {
    /// Too close to the order's end, or past it.
    Expiring,
    /// No try is left for the PIN.
    OutOfTries,
    /// The backend takes no PIN for some time.
    Locked,
    /// The amount is being asked for again.
    Refreshing,
    /// No method can pay this order.
    NoMethod,
}

impl Ready {
    pub(super) fn enter(order: Box<Order>, turn: &mut Turn<'_>) -> Phase {
        turn.push(Effect::Emit(super::AnalyticsEvent::CashierShown));
        // The amounts are as fresh as the order.
        Phase::Ready(Self { refreshed_at: Some(turn.now()), ..Self::new(order, None) })
    }

    fn new(order: Box<Order>, method: Option<String>) -> Self {
        let usable = |method: &&Method| method.enabled && method.kind != MethodKind::Unknown;
        let method = order
            .methods
            .iter()
            .filter(usable)
            .find(|it| method.as_ref().is_none_or(|picked| it.method_id == *picked))
            .or_else(|| order.methods.iter().find(usable))
            .map(|it| it.method_id.clone());
        Self { order, method, spare: None, refresh: None, refreshed_at: None, notice: None, locked_until: None, last_look: None }
    }

    /// Back from the step-up sheet.
    pub(super) fn back(order: Box<Order>, method: String, spare: Option<AttemptContent>, notice: Option<TextKey>) -> Phase {
        Phase::Ready(Self { spare, notice, ..Self::new(order, Some(method)) })
    }

    /// Back from the step-up sheet: no PIN is taken until then (RFC 3339).
    pub(super) fn locked(order: Box<Order>, method: String, spare: Option<AttemptContent>, until: String, turn: &Turn<'_>) -> Phase {
        // Without the server's clock nobody knows when that is: the backend tells again.
        let notice = turn.context.clock().deadline(&until).is_none().then_some(TextKey::NoticeLocked);
        Phase::Ready(Self { spare, notice, locked_until: Some(until), ..Self::new(order, Some(method)) })
    }

    /// The order seems to be over: the backend is asked once more before anything is said of it.
    pub(super) fn last_look(order: Box<Order>, method: String, end: End, turn: &mut Turn<'_>) -> Phase {
        let last_look = Some(LastLook::begin(&order.id, end, turn));
        Phase::Ready(Self { last_look, ..Self::new(order, Some(method)) })
    }

    /// Back after a confirmation that never left the device: the same attempt may be used again.
    pub(super) fn not_sent(order: Box<Order>, content: AttemptContent) -> Phase {
        let method = Some(content.method_id.clone());
        Phase::Ready(Self { spare: Some(content), notice: Some(TextKey::NoticeNoNetwork), ..Self::new(order, method) })
    }

    /// Back after the backend refused before it began anything: with a notice, or with the new amounts.
    pub(super) fn refused(order: Box<Order>, method: String, code: ProblemCode, turn: &mut Turn<'_>) -> Phase {
        let mut ready = Self::new(order, Some(method));
        match code {
            ProblemCode::AmountChanged | ProblemCode::QuoteExpired => ready.ask_again(turn),
            ProblemCode::Unauthorized => ready.notice = Some(TextKey::NoticeLoginAgain),
            _ => ready.notice = Some(TextKey::NoticeTryLater),
        }
        Phase::Ready(ready)
    }

    /// With the newest amounts, for another attempt after one that failed.
    pub(super) fn again(order: Box<Order>, turn: &mut Turn<'_>) -> Phase {
        let mut ready = Self::new(order, None);
        ready.ask_again(turn);
        Phase::Ready(ready)
    }

    /// The order.
    pub fn order(&self) -> &Order {
        &self.order
    }

    /// The method that will be used.
    pub fn method(&self) -> Option<&str> {
        self.method.as_deref()
    }

    /// Something to say on the page.
    pub fn notice(&self) -> Option<TextKey> {
        self.notice
    }

    /// Until when no PIN is taken, RFC 3339; `None` once that is over by the server's clock.
    pub fn locked_until(&self, context: &Context) -> Option<&str> {
        let until = self.locked_until.as_deref()?;
        context.clock().deadline(until).is_some_and(|end| end > context.clock().now()).then_some(until)
    }

    /// The amount could not be asked for: why, and "try again".
    pub fn refresh_stalled(&self) -> Option<TextKey> {
        self.refresh.as_ref().and_then(Call::notice)
    }

    /// Why Pay is disabled, if it is.
    pub fn pay_block(&self, context: &Context) -> Option<PayBlock> {
        let now = context.clock().now();
        if let Some(look) = &self.last_look {
            Some(look.end.block())
        } else if expiry(&self.order, context).is_some_and(|end| now.after(EXPIRY_MARGIN) >= end) {
            Some(PayBlock::Expiring)
        } else if self.locked_until(context).is_some() {
            Some(PayBlock::Locked)
        } else if self.refresh.is_some() {
            Some(PayBlock::Refreshing)
        } else if self.method.is_none() {
            Some(PayBlock::NoMethod)
        } else {
            None
        }
    }

    /// Time left to pay, once it is short.
    pub fn time_left(&self, context: &Context) -> Option<Duration> {
        time_left(&self.order, context).filter(|_| self.last_look.is_none())
    }

    pub(super) fn on(mut self, event: Event, turn: &mut Turn<'_>) -> Phase {
        match event {
            Event::Confirm => return self.confirm(turn),
            // The device has an attempt of this order already: there is nothing to pay, only a result to ask for.
            Event::Restore(record) if record.order == self.order.id => {
                self.forget_spare(turn);
                return Checking::restore(Live::restored(record), turn);
            }
            Event::Back | Event::Close => {
                self.forget_spare(turn);
                return Phase::cancelled(turn);
            }
            event if self.last_look.is_some() => return self.looking(event, turn),
            Event::MethodPicked(picked) => {
                let usable = |method: &Method| method.method_id == picked && method.enabled && method.kind != MethodKind::Unknown;
                if self.order.methods.iter().any(usable) {
                    self.method = Some(picked);
                }
            }
            Event::Reply { epoch, answer, .. } if self.refresh.is_some_and(|call| call.awaits(epoch)) => {
                return self.refreshed(answer, turn);
            }
            Event::SendFailure { epoch, delivery, .. } => {
                if let Some(call) = self.refresh.as_mut().filter(|call| call.awaits(epoch)) {
                    call.unanswered(delivery, turn.now());
                }
            }
            Event::Retry | Event::NetUp => {
                if let Some(call) = &mut self.refresh {
                    call.restart(turn, || Request::RefreshQuote(self.order.id.clone()));
                }
            }
            Event::Tick(now) => {
                if expiry(&self.order, turn.context).is_some_and(|end| end <= now) {
                    self.forget_spare(turn);
                    self.refresh = None;
                    self.last_look = Some(LastLook::begin(&self.order.id, End::OutOfTime, turn));
                    return Phase::Ready(self);
                }
                if let Some(call) = &mut self.refresh {
                    call.resume_if_due(turn, || Request::RefreshQuote(self.order.id.clone()));
                } else if self.quote_deadline(turn.context).is_some_and(|end| end <= now) {
                    self.ask_again(turn);
                }
            }
            _ => {}
        }
        Phase::Ready(self)
    }

    fn looking(mut self, event: Event, turn: &mut Turn<'_>) -> Phase {
        let Some(look) = &mut self.last_look else { return Phase::Ready(self) };
        match look.on(event, &self.order.id, turn) {
            Seen::Nothing => Phase::Ready(self),
            Seen::Order(order) if order.state == OrderState::Decoded => match look.end.of_decoded(&order, turn) {
                Some(verdict) => Settled::enter(verdict, Some(order), None, turn),
                None => route::order(order, turn),
            },
            Seen::Order(order) => route::order(order, turn),
            Seen::Unanswered => Settled::enter(look.end.unanswered(), Some(self.order), None, turn),
        }
    }

    fn confirm(self, turn: &mut Turn<'_>) -> Phase {
        let Some(method) = self.method.clone().filter(|_| self.pay_block(turn.context).is_none()) else {
            return Phase::Ready(self);
        };
        match self.spare {
            Some(spare) if content(&self.order, &method, spare.attempt.clone()) == spare => StepUp::reuse(self.order, spare, turn),
            spare => {
                if let Some(spare) = spare {
                    turn.push(Effect::Forget(spare.attempt));
                }
                StepUp::mint(self.order, method, None, turn)
            }
        }
    }

    fn ask_again(&mut self, turn: &mut Turn<'_>) {
        self.refresh = Some(Call::begin(turn, Request::RefreshQuote(self.order.id.clone())));
    }

    fn refreshed(mut self, answer: Answer, turn: &mut Turn<'_>) -> Phase {
        match answer {
            Answer::Order(order) if order.id == self.order.id && order.state == OrderState::Decoded => {
                let changed = order.pay_amount != self.order.pay_amount || order.surcharge != self.order.surcharge;
                self.forget_spare(turn);
                let fresh = Self { locked_until: self.locked_until.take(), ..Self::new(order, self.method.clone()) };
                let notice = if fresh.method != self.method && self.method.is_some() {
                    Some(TextKey::NoticeMethodChanged)
                } else {
                    changed.then_some(TextKey::NoticeAmountChanged).or(self.notice)
                };
                Phase::Ready(Self { notice, refreshed_at: Some(turn.now()), ..fresh })
            }
            Answer::Order(order) if order.id == self.order.id => {
                self.forget_spare(turn);
                route::order(order, turn)
            }
            Answer::Problem(Problem {
                code: ProblemCode::OrderExpired | ProblemCode::OrderFinal | ProblemCode::AttemptRunning, ..
            }) => {
                self.forget_spare(turn);
                Checking::ask_order(self.order, turn)
            }
            Answer::Problem(problem) if passes(&problem) => {
                if let Some(call) = &mut self.refresh {
                    call.pause(&problem, turn.now());
                }
                Phase::Ready(self)
            }
            Answer::Problem(problem) => {
                if let Some(call) = &mut self.refresh {
                    call.refused(&problem);
                }
                Phase::Ready(self)
            }
            _ => {
                if let Some(call) = &mut self.refresh {
                    call.misanswered(turn.now());
                }
                Phase::Ready(self)
            }
        }
    }

    fn forget_spare(&mut self, turn: &mut Turn<'_>) {
        if let Some(spare) = self.spare.take() {
            turn.push(Effect::Forget(spare.attempt));
        }
    }

    fn quote_deadline(&self, context: &Context) -> Option<Monotonic> {
        let end = context.clock().deadline(self.order.quote.as_ref()?.expires_at.as_deref()?)?;
        Some(self.refreshed_at.map_or(end, |at| end.max(at.after(QUOTE_PAUSE))))
    }

    pub(super) fn deadline(&self, context: &Context) -> Option<Monotonic> {
        let now = context.clock().now();
        if let Some(look) = &self.last_look {
            return Some(look.deadline(now));
        }
        let waits = match &self.refresh {
            Some(call) => call.deadline(now),
            None => self.quote_deadline(context),
        };
        let unlocks = self.locked_until(context).and_then(|until| context.clock().deadline(until));
        [waits, unlocks, next_expiry_change(&self.order, context)].into_iter().flatten().min()
    }

    pub(super) fn announcement(&self, context: &Context) -> TextKey {
        match self.pay_block(context) {
            Some(PayBlock::Locked) => TextKey::NoticeLockedUntil,
            Some(PayBlock::OutOfTries) => TextKey::ResultOutOfTries,
            Some(PayBlock::Expiring) if self.last_look.is_some() => TextKey::BlockExpiring,
            _ => self.notice.unwrap_or(TextKey::CashierTitle),
        }
    }
}

/// What an attempt of this order binds.
pub(super) fn content(order: &Order, method: &str, attempt: AttemptId) -> AttemptContent {
    AttemptContent {
        attempt,
        method_id: method.to_owned(),
        pay_amount: order.pay_amount,
        quote_id: order.quote.as_ref().map(|quote| quote.quote_id.clone()),
        surcharge: order.surcharge,
    }
}

/// When the order ends, if that is known.
pub(super) fn expiry(order: &Order, context: &Context) -> Option<Monotonic> {
    context.clock().deadline(&order.expires_at)
}

/// Time left to pay, once it is under two minutes.
pub(super) fn time_left(order: &Order, context: &Context) -> Option<Duration> {
    let left = expiry(order, context)?.since(context.clock().now());
    (left < COUNTDOWN).then_some(left)
}

/// The next moment at which the shown time, the pay button or the state changes because the order ends.
pub(super) fn next_expiry_change(order: &Order, context: &Context) -> Option<Monotonic> {
    let (end, now) = (expiry(order, context)?, context.clock().now());
    let left = end.since(now);
    let until_change =
        if left > COUNTDOWN { left.saturating_sub(COUNTDOWN) } else { Duration::from_millis(u64::from(left.subsec_millis()).max(1)) };
    Some(now.after(until_change))
}

/// Code and text of a problem that ends a payment before it began.
pub(super) fn problem_reason(code: ProblemCode) -> (&'static str, &'static str) {
    match code {
        ProblemCode::UpdateRequired => ("update_required", "problem.update_required"),
        ProblemCode::Unauthorized => ("unauthorized", "problem.unauthorized"),
        ProblemCode::Forbidden => ("forbidden", "problem.forbidden"),
        // Whether it was paid, nobody has said.
        ProblemCode::OrderExpired => ("order_expired", "problem.order_taken"),
        ProblemCode::OrderFinal => ("order_final", "problem.order_taken"),
        ProblemCode::AttemptRunning => ("attempt_running", "problem.order_taken"),
        _ => ("PROCESS_FAIL", "decline.process_fail"),
    }
}
