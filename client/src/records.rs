//! What is on disk: unfinished attempts, orders whose result is owed, undelivered outcomes, the installation's id, the rules. One queue
//! writes it all, in order.

mod keys;
mod writer;

use std::{
    collections::HashSet,
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
use keys::Named;
pub(crate) use keys::{END, PENDING, Question};
use writer::{Change, Ended, Owed, Untold, Write, Writer};

pub(crate) const DEVICE: &str = "device";
pub(crate) const CONFIG: &str = "config";
pub(crate) const AVAILABILITY: &str = "availability";
pub(crate) const RULES: &str = "rules";
pub(crate) const RULES_ETAG: &str = "rules-etag";

/// Waiting writes; far more than one payment makes.
pub(crate) const QUEUE: usize = 256;

/// The longest that anybody waits for the store. A host's store that hangs holds its own thread and nothing else.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// What earlier runs of the app have left to ask.
#[derive(Default)]
pub(crate) struct Unfinished {
    pub(crate) attempts: Vec<SnapshotRecord>,
    pub(crate) orders: Vec<OwedOrder>,
}

impl Unfinished {
    /// What is asked in place of an outcome of `user` that cannot be read.
    pub(crate) fn add(&mut self, user: &str, question: Question) {
        match question {
            Question::Attempt(attempt, order) => {
                self.attempts.push(SnapshotRecord { user: user.to_owned(), attempt, order, details: None });
            }
            Question::Order(owed) => self.orders.push(owed),
        }
    }
}

/// An order whose result an earlier run of the app has promised.
pub(crate) struct OwedOrder {
    /// [`crate::Payment::id`]: its outcomes go on under this name.
    pub(crate) payment: String,
    pub(crate) order: OrderId,
}

/// The records of one installation.
#[derive(Clone)]
pub(crate) struct Records {
    store: Arc<dyn Store>,
    writes: mpsc::Sender<Write>,
    attempts: Arc<Mutex<Attempts>>,
    untold: Arc<Mutex<Untold>>,
    owed: Arc<Mutex<Owed>>,
}

/// The attempts of this process.
#[derive(Default)]
struct Attempts {
    /// Attempts that a payment looks after, or did, and payments that owe the result of an order.
    taken: HashSet<String>,
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
        self.taken.insert(record.attempt.as_str().to_owned());
        self.live.retain(|live| live.record.attempt != record.attempt);
        self.live.push(LiveAttempt { payment: payment.to_owned(), record: record.clone() });
    }
}

impl Records {
    /// Must be called within the library's runtime.
    pub(crate) fn open(store: Arc<dyn Store>) -> Self {
        let (writes, mut queue) = mpsc::channel::<Write>(QUEUE);
        let (untold, owed) = (Arc::default(), Arc::default());
        let mut writer = Writer { store: Arc::clone(&store), untold: Arc::clone(&untold), owed: Arc::clone(&owed) };
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
        Self { store, writes, attempts: Arc::default(), untold, owed }
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
        self.queue(Change::Save(keys::attempt(record), record.to_bytes()), then);
    }

    /// The result of `order` is owed by `payment`, also after a restart. What cannot be saved now is tried again with every write.
    pub(crate) fn save_order(&self, user: &str, payment: &str, order: &OrderId) {
        lock(&self.attempts).taken.insert(payment.to_owned());
        lock(&self.owed).insert(keys::order(user, payment, order));
        self.queue(Change::Nothing, |_| {});
    }

    /// The result that `payment` owed is told.
    pub(crate) fn forget_order(&self, user: &str, payment: &str) {
        self.queue(Change::Forget(Ended { user: user.to_owned(), id: payment.to_owned() }), |_| {});
    }

    /// Whether a payment of this process looks after the attempt, or did.
    pub(crate) fn is_taken(&self, attempt: &AttemptId) -> bool {
        lock(&self.attempts).taken.contains(attempt.as_str())
    }

    /// From now on a payment of this process owes what `payment` owed in an earlier one; `false` if one does already.
    pub(crate) fn take_order(&self, payment: &str) -> bool {
        lock(&self.attempts).taken.insert(payment.to_owned())
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
        self.queue(Change::Forget(Ended { user: user.to_owned(), id: attempt.as_str().to_owned() }), |_| {});
    }

    /// Saves an outcome, that of `attempt` if there is one. If an end cannot be saved, the records of what has ended stay until the host
    /// has the outcome: the next start asks for the result again, and tells it under the same id.
    pub(crate) fn save_outcome(&self, user: &str, delivery: &OutcomeDelivery, attempt: Option<&AttemptId>) {
        let value = OutcomeRecord::of(delivery).to_bytes();
        let name = keys::outcome(user, &delivery.id);
        if delivery.outcome.is_end() {
            let ids = attempt.map(AttemptId::as_str).into_iter().chain([delivery.payment.as_str()]);
            let ended = ids.map(|id| Ended { user: user.to_owned(), id: id.to_owned() }).collect();
            // Before anything is queued: a queue that is full must not let the record of the attempt go.
            lock(&self.untold).insert(name.clone(), ended);
        }
        let key = keys::waiting_outcome(user, delivery, attempt.is_some());
        self.queue(Change::SaveOutcome { name, key, value }, |_| {});
    }

    /// The host has an outcome. Of "pending" an empty record stays for as long as the end is to come, so that it is not told again.
    pub(crate) fn acknowledge_outcome(&self, user: &str, id: &str) {
        let until = id.rsplit_once('-').filter(|(_, stage)| *stage == PENDING);
        let until = until.map(|(subject, _)| Ended { user: user.to_owned(), id: subject.to_owned() });
        self.queue(Change::Acknowledge { name: keys::outcome(user, id), until }, |_| {});
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

    /// Returns when everything that was queued before is on disk, or has failed, however long the store takes.
    pub(crate) async fn drain(&self) {
        let (done, written) = oneshot::channel::<()>();
        // Waits for its place, also in a queue that is full.
        let _ = self.writes.send(Write { change: Change::Nothing, then: Box::new(|_| drop(done)) }).await;
        let _ = written.await;
    }

    /// What `user` has left unfinished.
    pub(crate) async fn unfinished(&self, user: &str) -> Result<Unfinished, PortError> {
        let (store, reader) = (Arc::clone(&self.store), keys::Reader::new(user));
        blocking(move || {
            let mut unfinished = Unfinished::default();
            for key in store.list()? {
                match reader.read(&key) {
                    Some(Named::Attempt(attempt, order)) => {
                        let bytes = store.load(&key)?.unwrap_or_default();
                        unfinished.attempts.push(SnapshotRecord::from_bytes(reader.user().to_owned(), attempt, order, &bytes));
                    }
                    Some(Named::Order(owed)) => unfinished.orders.push(owed),
                    Some(Named::Outcome { .. }) | None => {}
                }
            }
            Ok(unfinished)
        })
        .await
    }

    /// What is on disk of the outcomes of `user`. What is of no use any more is deleted.
    pub(crate) async fn outcomes(&self, user: &str) -> Result<StoredOutcomes, PortError> {
        let (store, reader) = (Arc::clone(&self.store), keys::Reader::new(user));
        let (stored, useless) = blocking(move || read_outcomes(&*store, &reader)).await?;
        useless.into_iter().for_each(|key| self.queue(Change::Delete(key), |_| {}));
        Ok(stored)
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

/// No panic can leave what these locks guard half changed.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The outcomes of one user, and the keys of records that nobody needs.
fn read_outcomes(store: &dyn Store, reader: &keys::Reader) -> Result<(StoredOutcomes, Vec<String>), PortError> {
    let mut keys = store.list()?;
    keys.sort();
    let (mut stored, mut useless) = (StoredOutcomes::default(), Vec::new());
    for key in &keys {
        let Some(Named::Outcome { id, question }) = reader.read(key) else { continue };
        let Some(bytes) = store.load(key)? else { continue };
        let (subject, stage) = id.rsplit_once('-').unwrap_or((id.as_str(), END));
        let subject = Ended { user: reader.user().to_owned(), id: subject.to_owned() };
        match (OutcomeRecord::from_bytes(&bytes), question) {
            _ if stored.told.contains(&id) => useless.push(key.clone()),
            (None, None) if bytes.is_empty() && stage == PENDING => {
                // The end was told, and the process ended before this went.
                if keys.iter().any(|key| keys::is_open(key, &subject)) { stored.told.push(id) } else { useless.push(key.clone()) }
            }
            (Some(OutcomeRecord { payment, outcome, .. }), _) => stored.waiting.push(OutcomeDelivery { id, payment, outcome }),
            // Whatever is still open has a record of its own.
            (None, _) if stage == PENDING => useless.push(key.clone()),
            (None, Some(question)) => {
                tracing::warn!(%id, "the record of an outcome cannot be read: its result is asked for again");
                stored.lost.push((id, question));
            }
            (None, None) => tracing::error!(%id, "the record of an outcome cannot be read, and does not say what to ask"),
        }
    }
    Ok((stored, useless))
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, PortError> + Send + 'static) -> Result<T, PortError> {
    match tokio::time::timeout(PATIENCE, tokio::task::spawn_blocking(work)).await {
        Ok(Ok(result)) => result,
        Ok(Err(_)) => Err(PortError("the store panicked".to_owned())),
        Err(_) => Err(PortError("the store does not answer".to_owned())),
    }
}
