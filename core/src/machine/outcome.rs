//! What the host is told in the end.

use serde::{Deserialize, Serialize};

use crate::{
    codes::CodeKind,
    money::Money,
    wallet_api::{AttemptId, OrderId},
};

/// How a payment ended. `Pending` may come before one of the others; every one comes at most once for a payment.
///
/// A paid code that is scanned again is another payment with the same outcome: who counts, counts by the attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// Paid, by this attempt.
    Succeeded {
        /// The order.
        order: OrderId,
        /// The attempt.
        attempt: AttemptId,
        /// `payToAmount`, as it was confirmed and debited. Called `paid` before there was a total.
        #[serde(alias = "paid")]
        pay_amount: Money,
        /// What was debited on top of it, if anything was and it is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        surcharge: Option<Money>,
        /// Both together: what left the user's account. `None` if they are of two currencies, or if what was confirmed is not known any
        /// more, because the record of the attempt was damaged.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        total: Option<Money>,
    },
    /// Paid, or being paid, on another device of the user.
    PaidElsewhere {
        /// The order.
        order: OrderId,
    },
    /// Not paid.
    Failed {
        /// The order, if there was one.
        order: Option<OrderId>,
        /// Result code of Alipay+, or of the wallet API.
        code: String,
    },
    /// The user left before anything was confirmed.
    Cancelled,
    /// The order ran out of time.
    Expired {
        /// The order.
        order: Option<OrderId>,
    },
    /// Not a code that can be paid here.
    NotSupported(CodeKind),
    /// A code of the wallet itself: the wallet pays it its own way. There is no page.
    OwnCode,
    /// Alipay+'s own SDK has taken over; there is no order here.
    HandedOver,
    /// Not known yet; the result follows as an outcome of its own.
    Pending(PendingReference),
}

/// What to ask for later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingReference {
    /// The attempt; `None` if no attempt of this device is running, but the order's state is not known.
    pub attempt: Option<AttemptId>,
    /// The order, if it is known.
    pub order: Option<OrderId>,
}

impl Outcome {
    /// Whether nothing follows it: only "pending" has a later resolution.
    pub fn is_end(&self) -> bool {
        !matches!(self, Self::Pending(_))
    }

    /// The attempt that it names.
    pub fn attempt(&self) -> Option<&AttemptId> {
        match self {
            Self::Succeeded { attempt, .. } => Some(attempt),
            Self::Pending(reference) => reference.attempt.as_ref(),
            _ => None,
        }
    }

    /// The order that it names.
    pub fn order(&self) -> Option<&OrderId> {
        match self {
            Self::Succeeded { order, .. } | Self::PaidElsewhere { order } => Some(order),
            Self::Failed { order, .. } | Self::Expired { order } => order.as_ref(),
            Self::Pending(reference) => reference.order.as_ref(),
            Self::Cancelled | Self::NotSupported(_) | Self::OwnCode | Self::HandedOver => None,
        }
    }
}
