//! What is on disk: unfinished attempts, undelivered outcomes, the installation's id, the rules. One queue writes it all, in order.

use std::{
    collections::{HashMap, HashSet},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use cashier_core::{
    machine::SnapshotRecord,
    wallet_api::{AttemptId, OrderId},
};
use tokio::sync::{mpsc, oneshot};

use crate::{
    OutcomeDelivery,
    outcomes::{OutcomeRecord, StoredOutcomes},
    ports::{PortError, Store},
};

const ATTEMPT: &str = "attempt";
const OUTCOME: &str = "outcome";
pub(crate) const DEVICE: &str = "device";
pub(crate) const CONFIG: &str = "config";
pub(crate) const AVAILABILITY: &str = "availability";
pub(crate) const RULES: &str = "rules";
pub(crate) const RULES_ETAG: &str = "rules-etag";

/// Waiting writes; far more than one payment makes.
pub(crate) const QUEUE: usize = 256;

/// The longest that anybody waits for the store. A host's store that hangs holds its own thread and nothing else.
const PATIENCE: Duration = Duration::from_secs(5);

/// A write, and what to do after it.
struct Write {
    change: Change,
    then: Box<dyn FnOnce(Result<(), PortError>) + Send>,
}

impl Write {
    fn carry_out(self, writer: &Writer) {
        // A host's store that panics has failed this once; the next write may go well.
        let result = catch_unwind(AssertUnwindSafe(|| writer.apply(self.change)));
        let result = result.unwrap_or_else(|_| Err(PortError("the store panicked".to_owned())));
        if let Err(error) = &result {
            tracing::warn!(%error, "the store failed");
        }
        (self.then)(result);
    }
}

enum Change {
    Save(String, Vec<u8>),
    SaveOutcome {
        key: String,
        value: Vec<u8>,
    },
    /// The host has the outcome that this key holds.
    Acknowledge {
        key: String,
        /// As an empty record, so that it is not told again.
        keep: bool,
    },
    /// Every record of this attempt.
    DeleteAttempt(Ended),
    /// Nothing: only a place in the queue.
    Nothing,
}

/// An attempt that has ended, and whose it was.
#[derive(Clone, PartialEq, Eq)]
struct Ended {
    user: String,
    attempt: AttemptId,
}

/// The records of one installation.
#[derive(Clone)]
pub(crate) struct Records {
    store: Arc<dyn Store>,
    writes: mpsc::Sender<Write>,
    attempts: Arc<Mutex<Attempts>>,
    untold: Arc<Mutex<Untold>>,
}

/// The attempts of this process.
#[derive(Default)]
struct Attempts {
    /// Those that a payment looks after, or did.
    taken: HashSet<AttemptId>,
    /// Those that have not ended.
    live: Vec<LiveAttempt>,
}

struct LiveAttempt {
    /// [`crate::Payment::id`] of the payment that looks after it.
    payment: String,
    record: SnapshotRecord,
}

impl Attempts {
    /// A live attempt of this order that another payment than `payment` looks after.
    fn of_another(&self, payment: &str, user: &str, order: &OrderId) -> Option<&SnapshotRecord> {
        let is_it = |live: &&LiveAttempt| live.payment != payment && live.record.user == user && live.record.order == *order;
        self.live.iter().find(is_it).map(|live| &live.record)
    }

    fn take(&mut self, payment: &str, record: &SnapshotRecord) {
        self.taken.insert(record.attempt.clone());
        self.live.retain(|live| live.record.attempt != record.attempt);
        self.live.push(LiveAttempt { payment: payment.to_owned(), record: record.clone() });
    }
}

impl Records {
    /// Must be called within the library's runtime.
    pub(crate) fn open(store: Arc<dyn Store>) -> Self {
        let (writes, mut queue) = mpsc::channel::<Write>(QUEUE);
        let untold = Arc::default();
        let mut writer = Writer { store: Arc::clone(&store), untold: Arc::clone(&untold) };
        tokio::spawn(async move {
            while let Some(write) = queue.recv().await {
                // One after the other, however long one takes: no write may overtake another.
                let written = tokio::task::spawn_blocking(move || {
                    write.carry_out(&writer);
                    writer
                });
                let Ok(back) = written.await else { return };
                writer = back;
            }
        });
        Self { store, writes, attempts: Arc::default(), untold }
    }

    /// Loads `key` on a thread that may block.
    pub(crate) async fn load(&self, key: &'static str) -> Result<Option<Vec<u8>>, PortError> {
        let store = Arc::clone(&self.store);
        blocking(move || store.load(key)).await
    }

    /// Saves `key` and waits until it is on disk.
    pub(crate) async fn save_now(&self, key: &'static str, value: Vec<u8>) -> Result<(), PortError> {
        let store = Arc::clone(&self.store);
        blocking(move || store.save(key, &value)).await
    }

    pub(crate) fn save(&self, key: &'static str, value: Vec<u8>) {
        self.queue(Change::Save(key.to_owned(), value), |_| {});
    }

    /// Saves the record of an attempt of `payment`, then calls `then`. Refused while another payment has a live attempt of the order:
    /// both could take the money.
    pub(crate) fn save_attempt(&self, payment: &str, record: &SnapshotRecord, then: impl FnOnce(Result<(), PortError>) + Send + 'static) {
        let mut attempts = lock(&self.attempts);
        if attempts.of_another(payment, &record.user, &record.order).is_some() {
            drop(attempts);
            return then(Err(PortError("another attempt of the order is live".to_owned())));
        }
        attempts.take(payment, record);
        drop(attempts);
        let key = format!("{ATTEMPT}/{}/{}/{}", hex(&record.user), record.attempt.as_str(), hex(&record.order.0));
        self.queue(Change::Save(key, record.to_bytes()), then);
    }

    /// Whether a payment of this process looks after the attempt, or did.
    pub(crate) fn is_taken(&self, attempt: &AttemptId) -> bool {
        lock(&self.attempts).taken.contains(attempt)
    }

    /// From now on `payment` looks after the attempt of a record that was on disk.
    pub(crate) fn take(&self, payment: &str, record: &SnapshotRecord) {
        lock(&self.attempts).take(payment, record);
    }

    /// The live attempt of this order that another payment than `payment` looks after, if there is one.
    pub(crate) fn live_attempt_of_another(&self, payment: &str, user: &str, order: &OrderId) -> Option<SnapshotRecord> {
        lock(&self.attempts).of_another(payment, user, order).cloned()
    }

    pub(crate) fn forget_attempt(&self, user: &str, attempt: AttemptId) {
        lock(&self.attempts).live.retain(|live| live.record.attempt != attempt);
        self.queue(Change::DeleteAttempt(Ended { user: user.to_owned(), attempt }), |_| {});
    }

    /// Saves an outcome, the one with which `ends` ends if there is an attempt. If that fails, the record of the attempt stays until the
    /// host has the outcome: the next start asks for the result again, and tells it under the same id.
    pub(crate) fn save_outcome(&self, user: &str, delivery: &OutcomeDelivery, ends: Option<&AttemptId>) {
        let record = OutcomeRecord { payment: delivery.payment.clone(), outcome: delivery.outcome.clone() };
        let value = serde_json::to_vec(&record).unwrap_or_default();
        let key = outcome_key(user, &delivery.id);
        if let Some(attempt) = ends {
            // Before anything is queued: a queue that is full must not let the record of the attempt go.
            lock(&self.untold).insert(key.clone(), Ended { user: user.to_owned(), attempt: attempt.clone() });
        }
        self.queue(Change::SaveOutcome { key, value }, |_| {});
    }

    /// The host has an outcome: its record goes, or stays as an empty one, so that it is not told again.
    pub(crate) fn acknowledge_outcome(&self, user: &str, id: &str, keep: bool) {
        self.queue(Change::Acknowledge { key: outcome_key(user, id), keep }, |_| {});
    }

    /// Returns when everything that was queued before is on disk, or has failed. An error is a store that hangs.
    pub(crate) async fn flush(&self) -> Result<(), PortError> {
        let (done, written) = oneshot::channel();
        self.queue(Change::Nothing, |_| {
            let _ = done.send(());
        });
        let written = tokio::time::timeout(PATIENCE, written).await;
        written.map(drop).map_err(|_| PortError("the store does not answer".to_owned()))
    }

    /// The unfinished attempts of `user`.
    pub(crate) async fn attempts(&self, user: &str) -> Result<Vec<SnapshotRecord>, PortError> {
        let (store, user) = (Arc::clone(&self.store), user.to_owned());
        blocking(move || {
            let prefix = format!("{ATTEMPT}/{}/", hex(&user));
            let mut records = Vec::new();
            for key in store.list()? {
                let Some((attempt, order)) = key.strip_prefix(&prefix).and_then(|rest| rest.split_once('/')) else { continue };
                let (Ok(attempt), Some(order)) = (attempt.parse(), unhex(order)) else { continue };
                let bytes = store.load(&key)?.unwrap_or_default();
                records.push(SnapshotRecord::from_bytes(user.clone(), attempt, OrderId(order), &bytes));
            }
            Ok(records)
        })
        .await
    }

    /// What is on disk of the outcomes of `user`.
    pub(crate) async fn outcomes(&self, user: &str) -> Result<StoredOutcomes, PortError> {
        let (store, prefix) = (Arc::clone(&self.store), outcome_key(user, ""));
        blocking(move || {
            let mut keys = store.list()?;
            keys.sort();
            let mut stored = StoredOutcomes::default();
            for key in keys {
                let Some(id) = key.strip_prefix(&prefix).map(str::to_owned) else { continue };
                match store.load(&key)? {
                    Some(bytes) if bytes.is_empty() => stored.told.push(id),
                    Some(bytes) => {
                        if let Ok(OutcomeRecord { payment, outcome }) = serde_json::from_slice(&bytes) {
                            stored.waiting.push(OutcomeDelivery { id, payment, outcome });
                        }
                    }
                    None => {}
                }
            }
            Ok(stored)
        })
        .await
    }

    fn queue(&self, change: Change, then: impl FnOnce(Result<(), PortError>) + Send + 'static) {
        let write = Write { change, then: Box::new(then) };
        if let Err(error) = self.writes.try_send(write) {
            tracing::warn!(%error, "a write was left out");
            let (mpsc::error::TrySendError::Full(write) | mpsc::error::TrySendError::Closed(write)) = error;
            (write.then)(Err(PortError("the store does not keep up".to_owned())));
        }
    }
}

/// Carries out the writes, one after the other.
struct Writer {
    store: Arc<dyn Store>,
    untold: Arc<Mutex<Untold>>,
}

/// Attempts that have ended and whose outcome is neither on disk nor with the host, by the key of that outcome.
type Untold = HashMap<String, Ended>;

/// No panic can leave what these locks guard half changed.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Writer {
    fn apply(&self, change: Change) -> Result<(), PortError> {
        match change {
            Change::Save(key, value) => self.store.save(&key, &value),
            Change::SaveOutcome { key, value } => {
                self.store.save(&key, &value)?;
                lock(&self.untold).remove(&key);
                Ok(())
            }
            Change::Acknowledge { key, keep: true } => self.store.save(&key, &[]),
            Change::Acknowledge { key, keep: false } => {
                let untold = lock(&self.untold).remove(&key);
                let forgotten = untold.map_or(Ok(()), |ended| self.forget(&ended));
                self.store.delete(&key).and(forgotten)
            }
            Change::DeleteAttempt(ended) if lock(&self.untold).values().any(|untold| *untold == ended) => Ok(()),
            Change::DeleteAttempt(ended) => self.forget(&ended),
            Change::Nothing => Ok(()),
        }
    }

    fn forget(&self, Ended { user, attempt }: &Ended) -> Result<(), PortError> {
        let record = format!("{ATTEMPT}/{}/{}/", hex(user), attempt.as_str());
        let told = outcome_key(user, &format!("{}-1", attempt.as_str()));
        for key in self.store.list()? {
            // An empty record only says that "pending" was told; there will be no other.
            let is_told = key == told && self.store.load(&key)?.is_some_and(|bytes| bytes.is_empty());
            if key.starts_with(&record) || is_told {
                self.store.delete(&key)?;
            }
        }
        Ok(())
    }
}

fn outcome_key(user: &str, id: &str) -> String {
    format!("{OUTCOME}/{}/{id}", hex(user))
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, PortError> + Send + 'static) -> Result<T, PortError> {
    match tokio::time::timeout(PATIENCE, tokio::task::spawn_blocking(work)).await {
        Ok(Ok(result)) => result,
        Ok(Err(_)) => Err(PortError("the store panicked".to_owned())),
        Err(_) => Err(PortError("the store does not answer".to_owned())),
    }
}

/// Hex of any text, so that it can be a segment of a key.
fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<String> {
    let digit = |c: u8| char::from(c).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let bytes = text.as_bytes().chunks(2).map(|pair| match pair {
        [high, low] => Some(digit(*high)?.wrapping_mul(16).wrapping_add(digit(*low)?)),
        _ => None,
    });
    String::from_utf8(bytes.collect::<Option<_>>()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_survives_as_a_key() {
        for text in ["", "order-1", "ü/..\0", "日本"] {
            assert_eq!(unhex(&hex(text)).as_deref(), Some(text));
        }
        assert_eq!(unhex("abc"), None);
        assert_eq!(unhex("zz"), None);
        assert_eq!(unhex("ff"), None);
    }
}
