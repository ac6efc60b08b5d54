//! Codes that the rules on the phone do not decide: the wallet's own, those that the backend identifies, and a login that has ended.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use crate::support::{
    System,
    phone::{self, LoggedIn, LoggedOut, leave, scan, until},
};
use async_trait::async_trait;
use cashier_client::{
    Cashier, CashierError,
    ports::{HttpRequest, HttpResponse, Store, Transport, TransportError},
};
use cashier_core::{
    machine::Outcome,
    pages::{MerchantPage, Page, ScannerPage, Status},
    secret::CodeValue,
    wallet_api::Source,
};

const OWN: &str = "https://pay.wallet.example/u/7";
const MENU: &str = "https://menu.somewhere.example/table/7";

/// A network that counts the requests about codes, and may keep settings and rules from the phone.
struct Counted {
    network: Arc<dyn Transport>,
    identifications: Arc<AtomicUsize>,
    keeps_settings: bool,
}

#[async_trait]
impl Transport for Counted {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        if self.keeps_settings && (request.url.ends_with("/sdk-config") || request.url.ends_with("/code-rules")) {
            return Err(TransportError::NotSent("kept".to_owned()));
        }
        if request.url.ends_with("/codes/identify") {
            self.identifications.fetch_add(1, Ordering::Relaxed);
        }
        self.network.send(request).await
    }
}

fn open(base_url: &str, store: &Arc<dyn Store>, keeps_settings: bool) -> (Cashier, Arc<AtomicUsize>) {
    let identifications = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&identifications);
    let around = |network| Arc::new(Counted { network, identifications: counter, keeps_settings }) as Arc<dyn Transport>;
    (phone::open(base_url, store, Arc::new(LoggedIn("mina")), around), identifications)
}

async fn with_own_codes() -> System {
    System::start_with(|config| config.sdk.settings.own_codes = vec!["https://pay.wallet.example".to_owned()]).await
}

/// Pays [`OWN`], and gives it back as the wallet gets it.
async fn is_handed_back(cashier: &Cashier) {
    let payment = cashier.pay(CodeValue::new(OWN), Source::Scan).unwrap();
    until(&payment, |page| *page == Page::Closed).await;
    let outcome = cashier.outcome_of(&payment).await;
    assert_eq!(outcome.outcome, Outcome::OwnCode);
    cashier.acknowledge(&outcome.id);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wallets_own_code_is_handed_back_at_once_also_without_a_network() {
    let system = with_own_codes().await;
    let base_url = system.world.backend.base_url();
    let store = phone::files(&system.path("phone"));
    let (cashier, identifications) = open(&base_url, &store, false);
    cashier.start().await.unwrap();
    is_handed_back(&cashier).await;
    // The next code is scanned as ever.
    let (payment, _) = scan(&cashier, system.order().code_value.expose()).await;
    until(&payment, |page| matches!(page, Page::Cashier(_))).await;
    leave(&payment).await;
    cashier.shut_down().await;

    system.world.stop().await;
    let (cashier, _) = open(&base_url, &store, false);
    cashier.start().await.unwrap();
    is_handed_back(&cashier).await;
    assert_eq!(identifications.load(Ordering::Relaxed), 0);
    cashier.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_does_not_know_the_list_learns_it_from_the_backend() {
    let system = with_own_codes().await;
    let (cashier, identifications) = open(&system.world.backend.base_url(), &phone::files(&system.path("phone")), true);
    cashier.start().await.unwrap();
    is_handed_back(&cashier).await;
    assert_eq!(identifications.load(Ordering::Relaxed), 1);
    cashier.shut_down().await;
    system.world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_switched_off_are_payments_with_alipay_plus_only() {
    let system = System::start_with(|config| {
        config.sdk.settings.own_codes = vec!["https://pay.wallet.example".to_owned()];
        config.sdk.features.entry_codes = false;
    })
    .await;
    let (cashier, _) = open(&system.world.backend.base_url(), &phone::files(&system.path("phone")), false);
    cashier.start().await.unwrap();
    is_handed_back(&cashier).await;
    let entry = cashier.pay(CodeValue::new("https://table.lantern-pay.example/t/42"), Source::Scan);
    assert!(matches!(entry.err(), Some(CashierError::SwitchedOff { request_id: Some(_) })));
    let (payment, _) = scan(&cashier, system.order().code_value.expose()).await;
    until(&payment, |page| matches!(page, Page::Cashier(_))).await;
    leave(&payment).await;
    cashier.shut_down().await;
    system.world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backend_that_identifies_by_alipay_plus_is_asked_about_every_code() {
    let system = System::start_with(|config| config.identify.remote.identify_code = true).await;
    let base_url = system.world.backend.base_url();
    let store = phone::files(&system.path("phone"));
    let (cashier, identifications) = open(&base_url, &store, false);
    cashier.start().await.unwrap();
    let (payment, _) = scan(&cashier, system.order().code_value.expose()).await;
    until(&payment, |page| matches!(page, Page::Cashier(_))).await;
    leave(&payment).await;
    let (payment, page) = scan(&cashier, "https://table.lantern-pay.example/t/42").await;
    assert!(matches!(page, Page::MerchantPage { .. }), "{page:?}");
    leave(&payment).await;
    let (payment, page) = scan(&cashier, "WIFI:S:Cafe;;").await;
    assert!(matches!(&page, Page::Result(page) if page.status == Status::NotSupported), "{page:?}");
    leave(&payment).await;
    assert_eq!(identifications.load(Ordering::Relaxed), 3);
    cashier.shut_down().await;

    system.world.stop().await;
    let (cashier, _) = open(&base_url, &store, false);
    cashier.start().await.unwrap();
    let payment = cashier.pay(CodeValue::new("WIFI:S:Cafe;;"), Source::Scan).unwrap();
    until(&payment, |page| matches!(page, Page::Scanner(ScannerPage { busy: false, notice: Some(_), .. }))).await;
    cashier.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_from_before_are_not_used_once_the_backend_identifies() {
    let before = System::start().await;
    let store = phone::files(&before.path("phone"));
    let (cashier, _) = open(&before.world.backend.base_url(), &store, false);
    cashier.start().await.unwrap();
    cashier.shut_down().await;
    before.world.stop().await;

    let system = System::start_with(|config| config.sdk.settings.identify_by_backend = true).await;
    let (cashier, identifications) = open(&system.world.backend.base_url(), &store, false);
    cashier.start().await.unwrap();
    // The settings arrive behind the payments: until then the phone goes on as before.
    while identifications.load(Ordering::Relaxed) == 0 {
        let (payment, _) = scan(&cashier, "WIFI:S:Cafe;;").await;
        leave(&payment).await;
    }
    cashier.shut_down().await;
    system.world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_alipay_plus_does_not_take_is_opened_if_the_wallet_wants_that() {
    let system = System::start_with(|config| config.sdk.settings.open_unsupported = true).await;
    let (cashier, identifications) = open(&system.world.backend.base_url(), &phone::files(&system.path("phone")), false);
    cashier.start().await.unwrap();
    let (payment, page) = scan(&cashier, MENU).await;
    let Page::MerchantPage(MerchantPage { url, user_agent, .. }) = page else { panic!("{page:?}") };
    assert_eq!((url.expose(), user_agent.as_deref()), (MENU, Some("AlipayConnect")));
    leave(&payment).await;
    assert_eq!(identifications.load(Ordering::Relaxed), 0);
    cashier.shut_down().await;
    system.world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_that_has_ended_is_said_and_is_no_missing_network() {
    let system = System::start().await;
    let store = phone::files(&system.path("phone"));
    let cashier = phone::open(&system.world.backend.base_url(), &store, Arc::new(LoggedOut), |network| network);
    cashier.start().await.unwrap();
    let (payment, page) = scan(&cashier, system.order().code_value.expose()).await;
    let Page::Result(page) = page else { panic!("{page:?}") };
    assert_eq!(page.status, Status::Failed);
    assert!(page.next_step.unwrap().starts_with("Sign in to your wallet again"));
    assert_eq!(cashier.outcome_of(&payment).await.outcome, Outcome::Failed { order: None, code: "unauthorized".to_owned() });
    cashier.shut_down().await;
    system.world.stop().await;
}
