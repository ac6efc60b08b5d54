//! One payment in virtual time: the clock of these tests moves only when everything else stands still.

use std::{
    cell::Cell,
    sync::{LazyLock, Mutex},
    time::Instant,
};

use async_trait::async_trait;
use cashier_core::{
    codes::{NavigationConfig, NavigationPolicy},
    machine::{Identified, Outcome, SnapshotRecord},
    pages::{LoadingPage, Page, Status},
    recording::{Recorder, replay},
    redirect::RedirectPolicy,
    secret::{CodeValue, Secret},
    wallet_api::{OrderId, Source, header},
};
use tokio::sync::{Notify, Semaphore};

use super::*;
use crate::{
    CashierConfig, Payment, Ports,
    api::Backend,
    ports::{AccessToken, AccessTokenSource, HttpMethod, HttpRequest, HttpResponse, PortError, Store, Transport, TransportError},
};

#[path = "../../tests/support/script.rs"]
mod script;

const USER: &str = "user-1";
const BASE_URL: &str = "https://wallet.example/alipayplus/v1";

static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);

thread_local! {
    /// How long the device of this test has slept: the runtime's timers stood still meanwhile.
    static SLEPT: Cell<Duration> = const { Cell::new(Duration::ZERO) };
}

/// Milliseconds of the runtime's clock, which is paused.
fn virtual_millis() -> u64 {
    tokio::time::Instant::now().into_std().duration_since(*BEGAN).as_millis().try_into().unwrap()
}

fn virtual_clock() -> Monotonic {
    Monotonic(virtual_millis()).after(SLEPT.get())
}

/// The backend of the script, on a network that a test may spoil.
struct Network {
    asked: Mutex<Vec<(u64, String)>>,
    /// How the next requests to paths that end so fail.
    failures: Mutex<Vec<(&'static str, TransportError)>>,
    /// Requests to paths that end so are answered one for each permit.
    held: Mutex<Option<&'static str>>,
    released: Semaphore,
    arrived: Notify,
}

impl Network {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            asked: Mutex::default(),
            failures: Mutex::default(),
            held: Mutex::default(),
            released: Semaphore::new(0),
            arrived: Notify::new(),
        })
    }

    fn fails(&self, end: &'static str, error: TransportError) {
        self.failures.lock().unwrap().push((end, error));
    }

    fn holds(&self, end: &'static str) {
        *self.held.lock().unwrap() = Some(end);
    }

    /// When requests to paths that contain `part` came, in milliseconds.
    fn times(&self, part: &str) -> Vec<u64> {
        self.asked.lock().unwrap().iter().filter(|(_, url)| url.contains(part)).map(|(at, _)| *at).collect()
    }
}

#[async_trait]
impl Transport for Network {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        self.asked.lock().unwrap().push((virtual_millis(), request.url.clone()));
        self.arrived.notify_one();
        let is_held = self.held.lock().unwrap().is_some_and(|end| request.url.ends_with(end));
        if is_held {
            self.released.acquire().await.unwrap().forget();
        }
        let mut failures = self.failures.lock().unwrap();
        if let Some(at) = failures.iter().position(|(end, _)| request.url.ends_with(end)) {
            return Err(failures.remove(at).1);
        }
        let method = if request.method == HttpMethod::Get { "GET" } else { "POST" };
        let path = request.url.strip_prefix("https://wallet.example").unwrap();
        let (status, media_type, body) = script::answer(method, path, request.body.as_deref().unwrap_or_default());
        let headers =
            vec![("content-type".to_owned(), media_type.to_owned()), (header::SERVER_TIME.to_owned(), script::SERVER_TIME.to_owned())];
        Ok(HttpResponse { status, headers, body: body.into_bytes() })
    }
}

#[async_trait]
impl AccessTokenSource for Network {
    async fn token(&self, _stale: Option<Secret>) -> Result<AccessToken, PortError> {
        Ok(AccessToken { token: Secret::new("token"), customer_hint: USER.to_owned() })
    }
}

/// A disk that takes everything.
struct Disk;

impl Store for Disk {
    fn load(&self, _key: &str) -> Result<Option<Vec<u8>>, PortError> {
        Ok(None)
    }

    fn save(&self, _key: &str, _value: &[u8]) -> Result<(), PortError> {
        Ok(())
    }

    fn delete(&self, _key: &str) -> Result<(), PortError> {
        Ok(())
    }

    fn list(&self) -> Result<Vec<String>, PortError> {
        Ok(Vec::new())
    }
}

/// A payment of [`script::order`], with its driver.
struct Phone {
    payment: Payment,
    network: Arc<Network>,
    outcomes: Arc<Outcomes>,
    services: Services,
}

impl Phone {
    fn scan(network: &Arc<Network>) -> Self {
        let config = CashierConfig { base_url: BASE_URL.to_owned(), ..CashierConfig::default() };
        let ports = Ports { transport: Arc::clone(network) as _, store: Arc::new(Disk), tokens: Arc::clone(network) as _ };
        let records = Records::open(Arc::clone(&ports.store));
        let services = Services {
            backend: Arc::new(Backend::new(&config, &ports)),
            outcomes: Arc::new(Outcomes::new(records.clone())),
            records,
            texts: watch::channel(Texts::default()).1,
            clock: virtual_clock,
        };
        Self::begin("payment", network, services, scanned())
    }

    /// The same order once more, as another payment of the same app.
    fn scan_again(&self) -> Self {
        Self::begin("payment-2", &self.network, self.services.clone(), scanned())
    }

    /// A payment that owes the order's result since an earlier run of the app.
    fn owed(&self) -> Self {
        let event = Event::RestoreOrder { user: USER.to_owned(), order: OrderId("order-1".to_owned()) };
        Self::begin("payment-3", &self.network, self.services.clone(), event)
    }

    fn begin(id: &str, network: &Arc<Network>, services: Services, first: Event) -> Self {
        let outcomes = Arc::clone(&services.outcomes);
        let (events, inbox) = mpsc::unbounded_channel();
        let begun = State::new(USER.to_owned(), RedirectPolicy::default(), NavigationPolicy::default());
        let (published, state) = watch::channel(PaymentState::first(pages::page(&begun, None, &Texts::default())));
        let recorder = Arc::new(Mutex::new(Recorder::new(&begun, None, &Texts::default(), 7)));
        let driver = Driver::new(services.clone(), id.to_owned(), events.clone(), inbox, published, None, Some(Arc::clone(&recorder)));
        tokio::spawn(driver.run(begun));
        let navigation = NavigationPolicy::new(NavigationConfig::default()).unwrap();
        let payment = Payment::new(id.to_owned(), events, state, USER.to_owned(), None, navigation, Some(recorder));
        payment.on(first);
        Self { payment, network: Arc::clone(network), outcomes, services }
    }

    async fn until(&self, wanted: impl Fn(&Page) -> bool) -> Page {
        let mut state = self.payment.state();
        while !wanted(&state.page) {
            state = self.payment.next_state(state.revision).await;
        }
        state.page
    }

    async fn confirm(&self) {
        self.until(|page| matches!(page, Page::Cashier(page) if page.pay.is_enabled())).await;
        self.payment.confirm();
        self.until(|page| matches!(page, Page::StepUp(page) if !page.busy)).await;
        self.payment.submit_pin(Secret::new("112233"));
    }

    /// A payment whose confirmation was lost at this moment.
    async fn checking() -> Self {
        let network = Network::new();
        network.fails("/confirm", TransportError::MaybeSent("lost".to_owned()));
        let phone = Self::scan(&network);
        phone.confirm().await;
        phone.until(is_checking).await;
        phone
    }

    /// When the backend was asked about the attempt, in milliseconds after `began`.
    fn questions(&self, began: u64) -> Vec<u64> {
        self.network.times("/attempts/").iter().map(|at| at - began).collect()
    }
}

fn scanned() -> Event {
    Event::CodeScanned { code: CodeValue::new("281666"), source: Source::Scan, identified: Identified::Decode }
}

fn is_checking(page: &Page) -> bool {
    matches!(page, Page::Result(page) if page.status == Status::Checking)
}

async fn seconds(seconds: u64) {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}

/// `times` are the sums of `pauses` in seconds, each with a fifth more or less.
#[track_caller]
fn assert_pauses(times: &[u64], pauses: impl IntoIterator<Item = u64>) {
    let measured: Vec<_> = times.iter().zip([0].iter().chain(times)).map(|(at, before)| at - before).collect();
    for (measured, pause) in measured.iter().zip(pauses) {
        // The driver wakes up at a whole millisecond.
        assert!((pause * 800..=pause * 1_200 + 1).contains(measured), "{pause} s: {measured} ms of {times:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_questions_come_after_the_pauses_of_the_protocol_and_slower_once_the_user_is_no_longer_kept_waiting() {
    let phone = Phone::checking().await;
    let began = virtual_millis();
    let delivery = phone.outcomes.next(|| Some(USER.to_owned()), |_| true).await;
    assert!(matches!(delivery.outcome, Outcome::Pending(_)));
    // The order has ten minutes left, and the backend half a minute more.
    let waited = virtual_millis() - began;
    assert!((630_000..645_000).contains(&waited), "{waited}");
    let questions = phone.questions(began);
    assert_pauses(&questions, [2, 2, 3, 5].into_iter().chain([10; 40]));
    assert!(questions.len() > 50, "{questions:?}");

    seconds(95).await;
    let later = phone.questions(began).split_off(questions.len());
    assert_eq!(later.iter().map(|at| (at - waited) / 1_000).collect::<Vec<_>>(), [30, 60, 90]);
    assert_eq!(phone.network.times("/confirm").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_asked_from_behind_and_everything_at_once_in_front() {
    let phone = Phone::checking().await;
    phone.payment.on(Event::Background);
    seconds(3_600).await;
    let began = virtual_millis();
    assert!(phone.network.times("/attempts/").is_empty());
    phone.payment.on(Event::Foreground);
    phone.network.arrived.notified().await;
    seconds(1).await;
    assert_eq!(phone.questions(began), [0]);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_asked_without_a_network_and_everything_at_once_with_one() {
    let phone = Phone::checking().await;
    phone.payment.on(Event::NetDown);
    seconds(120).await;
    let began = virtual_millis();
    assert!(phone.network.times("/attempts/").is_empty());
    phone.payment.on(Event::NetUp);
    seconds(1).await;
    assert_eq!(phone.questions(began), [0]);
}

#[tokio::test(start_paused = true)]
async fn without_a_network_nobody_is_kept_waiting_for_longer_than_the_budget() {
    let phone = Phone::checking().await;
    let began = virtual_millis();
    phone.payment.on(Event::NetDown);
    let delivery = phone.outcomes.next(|| Some(USER.to_owned()), |_| true).await;
    assert!(matches!(delivery.outcome, Outcome::Pending(_)));
    assert!((630_000..=630_001).contains(&(virtual_millis() - began)), "{}", virtual_millis() - began);
    assert!(phone.network.times("/attempts/").is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_push_message_asks_at_once_if_it_is_about_this_order() {
    let phone = Phone::checking().await;
    let began = virtual_millis();
    seconds(1).await;
    phone.payment.hint(&OrderId("another".to_owned()));
    phone.payment.hint(&OrderId("order-1".to_owned()));
    seconds(0).await;
    phone.network.arrived.notified().await;
    tokio::time::sleep(Duration::from_millis(1)).await;
    assert_eq!(phone.questions(began), [1_000]);
}

#[tokio::test(start_paused = true)]
async fn a_device_that_slept_past_the_end_asks_before_it_decides() {
    let phone = Phone::checking().await;
    let began = virtual_millis();
    SLEPT.set(Duration::from_secs(3_600));
    // The driver looks at the clock every second that the device is awake.
    let delivery = phone.outcomes.next(|| Some(USER.to_owned()), |_| true).await;
    assert!(matches!(delivery.outcome, Outcome::Pending(_)));
    let questions = phone.questions(began);
    assert!(matches!(questions.as_slice(), [at] if *at <= 1_001), "{questions:?}");
}

#[tokio::test(start_paused = true)]
async fn a_read_that_fails_is_repeated_after_its_pauses_and_then_by_the_user() {
    let network = Network::new();
    for error in [TransportError::NotSent, TransportError::MaybeSent, TransportError::NotSent] {
        network.fails("/orders", error("lost".to_owned()));
    }
    let began = virtual_millis();
    let phone = Phone::scan(&network);
    phone.until(|page| matches!(page, Page::Loading(LoadingPage { retry: Some(_), .. }))).await;
    seconds(60).await;
    let tries = |network: &Network| network.times("/orders").iter().map(|at| at - began).collect::<Vec<_>>();
    assert_eq!(tries(&network).len(), 3);
    assert_pauses_exactly(&tries(&network), [0, 500, 2_000]);
    phone.payment.retry();
    phone.until(|page| matches!(page, Page::Cashier(_))).await;
    assert_eq!(tries(&network).len(), 4);
}

/// To the millisecond in which the driver wakes up.
#[track_caller]
fn assert_pauses_exactly(times: &[u64], expected: [u64; 3]) {
    assert!(times.iter().zip(expected).all(|(at, expected)| (expected..=expected + 2).contains(at)), "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_comes_after_the_user_has_left_changes_nothing() {
    let network = Network::new();
    network.holds("/orders");
    let phone = Phone::scan(&network);
    network.arrived.notified().await;
    phone.payment.back();
    phone.until(|page| *page == Page::Closed).await;
    network.released.add_permits(1);
    seconds(60).await;
    assert_eq!(phone.payment.state().page, Page::Closed);
    let delivery = phone.outcomes.next(|| Some(USER.to_owned()), |_| true).await;
    assert_eq!(delivery.outcome, Outcome::Cancelled);
}

#[tokio::test(start_paused = true)]
async fn a_transport_that_never_answers_a_confirmation_leads_to_questions_and_not_to_a_second_one() {
    let network = Network::new();
    network.holds("/confirm");
    let phone = Phone::scan(&network);
    phone.confirm().await;
    while network.times("/confirm").is_empty() {
        network.arrived.notified().await;
    }
    // Time-out of the confirmation, and the grace of its transport. By hand: a call of a port keeps the time from running.
    tokio::time::advance(Duration::from_secs(22)).await;
    phone.until(is_checking).await;
    // Answered after all, which nobody hears.
    network.released.add_permits(1);
    seconds(10).await;
    assert!(is_checking(&phone.payment.state().page));
    assert_eq!(network.times("/confirm").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_recording_shows_what_the_payment_did_and_nothing_secret() {
    let phone = Phone::checking().await;
    let recording = phone.payment.recording().unwrap();
    for secret in ["281666", "112233"] {
        assert!(!recording.contains(&format!("\"{secret}\"")), "{secret}");
    }
    let transcript = replay(recording.as_bytes()).unwrap();
    assert_eq!(transcript.as_str().matches("  ! Send { epoch: 3, request: Confirm(").count(), 1, "{transcript}");
    let Page::Result(page) = phone.payment.state().page else { panic!("no result") };
    let last = transcript.as_str().lines().rev().find(|line| line.starts_with("  = ")).unwrap();
    assert!(last.contains("status: Checking") && last.contains(&page.title), "{last}");
    assert_eq!(transcript.strange_pages(), 0, "{transcript}");
}

fn offers_pay_or_asks(page: &Page) -> bool {
    matches!(page, Page::Cashier(page) if page.pay.is_enabled()) || is_checking(page)
}

#[tokio::test(start_paused = true)]
async fn edge_14_an_order_with_a_live_attempt_on_this_device_is_asked_about_and_not_offered_again() {
    // The backend has not received the confirmation: for it, the order is still to be paid.
    let first = Phone::checking().await;
    let asked = first.network.times("/attempts/").len();
    let again = first.scan_again();
    let page = again.until(offers_pay_or_asks).await;
    assert!(is_checking(&page), "{page:?}");
    seconds(1).await;
    assert!(first.network.times("/attempts/").len() > asked);
    assert_eq!(first.network.times("/confirm").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn edge_14_the_record_of_an_earlier_run_keeps_its_order_from_being_paid_again() {
    let network = Network::new();
    network.holds("/orders");
    let phone = Phone::scan(&network);
    let attempt = AttemptId::from_random(7);
    let record = SnapshotRecord { user: USER.to_owned(), attempt, order: OrderId("order-1".to_owned()), details: None };
    phone.services.records.take("restored", &record);
    network.released.add_permits(1);
    let page = phone.until(offers_pay_or_asks).await;
    assert!(is_checking(&page), "{page:?}");
    phone.services.records.forget_attempt(USER, record.attempt);
    network.released.add_permits(1);
    let page = phone.scan_again().until(offers_pay_or_asks).await;
    assert!(!is_checking(&page), "the attempt has ended");
}

#[tokio::test(start_paused = true)]
async fn edge_14_an_owed_order_with_a_live_attempt_is_told_by_that_attempt() {
    let first = Phone::checking().await;
    let asked = first.questions(0).len();
    let _owed = first.owed();
    // Sooner than the first payment asks.
    seconds(1).await;
    assert_eq!(first.questions(0).len(), asked + 1);
    assert_eq!(first.network.times("/orders/order-1").len(), 2, "confirmed, and asked before the attempt was known");
}

#[tokio::test(start_paused = true)]
async fn edge_14_of_two_payments_of_one_order_that_are_both_about_to_be_confirmed_only_one_is() {
    let network = Network::new();
    network.fails("/confirm", TransportError::MaybeSent("lost".to_owned()));
    let first = Phone::scan(&network);
    let second = first.scan_again();
    for phone in [&first, &second] {
        phone.until(offers_pay_or_asks).await;
        phone.payment.confirm();
        phone.until(|page| matches!(page, Page::StepUp(page) if !page.busy)).await;
    }
    first.payment.submit_pin(Secret::new("112233"));
    first.until(is_checking).await;
    second.payment.submit_pin(Secret::new("112233"));
    second.until(is_checking).await;
    assert_eq!(network.times("/confirm").len(), 1);
}

/// A driver in the middle of a lookup, with nothing around it.
fn looking_up() -> (Driver, State) {
    let network = Network::new();
    network.holds("/orders");
    let Phone { services, .. } = Phone::scan(&network);
    let (events, inbox) = mpsc::unbounded_channel();
    let begun = State::new(USER.to_owned(), RedirectPolicy::default(), NavigationPolicy::default());
    let (published, _) = watch::channel(PaymentState::first(pages::page(&begun, None, &Texts::default())));
    let mut driver = Driver::new(services, "payment".to_owned(), events, inbox, published, None, None);
    let scanned = Event::CodeScanned { code: CodeValue::new("281666"), source: Source::Scan, identified: Identified::Decode };
    let state = driver.take(begun, scanned);
    (driver, state)
}

/// Another user is logged in, it says, at the time of the script.
fn arrival(epoch: u64, logins: u64) -> Arrival {
    let server_time = cashier_core::machine::UnixMillis::parse(script::SERVER_TIME);
    let result = Err(cashier_core::machine::Delivery::NotSent);
    Arrival { epoch, logins, exchange: Exchange { result, request_id: "r".to_owned(), server_time, user: Some("user-2".to_owned()) } }
}

#[tokio::test(start_paused = true)]
async fn an_answer_in_time_tells_who_is_logged_in_and_what_the_time_is() {
    let (mut driver, state) = looking_up();
    let before = *state.context().clock();
    let state = driver.arrived(state, arrival(1, 0));
    assert!(state.context().parked() && *state.context().clock() != before);
}

#[tokio::test(start_paused = true)]
async fn a_late_answer_brings_nothing_but_its_result() {
    let (mut driver, state) = looking_up();
    let before = *state.context().clock();
    // Of an older request; of none that there ever was; from before the last login.
    let state = driver.take(state, Event::TokenUserChanged(USER.to_owned()));
    for (epoch, logins) in [(0, 1), (2, 1), (1, 0)] {
        let state = driver.arrived(state.clone(), arrival(epoch, logins));
        assert!(!state.context().parked() && *state.context().clock() == before, "{epoch} {logins}");
        // The machine judges the result by itself.
        let Phase::Resolving(lookup) = state.phase() else { panic!("{:?}", state.phase()) };
        assert_eq!(lookup.call().state() == cashier_core::machine::CallState::InFlight(1), epoch != 1, "{epoch} {logins}");
    }
}
