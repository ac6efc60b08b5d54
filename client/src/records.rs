//! What is on disk: unfinished attempts, undelivered outcomes, the installation's id, the rules. One queue writes it all, in order.

use std::sync::Arc;

use cashier_core::{
    machine::{Outcome, SnapshotRecord},
    wallet_api::{AttemptId, OrderId},
};
use tokio::sync::{mpsc, oneshot};

use crate::{
    OutcomeDelivery,
    ports::{PortError, Store},
};

const ATTEMPT: &str = "attempt";
const OUTCOME: &str = "outcome";
pub(crate) const DEVICE: &str = "device";
pub(crate) const CONFIG: &str = "config";
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
    /// Every record of this attempt.
    DeleteAttempt(String, AttemptId),
    /// Nothing: only a place in the queue.
    Nothing,
}

/// The records of one installation.
#[derive(Clone)]
pub(crate) struct Records {
    store: Arc<dyn Store>,
    writes: mpsc::Sender<Write>,
}

impl Records {
    /// Must be called within the library's runtime.
    pub(crate) fn open(store: Arc<dyn Store>) -> Self {
        let (writes, mut queue) = mpsc::channel::<Write>(QUEUE);
        let target = Arc::clone(&store);
        tokio::task::spawn_blocking(move || {
            while let Some(Write { change, then }) = queue.blocking_recv() {
                let result = apply(&*target, change);
                if let Err(error) = &result {
                    tracing::warn!(%error, "the store failed");
                }
                then(result);
            }
        });
        Self { store, writes }
    }

    /// Loads `key` on a thread that may block.
    pub(crate) async fn load(&self, key: &'static str) -> Result<Option<Vec<u8>>, PortError> {
        let store = Arc::clone(&self.store);
        blocking(move || store.load(key)).await
    }

    pub(crate) fn save(&self, key: &'static str, value: Vec<u8>) {
        self.queue(Change::Save(key.to_owned(), value), |_| {});
    }

    /// Saves the record of an attempt, then calls `then`.
    pub(crate) fn save_attempt(&self, record: &SnapshotRecord, then: impl FnOnce(Result<(), PortError>) + Send + 'static) {
        let key = format!("{ATTEMPT}/{}/{}/{}", hex(&record.user), record.attempt.as_str(), hex(&record.order.0));
        self.queue(Change::Save(key, record.to_bytes()), then);
    }

    pub(crate) fn forget_attempt(&self, user: &str, attempt: AttemptId) {
        self.queue(Change::DeleteAttempt(hex(user), attempt), |_| {});
    }

    pub(crate) fn save_outcome(&self, user: &str, delivery: &OutcomeDelivery) {
        if let Ok(bytes) = serde_json::to_vec(&delivery.outcome) {
            self.queue(Change::Save(format!("{OUTCOME}/{}/{}", hex(user), delivery.id), bytes), |_| {});
        }
    }

    pub(crate) fn forget_outcome(&self, user: &str, id: &str) {
        self.queue(Change::Delete(format!("{OUTCOME}/{}/{id}", hex(user))), |_| {});
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

    /// The undelivered outcomes of `user`, oldest first.
    pub(crate) async fn outcomes(&self, user: &str) -> Result<Vec<OutcomeDelivery>, PortError> {
        let (store, user) = (Arc::clone(&self.store), user.to_owned());
        blocking(move || {
            let prefix = format!("{OUTCOME}/{}/", hex(&user));
            let mut keys = store.list()?;
            keys.sort();
            let mut outcomes = Vec::new();
            for key in keys {
                let Some(id) = key.strip_prefix(&prefix) else { continue };
                let bytes = store.load(&key)?.unwrap_or_default();
                if let Ok(outcome) = serde_json::from_slice::<Outcome>(&bytes) {
                    outcomes.push(OutcomeDelivery { id: id.to_owned(), outcome });
                }
            }
            Ok(outcomes)
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

fn apply(store: &dyn Store, change: Change) -> Result<(), PortError> {
    match change {
        Change::Save(key, value) => store.save(&key, &value),
        Change::Delete(key) => store.delete(&key),
        Change::Nothing => Ok(()),
        Change::DeleteAttempt(user, attempt) => {
            let prefix = format!("{ATTEMPT}/{user}/{}/", attempt.as_str());
            store.list()?.iter().filter(|key| key.starts_with(&prefix)).try_for_each(|key| store.delete(key))
        }
    }
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
