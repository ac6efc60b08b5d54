//! An attempt that the backend may know of, and what its answers are held against.

use super::{Incident, SnapshotRecord};
use crate::{
    money::Money,
    wallet_api::{Attempt, AttemptContent, AttemptId, AttemptState, Order, OrderId},
};

/// A live attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Live {
    attempt: AttemptId,
    order_id: OrderId,
    order: Option<Box<Order>>,
    content: Option<AttemptContent>,
}

impl Live {
    pub(super) fn confirmed(order: Box<Order>, content: AttemptContent) -> Self {
        Self { attempt: content.attempt.clone(), order_id: order.id.clone(), order: Some(order), content: Some(content) }
    }

    pub(super) fn restored(record: SnapshotRecord) -> Self {
        let (order, content) = record.details.map(|details| (details.order, details.content)).unzip();
        Self { attempt: record.attempt, order_id: record.order, order, content }
    }

    /// An attempt of this device that only the order tells of.
    pub(super) fn of_order(order: Box<Order>, attempt: AttemptId) -> Self {
        Self { attempt, order_id: order.id.clone(), order: Some(order), content: None }
    }

    /// There is a record of it on disk: of one that only the order tells of there is none.
    pub(super) fn is_recorded(&self) -> bool {
        self.content.is_some() || self.order.is_none()
    }

    /// The attempt.
    pub fn attempt(&self) -> &AttemptId {
        &self.attempt
    }

    /// The order.
    pub fn order_id(&self) -> &OrderId {
        &self.order_id
    }

    /// The order as it was confirmed, unless its record was damaged.
    pub fn order(&self) -> Option<&Order> {
        self.order.as_deref()
    }

    /// How it is paid, if that is known.
    pub fn method(&self) -> Option<&str> {
        self.content.as_ref().map(|content| content.method_id.as_str())
    }

    pub(super) fn into_parts(self) -> (Option<Box<Order>>, Option<AttemptContent>) {
        (self.order, self.content)
    }

    /// What was confirmed on top of the amount, or what the order says if only it is known; `None` if neither is.
    pub(super) fn surcharge(&self) -> Option<Option<Money>> {
        self.content.as_ref().map(|content| content.surcharge).or(self.order.as_ref().map(|order| order.surcharge))
    }

    /// The amount that was confirmed; what the order says if only it is known.
    pub(super) fn pay_amount(&self) -> Option<Money> {
        self.content.as_ref().map(|content| content.pay_amount).or(self.order.as_ref().map(|order| order.pay_amount))
    }

    /// Compares an answer with what was confirmed, before anything it says is believed (invariant I4).
    pub(super) fn check(&self, answer: &Attempt) -> Result<(), Incident> {
        let received = !matches!(answer.state, AttemptState::Unknown | AttemptState::Void);
        let order_fits = match &answer.order {
            Some(order) => *order == self.order_id,
            None => !received,
        };
        let amount_fits = match (answer.pay_amount, self.pay_amount()) {
            (Some(answered), Some(confirmed)) => answered == confirmed,
            (None, _) => answer.state != AttemptState::Succeeded,
            (Some(_), None) => true,
        };
        if answer.id == self.attempt && order_fits && amount_fits { Ok(()) } else { Err(Incident::AnswerMismatch) }
    }
}
