//! The outcomes' own channel: nothing skipped, repeated after a restart until acknowledged.

use std::{
    collections::VecDeque,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use cashier_core::machine::Outcome;
use tokio::sync::Notify;

use crate::{random, records::Records};

/// An outcome on its way to the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutcomeDelivery {
    /// For [`crate::Cashier::acknowledge`].
    pub id: String,
    /// The outcome.
    pub outcome: Outcome,
}

/// Outcomes that the host has not acknowledged.
pub(crate) struct Outcomes {
    records: Records,
    waiting: Mutex<VecDeque<(String, OutcomeDelivery)>>,
    /// Numbers the outcomes, so that they come in order after a restart too.
    next: AtomicU64,
    arrived: Notify,
}

impl Outcomes {
    pub(crate) fn new(records: Records) -> Self {
        Self { records, waiting: Mutex::new(VecDeque::new()), next: AtomicU64::new(0), arrived: Notify::new() }
    }

    /// Those of the last run of the app.
    pub(crate) fn restore(&self, user: &str, deliveries: Vec<OutcomeDelivery>) {
        let mut waiting = self.waiting();
        for delivery in deliveries {
            let number = delivery.id.split('-').next().and_then(|number| number.parse::<u64>().ok()).unwrap_or(0);
            self.next.fetch_max(number.saturating_add(1), Ordering::Relaxed);
            if !waiting.iter().any(|(_, known)| known.id == delivery.id) {
                waiting.push_back((user.to_owned(), delivery));
            }
        }
        drop(waiting);
        self.arrived.notify_waiters();
    }

    pub(crate) fn finish(&self, user: &str, outcome: Outcome) {
        let mut waiting = self.waiting();
        let id = format!("{:020}-{}", self.next.fetch_add(1, Ordering::Relaxed), random::hex());
        let delivery = OutcomeDelivery { id, outcome };
        self.records.save_outcome(user, &delivery);
        waiting.push_back((user.to_owned(), delivery));
        drop(waiting);
        self.arrived.notify_waiters();
    }

    /// The oldest outcome of `user` that is not acknowledged; waits for one.
    pub(crate) async fn next(&self, user: impl Fn() -> Option<String>) -> OutcomeDelivery {
        loop {
            let arrived = self.arrived.notified();
            let mut arrived = std::pin::pin!(arrived);
            arrived.as_mut().enable();
            let user = user();
            let oldest = self.waiting().iter().find(|(owner, _)| Some(owner) == user.as_ref()).map(|(_, delivery)| delivery.clone());
            if let Some(delivery) = oldest {
                return delivery;
            }
            arrived.await;
        }
    }

    /// The host has it.
    pub(crate) fn acknowledge(&self, id: &str) {
        let mut waiting = self.waiting();
        if let Some(at) = waiting.iter().position(|(_, delivery)| delivery.id == id)
            && let Some((user, delivery)) = waiting.remove(at)
        {
            self.records.forget_outcome(&user, &delivery.id);
        }
    }

    /// Another user may be logged in: whoever waits looks again.
    pub(crate) fn user_changed(&self) {
        self.arrived.notify_waiters();
    }

    fn waiting(&self) -> MutexGuard<'_, VecDeque<(String, OutcomeDelivery)>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
