//! Two users of one phone: a payment belongs to the user under whom it began.

use std::sync::{Arc, Mutex};

use crate::support::{
    System,
    phone::{self, until},
    proxy::{Fault, Proxy},
    user,
};
use async_trait::async_trait;
use cashier_client::{
    CashierError, Payment,
    ports::{AccessToken, AccessTokenSource, PortError},
};
use cashier_core::{
    machine::Outcome,
    pages::{Page, Status},
    secret::{CodeValue, Secret},
    wallet_api::Source,
};

/// Whoever is logged in.
struct Login(Mutex<&'static str>);

#[async_trait]
impl AccessTokenSource for Login {
    async fn token(&self, _stale: Option<Secret>) -> Result<AccessToken, PortError> {
        let name = *self.0.lock().unwrap();
        Ok(AccessToken { token: Secret::new(user(name).token), customer_hint: name.to_owned() })
    }
}

async fn confirm(payment: &Payment, name: &str) {
    until(payment, |page| matches!(page, Page::Cashier(page) if page.pay.is_enabled())).await;
    payment.confirm();
    until(payment, |page| matches!(page, Page::StepUp(page) if !page.busy)).await;
    payment.submit_pin(Secret::new(user(name).pin));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_payment_waits_for_its_own_user() {
    let system = System::start().await;
    let proxy = Proxy::start(&system.world.backend.base_url(), Fault::LostAfter).await;
    let login = Arc::new(Login(Mutex::new("mina")));
    let cashier = phone::open(&proxy.base_url, &phone::files(&system.path("phone")), Arc::clone(&login) as Arc<_>, |transport| transport);
    cashier.start().await.unwrap();

    let hers = cashier.pay(CodeValue::new(system.order().code_value.expose()), Source::Scan).unwrap();
    confirm(&hers, "mina").await;
    until(&hers, |page| matches!(page, Page::Result(page) if page.status == Status::Checking)).await;
    let second = cashier.pay(CodeValue::new(system.order().code_value.expose()), Source::Scan);
    assert_eq!(second.err(), Some(CashierError::PaymentInFront));

    *login.0.lock().unwrap() = "joon";
    assert!(cashier.token_user_changed().await.unwrap().is_empty());
    until(&hers, |page| *page == Page::Closed).await;
    let his = cashier.pay(CodeValue::new(system.order().code_value.expose()), Source::Scan).unwrap();
    until(&his, |page| matches!(page, Page::Cashier(_))).await;
    his.close();
    let outcome = cashier.next_outcome().await;
    assert_eq!(outcome.outcome, Outcome::Cancelled, "an outcome of another user was delivered");
    cashier.acknowledge(&outcome.id);

    *login.0.lock().unwrap() = "mina";
    let back = cashier.token_user_changed().await.unwrap();
    assert_eq!(back.len(), 1);
    until(&back[0], |page| matches!(page, Page::Result(page) if page.status == Status::Succeeded)).await;
    assert!(matches!(cashier.next_outcome().await.outcome, Outcome::Succeeded { .. }));
    cashier.shut_down().await;
}
