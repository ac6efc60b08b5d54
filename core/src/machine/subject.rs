//! What is asked about while a result is not known, and what an answer says of it.

use super::{Answer, Live, PendingReference, Phase, Request, route, turn::Turn};
use crate::wallet_api::{AttemptState, Order, OrderId};

/// So many `unknown` in a row close the attempt.
const UNKNOWNS: u32 = 2;

/// What is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// An attempt that may be running.
    Attempt {
        live: Live,
        /// How often in a row the backend had never heard of it.
        unknowns: u32,
    },
    /// No attempt of ours is live, but the order is not what it was.
    Order(Box<Order>),
    /// The same in a later run of the app: nothing but the order's name is on disk.
    NamedOrder(OrderId),
}

/// What an answer says.
pub(super) enum Heard {
    /// The backend's word, and where it leads.
    Word(Box<Phase>),
    /// Waiting longer brings nothing: only a closed attempt ends it.
    Unknown(Subject),
    /// Nothing final.
    Nothing(Subject),
}

impl Heard {
    fn word(phase: Phase) -> Self {
        Self::Word(Box::new(phase))
    }
}

impl Subject {
    pub(super) fn attempt(live: Live) -> Self {
        Self::Attempt { live, unknowns: 0 }
    }

    /// Nobody will send it any more: the first `unknown` counts.
    pub(super) fn restored(live: Live) -> Self {
        Self::Attempt { live, unknowns: UNKNOWNS.saturating_sub(1) }
    }

    pub(super) fn live(&self) -> Option<&Live> {
        match self {
            Self::Attempt { live, .. } => Some(live),
            Self::Order(_) | Self::NamedOrder(_) => None,
        }
    }

    pub(super) fn order(&self) -> Option<&Order> {
        match self {
            Self::Attempt { live, .. } => live.order(),
            Self::Order(order) => Some(order),
            Self::NamedOrder(_) => None,
        }
    }

    pub(super) fn order_id(&self) -> &OrderId {
        match self {
            Self::Attempt { live, .. } => live.order_id(),
            Self::Order(order) => &order.id,
            Self::NamedOrder(id) => id,
        }
    }

    pub(super) fn reference(&self) -> PendingReference {
        PendingReference { attempt: self.live().map(|live| live.attempt().clone()), order: Some(self.order_id().clone()) }
    }

    pub(super) fn question(&self) -> Request {
        match self {
            Self::Attempt { live, unknowns } if *unknowns >= UNKNOWNS => {
                Request::CloseAttempt(live.attempt().clone(), live.order_id().clone())
            }
            Self::Attempt { live, .. } => Request::QueryAttempt(live.attempt().clone()),
            Self::Order(_) | Self::NamedOrder(_) => Request::QueryOrder(self.order_id().clone()),
        }
    }

    /// A problem says nothing of it: another attempt of the order may be running, or have paid.
    pub(super) fn hears(self, answer: Answer, turn: &mut Turn<'_>) -> Heard {
        match (self, answer) {
            (Self::Attempt { live, unknowns }, Answer::Attempt(answer)) => {
                // The backend has never heard of this very attempt.
                if answer.state == AttemptState::Unknown && live.check(&answer).is_ok() {
                    let unknowns = unknowns.saturating_add(1);
                    let subject = Self::Attempt { live, unknowns };
                    return if unknowns == UNKNOWNS { Heard::Unknown(subject) } else { Heard::Nothing(subject) };
                }
                route::attempt(live, answer, turn).map_or_else(|live| Heard::Nothing(Self::attempt(*live)), Heard::word)
            }
            (subject @ (Self::Order(_) | Self::NamedOrder(_)), Answer::Order(order)) if order.id == *subject.order_id() => {
                route::ended_or_running(order, turn).map_or_else(|order| Heard::Nothing(Self::Order(order)), Heard::word)
            }
            (subject, _) => Heard::Nothing(subject),
        }
    }
}
