//! From what the backend says to a state: the two tables of the cashier machine, section 4.

use super::{
    AnalyticsEvent, Checking, Effect, Incident, Live, PaidElsewhere, Phase, Ready, Settled, Verdict, ready::expiry, settle::Paid,
    turn::Turn,
};
use crate::{
    texts::TextKey,
    wallet_api::{Attempt, AttemptState, Order, OrderState, Reason, Returned},
};

/// Where an order leads that was just decoded or asked for.
pub(super) fn order(order: Box<Order>, turn: &mut Turn<'_>) -> Phase {
    match ended_or_running(order, turn) {
        Ok(phase) => phase,
        Err(order) => Checking::ask_order(order, turn),
    }
}

/// The same, or the order back if its state says nothing yet.
pub(super) fn ended_or_running(order: Box<Order>, turn: &mut Turn<'_>) -> Result<Phase, Box<Order>> {
    let ended = |state| matches!(state, AttemptState::Failed | AttemptState::Void);
    let mine = order.attempt.clone().filter(|attempt| attempt.mine && !ended(attempt.state));
    Ok(match (order.state, mine) {
        (OrderState::Decoded, _) if has_expired(Some(&order), turn) => Settled::enter(Verdict::Expired, Some(order), None, turn),
        (OrderState::Decoded, _) => Ready::enter(order, turn),
        (OrderState::Processing | OrderState::Unknown, Some(attempt)) => Checking::restore(Live::of_order(order, attempt.id), turn),
        (OrderState::Success | OrderState::PartiallyRefunded | OrderState::Refunded, Some(attempt)) => {
            let paid = Paid::by_order(attempt.id, &order);
            Settled::enter(Verdict::Succeeded(paid), Some(order), None, turn)
        }
        (OrderState::Processing | OrderState::Success | OrderState::PartiallyRefunded | OrderState::Refunded, None) => {
            PaidElsewhere::enter(order, turn)
        }
        // Ended while a debit runs: what becomes of the money only that attempt tells.
        (OrderState::Failed | OrderState::Closed, Some(attempt)) if attempt.state == AttemptState::Processing => {
            Checking::restore(Live::of_order(order, attempt.id), turn)
        }
        (OrderState::Failed | OrderState::Closed, None) if runs_elsewhere(&order) => PaidElsewhere::enter(order, turn),
        (OrderState::Failed | OrderState::Closed, _) => {
            // Debited and then closed: never called unpaid, whether the answer says in full what came back or not.
            let debited = order.attempt.as_ref().is_some_and(|attempt| attempt.state == AttemptState::Succeeded);
            let verdict = match &order.returned {
                None if debited => returned(None),
                why => unpaid(order.state, order.reason.clone(), why.as_ref(), Some(&order), turn),
            };
            Settled::enter(verdict, Some(order), None, turn)
        }
        (OrderState::Unknown, None) => return Err(order),
    })
}

/// Where an answer about the live attempt leads; the attempt back if nothing is final yet.
pub(super) fn attempt(live: Live, answer: Attempt, turn: &mut Turn<'_>) -> Result<Phase, Box<Live>> {
    if let Err(incident) = live.check(&answer) {
        turn.push(Effect::Emit(AnalyticsEvent::Incident(incident)));
        return Err(Box::new(live));
    }
    let order_state = answer.order_state.unwrap_or(OrderState::Unknown);
    // This attempt is over, but the order has gone on without it.
    if matches!(answer.state, AttemptState::Failed | AttemptState::Void) && is_taken(order_state) {
        let elsewhere = match live.order() {
            Some(order) => PaidElsewhere::enter(Box::new(Order { state: order_state, ..order.clone() }), turn),
            None => PaidElsewhere::enter_by_id(live.order_id().clone(), order_state, turn),
        };
        // Unless its end has just been told, what was confirmed here still has one to come.
        if order_state == OrderState::Processing {
            turn.owe(live.order_id().clone());
        }
        // Last: a crash before it repeats what was told or owed, and never loses it.
        turn.push(Effect::Forget(live.attempt().clone()));
        return Ok(elsewhere);
    }
    let verdict = match (answer.state, order_state) {
        (AttemptState::Processing | AttemptState::Unknown, _) => return Err(Box::new(live)),
        // Debited and then closed: the money is on its way back, whether the answer says so in full or not.
        (AttemptState::Succeeded, OrderState::Closed) => returned(answer.returned.as_ref()),
        (AttemptState::Succeeded, OrderState::Failed) => {
            turn.push(Effect::Emit(AnalyticsEvent::Incident(Incident::ContradictoryResult)));
            return Err(Box::new(live));
        }
        (AttemptState::Succeeded, _) => match Paid::by_attempt(&live, &answer) {
            Some(paid) => Verdict::Succeeded(paid),
            None => return Err(Box::new(live)),
        },
        (AttemptState::Failed | AttemptState::Void, OrderState::Failed | OrderState::Closed) => {
            unpaid(order_state, answer.reason, answer.returned.as_ref(), live.order(), turn)
        }
        (AttemptState::Void, _) | (AttemptState::Failed, OrderState::Decoded) if has_expired(live.order(), turn) => Verdict::Expired,
        (AttemptState::Failed, _) => {
            let reason = answer.reason.unwrap_or_else(|| reason("PROCESS_FAIL", "decline.process_fail", false));
            let recoverable = reason.retryable && answer.attempts_left != Some(0);
            Verdict::Failed { reason, recoverable }
        }
        (AttemptState::Void, _) => {
            Verdict::Failed { reason: reason("VOID", "result.not_started", true), recoverable: answer.attempts_left != Some(0) }
        }
    };
    let went_back = matches!(order_state, OrderState::PartiallyRefunded | OrderState::Refunded) || answer.returned.is_some();
    Ok(Settled::end(verdict, live, went_back, turn))
}

/// The order is being paid, or was paid.
fn is_taken(state: OrderState) -> bool {
    matches!(state, OrderState::Processing | OrderState::Success | OrderState::PartiallyRefunded | OrderState::Refunded)
}

/// A debit of another device runs, whatever is said of the order.
pub(super) fn runs_elsewhere(order: &Order) -> bool {
    order.attempt.as_ref().is_some_and(|attempt| !attempt.mine && attempt.state == AttemptState::Processing)
}

/// An order that ended without money of the user's being kept.
fn unpaid(state: OrderState, why: Option<Reason>, came_back: Option<&Returned>, order: Option<&Order>, turn: &Turn<'_>) -> Verdict {
    match state {
        _ if came_back.is_some() => returned(came_back),
        OrderState::Closed if has_expired(order, turn) => Verdict::Expired,
        OrderState::Closed => Verdict::Failed { reason: reason("ORDER_IS_CLOSED", "decline.order_is_closed", false), recoverable: false },
        _ => Verdict::Failed { reason: why.unwrap_or_else(|| reason("PROCESS_FAIL", "decline.process_fail", false)), recoverable: false },
    }
}

/// A debit that was taken back.
fn returned(why: Option<&Returned>) -> Verdict {
    let why = why.map_or(TextKey::ReturnedGeneric, |returned| TextKey::of_return(&returned.reason_key));
    Verdict::Failed { reason: reason("ORDER_IS_CLOSED", why.as_str(), false), recoverable: false }
}

fn has_expired(order: Option<&Order>, turn: &Turn<'_>) -> bool {
    order.and_then(|order| expiry(order, turn.context)).is_some_and(|end| end <= turn.now())
}

fn reason(code: &str, text_key: &str, retryable: bool) -> Reason {
    Reason { code: code.to_owned(), text_key: text_key.to_owned(), retryable }
}
