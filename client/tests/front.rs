//! What is scanned while a payment is in front.

mod support;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use cashier_client::{
    Advice, Cashier, CashierError,
    ports::{HttpRequest, HttpResponse, Transport, TransportError},
};
use cashier_core::{pages::Page, secret::CodeValue, wallet_api::Source};
use support::{
    memory::Memory,
    phone::{self, LoggedIn, scripted, until},
};
use tokio::sync::Semaphore;

/// The backend of the script, which keeps confirmations waiting.
struct Backend {
    asked: Mutex<BTreeMap<String, usize>>,
    confirmations: Semaphore,
}

#[async_trait]
impl Transport for Backend {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let path = request.url.split("/v1").nth(1).unwrap_or_default().to_owned();
        let is_confirm = path.ends_with("/confirm");
        *self.asked.lock().unwrap().entry(path).or_default() += 1;
        if is_confirm {
            self.confirmations.acquire().await.unwrap().forget();
        }
        Ok(scripted(&request))
    }
}

async fn start() -> (Cashier, Arc<Backend>) {
    let backend = Arc::new(Backend { asked: Mutex::default(), confirmations: Semaphore::new(0) });
    let cashier = phone::open(Arc::clone(&backend) as _, Arc::new(Memory::default()), Arc::new(LoggedIn));
    cashier.start().await.unwrap();
    (cashier, backend)
}

#[tokio::test(flavor = "multi_thread")]
async fn edge_14_a_code_that_was_picked_from_several_resumes_its_payment_when_it_is_scanned_again() {
    let (cashier, backend) = start().await;
    let codes = |texts: [&str; 2]| texts.map(CodeValue::new).to_vec();
    let payment = cashier.pay_scanned(codes(["2816660001", "2816660002"]), Source::Picture).unwrap();
    until(&payment, |page| matches!(page, Page::Scanner(_))).await;
    let same_picture = cashier.pay_scanned(codes(["2816660002", "2816660001"]), Source::Picture).unwrap();
    assert!(Arc::ptr_eq(&payment, &same_picture));
    payment.pick_code(7);
    payment.pick_code(1);
    payment.pick_code(0);
    until(&payment, |page| matches!(page, Page::Cashier(_))).await;
    let scan = |code| cashier.pay(CodeValue::new(code), Source::Scan);
    assert!(Arc::ptr_eq(&payment, &scan("2816660002").unwrap()));
    assert_eq!(scan("2816660001").unwrap_err(), CashierError::PaymentInFront, "not the one that was picked");
    assert_eq!(backend.asked.lock().unwrap()["/orders"], 1);
    cashier.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn edge_15_another_code_during_the_confirmation_is_refused_and_the_first_payment_stays_in_front() {
    let (cashier, backend) = start().await;
    let payment = phone::confirm(&cashier).await;
    until(&payment, |page| matches!(page, Page::Cashier(page) if page.locked)).await;
    let before = payment.state();
    for refused in [
        cashier.pay(CodeValue::new("2816660002"), Source::Scan),
        cashier.pay_scanned(vec![CodeValue::new("2816660002"), CodeValue::new("2816660003")], Source::Picture),
    ] {
        let error = refused.unwrap_err();
        assert_eq!((&error, error.advice()), (&CashierError::PaymentInFront, Advice::ShowPaymentInFront));
    }
    assert!(Arc::ptr_eq(&cashier.front().unwrap(), &payment));
    assert_eq!(payment.state().page, before.page);
    backend.confirmations.add_permits(1);
    until(&payment, |page| matches!(page, Page::Result(_))).await;
    assert_eq!(backend.asked.lock().unwrap()["/orders/order-1/confirm"], 1);
    cashier.shut_down().await;
}
