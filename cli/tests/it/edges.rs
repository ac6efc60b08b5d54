//! The host's side at its worst: two cashiers, a screen that is gone, callbacks that panic, block or call back into the SDK, and
//! futures that are dropped at any point. Numbers are those of the cashier machine's edge cases.

use std::{
    future::Future,
    pin::pin,
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    task::{Context, Waker},
    time::Duration,
};

use crate::support::{
    System,
    phone::{self, LoggedIn, files, leave, scan, until},
    proxy::{Fault, Proxy},
    user,
};
use async_trait::async_trait;
use cashier_client::{
    Advice, Cashier, CashierError, Payment,
    adapters::{FileStore, FileStoreError},
    ports::{AccessToken, AccessTokenSource, HttpRequest, HttpResponse, PortError, Store, Transport, TransportError},
};
use cashier_core::{
    machine::Outcome,
    pages::{Page, Status},
    secret::{CodeValue, Secret},
    wallet_api::{OrderId, Source, header},
};

fn open(system: &System, store: &Arc<dyn Store>) -> Cashier {
    phone::open(&system.world.backend.base_url(), store, Arc::new(LoggedIn("mina")), |network| network)
}

async fn confirm(cashier: &Cashier, code: &str) -> Arc<Payment> {
    let payment = cashier.pay(CodeValue::new(code), Source::Scan).unwrap();
    until(&payment, |page| matches!(page, Page::Cashier(page) if page.pay.is_enabled())).await;
    payment.confirm();
    until(&payment, |page| matches!(page, Page::StepUp(page) if !page.busy)).await;
    payment.submit_pin(Secret::new(user("mina").pin));
    payment
}

async fn has_succeeded(payment: &Payment) {
    until(payment, |page| matches!(page, Page::Result(page) if page.status == Status::Succeeded)).await;
}

async fn balance(system: &System) -> u64 {
    system.world.backend.balance("mina").await.unwrap().unwrap().minor()
}

/// What a host writes that opens its store and goes on with `?`.
fn open_folder(folder: &std::path::Path) -> Result<FileStore, CashierError> {
    Ok(FileStore::open(folder)?)
}

#[tokio::test(flavor = "multi_thread")]
async fn edge_28_a_second_cashier_or_payment_is_refused_with_an_error_of_its_own() {
    let system = System::start().await;
    let folder = system.path("phone");
    let store = files(&folder);
    let cashier = open(&system, &store);
    assert!(matches!(FileStore::open(&folder), Err(FileStoreError::InUse)));
    let error = open_folder(&folder).unwrap_err();
    assert_eq!((error.code(), error.advice(), error.is_retryable()), ("store_in_use", Advice::UseTheOtherCashier, true));
    cashier.start().await.unwrap();
    let (first, _) = scan(&cashier, system.order().code_value.expose()).await;
    let second = cashier.pay(CodeValue::new(system.order().code_value.expose()), Source::Scan).unwrap_err();
    assert_eq!((&second, second.advice()), (&CashierError::PaymentInFront, Advice::ShowPaymentInFront));
    leave(&first).await;
    cashier.shut_down().await;
    drop((cashier, store, first));
    // The writer lets go of the store when it has seen the end of its queue.
    while FileStore::open(&folder).is_err() {
        tokio::task::yield_now().await;
    }
    system.world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn edge_35_a_payment_that_nobody_looks_at_any_more_goes_on_and_its_outcome_comes() {
    let system = System::start().await;
    let proxy = Proxy::start(&system.world.backend.base_url(), Fault::LostAfter).await;
    let store = files(&system.path("phone"));
    let cashier = phone::open(&proxy.base_url, &store, Arc::new(LoggedIn("mina")), |network| network);
    cashier.start().await.unwrap();
    let payment = confirm(&cashier, system.order().code_value.expose()).await;
    until(&payment, |page| matches!(page, Page::Result(page) if page.status == Status::Checking)).await;
    let id = payment.id().to_owned();
    // The view is gone, and with it every handle of the host.
    drop(payment);
    let delivery = cashier.next_outcome().await;
    assert!(matches!(delivery.outcome, Outcome::Succeeded { .. }));
    assert_eq!(delivery.payment, id);
    cashier.shut_down().await;
    // Not acknowledged: it comes again, with the same names.
    let cashier = open(&system, &store);
    cashier.start().await.unwrap();
    assert_eq!(cashier.next_outcome().await, delivery);
    cashier.acknowledge(&delivery.id);
    cashier.shut_down().await;
    system.world.stop().await;
}

/// Every port of a host, and each of them does `first` before its work.
struct Ports {
    first: Box<dyn Fn() + Send + Sync>,
    store: Arc<dyn Store>,
    network: OnceLock<Arc<dyn Transport>>,
    confirmations: AtomicUsize,
}

impl Ports {
    fn new(store: &Arc<dyn Store>, first: impl Fn() + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self { first: Box::new(first), store: Arc::clone(store), network: OnceLock::new(), confirmations: AtomicUsize::new(0) })
    }

    fn open(self: &Arc<Self>, system: &System) -> Cashier {
        let store = Arc::clone(self) as Arc<dyn Store>;
        phone::open(&system.world.backend.base_url(), &store, Arc::clone(self) as _, |network| {
            assert!(self.network.set(network).is_ok());
            Arc::clone(self) as _
        })
    }
}

impl Store for Ports {
    fn load(&self, key: &str) -> Result<Option<Vec<u8>>, PortError> {
        (self.first)();
        self.store.load(key)
    }

    fn save(&self, key: &str, value: &[u8]) -> Result<(), PortError> {
        (self.first)();
        self.store.save(key, value)
    }

    fn delete(&self, key: &str) -> Result<(), PortError> {
        (self.first)();
        self.store.delete(key)
    }

    fn list(&self) -> Result<Vec<String>, PortError> {
        (self.first)();
        self.store.list()
    }
}

#[async_trait]
impl AccessTokenSource for Ports {
    async fn token(&self, stale: Option<Secret>) -> Result<AccessToken, PortError> {
        (self.first)();
        LoggedIn("mina").token(stale).await
    }
}

#[async_trait]
impl Transport for Ports {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let is_confirm = request.url.ends_with("/confirm");
        (self.first)();
        if is_confirm {
            self.confirmations.fetch_add(1, Ordering::SeqCst);
        }
        self.network.get().unwrap().send(request).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn edge_36_every_callback_may_call_back_into_the_sdk() {
    let system = System::start().await;
    let cashier = Arc::new(OnceLock::<(Cashier, Arc<Payment>)>::new());
    let inside = Arc::clone(&cashier);
    let calls = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&calls);
    let ports = Ports::new(&files(&system.path("phone")), move || {
        let Some((cashier, payment)) = inside.get() else { return };
        counter.fetch_add(1, Ordering::SeqCst);
        // All that returns at once.
        let _ = cashier.front().map(|front| front.state());
        let _ = cashier.scan(vec![CodeValue::new("281666")]);
        let _ = cashier.pay(CodeValue::new("x".repeat(9_000)), Source::Scan);
        cashier.set_network(true);
        cashier.set_foreground(true);
        cashier.set_screen_reader(true);
        cashier.push_hint(&OrderId("another".to_owned()));
        cashier.acknowledge("nobody's");
        assert!(!cashier.update_is_due());
        payment.stop_countdown();
    });
    let opened = ports.open(&system);
    opened.start().await.unwrap();
    let order = system.order();
    let payment = opened.pay(CodeValue::new(order.code_value.expose()), Source::Scan).unwrap();
    assert!(cashier.set((opened.clone(), payment)).is_ok());
    let payment = confirm(&opened, order.code_value.expose()).await;
    has_succeeded(&payment).await;
    assert!(matches!(opened.outcome_of(&payment).await.outcome, Outcome::Succeeded { .. }));
    assert!(calls.load(Ordering::SeqCst) > 5);
    assert_eq!(ports.confirmations.load(Ordering::SeqCst), 1);
    opened.shut_down().await;
    system.world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn edge_36_a_callback_that_panics_at_any_call_ends_its_request_and_nothing_else() {
    let system = System::start().await;
    let mut panicked = 0;
    for at in 0.. {
        let calls = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&calls);
        let ports = Ports::new(&files(&system.path(&format!("phone-{at}"))), move || {
            assert_ne!(counter.fetch_add(1, Ordering::SeqCst), at, "a host's bug");
        });
        let before = balance(&system).await;
        let cashier = ports.open(&system);
        while cashier.start().await.is_err() {}
        let payment = cashier.pay(CodeValue::new(system.order().code_value.expose()), Source::Scan).unwrap();
        play(&payment).await;
        let told = cashier.outcome_of(&payment).await;
        cashier.acknowledge(&told.id);
        cashier.shut_down().await;
        // Nobody knows what a transport has done that panicked: the backend is asked, and was never reached.
        let taken = before - balance(&system).await;
        assert_eq!(taken, if matches!(told.outcome, Outcome::Succeeded { .. }) { 1_100 } else { 0 }, "{at}: {told:?}");
        assert!(ports.confirmations.load(Ordering::SeqCst) <= 1, "{at}");
        if calls.load(Ordering::SeqCst) <= at {
            break;
        }
        panicked += 1;
    }
    assert!(panicked > 15, "{panicked}");
    system.world.stop().await;
}

/// A user who pays and looks until the page closes.
async fn play(payment: &Payment) {
    let mut state = payment.state();
    loop {
        match &state.page {
            Page::Closed => return,
            Page::Loading(page) if page.retry.is_some() => payment.retry(),
            Page::Cashier(page) if page.pay.is_enabled() && !page.locked => payment.confirm(),
            Page::StepUp(page) if !page.busy => payment.submit_pin(Secret::new(user("mina").pin)),
            Page::Result(page) if !matches!(page.status, Status::Checking | Status::Pending) => payment.close(),
            Page::Leaving { .. } => payment.redirect_result(false),
            _ => {}
        }
        state = payment.next_state(state.revision).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn edge_36_a_callback_that_never_returns_holds_up_its_request_and_nothing_else() {
    let system = System::start().await;
    // Nothing is ever sent: whoever receives waits until the test is over.
    let (over, waiting) = mpsc::channel::<()>();
    let (waiting, blocked) = (Mutex::new(waiting), Arc::new(AtomicUsize::new(0)));
    let counter = Arc::clone(&blocked);
    let ready = Arc::new(AtomicUsize::new(0));
    let is_ready = Arc::clone(&ready);
    let ports = Ports::new(&files(&system.path("phone")), move || {
        // The first call after the start, whichever port it is of.
        if is_ready.load(Ordering::SeqCst) == 1 && counter.fetch_add(1, Ordering::SeqCst) == 0 {
            let _ = waiting.lock().unwrap().recv();
        }
    });
    let cashier = ports.open(&system);
    cashier.start().await.unwrap();
    ready.store(1, Ordering::SeqCst);
    let payment = confirm(&cashier, system.order().code_value.expose()).await;
    has_succeeded(&payment).await;
    assert!(blocked.load(Ordering::SeqCst) > 1);
    cashier.shut_down().await;
    drop(over);
    system.world.stop().await;
}

/// A transport that says "not sent" though the backend has it all.
struct Liar(Arc<dyn Transport>, Arc<Mutex<Vec<String>>>);

#[async_trait]
impl Transport for Liar {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let attempt = request.url.ends_with("/confirm").then(|| request.body.clone()).flatten();
        let answer = self.0.send(request).await;
        let Some(body) = attempt else { return answer };
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        let mut confirmed = self.1.lock().unwrap();
        confirmed.push(body["attempt"].to_string());
        if confirmed.len() == 1 { Err(TransportError::NotSent("a lie".to_owned())) } else { answer }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transport_that_lies_about_what_was_sent_still_makes_no_second_debit() {
    let system = System::start().await;
    let before = balance(&system).await;
    let confirmed = Arc::<Mutex<Vec<String>>>::default();
    let log = Arc::clone(&confirmed);
    let store = files(&system.path("phone"));
    let cashier = phone::open(&system.world.backend.base_url(), &store, Arc::new(LoggedIn("mina")), |network| Arc::new(Liar(network, log)));
    cashier.start().await.unwrap();
    let payment = confirm(&cashier, system.order().code_value.expose()).await;
    until(&payment, |page| matches!(page, Page::Cashier(page) if !page.locked && page.notice.is_some())).await;
    play(&payment).await;
    assert!(matches!(cashier.outcome_of(&payment).await.outcome, Outcome::Succeeded { .. }));
    assert_eq!(before - balance(&system).await, 1_100);
    let confirmed = confirmed.lock().unwrap().clone();
    // The backend may say that it is paid before it comes to a second one.
    assert!(confirmed.iter().all(|attempt| *attempt == confirmed[0]), "another attempt: {confirmed:?}");
    cashier.shut_down().await;
    system.world.stop().await;
}

/// Polls a future so often, and drops it; what it gave, if it was done.
fn poll_and_drop<T>(future: impl Future<Output = T>, times: usize) -> Option<T> {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    (0..times).find_map(|_| match future.as_mut().poll(&mut context) {
        std::task::Poll::Ready(value) => Some(value),
        std::task::Poll::Pending => None,
    })
}

/// More polls than any of the functions has points to wait at.
const POLLS: usize = 6;

#[tokio::test(flavor = "multi_thread")]
async fn a_future_that_is_dropped_anywhere_loses_no_payment_no_outcome_and_no_record() {
    let system = System::start().await;
    let proxy = Proxy::start(&system.world.backend.base_url(), Fault::LostAfter).await;
    let store = files(&system.path("phone"));
    let before = balance(&system).await;
    let cashier = phone::open(&proxy.base_url, &store, Arc::new(LoggedIn("mina")), |network| network);
    for times in 0..POLLS {
        poll_and_drop(cashier.start(), times);
    }
    cashier.start().await.unwrap();
    let payment = cashier.pay(CodeValue::new(system.order().code_value.expose()), Source::Scan).unwrap();
    for times in 0..POLLS {
        poll_and_drop(payment.next_state(0), times);
        poll_and_drop(cashier.token_user_changed(), times);
        assert_eq!(poll_and_drop(cashier.next_outcome(), times), None);
        assert_eq!(poll_and_drop(cashier.outcome_of(&payment), times), None);
    }
    confirm_again(&cashier, &payment).await;
    until(&payment, |page| matches!(page, Page::Result(page) if page.status == Status::Checking)).await;
    // The app is closed in the middle of it, however long it waits for that.
    for times in 0..POLLS {
        poll_and_drop(cashier.shut_down(), times);
    }
    cashier.shut_down().await;
    drop((cashier, payment));

    let cashier = open(&system, &store);
    for times in 0..POLLS {
        poll_and_drop(cashier.start(), times);
    }
    // Each of those goes on by itself; whichever takes the payment up, all of them give it.
    let left = cashier.start().await.unwrap();
    assert_eq!(left.len(), 1);
    has_succeeded(&left[0]).await;
    let delivery = poll_and_drop(cashier.next_outcome(), POLLS).unwrap();
    assert!(matches!(delivery.outcome, Outcome::Succeeded { .. }));
    assert_eq!(cashier.next_outcome().await, delivery, "looked at, and not acknowledged");
    cashier.acknowledge(&delivery.id);
    assert_eq!(poll_and_drop(cashier.next_outcome(), POLLS), None);
    assert_eq!(before - balance(&system).await, 1_100);
    assert_eq!(proxy.confirmations.load(Ordering::SeqCst), 1);
    cashier.shut_down().await;
    system.world.stop().await;
}

async fn confirm_again(cashier: &Cashier, payment: &Arc<Payment>) {
    until(payment, |page| matches!(page, Page::Cashier(page) if page.pay.is_enabled())).await;
    assert!(cashier.front().is_some_and(|front| Arc::ptr_eq(&front, payment)));
    payment.confirm();
    until(payment, |page| matches!(page, Page::StepUp(page) if !page.busy)).await;
    payment.submit_pin(Secret::new(user("mina").pin));
}

/// Writes down the `Request-Id` of each request for the settings.
struct Ids(Arc<dyn Transport>, Arc<Mutex<Vec<String>>>);

#[async_trait]
impl Transport for Ids {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        if request.url.ends_with("/sdk-config") {
            let id = request.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(header::REQUEST_ID)).unwrap();
            self.1.lock().unwrap().push(id.1.clone());
        }
        self.0.send(request).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_that_comes_from_an_answer_names_its_request() {
    let system = System::start_with(|config| config.sdk.features.order_codes = false).await;
    let ids = Arc::<Mutex<Vec<String>>>::default();
    let log = Arc::clone(&ids);
    let store = files(&system.path("phone"));
    let cashier = phone::open(&system.world.backend.base_url(), &store, Arc::new(LoggedIn("mina")), |network| Arc::new(Ids(network, log)));
    cashier.start().await.unwrap();
    let error = cashier.pay(CodeValue::new(system.order().code_value.expose()), Source::Scan).unwrap_err();
    assert_eq!((error.code(), error.advice()), ("switched_off", Advice::PayAnotherWay));
    let id = error.request_id().unwrap().to_owned();
    assert!(ids.lock().unwrap().contains(&id));
    cashier.shut_down().await;

    // Known from an earlier run of the app: no request of this one says so.
    system.world.stop().await;
    let cashier = phone::open("http://127.0.0.1:9/alipayplus/v1", &store, Arc::new(LoggedIn("mina")), |network| network);
    cashier.start().await.unwrap();
    let error = cashier.pay(CodeValue::new("https://qr.alipayplus.com/281666"), Source::Scan).unwrap_err();
    assert_eq!(error, CashierError::SwitchedOff { request_id: None });
    cashier.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_hangs_keeps_a_payment_from_being_sent_and_its_late_answer_sends_nothing() {
    let system = System::start().await;
    let (over, waiting) = mpsc::channel::<()>();
    let (waiting, hangs) = (Mutex::new(waiting), Arc::new(AtomicUsize::new(0)));
    let hanging = Arc::clone(&hangs);
    let slow = Arc::new(Slow {
        store: files(&system.path("phone")),
        first: Box::new(move |key| {
            if key.starts_with("attempt") && hanging.fetch_add(1, Ordering::SeqCst) == 0 {
                let _ = waiting.lock().unwrap().recv();
            }
        }),
    });
    let ports = Ports::new(&(slow as Arc<dyn Store>), || {});
    let cashier = ports.open(&system);
    cashier.start().await.unwrap();
    let payment = confirm(&cashier, system.order().code_value.expose()).await;
    until(&payment, |page| matches!(page, Page::Cashier(page) if !page.locked && page.notice.is_some())).await;
    drop(over);
    tokio::time::timeout(Duration::from_secs(60), cashier.shut_down()).await.unwrap();
    assert_eq!(hangs.load(Ordering::SeqCst), 1);
    assert_eq!(ports.confirmations.load(Ordering::SeqCst), 0);
    system.world.stop().await;
}

/// A store that does something before it saves.
struct Slow {
    store: Arc<dyn Store>,
    first: Box<dyn Fn(&str) + Send + Sync>,
}

impl Store for Slow {
    fn load(&self, key: &str) -> Result<Option<Vec<u8>>, PortError> {
        self.store.load(key)
    }

    fn save(&self, key: &str, value: &[u8]) -> Result<(), PortError> {
        (self.first)(key);
        self.store.save(key, value)
    }

    fn delete(&self, key: &str) -> Result<(), PortError> {
        self.store.delete(key)
    }

    fn list(&self) -> Result<Vec<String>, PortError> {
        self.store.list()
    }
}
