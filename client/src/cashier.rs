//! The door to the library.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use cashier_core::{
    availability::Place,
    codes::{self, NavigationConfig, NavigationPolicy, Scan},
    machine::{Event, Identified, State},
    money::Currency,
    pages::{self, DetailPage, HistoryPage},
    recording::Recorder,
    secret::CodeValue,
    texts::{TextCatalog, Texts},
    wallet_api::{Features, Logo, OrderId, PaymentScenario, SdkConfig, Settings, Source},
};
use tokio::{
    sync::{mpsc, watch},
    task::JoinSet,
};

use crate::{
    CashierConfig, CashierError, OutcomeDelivery, Payment, PaymentState, Ports, ReferenceRate,
    adapters::now,
    api::Backend,
    availability::Availability,
    config::check_language,
    driver::{Driver, Services},
    error::Error,
    history::Reader,
    identification::Identification,
    outcomes::Outcomes,
    payment::Standing,
    random,
    records::{DEVICE, Records},
    runtime,
};

/// How long the first start of an installation waits for rules. Without them the backend identifies the codes.
const FIRST_RULES_PATIENCE: Duration = Duration::from_secs(3);

/// How many texts of one picture are looked at: more than a wall of posters shows and anybody chooses from. Bounds the time, as each
/// one is held against the rules.
const MAX_SCANNED: usize = 64;

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

    /// Loads what the phone has, asks the backend for settings and rules, and takes unfinished payments up again: each asks for its
    /// result, none is sent again. Gives those payments. May be called again after an error.
    pub async fn start(&self) -> Result<Vec<Arc<Payment>>, CashierError> {
        self.check_open()?;
        let this = self.clone();
        let started = runtime::get()?.spawn(async move { this.start_here().await });
        started.await.unwrap_or(Err(CashierError::Closed))
    }

    async fn start_here(&self) -> Result<Vec<Arc<Payment>>, CashierError> {
        let Services { backend, records, .. } = &self.inner.services;
        let device = records.load(DEVICE).await?.and_then(|bytes| String::from_utf8(bytes).ok());
        let is_new = device.is_none();
        // Of two first starts at once, both save the id of the one that came first.
        let device = backend.device_or(device.unwrap_or_else(random::hex));
        if is_new {
            records.save_now(DEVICE, device.into_bytes()).await?;
        }
        self.inner.identification.restore(records).await?;
        self.inner.availability.restore(records).await;
        if !self.inner.identification.is_ready() {
            let first = self.inner.identification.refresh(backend, records);
            let _ = tokio::time::timeout(FIRST_RULES_PATIENCE, first).await;
        }
        let restored = self.take_user_up().await?;
        if !self.inner.keeping_fresh.swap(true, Ordering::AcqRel) {
            self.keep_fresh();
        }
        Ok(restored)
    }

    /// The user who is logged in now, with what is left of their payments.
    async fn take_user_up(&self) -> Result<Vec<Arc<Payment>>, CashierError> {
        let Services { backend, records, outcomes, .. } = &self.inner.services;
        let turn = self.inner.logins.fetch_add(1, Ordering::AcqRel);
        let login = backend.login().await.ok_or(Error::NoLogin)?;
        let user = login.customer_hint;
        // What was acknowledged a moment ago must not be read as if it still waited.
        records.flush().await?;
        let stored = records.outcomes(&user).await?;
        let attempts = records.attempts(&user).await?;
        // From here on nothing waits and no port is called: of two calls at once each sees all that the other has taken up.
        let _one_at_a_time = self.inner.beginning.lock().unwrap_or_else(PoisonError::into_inner);
        outcomes.restore(&user, stored);
        for record in attempts {
            // A payment that still runs in this process has its record on disk too: it is not taken up twice.
            if records.is_taken(&record.attempt) {
                continue;
            }
            let payment = self.begin(user.clone(), None)?;
            records.take(payment.id(), &record);
            payment.on(Event::Restore(record));
            self.payments().waiting.push(payment);
        }
        let left = self.all().into_iter().filter(|it| it.is_owned_by(&user) && it.standing() != Standing::Done).collect();
        let mut payments = self.payments();
        // A login that was asked for earlier may be that of an earlier user.
        if payments.login <= turn {
            (payments.login, payments.user) = (turn, Some(user));
        }
        drop(payments);
        outcomes.user_changed();
        Ok(left)
    }

    fn keep_fresh(&self) {
        // What was fetched a moment ago at the first start answers "not modified".
        let (identification, services) = (Arc::clone(&self.inner.identification), self.inner.services.clone());
        self.spawn(async move { identification.keep_fresh(&services.backend, &services.records).await });
        let (identification, availability, services) =
            (Arc::clone(&self.inner.identification), Arc::clone(&self.inner.availability), self.inner.services.clone());
        let is_on = move || identification.served().features().availability;
        self.spawn(async move { availability.keep_fresh(&services.backend, &services.records, is_on).await });
    }

    /// What to do with all that a decoder found in one picture (the wallet's camera, ML Kit, Vision, or `codes_in_picture`): the step
    /// before [`Cashier::pay`]. [`Scan::One`] is the code to pay; of [`Scan::Several`] the user chooses the one to pay.
    ///
    /// Decided on the phone, nothing is sent. Texts that are no codes are passed over; if nothing else is there, that is
    /// [`CashierError::NotACode`]. At most the first 64 are looked at.
    pub fn scan(&self, codes: Vec<CodeValue>) -> Result<Scan, CashierError> {
        codes::scan(self.identified(codes)?).ok_or(CashierError::NotACode)
    }

    /// [`Cashier::scan`] and [`Cashier::pay`] in one: the only code that may be paid is paid; between several, the user chooses on
    /// [`Page::Scanner`](cashier_core::pages::Page::Scanner), and the host calls [`Payment::pick_code`].
    pub fn pay_scanned(&self, codes: Vec<CodeValue>, source: Source) -> Result<Arc<Payment>, CashierError> {
        let mut candidates = codes::candidates(self.identified(codes)?);
        if candidates.len() > 1 {
            return self.bring_to_front(None, Event::CodesScanned { codes: candidates, source });
        }
        let (code, _) = candidates.pop().ok_or(CashierError::NotACode)?;
        self.pay(code, source)
    }

    /// What is known of each code. Those that the backend has switched off count only if there is nothing else.
    fn identified(&self, codes: Vec<CodeValue>) -> Result<Vec<(CodeValue, Identified)>, CashierError> {
        self.check_open()?;
        if self.payments().user.is_none() {
            return Err(CashierError::NotStarted);
        }
        let identify = |code: CodeValue| self.inner.identification.identify(&code).ok().map(|identified| (code, identified));
        let (on, off): (Vec<_>, Vec<_>) =
            codes.into_iter().take(MAX_SCANNED).filter_map(identify).partition(|(_, identified)| self.may_begin(identified).is_ok());
        match off.first() {
            Some((_, identified)) if on.is_empty() => self.may_begin(identified).map(|()| Vec::new()),
            _ => Ok(on),
        }
    }

    /// What is switched off are payments with Alipay+; the wallet's own codes are none.
    fn may_begin(&self, identified: &Identified) -> Result<(), CashierError> {
        if *identified == Identified::Own { Ok(()) } else { self.inner.identification.served().may_begin(identified) }
    }

    /// A page of the user's payments, newest first: at most `limit` of them (the backend bounds it as well), those after the cursor
    /// `after` (the `next` of the page before).
    pub async fn history(&self, after: Option<String>, limit: u32) -> Result<HistoryPage, CashierError> {
        let (reader, texts) = (self.reader()?, self.inner.services.texts.borrow().clone());
        let reading = runtime::get()?.spawn(async move { reader.history(after.as_deref(), limit).await });
        let orders = reading.await.unwrap_or(Err(CashierError::Closed))?;
        Ok(pages::history(&orders, &texts))
    }

    /// Everything about one payment of the user, for somebody who has a question or a complaint.
    pub async fn order(&self, order: OrderId) -> Result<DetailPage, CashierError> {
        let (reader, texts) = (self.reader()?, self.inner.services.texts.borrow().clone());
        let reading = runtime::get()?.spawn(async move { reader.order(order).await });
        let order = reading.await.unwrap_or(Err(CashierError::Closed))?;
        let support = self.inner.identification.served().config.and_then(|config| config.support.clone());
        Ok(pages::detail(&order, support.as_ref(), &texts))
    }

    fn reader(&self) -> Result<Reader, CashierError> {
        self.check_open()?;
        let user = self.payments().user.clone().ok_or(CashierError::NotStarted)?;
        Ok(Reader::new(Arc::clone(&self.inner.services.backend), user))
    }

    /// Begins the payment of a scanned code. The same code again gives the same payment; another one while a payment is in front is
    /// refused, unless that one has come to its last page. A code of the wallet itself ends at once, with
    /// [`OwnCode`](cashier_core::machine::Outcome::OwnCode).
    pub fn pay(&self, code: CodeValue, source: Source) -> Result<Arc<Payment>, CashierError> {
        self.check_open()?;
        let identified = self.inner.identification.identify(&code)?;
        self.may_begin(&identified)?;
        self.bring_to_front(Some(code.clone()), Event::CodeScanned { code, source, identified })
    }

    /// Begins the payment of the code in a link that opened the wallet: `codeValue` in a link of the wallet's own hosts or schemes. A
    /// link is worth no more than a scan: it confirms nothing, and is refused while a payment is in front. One that carries no code is
    /// [`CashierError::NotACode`].
    pub fn pay_link(&self, url: &str) -> Result<Arc<Payment>, CashierError> {
        let CashierConfig { own_schemes, own_hosts, .. } = &self.inner.config;
        let code = codes::link_into_wallet(url, own_schemes, own_hosts).map_err(|error| {
            tracing::info!(%error, "a link that carries no code");
            CashierError::NotACode
        })?;
        self.pay(code, Source::Link)
    }

    /// Begins a payment with `event`, unless `code` is being paid already.
    fn bring_to_front(&self, code: Option<CodeValue>, event: Event) -> Result<Arc<Payment>, CashierError> {
        let _one_at_a_time = self.inner.beginning.lock().unwrap_or_else(PoisonError::into_inner);
        let user = self.payments().user.clone().ok_or(CashierError::NotStarted)?;
        let is_same = |it: &Payment| code.as_ref().is_some_and(|code| it.is_owned_by(&user) && it.is_of(code));
        if let Some(open) = self.all().into_iter().find(|it| is_same(it) && it.is_waiting_for_a_result()) {
            return Ok(open);
        }
        let front = self.payments().front.clone();
        if front.as_ref().is_some_and(|front| front.standing() == Standing::Open) {
            return Err(CashierError::PaymentInFront);
        }
        let payment = self.begin(user, code)?;
        match front.map(|front| (front.standing(), front)) {
            Some((Standing::Over, front)) => front.close(),
            Some((Standing::Left, front)) => self.payments().waiting.push(front),
            _ => {}
        }
        self.payments().front = Some(Arc::clone(&payment));
        payment.on(event);
        Ok(payment)
    }

    fn begin(&self, user: String, code: Option<CodeValue>) -> Result<Arc<Payment>, CashierError> {
        let SdkConfig { settings, features, support, .. } =
            self.inner.identification.served().config.map(|config| SdkConfig::clone(&config)).unwrap_or_default();
        // Settings of the backend that do not fit leave the wallet's own policy in force, which is stricter.
        let policy = self.inner.config.redirect_policy(&settings).or_else(|_| self.inner.config.redirect_policy(&Settings::default()))?;
        let navigation = navigation(&settings, &features, &self.inner.config)?;
        let (events, inbox) = mpsc::unbounded_channel();
        let begun = State::new(user.clone(), policy, navigation.clone());
        let texts = self.inner.services.texts.borrow().clone();
        let recorder = self.inner.config.recording.then(|| Recorder::new(&begun, support.as_ref(), &texts, random::bits()));
        let recorder = recorder.map(|recorder| Arc::new(Mutex::new(recorder)));
        let first = pages::page(&begun, support.as_ref(), &texts);
        let (published, state) = watch::channel(PaymentState::first(first));
        let id = random::hex();
        let driver = Driver::new(self.inner.services.clone(), id.clone(), events.clone(), inbox, published, support, recorder.clone());
        self.spawn(driver.run(begun));
        let payment = Payment::new(id, events, state, user, code, navigation, recorder);
        let (background, offline, screen_reader) = {
            let payments = self.payments();
            (payments.background, payments.offline, payments.screen_reader)
        };
        for (applies, event) in [(background, Event::Background), (offline, Event::NetDown), (screen_reader, Event::ScreenReader(true))] {
            if applies {
                payment.on(event);
            }
        }
        Ok(Arc::new(payment))
    }

    /// The payment in front, if it is not done and of the user who is logged in.
    pub fn front(&self) -> Option<Arc<Payment>> {
        let payments = self.payments();
        let user = payments.user.as_deref()?;
        payments.front.clone().filter(|payment| payment.standing() != Standing::Done && payment.is_owned_by(user))
    }

    /// Where the phone is, as the wallet knows it: network operator, time zone, or its own logic. At the start, and whenever it has
    /// changed. From then on [`Cashier::next_availability_notice`] tells of regions abroad where Alipay+ can be used.
    pub fn set_current_region(&self, place: Place) {
        self.inner.availability.moved(place, &self.inner.services.records);
    }

    /// Whether the user can pay with Alipay+ in `region` (ISO 3166-1 alpha-2), away from home; `None`, a region that is not known, is
    /// not supported. Answered from what the phone has: without a network it is good for a week.
    pub fn is_supported_region(&self, region: Option<&str>) -> bool {
        self.features().availability && self.inner.availability.is_supported(region)
    }

    /// The acceptance marks of a scenario, of `region` only if it is known accurately; none as long as the phone knows none.
    pub fn acceptance_marks(&self, scenario: PaymentScenario, region: Option<&str>) -> Vec<Logo> {
        if self.features().availability { self.inner.availability.marks(scenario, region) } else { Vec::new() }
    }

    /// The next region that the user should be told about: abroad, and Alipay+ can be used there. Three times a day at most. The
    /// wallet chooses how it tells.
    pub async fn next_availability_notice(&self) -> String {
        self.inner.availability.next_notice().await
    }

    /// A rate to look at before a payment: what Alipay+ sells for the user, and what it buys. `None` if there is none, or no answer.
    /// It may be shown for ten minutes.
    pub async fn inquire_quote(&self, sell: Currency, buy: Currency) -> Result<Option<ReferenceRate>, CashierError> {
        self.check_open()?;
        if !self.features().quotes {
            return Err(self.inner.identification.served().switched_off());
        }
        let Services { backend, texts, .. } = self.inner.services.clone();
        let asked = runtime::get()?.spawn(async move {
            let quote = backend.quote(sell, buy).await;
            quote.and_then(|(quote, server_time)| ReferenceRate::new(&quote, server_time, &texts.borrow()))
        });
        asked.await.map_err(|_| CashierError::Closed)
    }

    fn features(&self) -> Features {
        self.inner.identification.served().features()
    }

    /// The backend says that a newer version of the SDK should be, or must be, used.
    pub fn update_is_due(&self) -> bool {
        self.inner.identification.served().notice.is_some()
    }

    /// The oldest outcome that was not acknowledged; waits for one. The same one again until it is acknowledged.
    pub async fn next_outcome(&self) -> OutcomeDelivery {
        self.inner.services.outcomes.next(|| self.payments().user.clone(), |_| true).await
    }

    /// The next outcome of this payment only, past others that are waiting.
    pub async fn outcome_of(&self, payment: &Payment) -> OutcomeDelivery {
        self.inner.services.outcomes.next(|| self.payments().user.clone(), |delivery| delivery.payment == payment.id()).await
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
        self.inner.texts.send_replace(self.inner.catalog.texts(tag));
        Ok(())
    }

    /// The wallet got a push message about an order: ask again now.
    pub fn push_hint(&self, order: &OrderId) {
        for payment in self.all() {
            payment.hint(order);
        }
    }

    /// Another user has logged in. Running payments are parked until their own user is back. Gives what is open of the new user's.
    pub async fn token_user_changed(&self) -> Result<Vec<Arc<Payment>>, CashierError> {
        self.check_open()?;
        let this = self.clone();
        let task = runtime::get()?.spawn(async move {
            let restored = this.take_user_up().await;
            if restored.is_err() {
                // Whoever it is now: not the one before, whose payments and outcomes are nobody else's business.
                this.payments().user = None;
            }
            // Not in the condition below: the lock would be held while the payments are told.
            let user = this.payments().user.clone();
            if let Some(user) = user {
                this.broadcast(&Event::TokenUserChanged(user));
            }
            restored
        });
        task.await.unwrap_or(Err(CashierError::Closed))
    }

    /// Stops everything. A payment that may have been sent is taken up by the next cashier.
    pub fn close(&self) {
        self.inner.closed.store(true, Ordering::Release);
        self.tasks().abort_all();
    }

    /// [`Cashier::close`], and waits until everything is on disk, at most five seconds if the host's store hangs. May be dropped: the
    /// writing goes on for as long as the process lives.
    pub async fn shut_down(&self) {
        self.close();
        let records = self.inner.services.records.clone();
        // On the library's own threads: the caller may have no timer.
        if let Ok(runtime) = runtime::get() {
            let written = runtime.spawn(async move { records.flush().await });
            if let Ok(Err(error)) = written.await {
                tracing::warn!(%error, "closed before everything was on disk");
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
        self.inner.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The policy of the merchant page. A scheme of the backend that cannot be listed leaves the page without any app.
fn navigation(settings: &Settings, features: &Features, config: &CashierConfig) -> Result<NavigationPolicy, CashierError> {
    let whole = NavigationConfig {
        order_prefixes: settings.order_prefixes.clone(),
        checkout_hosts: settings.checkout_hosts.clone(),
        oauth_prefixes: if features.aggregated_codes { settings.oauth_patterns.clone() } else { Vec::new() },
        app_schemes: settings.app_schemes.clone(),
        own_schemes: config.own_schemes.clone(),
        own_hosts: config.own_hosts.clone(),
    };
    let policy =
        NavigationPolicy::new(whole.clone()).or_else(|_| NavigationPolicy::new(NavigationConfig { app_schemes: Vec::new(), ..whole }));
    let policy = policy.map_err(Error::from)?;
    Ok(policy.with_loopback(config.loopback.clone()))
}
