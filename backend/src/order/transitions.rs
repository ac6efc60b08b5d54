//! The state machine of an order (protocol section 19, A39): one table.
//!
//! Reads left to right like the table of the protocol: state and event give the next state and what is written with it.

use super::State;

/// What happened to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// An authenticated confirm before the expiry.
    Confirm,
    /// `paymentExpiryTime` has passed.
    Expire,
    /// The debit port took the money in time.
    DebitDone,
    /// The debit port took the money, but the order has expired meanwhile.
    DebitDoneLate,
    /// The debit port took nothing; attempts and time are left.
    DebitRefused,
    /// The debit port took nothing; no attempt or no time is left.
    DebitRefusedLast,
    /// A wrong PIN; attempts are left.
    StepUpRefused,
    /// A wrong PIN, the last attempt.
    StepUpRefusedLast,
}

/// What belongs to a transition and is written in the same database transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// One debit begins, idempotent on the attempt id.
    BeginDebit,
    /// One of the order's attempts is used up.
    CountAttempt,
    /// The attempt failed; nothing was debited.
    FailAttempt,
    /// The attempt succeeded; the debited money now belongs to Alipay+.
    Settle,
    /// The attempt came too late; the debited money goes back to the user.
    GiveBack,
    /// notifyPayment `S`.
    NotifyPaid,
    /// notifyPayment `F` with the reason of the refusal.
    NotifyRefused,
    /// notifyPayment `F`/`ORDER_IS_CLOSED` (A20).
    NotifyClosed,
}

/// The event cannot happen to an order in this state; nothing changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{event:?} does not apply to an order in state {state:?}")]
pub struct NotApplicable {
    /// The state.
    pub state: State,
    /// The event.
    pub event: Event,
}

/// The next state, and what is written with it.
pub fn transition(state: State, event: Event) -> Result<(State, &'static [Effect]), NotApplicable> {
    use Effect::*;
    use Event::*;
    use State::*;

    let next: (State, &'static [Effect]) = match (state, event) {
        (Decoded, Confirm) => (Processing, &[CountAttempt, BeginDebit]),
        (Decoded, Expire) => (Closed, &[NotifyClosed]),
        (Decoded, StepUpRefused) => (Decoded, &[CountAttempt]),
        (Decoded, StepUpRefusedLast) => (Failed, &[CountAttempt, NotifyRefused]),

        (Processing, DebitDone) => (Success, &[Settle, NotifyPaid]),
        (Processing, DebitDoneLate) => (Closed, &[GiveBack, NotifyClosed]),
        (Processing, DebitRefused) => (Decoded, &[FailAttempt]),
        (Processing, DebitRefusedLast) => (Failed, &[FailAttempt, NotifyRefused]),
        _ => return Err(NotApplicable { state, event }),
    };
    Ok(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENTS: [Event; 8] = [
        Event::Confirm,
        Event::Expire,
        Event::DebitDone,
        Event::DebitDoneLate,
        Event::DebitRefused,
        Event::DebitRefusedLast,
        Event::StepUpRefused,
        Event::StepUpRefusedLast,
    ];

    /// Every path of at most `depth` events from `DECODED`.
    fn walk(state: State, effects: &mut Vec<Effect>, depth: u32, visit: &mut impl FnMut(State, &[Effect])) {
        visit(state, effects);
        if depth == 0 {
            return;
        }
        for event in EVENTS {
            if let Ok((next, new)) = transition(state, event) {
                let length = effects.len();
                effects.extend(new);
                walk(next, effects, depth - 1, visit);
                effects.truncate(length);
            }
        }
    }

    fn count(effects: &[Effect], which: Effect) -> usize {
        effects.iter().filter(|effect| **effect == which).count()
    }

    #[test]
    fn an_order_is_settled_at_most_once_and_only_after_a_debit_began() {
        walk(State::Decoded, &mut Vec::new(), 8, &mut |state, effects| {
            let settled = count(effects, Effect::Settle);
            assert!(settled <= 1 && settled <= count(effects, Effect::BeginDebit), "{effects:?}");
            let paid = matches!(state, State::Success | State::PartiallyRefunded | State::Refunded);
            assert!(!paid || settled == 1, "{state:?} {effects:?}");
        });
    }

    #[test]
    fn alipay_plus_is_told_at_most_one_result() {
        walk(State::Decoded, &mut Vec::new(), 8, &mut |_, effects| {
            let told =
                [Effect::NotifyPaid, Effect::NotifyRefused, Effect::NotifyClosed].iter().map(|it| count(effects, *it)).sum::<usize>();
            assert!(told <= 1, "{effects:?}");
        });
    }

    #[test]
    fn what_ended_is_never_payable_again() {
        for state in [State::Success, State::PartiallyRefunded, State::Refunded, State::Failed, State::Closed] {
            assert!(transition(state, Event::Confirm).is_err(), "{state:?}");
            assert!(transition(state, Event::Expire).is_err(), "{state:?}");
            for event in EVENTS {
                let next = transition(state, event).map(|(next, _)| next);
                assert!(!matches!(next, Ok(State::Decoded | State::Processing)), "{state:?} {event:?}");
            }
        }
    }

    #[test]
    fn a_late_debit_is_given_back() {
        assert_eq!(transition(State::Processing, Event::DebitDoneLate).unwrap().1, [Effect::GiveBack, Effect::NotifyClosed]);
    }
}
