//! A phone in this process: the SDK with its own folder, and a network that a test may spoil.

use std::{path::Path, sync::Arc, time::Duration};

use async_trait::async_trait;
use cashier_client::{
    Cashier, CashierConfig, Payment, PaymentState, Ports,
    adapters::{FileStore, HttpTransport},
    ports::{AccessToken, AccessTokenSource, PortError, Store, Transport},
};
use cashier_core::{
    development::LoopbackOrigins,
    pages::Page,
    secret::{CodeValue, Secret},
    wallet_api::Source,
};

use super::user;

/// One user, logged in for good.
pub struct LoggedIn(pub &'static str);

#[async_trait]
impl AccessTokenSource for LoggedIn {
    async fn token(&self, _stale: Option<Secret>) -> Result<AccessToken, PortError> {
        Ok(AccessToken { token: Secret::new(user(self.0).token), customer_hint: self.0.to_owned() })
    }
}

/// The files of a phone: cashiers that follow each other share them, as if the app had been started again.
pub fn files(folder: &Path) -> Arc<dyn Store> {
    Arc::new(FileStore::open(folder).unwrap())
}

/// A login that the backend does not know, however often it is asked for a fresh one.
pub struct LoggedOut;

#[async_trait]
impl AccessTokenSource for LoggedOut {
    async fn token(&self, _stale: Option<Secret>) -> Result<AccessToken, PortError> {
        Ok(AccessToken { token: Secret::new("nobody's"), customer_hint: "nobody".to_owned() })
    }
}

/// A cashier with its records in `store`; `around` gives the transport in place of the built-in one.
pub fn open(
    base_url: &str,
    store: &Arc<dyn Store>,
    login: Arc<dyn AccessTokenSource>,
    around: impl FnOnce(Arc<dyn Transport>) -> Arc<dyn Transport>,
) -> Cashier {
    let origin = base_url.strip_suffix("/alipayplus/v1").unwrap();
    let loopback = LoopbackOrigins::exact([origin]).unwrap();
    let config = CashierConfig { base_url: base_url.to_owned(), loopback: loopback.clone(), ..CashierConfig::default() };
    let ports = Ports { transport: around(Arc::new(HttpTransport::new(loopback).unwrap())), store: Arc::clone(store), tokens: login };
    Cashier::new(config, ports).unwrap()
}

/// Far longer than anything takes: a test that waits in vain fails, and says where it stands.
const IN_VAIN: Duration = Duration::from_secs(60);

pub async fn until(payment: &Payment, wanted: impl Fn(&Page) -> bool) -> PaymentState {
    let mut state = payment.state();
    while !wanted(&state.page) {
        let next = tokio::time::timeout(IN_VAIN, payment.next_state(state.revision)).await;
        state = next.unwrap_or_else(|_| panic!("still {:?}", state.page));
    }
    state
}

/// Scans `code`, and gives the first page that is not the scanner.
pub async fn scan(cashier: &Cashier, code: &str) -> (Arc<Payment>, Page) {
    let payment = cashier.pay(CodeValue::new(code), Source::Scan).unwrap();
    let state = until(&payment, |page| !matches!(page, Page::Scanner(_))).await;
    (payment, state.page)
}

/// Closes the payment, and waits until another one may come in front.
pub async fn leave(payment: &Payment) {
    payment.close();
    until(payment, |page| *page == Page::Closed).await;
}
