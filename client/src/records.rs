//! What is on disk: unfinished attempts, undelivered outcomes, the installation's id, the rules. One queue writes it all, in order.

use std::{
    collections::HashSet,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError},
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
const QUEUE: usize = 256;

/// A write, and what to do after it.
struct Write {
    change: Change,
    then: Box<dyn FnOnce(Result<(), PortError>) + Send>,
}

enum Change {
    Save(String, Vec<u8>),
    Delete(String),
    /// An outcome, of an attempt or of none.
    SaveOutcome {
        key: String,
        value: Vec<u8>,
        attempt: Option<AttemptId>,
    },
    /// Every record of this attempt.
    DeleteAttempt {
        user: String,
        attempt: AttemptId,
    },
    /// Nothing: only a place in the queue.
    Nothing,
}

/// The records of one installation.
#[derive(Clone)]
pub(crate) struct Records {
    store: Arc<dyn Store>,
    writes: mpsc::Sender<Write>,
    /// Attempts that a payment of this process looks after.
    taken: Arc<Mutex<HashSet<AttemptId>>>,
}

impl Records {
    /// Must be called within the library's runtime.
    pub(crate) fn open(store: Arc<dyn Store>) -> Self {
        let (writes, mut queue) = mpsc::channel::<Write>(QUEUE);
        let mut writer = Writer { store: Arc::clone(&store), unsaved: HashSet::new() };
        tokio::task::spawn_blocking(move || {
            while let Some(Write { change, then }) = queue.blocking_recv() {
                // A host's store that panics has failed this once; the next write may go well.
                let result = catch_unwind(AssertUnwindSafe(|| writer.apply(change)));
                let result = result.unwrap_or_else(|_| Err(PortError("the store panicked".to_owned())));
                if let Err(error) = &result {
                    tracing::warn!(%error, "the store failed");
                }
                then(result);
            }
        });
        Self { store, writes, taken: Arc::default() }
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

    /// Saves the record of an attempt, then calls `then`.
    pub(crate) fn save_attempt(&self, record: &SnapshotRecord, then: impl FnOnce(Result<(), PortError>) + Send + 'static) {
        self.take(&record.attempt);
        let key = format!("{ATTEMPT}/{}/{}/{}", hex(&record.user), record.attempt.as_str(), hex(&record.order.0));
        self.queue(Change::Save(key, record.to_bytes()), then);
    }

    /// True if no payment of this process looked after the attempt before.
    pub(crate) fn take(&self, attempt: &AttemptId) -> bool {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).insert(attempt.clone())
    }

    pub(crate) fn forget_attempt(&self, user: &str, attempt: AttemptId) {
        self.queue(Change::DeleteAttempt { user: user.to_owned(), attempt }, |_| {});
    }

    /// Saves an outcome. If that fails, the record of its attempt stays, and the next start asks for the result again.
    pub(crate) fn save_outcome(&self, user: &str, delivery: &OutcomeDelivery, attempt: Option<&AttemptId>) {
        let record = OutcomeRecord { payment: delivery.payment.clone(), outcome: delivery.outcome.clone() };
        let value = serde_json::to_vec(&record).unwrap_or_default();
        self.queue(Change::SaveOutcome { key: outcome_key(user, &delivery.id), value, attempt: attempt.cloned() }, |_| {});
    }

    /// The host has an outcome: its record goes, or stays as an empty one, so that it is not told again.
    pub(crate) fn acknowledge_outcome(&self, user: &str, id: &str, keep: bool) {
        let key = outcome_key(user, id);
        self.queue(if keep { Change::Save(key, Vec::new()) } else { Change::Delete(key) }, |_| {});
    }

    /// Returns when everything that was queued before is on disk, or has failed.
    pub(crate) async fn flush(&self) {
        let (done, written) = oneshot::channel();
        self.queue(Change::Nothing, |_| {
            let _ = done.send(());
        });
        let _ = written.await;
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
            let (mpsc::error::TrySendError::Full(write) | mpsc::error::TrySendError::Closed(write)) = error;
            (write.then)(Err(PortError("the store does not keep up".to_owned())));
        }
    }
}

/// Carries out the writes, one after the other.
struct Writer {
    store: Arc<dyn Store>,
    /// Attempts whose outcome is not on disk.
    unsaved: HashSet<AttemptId>,
}

impl Writer {
    fn apply(&mut self, change: Change) -> Result<(), PortError> {
        match change {
            Change::Save(key, value) => self.store.save(&key, &value),
            Change::Delete(key) => self.store.delete(&key),
            Change::SaveOutcome { key, value, attempt } => {
                let saved = self.store.save(&key, &value);
                if saved.is_err() {
                    self.unsaved.extend(attempt);
                }
                saved
            }
            Change::DeleteAttempt { user, attempt } => {
                if self.unsaved.remove(&attempt) {
                    return Ok(());
                }
                let record = format!("{ATTEMPT}/{}/{}/", hex(&user), attempt.as_str());
                let told = outcome_key(&user, &format!("{}-1", attempt.as_str()));
                for key in self.store.list()? {
                    // An empty record only says that "pending" was told; there will be no other.
                    let is_told = key == told && self.store.load(&key)?.is_some_and(|bytes| bytes.is_empty());
                    if key.starts_with(&record) || is_told {
                        self.store.delete(&key)?;
                    }
                }
                Ok(())
            }
            Change::Nothing => Ok(()),
        }
    }
}

fn outcome_key(user: &str, id: &str) -> String {
    format!("{OUTCOME}/{}/{id}", hex(user))
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, PortError> + Send + 'static) -> Result<T, PortError> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(PortError("the store panicked".to_owned())))
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
