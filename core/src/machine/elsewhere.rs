//! PaidElsewhere: the user's other device has the order; here it is only watched.

use core::time::Duration;

use super::{Answer, Context, Event, Monotonic, Outcome, Phase, Request, route, turn::Turn};
use crate::wallet_api::{Order, OrderId, OrderState};

const PAUSE: Duration = Duration::from_secs(10);
const BUDGET: Duration = Duration::from_secs(60);

/// The watched order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaidElsewhere {
    order_id: OrderId,
    state: OrderState,
    /// Not known yet if the record of the attempt was damaged.
    order: Option<Box<Order>>,
    next_at: Monotonic,
    until: Monotonic,
    in_flight: Option<u64>,
    finished: bool,
}

impl PaidElsewhere {
    pub(super) fn enter(order: Box<Order>, turn: &mut Turn<'_>) -> Phase {
        Phase::PaidElsewhere(Self::new(order.id.clone(), order.state, Some(order), turn))
    }

    /// With nothing known of the order but its state: the rest is asked for at once.
    pub(super) fn enter_by_id(order_id: OrderId, state: OrderState, turn: &mut Turn<'_>) -> Phase {
        let mut elsewhere = Self::new(order_id, state, None, turn);
        elsewhere.ask(turn);
        Phase::PaidElsewhere(elsewhere)
    }

    fn new(order_id: OrderId, state: OrderState, order: Option<Box<Order>>, turn: &mut Turn<'_>) -> Self {
        let (next_at, until) = (turn.now().after(PAUSE), turn.now().after(BUDGET));
        let mut elsewhere = Self { order_id, state, order, next_at, until, in_flight: None, finished: false };
        elsewhere.finish_if_paid(turn);
        elsewhere
    }

    /// The order, once it is known.
    pub fn order(&self) -> Option<&Order> {
        self.order.as_deref()
    }

    /// Paid, not merely being paid.
    pub fn is_paid(&self) -> bool {
        matches!(self.state, OrderState::Success | OrderState::PartiallyRefunded | OrderState::Refunded)
    }

    pub(super) fn on(mut self, event: Event, turn: &mut Turn<'_>) -> Phase {
        match event {
            Event::Close | Event::Back => {
                self.finish(turn);
                return Phase::Done(self.outcome());
            }
            Event::Reply { epoch, answer, .. } if self.in_flight == Some(epoch) => {
                self.in_flight = None;
                self.next_at = turn.now().after(PAUSE);
                if let Answer::Order(order) = answer
                    && order.id == self.order_id
                {
                    let goes_on = matches!(order.state, OrderState::Processing | OrderState::Unknown) || route::runs_elsewhere(&order);
                    if !goes_on && !is_paid_elsewhere(&order) && !self.finished {
                        return route::order(order, turn);
                    }
                    self.state = order.state;
                    self.order = Some(order);
                    self.finish_if_paid(turn);
                }
            }
            Event::SendFailure { epoch, .. } if self.in_flight == Some(epoch) => {
                self.in_flight = None;
                self.next_at = turn.now().after(PAUSE);
            }
            Event::Foreground | Event::NetUp | Event::Retry => self.ask(turn),
            Event::PushHint(order) if order == self.order_id => self.ask(turn),
            Event::Tick(now) if self.next_at <= now && self.next_at <= self.until => self.ask(turn),
            _ => {}
        }
        Phase::PaidElsewhere(self)
    }

    pub(super) fn deadline(&self, context: &Context) -> Option<Monotonic> {
        (self.may_ask(context) && self.next_at <= self.until).then_some(self.next_at)
    }

    fn may_ask(&self, context: &Context) -> bool {
        self.in_flight.is_none() && (!self.finished || self.order.is_none()) && context.may_ask()
    }

    fn ask(&mut self, turn: &mut Turn<'_>) {
        if self.may_ask(turn.context) {
            self.in_flight = Some(turn.send(Request::QueryOrder(self.order_id.clone())));
        }
    }

    fn outcome(&self) -> Outcome {
        Outcome::PaidElsewhere { order: self.order_id.clone() }
    }

    fn finish_if_paid(&mut self, turn: &mut Turn<'_>) {
        if self.is_paid() {
            self.finish(turn);
        }
    }

    fn finish(&mut self, turn: &mut Turn<'_>) {
        if !core::mem::replace(&mut self.finished, true) {
            turn.finish(self.outcome());
        }
    }
}

fn is_paid_elsewhere(order: &Order) -> bool {
    matches!(order.state, OrderState::Success | OrderState::PartiallyRefunded | OrderState::Refunded)
        && order.attempt.as_ref().is_some_and(|attempt| !attempt.mine)
}
