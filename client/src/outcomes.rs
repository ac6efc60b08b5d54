//! The outcomes' own channel: nothing skipped, repeated after a restart until acknowledged, and always under the same id.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use cashier_core::{machine::Outcome, wallet_api::AttemptId};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use crate::records::{END, PENDING, Question, Records};

/// An outcome on its way to the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutcomeDelivery {
    /// For [`crate::Cashier::acknowledge`]. The same outcome has the same id in every run of the app: a host that keeps the ids of
    /// what it has dealt with can tell when a store that failed, or a process that ended too early, made it come once more.
    pub id: String,
    /// [`crate::Payment::id`] of the payment whose outcome it is, also if that was in an earlier run of the app.
    pub payment: String,
    /// The outcome.
    pub outcome: Outcome,
}

/// The version of records that this code writes. The first ones had none.
const VERSION: u32 = 1;

/// What is on disk of an outcome that is not acknowledged.
#[derive(Serialize, Deserialize)]
pub(crate) struct OutcomeRecord {
    version: u32,
    pub(crate) payment: String,
    pub(crate) outcome: Outcome,
}

/// What says how the rest is to be read. Every version that was ever written stays readable.
#[derive(Deserialize)]
struct Versioned {
    version: Option<u32>,
}

/// A record without a version.
#[derive(Deserialize)]
struct Unversioned {
    payment: String,
    outcome: Outcome,
}

impl OutcomeRecord {
    pub(crate) fn of(delivery: &OutcomeDelivery) -> Self {
        Self { version: VERSION, payment: delivery.payment.clone(), outcome: delivery.outcome.clone() }
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// `None` if it is damaged, or of a newer version.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        match serde_json::from_slice::<Versioned>(bytes).ok()?.version {
            None => {
                let Unversioned { payment, outcome } = serde_json::from_slice(bytes).ok()?;
                Some(Self { version: VERSION, payment, outcome })
            }
            Some(VERSION) => serde_json::from_slice(bytes).ok(),
            Some(_) => None,
        }
    }
}

/// What is on disk of the outcomes of one user.
#[derive(Default)]
pub(crate) struct StoredOutcomes {
    pub(crate) waiting: Vec<OutcomeDelivery>,
    /// Ids of acknowledged outcomes whose attempt, or whose payment, has not ended.
    pub(crate) told: Vec<String>,
    /// Ids of outcomes that cannot be read, and what to ask for them.
    pub(crate) lost: Vec<(String, Question)>,
}

/// An outcome that is in the queue to the disk, and that the host does not know of.
pub(crate) struct Saved {
    user: String,
    delivery: OutcomeDelivery,
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
    /// Ids of all outcomes that ever waited here, or will: none comes a second time, also once it is acknowledged.
    known: HashSet<String>,
    /// By payment, the attempt that it looks at: the outcomes of that are its own, whichever payment tells them.
    attempts: HashMap<String, AttemptId>,
}

impl Outcomes {
    pub(crate) fn new(records: Records) -> Self {
        Self { records, state: Mutex::default(), arrived: Notify::new() }
    }

    /// Those of the last run of the app. Gives what must be asked again, because nobody can read the answer any more.
    pub(crate) fn restore(&self, user: &str, stored: StoredOutcomes) -> Vec<Question> {
        let mut state = self.state();
        state.known.extend(stored.told);
        for delivery in stored.waiting {
            // What was acknowledged since it was read from the disk does not wait again.
            if state.known.insert(delivery.id.clone()) {
                state.waiting.push_back((user.to_owned(), delivery));
            }
        }
        let lost = stored.lost.into_iter().filter(|(id, _)| !state.known.contains(id)).map(|(_, question)| question).collect();
        drop(state);
        self.arrived.notify_waiters();
        lost
    }

    /// Saves an outcome of `payment`, and gives what is to be told once everything else is saved that comes with it. An attempt has one
    /// "pending" and one end, however many payments look at it.
    pub(crate) fn save(&self, user: &str, payment: &str, outcome: Outcome, attempt: Option<&AttemptId>) -> Option<Saved> {
        let stage = if outcome.is_end() { END } else { PENDING };
        let id = format!("{}-{stage}", attempt.map_or(payment, AttemptId::as_str));
        if let Some(attempt) = attempt {
            self.watch(payment, attempt);
        }
        if !self.state().known.insert(id.clone()) {
            return None;
        }
        let delivery = OutcomeDelivery { id, payment: payment.to_owned(), outcome };
        self.records.save_outcome(user, &delivery, attempt);
        Some(Saved { user: user.to_owned(), delivery })
    }

    /// From now on the host can have it.
    pub(crate) fn tell(&self, Saved { user, delivery }: Saved) {
        self.state().waiting.push_back((user, delivery));
        self.arrived.notify_waiters();
    }

    /// `payment` looks at `attempt`, which another payment may have begun.
    pub(crate) fn watch(&self, payment: &str, attempt: &AttemptId) {
        self.state().attempts.insert(payment.to_owned(), attempt.clone());
        self.arrived.notify_waiters();
    }

    /// The oldest outcome of `user` that is not acknowledged, of `payment` if one is named; waits for one.
    pub(crate) async fn next(&self, user: impl Fn() -> Option<String>, payment: Option<&str>) -> OutcomeDelivery {
        loop {
            let arrived = self.arrived.notified();
            let mut arrived = std::pin::pin!(arrived);
            arrived.as_mut().enable();
            let user = user();
            let oldest = self.state().oldest(user.as_deref(), payment).cloned();
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
            self.records.acknowledge_outcome(&user, &delivery.id);
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
    fn oldest(&self, user: Option<&str>, payment: Option<&str>) -> Option<&OutcomeDelivery> {
        let attempt = payment.and_then(|payment| self.attempts.get(payment)).map(AttemptId::as_str);
        let is_wanted = |delivery: &OutcomeDelivery| {
            let subject = delivery.id.rsplit_once('-').map(|(subject, _)| subject);
            payment.is_none_or(|payment| delivery.payment == payment || (attempt.is_some() && attempt == subject))
        };
        self.waiting.iter().find(|(owner, delivery)| Some(owner.as_str()) == user && is_wanted(delivery)).map(|(_, delivery)| delivery)
    }
}

#[cfg(test)]
mod tests;
