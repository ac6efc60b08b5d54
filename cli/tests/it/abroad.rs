//! Where Alipay+ can be used, its acceptance marks, and rates to look at: from the backend to the phone, kept over restarts.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use crate::support::{
    System,
    phone::{self, LoggedIn},
};
use async_trait::async_trait;
use cashier_client::{
    Advice, Cashier,
    ports::{HttpRequest, HttpResponse, Store, Transport, TransportError},
};
use cashier_core::{
    availability::Place,
    machine::Delivery,
    wallet_api::{Logo, PaymentScenario},
};

/// A network that can be gone.
struct Flaky {
    network: Arc<dyn Transport>,
    is_gone: Arc<AtomicBool>,
}

#[async_trait]
impl Transport for Flaky {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        if self.is_gone.load(Ordering::Relaxed) {
            return Err(TransportError::NotSent("no network".to_owned()));
        }
        self.network.send(request).await
    }
}

fn open(system: &System, store: &Arc<dyn Store>, is_gone: &Arc<AtomicBool>) -> Cashier {
    let is_gone = Arc::clone(is_gone);
    let around = |network| Arc::new(Flaky { network, is_gone }) as Arc<dyn Transport>;
    phone::open(&system.world.backend.base_url(), store, Arc::new(LoggedIn("mina")), around)
}

fn place(region: &str) -> Place {
    Place { region: Some(region.to_owned()), utc_offset_minutes: 540 }
}

fn names(marks: &[Logo]) -> Vec<&str> {
    marks.iter().map(|logo| logo.logo_name.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_abroad_where_alipay_plus_is_taken_is_told_also_after_a_restart_without_a_network() {
    let system = System::start().await;
    let store = phone::files(&system.path("phone"));
    let is_gone = Arc::new(AtomicBool::new(false));
    let cashier = open(&system, &store, &is_gone);
    assert!(!cashier.is_supported_region(Some("JP")));
    assert_eq!(cashier.acceptance_marks(PaymentScenario::Mpm, None), [], "none at first");
    cashier.set_current_region(place("JP"));
    cashier.start().await.unwrap();
    assert_eq!(cashier.next_availability_notice().await, "JP");
    for (region, supported) in [(Some("JP"), true), (Some("NL"), true), (Some("KR"), false), (Some("DE"), false), (None, false)] {
        assert_eq!(cashier.is_supported_region(region), supported, "{region:?}");
    }
    assert_eq!(names(&cashier.acceptance_marks(PaymentScenario::Mpm, Some("JP"))), ["scan-here"]);
    assert_eq!(names(&cashier.acceptance_marks(PaymentScenario::Upm, None)), ["show-here"]);
    cashier.shut_down().await;

    is_gone.store(true, Ordering::Relaxed);
    let cashier = open(&system, &store, &is_gone);
    cashier.start().await.unwrap();
    assert!(cashier.is_supported_region(Some("JP")));
    assert_eq!(names(&cashier.acceptance_marks(PaymentScenario::Mpm, Some("SG"))), ["scan-here"]);
    cashier.set_current_region(place("KR"));
    cashier.set_current_region(place("SG"));
    assert_eq!(cashier.next_availability_notice().await, "SG");
    cashier.shut_down().await;
    system.world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reference_rate_is_a_text_that_says_so() {
    let system = System::start().await;
    let store = phone::files(&system.path("phone"));
    let is_gone = Arc::new(AtomicBool::new(false));
    let cashier = open(&system, &store, &is_gone);
    cashier.start().await.unwrap();
    let quote = async |sell: &str, buy: &str| cashier.inquire_quote(sell.parse().unwrap(), buy.parse().unwrap()).await.unwrap();
    let rate = quote("JPY", "KRW").await.unwrap();
    assert_eq!(rate.text().unwrap().replace('\u{a0}', " "), "1 JPY = 10.00 KRW (reference rate)");
    assert!(quote("KRW", "JPY").await.unwrap().text().unwrap().contains("JPY"), "the pair as Alipay+ has it");
    assert_eq!(quote("JPY", "THB").await, None);
    is_gone.store(true, Ordering::Relaxed);
    let error = cashier.inquire_quote("JPY".parse().unwrap(), "KRW".parse().unwrap()).await.unwrap_err();
    assert_eq!((error.code(), error.delivery(), error.advice()), ("no_answer", Delivery::NotSent, Advice::TryAgain));
    cashier.shut_down().await;
    system.world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_backend_has_switched_off_is_not_there() {
    let system = System::start_with(|config| (config.sdk.features.availability, config.sdk.features.quotes) = (false, false)).await;
    let cashier = open(&system, &phone::files(&system.path("phone")), &Arc::default());
    cashier.start().await.unwrap();
    cashier.set_current_region(place("JP"));
    assert_eq!(cashier.inquire_quote("JPY".parse().unwrap(), "KRW".parse().unwrap()).await.unwrap_err().code(), "switched_off");
    assert!(!cashier.is_supported_region(Some("JP")));
    assert_eq!(cashier.acceptance_marks(PaymentScenario::Mpm, None), []);
    cashier.shut_down().await;
    system.world.stop().await;
}
