//! The outcomes' own channel: nothing skipped, repeated after a restart until acknowledged, and always under the same id.

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
    /// For [`crate::Cashier::acknowledge`]. The same outcome has the same id in every run of the app: a host that keeps the ids of
    /// what it has dealt with can tell when a store that failed, or a process that ended too early, made it come once more.
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
        let is_end = !matches!(outcome, Outcome::Pending(_));
        let stage = if is_end { "2" } else { "1" };
        let id = format!("{}-{stage}", attempt.map_or(payment, AttemptId::as_str));
        let mut state = self.state();
        if state.knows(&id) {
            return;
        }
        let delivery = OutcomeDelivery { id, payment: payment.to_owned(), outcome };
        self.records.save_outcome(user, &delivery, attempt.filter(|_| is_end));
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

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, sync::Arc};

    use cashier_core::{
        machine::{PendingReference, SnapshotRecord},
        wallet_api::OrderId,
    };

    use super::*;
    use crate::{
        ports::{PortError, Store},
        records::{QUEUE, RULES},
    };

    /// A host's store that is full when told so.
    #[derive(Default)]
    struct Memory {
        values: Mutex<BTreeMap<String, Vec<u8>>>,
        full_for: Mutex<Option<&'static str>>,
    }

    impl Store for Memory {
        fn load(&self, key: &str) -> Result<Option<Vec<u8>>, PortError> {
            Ok(self.values.lock().unwrap().get(key).cloned())
        }

        fn save(&self, key: &str, value: &[u8]) -> Result<(), PortError> {
            if self.full_for.lock().unwrap().is_some_and(|prefix| key.starts_with(prefix)) {
                return Err(PortError("full".to_owned()));
            }
            self.values.lock().unwrap().insert(key.to_owned(), value.to_vec());
            Ok(())
        }

        fn delete(&self, key: &str) -> Result<(), PortError> {
            self.values.lock().unwrap().remove(key);
            Ok(())
        }

        fn list(&self) -> Result<Vec<String>, PortError> {
            Ok(self.values.lock().unwrap().keys().cloned().collect())
        }
    }

    const USER: &str = "user-1";

    fn attempt() -> AttemptId {
        AttemptId::from_random(7)
    }

    fn pending() -> Outcome {
        Outcome::Pending(PendingReference { attempt: Some(attempt()), order: None })
    }

    fn failed() -> Outcome {
        Outcome::Failed { order: None, code: "RISK_REJECT".to_owned() }
    }

    fn record() -> SnapshotRecord {
        SnapshotRecord { user: USER.to_owned(), attempt: attempt(), order: OrderId("order-1".to_owned()), details: None }
    }

    /// What a start of the app finds.
    async fn start(store: &Arc<Memory>) -> (Records, Outcomes) {
        let records = Records::open(Arc::clone(store) as Arc<dyn Store>);
        let outcomes = Outcomes::new(records.clone());
        outcomes.restore(USER, records.outcomes(USER).await.unwrap());
        (records, outcomes)
    }

    fn waiting(outcomes: &Outcomes) -> Vec<OutcomeDelivery> {
        outcomes.state().waiting.iter().map(|(_, delivery)| delivery.clone()).collect()
    }

    #[tokio::test]
    async fn the_end_of_an_attempt_is_told_once_however_many_payments_see_it() {
        let store = Arc::default();
        let (records, outcomes) = start(&store).await;
        outcomes.finish(USER, "payment-1", failed(), Some(&attempt()));
        outcomes.finish(USER, "payment-2", failed(), Some(&attempt()));
        assert_eq!(waiting(&outcomes).len(), 1);
        records.flush().await.unwrap();
        // Killed before the attempt's record went: the payment that takes it up ends alike.
        let (_, outcomes) = start(&store).await;
        outcomes.finish(USER, "payment-3", failed(), Some(&attempt()));
        assert_eq!(waiting(&outcomes).iter().map(|it| it.payment.as_str()).collect::<Vec<_>>(), ["payment-1"]);
    }

    #[tokio::test]
    async fn pending_is_told_once_also_after_a_restart() {
        let store = Arc::default();
        let (records, outcomes) = start(&store).await;
        outcomes.finish(USER, "payment-1", pending(), Some(&attempt()));
        outcomes.acknowledge(&waiting(&outcomes)[0].id);
        records.flush().await.unwrap();
        let (records, outcomes) = start(&store).await;
        outcomes.finish(USER, "payment-2", pending(), Some(&attempt()));
        assert_eq!(waiting(&outcomes), []);
        outcomes.finish(USER, "payment-2", failed(), Some(&attempt()));
        records.forget_attempt(USER, attempt());
        outcomes.acknowledge(&waiting(&outcomes)[0].id);
        records.flush().await.unwrap();
        assert!(store.values.lock().unwrap().is_empty(), "nothing is left of it");
    }

    #[tokio::test]
    async fn an_outcome_that_cannot_be_saved_keeps_the_attempts_record() {
        let store: Arc<Memory> = Arc::default();
        let (records, outcomes) = start(&store).await;
        records.save_attempt("payment-1", &record(), |_| {});
        records.flush().await.unwrap();
        *store.full_for.lock().unwrap() = Some("outcome");
        outcomes.finish(USER, "payment-1", failed(), Some(&attempt()));
        records.forget_attempt(USER, attempt());
        records.flush().await.unwrap();
        let (records, outcomes) = start(&store).await;
        assert_eq!(waiting(&outcomes), []);
        assert_eq!(records.attempts(USER).await.unwrap().len(), 1, "the next start asks for the result again");
    }

    #[tokio::test]
    async fn an_outcome_that_was_never_on_disk_is_not_told_again_once_the_host_has_it() {
        let store: Arc<Memory> = Arc::default();
        let (records, outcomes) = start(&store).await;
        records.save_attempt("payment-1", &record(), |_| {});
        records.flush().await.unwrap();
        *store.full_for.lock().unwrap() = Some("outcome");
        outcomes.finish(USER, "payment-1", failed(), Some(&attempt()));
        records.forget_attempt(USER, attempt());
        outcomes.acknowledge(&waiting(&outcomes)[0].id);
        records.flush().await.unwrap();
        assert!(store.values.lock().unwrap().is_empty(), "nothing is left to ask about");
    }

    #[tokio::test]
    async fn pending_that_was_never_on_disk_keeps_no_record_of_an_attempt_that_has_ended() {
        let store: Arc<Memory> = Arc::default();
        let (records, outcomes) = start(&store).await;
        records.save_attempt("payment-1", &record(), |_| {});
        *store.full_for.lock().unwrap() = Some("outcome");
        records.flush().await.unwrap();
        outcomes.finish(USER, "payment-1", pending(), Some(&attempt()));
        records.flush().await.unwrap();
        *store.full_for.lock().unwrap() = None;
        outcomes.finish(USER, "payment-1", failed(), Some(&attempt()));
        records.forget_attempt(USER, attempt());
        records.flush().await.unwrap();
        let keys: Vec<_> = store.values.lock().unwrap().keys().cloned().collect();
        assert!(matches!(keys.as_slice(), [key] if key.ends_with("-2")), "{keys:?}");
    }

    #[tokio::test]
    async fn an_outcome_that_is_told_again_after_a_restart_has_the_id_that_it_had() {
        let store: Arc<Memory> = Arc::default();
        let (records, outcomes) = start(&store).await;
        *store.full_for.lock().unwrap() = Some("outcome");
        outcomes.finish(USER, "payment-1", failed(), Some(&attempt()));
        let told = waiting(&outcomes)[0].id.clone();
        records.flush().await.unwrap();
        let (_, outcomes) = start(&store).await;
        outcomes.finish(USER, "payment-2", failed(), Some(&attempt()));
        assert_eq!(waiting(&outcomes)[0].id, told);
    }

    #[tokio::test]
    async fn an_outcome_for_which_the_queue_has_no_place_keeps_the_attempts_record() {
        let store: Arc<Memory> = Arc::default();
        let (records, outcomes) = start(&store).await;
        records.save_attempt("payment-1", &record(), |_| {});
        records.flush().await.unwrap();
        // Nothing is written while this test does not wait: the queue runs full.
        for _ in 0..=QUEUE {
            records.save(RULES, Vec::new());
        }
        outcomes.finish(USER, "payment-1", failed(), Some(&attempt()));
        // The first that gets a place again says that there are places.
        let mut has_place = false;
        while !has_place {
            let (done, saved) = tokio::sync::oneshot::channel();
            let other = SnapshotRecord { attempt: AttemptId::from_random(8), ..record() };
            records.save_attempt("payment-1", &other, |result| done.send(result.is_ok()).unwrap());
            has_place = saved.await.unwrap();
        }
        records.forget_attempt(USER, attempt());
        records.flush().await.unwrap();
        let (records, outcomes) = start(&store).await;
        assert_eq!(waiting(&outcomes), []);
        let left = records.attempts(USER).await.unwrap();
        assert!(left.iter().any(|it| it.attempt == attempt()), "the next start asks for the result again");
    }
}
