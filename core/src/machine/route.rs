//! From what the backend says to a state: the two tables of the cashier machine, section 4.

use super::{
    AnalyticsEvent, Checking, Effect, Live, PaidElsewhere, Phase, Ready, Settled, Verdict, ready::expiry, settle::Paid, turn::Turn,
};
use crate::wallet_api::{Attempt, AttemptState, Order, OrderState, Reason, Returned};

/// Where an order leads that was just decoded or asked for.
pub(super) fn order(order: Box<Order>, turn: &mut Turn<'_>) -> Phase {
    match ended_or_running(order, turn) {
        Ok(phase) => phase,
        Err(order) => Checking::ask_order(order, turn),
    }
}

/// The same, or the order back if its state says nothing yet.
pub(super) fn ended_or_running(order: Box<Order>, turn: &mut Turn<'_>) -> Result<Phase, Box<Order>> {
    let mine = order.attempt.clone().filter(|attempt| attempt.mine);
    Ok(match (order.state, mine) {
        (OrderState::Decoded, _) if expiry(&order, turn.context).is_some_and(|end| end <= turn.now()) => {
            Settled::enter(Verdict::Expired, Some(order), None, turn)
        }
        (OrderState::Decoded, _) => Ready::enter(order, turn),
        (OrderState::Processing, Some(attempt)) => Checking::restore(Live::of_order(order, attempt.id), turn),
        (OrderState::Success | OrderState::PartiallyRefunded | OrderState::Refunded, Some(attempt)) => {
            let paid = Paid::by_order(attempt.id, &order);
            Settled::enter(Verdict::Succeeded(paid), Some(order), None, turn)
        }
        (OrderState::Processing | OrderState::Success | OrderState::PartiallyRefunded | OrderState::Refunded, None) => {
            PaidElsewhere::enter(order, turn)
        }
        (OrderState::Failed | OrderState::Closed, _) => {
            let verdict = ended(order.state, order.reason.clone(), order.returned.as_ref(), Some(&order), turn);
            Settled::enter(verdict, Some(order), None, turn)
        }
        (OrderState::Unknown, _) => return Err(order),
    })
}

/// Where an answer about the live attempt leads; the attempt back if nothing is final yet.
pub(super) fn attempt(live: Live, answer: Attempt, turn: &mut Turn<'_>) -> Result<Phase, Box<Live>> {
    if let Err(incident) = live.check(&answer) {
        turn.push(Effect::Emit(AnalyticsEvent::Incident(incident)));
        return Err(Box::new(live));
    }
    let order_state = answer.order_state.unwrap_or(OrderState::Unknown);
    let verdict = match (answer.state, order_state) {
        (AttemptState::Processing | AttemptState::Unknown, _) => return Err(Box::new(live)),
        (AttemptState::Succeeded, OrderState::Closed) => ended(order_state, None, answer.returned.as_ref(), live.order(), turn),
        (AttemptState::Succeeded, _) => match Paid::by_attempt(&answer) {
            Some(paid) => Verdict::Succeeded(paid),
            None => return Err(Box::new(live)),
        },
        (AttemptState::Failed | AttemptState::Void, OrderState::Failed | OrderState::Closed) => {
            ended(order_state, answer.reason, answer.returned.as_ref(), live.order(), turn)
        }
        (AttemptState::Failed, _) => {
            let reason = answer.reason.unwrap_or_else(|| reason("PROCESS_FAIL", "decline.process_fail", false));
            let recoverable = reason.retryable && answer.attempts_left != Some(0);
            Verdict::Failed { reason, recoverable }
        }
        (AttemptState::Void, _) if live.order().and_then(|order| expiry(order, turn.context)).is_some_and(|end| end <= turn.now()) => {
            Verdict::Expired
        }
        (AttemptState::Void, _) => Verdict::Failed { reason: reason("VOID", "result.not_started", true), recoverable: true },
    };
    Ok(Settled::end(verdict, live, turn))
}

/// An order that ended without money of the user's being kept.
fn ended(state: OrderState, why: Option<Reason>, returned: Option<&Returned>, order: Option<&Order>, turn: &Turn<'_>) -> Verdict {
    if let Some(returned) = returned {
        return Verdict::Failed { reason: reason("ORDER_IS_CLOSED", &returned.reason_key, false), recoverable: false };
    }
    let expired = order.and_then(|order| expiry(order, turn.context)).is_some_and(|end| end <= turn.now());
    match state {
        OrderState::Closed if expired => Verdict::Expired,
        OrderState::Closed => Verdict::Failed { reason: reason("ORDER_IS_CLOSED", "decline.order_is_closed", false), recoverable: false },
        _ => Verdict::Failed { reason: why.unwrap_or_else(|| reason("PROCESS_FAIL", "decline.process_fail", false)), recoverable: false },
    }
}

fn reason(code: &str, text_key: &str, retryable: bool) -> Reason {
    Reason { code: code.to_owned(), text_key: text_key.to_owned(), retryable }
}
