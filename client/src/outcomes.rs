//! The outcomes' own channel: nothing skipped, nothing told twice, repeated after a restart until acknowledged.

use std::{
    collections::{HashSet, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use cashier_core::{machine::Outcome, wallet_api::AttemptId};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use crate::records::Records;

/// An outcome on its way to the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutcomeDelivery {
    /// For [`crate::Cashier::acknowledge`].
    pub id: String,
    /// [`crate::Payment::id`] of the payment whose outcome it is, also if that was in an earlier run of the app.
    pub payment: String,
    /// The outcome.
    pub outcome: Outcome,
}

/// What is on disk of an outcome that is not acknowledged.
#[derive(Serialize, Deserialize)]
pub(crate) struct OutcomeRecord {
    pub(crate) payment: String,
    pub(crate) outcome: Outcome,
}

/// What is on disk of the outcomes of one user.
#[derive(Default)]
pub(crate) struct StoredOutcomes {
    pub(crate) waiting: Vec<OutcomeDelivery>,
    /// Ids of acknowledged outcomes whose attempt has not ended.
    pub(crate) told: Vec<String>,
}

/// Outcomes that the host has not acknowledged.
pub(crate) struct Outcomes {
    records: Records,
    state: Mutex<State>,
    arrived: Notify,
}

#[derive(Default)]
struct State {
    /// With the user, oldest first.
    waiting: VecDeque<(String, OutcomeDelivery)>,
    told: HashSet<String>,
}

impl Outcomes {
    pub(crate) fn new(records: Records) -> Self {
        Self { records, state: Mutex::default(), arrived: Notify::new() }
    }

    /// Those of the last run of the app.
    pub(crate) fn restore(&self, user: &str, stored: StoredOutcomes) {
        let mut state = self.state();
        state.told.extend(stored.told);
        for delivery in stored.waiting {
            if !state.knows(&delivery.id) {
                state.waiting.push_back((user.to_owned(), delivery));
            }
        }
        drop(state);
        self.arrived.notify_waiters();
    }

    /// An outcome of `payment`. An attempt has one "pending" and one end, however many payments look at it.
    pub(crate) fn finish(&self, user: &str, payment: &str, outcome: Outcome, attempt: Option<&AttemptId>) {
        let stage = if matches!(outcome, Outcome::Pending(_)) { "1" } else { "2" };
        let id = format!("{}-{stage}", attempt.map_or(payment, AttemptId::as_str));
        let mut state = self.state();
        if state.knows(&id) {
            return;
        }
        let delivery = OutcomeDelivery { id, payment: payment.to_owned(), outcome };
        self.records.save_outcome(user, &delivery, attempt);
        state.waiting.push_back((user.to_owned(), delivery));
        drop(state);
        self.arrived.notify_waiters();
    }

    /// The oldest outcome of `user` that is not acknowledged and that `wanted` takes; waits for one.
    pub(crate) async fn next(&self, user: impl Fn() -> Option<String>, wanted: impl Fn(&OutcomeDelivery) -> bool) -> OutcomeDelivery {
        loop {
            let arrived = self.arrived.notified();
            let mut arrived = std::pin::pin!(arrived);
            arrived.as_mut().enable();
            let user = user();
            let fits = |(owner, delivery): &&(String, OutcomeDelivery)| Some(owner) == user.as_ref() && wanted(delivery);
            let oldest = self.state().waiting.iter().find(fits).map(|(_, delivery)| delivery.clone());
            if let Some(delivery) = oldest {
                return delivery;
            }
            arrived.await;
        }
    }

    /// The host has it.
    pub(crate) fn acknowledge(&self, id: &str) {
        let mut state = self.state();
        if let Some(at) = state.waiting.iter().position(|(_, delivery)| delivery.id == id)
            && let Some((user, delivery)) = state.waiting.remove(at)
        {
            // The end of a payment needs no memory: its attempt's record has gone before.
            let keep = matches!(delivery.outcome, Outcome::Pending(_));
            if keep {
                state.told.insert(delivery.id.clone());
            }
            self.records.acknowledge_outcome(&user, &delivery.id, keep);
        }
    }

    /// Another user may be logged in: whoever waits looks again.
    pub(crate) fn user_changed(&self) {
        self.arrived.notify_waiters();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn knows(&self, id: &str) -> bool {
        self.told.contains(id) || self.waiting.iter().any(|(_, known)| known.id == id)
    }
}
