//! The door to the library: what a host calls, by idea in the files below.

mod front;
mod reads;
mod start;

use std::{
    mem,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use cashier_core::{
    machine::Event,
    texts::{TextCatalog, Texts, UtcOffset},
    wallet_api::OrderId,
};
use tokio::{
    sync::watch,
    task::{JoinHandle, JoinSet},
};

use crate::{
    CashierConfig, CashierError, OutcomeDelivery, Payment, Ports,
    adapters::now,
    api::Backend,
    availability::Availability,
    config::check_language,
    driver::Services,
    identification::Identification,
    installation::Installation,
    outcomes::Outcomes,
    payment::Standing,
    records::{PATIENCE, Records},
    runtime,
};

/// The cashier of one wallet app. One payment at a time is in front; others may still be waiting for their results. They end with
/// the last clone of it; what may have been sent is taken up by the next cashier.
#[derive(Clone)]
pub struct Cashier {
    inner: Arc<Inner>,
}

struct Inner {
    config: CashierConfig,
    catalog: TextCatalog,
    texts: watch::Sender<Texts>,
    services: Services,
    /// From the first start until it is closed.
    installation: tokio::sync::Mutex<Option<Installation>>,
    /// Once it is closed: until everything is on disk.
    leaving: Mutex<Option<JoinHandle<()>>>,
    identification: Arc<Identification>,
    availability: Arc<Availability>,
    /// Held while payments begin, so that two calls cannot both find the front free. No port is called under it.
    beginning: Mutex<()>,
    /// How often the login was asked for.
    logins: AtomicU64,
    payments: Mutex<Payments>,
    tasks: Mutex<JoinSet<()>>,
    keeping_fresh: AtomicBool,
    closed: AtomicBool,
}

#[derive(Default)]
struct Payments {
    /// `Customer-Hint` of the user who is logged in; `None` until `start` has succeeded.
    user: Option<String>,
    /// Which login that is, see `Inner::logins`.
    login: u64,
    front: Option<Arc<Payment>>,
    /// Left by the user, or restored; their results are still to come.
    waiting: Vec<Arc<Payment>>,
    background: bool,
    offline: bool,
    screen_reader: bool,
}

impl Cashier {
    /// Checks the set-up. Nothing is sent or loaded before [`Cashier::start`].
    pub fn new(config: CashierConfig, ports: Ports) -> Result<Self, CashierError> {
        config.check()?;
        let runtime = runtime::get()?.enter();
        let records = Records::open(Arc::clone(&ports.store));
        drop(runtime);
        let catalog = config.catalog()?;
        let (texts, words) = watch::channel(catalog.texts(&config.language));
        let services = Services {
            backend: Arc::new(Backend::new(&config, &ports)),
            outcomes: Arc::new(Outcomes::new(records.clone())),
            records,
            texts: words,
            clock: now,
        };
        let inner = Inner {
            config,
            catalog,
            texts,
            services,
            installation: tokio::sync::Mutex::default(),
            leaving: Mutex::default(),
            identification: Arc::default(),
            availability: Arc::default(),
            beginning: Mutex::default(),
            logins: AtomicU64::new(1),
            payments: Mutex::default(),
            tasks: Mutex::default(),
            keeping_fresh: AtomicBool::new(false),
            closed: AtomicBool::new(false),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The backend says that a newer version of the SDK should be, or must be, used.
    pub fn update_is_due(&self) -> bool {
        self.inner.identification.served().notice.is_some()
    }

    /// The oldest outcome that was not acknowledged; waits for one. The same one again until it is acknowledged.
    pub async fn next_outcome(&self) -> OutcomeDelivery {
        self.inner.services.outcomes.next(|| self.payments().user.clone(), None).await
    }

    /// The next outcome of this payment only, past others that are waiting. Two payments of one order share the outcomes of its attempt:
    /// whoever asks first gets them, under the name of one of the two, and once acknowledged they come to neither again.
    pub async fn outcome_of(&self, payment: &Payment) -> OutcomeDelivery {
        self.inner.services.outcomes.next(|| self.payments().user.clone(), Some(payment.id())).await
    }

    /// The host has dealt with an outcome: it never comes again.
    pub fn acknowledge(&self, outcome_id: &str) {
        self.inner.services.outcomes.acknowledge(outcome_id);
    }

    /// The app came to the front, or went behind.
    pub fn set_foreground(&self, foreground: bool) {
        self.payments().background = !foreground;
        if foreground {
            self.inner.identification.wake();
        }
        self.broadcast(&if foreground { Event::Foreground } else { Event::Background });
    }

    /// The network came, or went.
    pub fn set_network(&self, available: bool) {
        self.payments().offline = !available;
        if available {
            self.inner.identification.wake();
        }
        self.broadcast(&if available { Event::NetUp } else { Event::NetDown });
    }

    /// A screen reader was switched on, or off.
    pub fn set_screen_reader(&self, on: bool) {
        self.payments().screen_reader = on;
        self.broadcast(&Event::ScreenReader(on));
    }

    /// The user picked another language: a BCP 47 tag, as in [`CashierConfig::language`]. Every page is shown again in its words and
    /// formats; no request is repeated, and nothing happens to the payments.
    pub fn set_language(&self, tag: &str) -> Result<(), CashierError> {
        check_language(tag)?;
        self.inner.services.backend.set_language(tag);
        self.inner.texts.send_modify(|texts| *texts = self.inner.catalog.texts(tag).at(texts.utc_offset()));
        Ok(())
    }

    /// How far the device's clock is from UTC, now and in its time zone: at the start, and whenever the app comes to the front or the time
    /// zone changes. Every page is shown again with its times on that clock. Until it is known they are on the backend's, and say so.
    pub fn set_utc_offset(&self, offset: Option<UtcOffset>) {
        let set = |texts: &mut Texts| mem::replace(texts, texts.clone().at(offset)).utc_offset() != offset;
        self.inner.texts.send_if_modified(set);
    }

    /// The wallet got a push message about an order: ask again now.
    pub fn push_hint(&self, order: &OrderId) {
        for payment in self.all() {
            payment.hint(order);
        }
    }

    /// Stops everything. A payment that may have been sent is taken up by the next cashier, whose start waits until what this one had to
    /// write is on disk.
    pub fn close(&self) {
        self.inner.close();
    }

    /// [`Cashier::close`], and waits until everything is on disk, at most five seconds if the host's store hangs. May be dropped: the
    /// writing goes on for as long as the process lives.
    pub async fn shut_down(&self) {
        self.close();
        let (records, leaving) = (self.inner.services.records.clone(), self.inner.leaving().take());
        // On the library's own threads: the caller may have no timer.
        if let Ok(runtime) = runtime::get() {
            let written = runtime.spawn(async move {
                match leaving {
                    // Behind it nobody writes any more.
                    Some(leaving) => tokio::time::timeout(PATIENCE, leaving).await.is_ok(),
                    None => records.flush().await.is_ok(),
                }
            });
            if !written.await.unwrap_or(true) {
                tracing::warn!("closed before everything was on disk");
            }
        }
    }

    fn check_open(&self) -> Result<(), CashierError> {
        if self.inner.closed.load(Ordering::Acquire) { Err(CashierError::Closed) } else { Ok(()) }
    }

    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        if let Ok(runtime) = runtime::get() {
            let mut tasks = self.tasks();
            // Looked at under the lock that `close` takes: nothing starts behind it.
            if self.check_open().is_err() {
                return;
            }
            while tasks.try_join_next().is_some() {}
            tasks.spawn_on(task, runtime.handle());
        }
    }

    fn broadcast(&self, event: &Event) {
        for payment in self.all() {
            payment.on(event.clone());
        }
    }

    fn all(&self) -> Vec<Arc<Payment>> {
        let mut payments = self.payments();
        payments.waiting.retain(|payment| payment.standing() != Standing::Done);
        payments.waiting.iter().chain(&payments.front).cloned().collect()
    }

    fn payments(&self) -> MutexGuard<'_, Payments> {
        self.inner.payments.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tasks(&self) -> MutexGuard<'_, JoinSet<()>> {
        self.inner.tasks()
    }
}

impl Inner {
    /// At once; behind it, another cashier gets the store once everything is written.
    fn close(&self) {
        self.closed.store(true, Ordering::Release);
        self.tasks().abort_all();
        // A start that is under way does this itself.
        let installation = self.installation.try_lock().ok().and_then(|mut held| held.take());
        let Some(installation) = installation else { return };
        installation.leave();
        let (mut tasks, records) = (mem::take(&mut *self.tasks()), self.services.records.clone());
        if let Ok(runtime) = runtime::get() {
            let leaving = runtime.spawn(async move {
                // What a task is about to queue is queued when it has ended.
                tasks.shutdown().await;
                records.drain().await;
                drop(installation);
            });
            *self.leaving() = Some(leaving);
        }
    }

    fn leaving(&self) -> MutexGuard<'_, Option<JoinHandle<()>>> {
        self.leaving.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tasks(&self) -> MutexGuard<'_, JoinSet<()>> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
    }
}
