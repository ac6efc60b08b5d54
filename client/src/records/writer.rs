//! Carries out the writes of the queue, one after the other, and keeps what must outlive a write that failed.

use std::{
    collections::{BTreeSet, HashMap},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex},
};

use super::{keys, keys::PENDING, lock};
use crate::ports::{PortError, Store};

/// A write, and what to do after it.
pub(super) struct Write {
    pub(super) change: Change,
    pub(super) then: Box<dyn FnOnce(Result<(), PortError>) + Send>,
}

impl Write {
    pub(super) fn carry_out(self, writer: &Writer) {
        for key in writer.unsaved() {
            // A failure is no matter of the write that comes next.
            let _ = guarded(|| writer.save_owed(key));
        }
        let result = guarded(|| writer.apply(self.change));
        (self.then)(result);
    }
}

/// A host's store that panics has failed this once; the next write may go well.
fn guarded(write: impl FnOnce() -> Result<(), PortError>) -> Result<(), PortError> {
    let result = catch_unwind(AssertUnwindSafe(write));
    let result = result.unwrap_or_else(|_| Err(PortError("the store panicked".to_owned())));
    result.inspect_err(|error| tracing::warn!(%error, "the store failed"))
}

pub(super) enum Change {
    Save(String, Vec<u8>),
    SaveOutcome {
        /// [`keys::outcome`].
        name: String,
        key: String,
        value: Vec<u8>,
    },
    /// The host has the outcome of this name.
    Acknowledge {
        name: String,
        /// An empty record stays for as long as this has not ended, so that the outcome is not told again.
        until: Option<Ended>,
    },
    Delete(String),
    /// Every record of this attempt, or of what is owed by this payment.
    Forget(Ended),
    /// Nothing: only a place in the queue.
    Nothing,
}

/// An attempt, or a payment, that has ended, and whose it was.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Ended {
    pub(super) user: String,
    /// [`AttemptId`](cashier_core::wallet_api::AttemptId) or [`crate::Payment::id`]: both are random.
    pub(super) id: String,
}

/// Carries out the writes, one after the other.
pub(super) struct Writer {
    pub(super) store: Arc<dyn Store>,
    pub(super) untold: Arc<Mutex<Untold>>,
    pub(super) owed: Arc<Mutex<Owed>>,
}

/// Keys of owed orders that are not on disk. Every write tries them first: a disk that was full may not be so any more.
pub(super) type Owed = BTreeSet<String>;

/// All that a record of an owed order says is in its name; the version is there for one that says more.
const OWED_ORDER: &[u8] = br#"{"version":1}"#;

/// What has ended with an outcome that is neither on disk nor with the host, by the name of that outcome.
pub(super) type Untold = HashMap<String, Vec<Ended>>;

impl Writer {
    fn unsaved(&self) -> Owed {
        lock(&self.owed).clone()
    }

    fn save_owed(&self, key: String) -> Result<(), PortError> {
        self.store.save(&key, OWED_ORDER)?;
        lock(&self.owed).remove(&key);
        Ok(())
    }

    fn apply(&self, change: Change) -> Result<(), PortError> {
        match change {
            Change::Save(key, value) => self.store.save(&key, &value),
            Change::SaveOutcome { name, key, value } => {
                self.store.save(&key, &value)?;
                lock(&self.untold).remove(&name);
                Ok(())
            }
            Change::Acknowledge { name, until: Some(subject) } => {
                let keys = self.store.list()?;
                let is_open = keys.iter().any(|key| keys::is_open(key, &subject));
                if is_open {
                    self.store.save(&name, &[])?;
                }
                self.delete(keys.iter().filter(|key| keys::is_of(key, &name) && !(is_open && **key == name)))
            }
            Change::Acknowledge { name, until: None } => {
                let ended = lock(&self.untold).remove(&name).unwrap_or_default();
                let forgotten = ended.iter().try_for_each(|ended| self.forget(ended));
                self.delete(self.store.list()?.iter().filter(|key| keys::is_of(key, &name))).and(forgotten)
            }
            Change::Delete(key) => self.store.delete(&key),
            Change::Forget(ended) if lock(&self.untold).values().flatten().any(|untold| *untold == ended) => Ok(()),
            Change::Forget(ended) => self.forget(&ended),
            Change::Nothing => Ok(()),
        }
    }

    fn forget(&self, ended: &Ended) -> Result<(), PortError> {
        lock(&self.owed).retain(|key| !keys::is_open(key, ended));
        let told = keys::outcome(&ended.user, &format!("{}-{PENDING}", ended.id));
        for key in self.store.list()? {
            // An empty record only says that "pending" was told; there will be no other.
            let is_told = key == told && self.store.load(&key)?.is_some_and(|bytes| bytes.is_empty());
            if keys::is_open(&key, ended) || is_told {
                self.store.delete(&key)?;
            }
        }
        Ok(())
    }

    fn delete<'a>(&self, mut keys: impl Iterator<Item = &'a String>) -> Result<(), PortError> {
        keys.try_for_each(|key| self.store.delete(key))
    }
}
