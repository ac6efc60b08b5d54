//! The code rules on the phone: the last good set, kept over restarts, used without a network, and in nobody's way.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use crate::support::{
    System,
    phone::{self, LoggedIn, leave, scan},
};
use async_trait::async_trait;
use cashier_client::{
    Cashier,
    ports::{HttpRequest, HttpResponse, Store, Transport, TransportError},
};
use cashier_core::{
    machine::Outcome,
    pages::{Page, Status},
};
use tokio::sync::watch;

const WIFI: &str = "WIFI:S:Cafe;T:WPA;P:secret;;";

/// An entry code of the simulator's rules.
const ENTRY: &str = "https://table.lantern-pay.example/t/42";

/// What a network does to the two requests for settings and rules.
#[derive(Clone, Copy, PartialEq)]
enum Spoils {
    /// Rules of a newer version, of which half arrives.
    Halves,
    /// No answer, ever.
    Swallows,
}

struct Spoiled {
    network: Arc<dyn Transport>,
    how: Spoils,
    /// Answers to `GET /code-rules`.
    rules: watch::Sender<usize>,
}

#[async_trait]
impl Transport for Spoiled {
    async fn send(&self, mut request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let (is_rules, is_config) = (request.url.ends_with("/code-rules"), request.url.ends_with("/sdk-config"));
        if (is_rules || is_config) && self.how == Spoils::Swallows {
            return std::future::pending().await;
        }
        if !is_rules {
            return self.network.send(request).await;
        }
        request.headers.retain(|(name, _)| name != "if-none-match");
        let mut response = self.network.send(request).await?;
        response.body.truncate(response.body.len() / 2);
        self.rules.send_modify(|answers| *answers += 1);
        Ok(response)
    }
}

fn open(base_url: &str, store: &Arc<dyn Store>) -> Cashier {
    phone::open(base_url, store, Arc::new(LoggedIn("mina")), |network| network)
}

fn open_spoiled(base_url: &str, store: &Arc<dyn Store>, how: Spoils) -> (Cashier, watch::Receiver<usize>) {
    let (rules, answers) = watch::channel(0);
    let cashier = phone::open(base_url, store, Arc::new(LoggedIn("mina")), |network| Arc::new(Spoiled { network, how, rules }));
    (cashier, answers)
}

/// Counts what a phone asks the backend for.
struct Counted {
    network: Arc<dyn Transport>,
    identifications: Arc<AtomicUsize>,
}

#[async_trait]
impl Transport for Counted {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        if request.url.ends_with("/codes/identify") {
            self.identifications.fetch_add(1, Ordering::Relaxed);
        }
        self.network.send(request).await
    }
}

/// Identifies three kinds of codes as only rules can, and leaves each again.
async fn identifies(cashier: &Cashier) {
    let (payment, page) = scan(cashier, ENTRY).await;
    assert!(matches!(&page, Page::MerchantPage(page) if page.url.expose().starts_with("https://")), "{page:?}");
    leave(&payment).await;
    let (payment, page) = scan(cashier, "281666040098Z1WJ1kpBg7QoFo2tln22r7Zr").await;
    assert!(matches!(page, Page::Loading(_) | Page::Result(_)), "an order code goes to the backend: {page:?}");
    leave(&payment).await;
    let (payment, page) = scan(cashier, WIFI).await;
    assert!(matches!(&page, Page::Result(page) if page.status == Status::NotSupported), "{page:?}");
    leave(&payment).await;
}

/// A phone that has been started once.
async fn started(system: &System) -> Arc<dyn Store> {
    let store = phone::files(&system.path("phone"));
    let cashier = open(&system.world.backend.base_url(), &store);
    cashier.start().await.unwrap();
    cashier.shut_down().await;
    store
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_has_rules_identifies_without_a_backend_after_a_restart() {
    let system = System::start().await;
    let (base_url, store) = (system.world.backend.base_url(), started(&system).await);
    system.world.stop().await;
    let cashier = open(&base_url, &store);
    cashier.start().await.unwrap();
    identifies(&cashier).await;
    cashier.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn newer_rules_that_are_broken_are_refused_and_the_old_ones_stay_over_a_restart() {
    let system = System::start().await;
    let (base_url, store) = (system.world.backend.base_url(), started(&system).await);
    let (cashier, mut answers) = open_spoiled(&base_url, &store, Spoils::Halves);
    cashier.start().await.unwrap();
    answers.wait_for(|answers| *answers > 0).await.unwrap();
    identifies(&cashier).await;
    cashier.shut_down().await;
    system.world.stop().await;
    let cashier = open(&base_url, &store);
    cashier.start().await.unwrap();
    identifies(&cashier).await;
    cashier.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_that_hangs_keeps_nobody_from_paying() {
    let system = System::start().await;
    let base_url = system.world.backend.base_url();
    // With rules at hand, and at the very first start.
    for store in [started(&system).await, phone::files(&system.path("new phone"))] {
        let (cashier, _) = open_spoiled(&base_url, &store, Spoils::Swallows);
        cashier.start().await.unwrap();
        let (payment, _) = scan(&cashier, system.order().code_value.expose()).await;
        phone::until(&payment, |page| matches!(page, Page::Cashier(page) if page.pay.is_enabled())).await;
        leave(&payment).await;
        assert_eq!(cashier.next_outcome().await.outcome, Outcome::Cancelled);
        cashier.shut_down().await;
    }
    system.world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_with_rules_asks_the_backend_about_no_code_that_they_know() {
    let system = System::start().await;
    let (base_url, store) = (system.world.backend.base_url(), started(&system).await);
    let identifications = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&identifications);
    let cashier =
        phone::open(&base_url, &store, Arc::new(LoggedIn("mina")), |network| Arc::new(Counted { network, identifications: counter }));
    cashier.start().await.unwrap();
    identifies(&cashier).await;
    assert_eq!(identifications.load(Ordering::Relaxed), 0);
    cashier.shut_down().await;
    system.world.stop().await;
}
