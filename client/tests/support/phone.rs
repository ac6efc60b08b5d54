//! A phone in this process, whose confirmations go over a wire; everything else is answered by the script.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use cashier_client::{
    Cashier, CashierConfig, Payment, PaymentState, Ports,
    adapters::HttpTransport,
    ports::{AccessToken, AccessTokenSource, HttpMethod, HttpRequest, HttpResponse, PortError, Store, Transport, TransportError},
};
use cashier_core::{
    development::LoopbackOrigins,
    pages::Page,
    secret::{CodeValue, Secret},
    wallet_api::{Source, header},
};

use super::script;

pub const BASE_URL: &str = "https://wallet.example/alipayplus/v1";

/// The user of these tests, logged in for good.
pub struct LoggedIn;

#[async_trait]
impl AccessTokenSource for LoggedIn {
    async fn token(&self, _stale: Option<Secret>) -> Result<AccessToken, PortError> {
        Ok(AccessToken { token: Secret::new("token"), customer_hint: "user-1".to_owned() })
    }
}

/// What the script says to a request.
pub fn scripted(request: &HttpRequest) -> HttpResponse {
    let method = if request.method == HttpMethod::Get { "GET" } else { "POST" };
    let path = request.url.strip_prefix("https://wallet.example").unwrap();
    let (status, media_type, body) = script::answer(method, path, request.body.as_deref().unwrap_or_default());
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let headers = vec![field("content-type", media_type), field(header::SERVER_TIME, script::SERVER_TIME)];
    HttpResponse { status, headers, body: body.into_bytes() }
}

/// The built-in transport to the wire at `origin`, for confirmations.
pub struct Wired {
    transport: HttpTransport,
    origin: String,
    timeout: Duration,
}

impl Wired {
    /// `timeout` in place of the twenty seconds that a confirmation has.
    pub fn new(origin: &str, timeout: Duration) -> Arc<Self> {
        Arc::new(Self { transport: built_in(origin), origin: origin.to_owned(), timeout })
    }
}

#[async_trait]
impl Transport for Wired {
    async fn send(&self, mut request: HttpRequest) -> Result<HttpResponse, TransportError> {
        if !request.url.ends_with("/confirm") {
            return Ok(scripted(&request));
        }
        assert!(request.fresh_connection, "a confirmation without a connection of its own");
        request.url = request.url.replace("https://wallet.example", &self.origin);
        request.timeout = self.timeout;
        self.transport.send(request).await
    }
}

pub fn built_in(origin: &str) -> HttpTransport {
    HttpTransport::new(LoopbackOrigins::exact([origin]).unwrap()).unwrap()
}

pub fn open(transport: Arc<dyn Transport>, store: Arc<dyn Store>, tokens: Arc<dyn AccessTokenSource>) -> Cashier {
    let config = CashierConfig { base_url: BASE_URL.to_owned(), ..CashierConfig::default() };
    Cashier::new(config, Ports { transport, store, tokens }).unwrap()
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

/// Scans, and pays as far as the confirmation, which is on its way.
pub async fn confirm(cashier: &Cashier) -> Arc<Payment> {
    let payment = cashier.pay(CodeValue::new("281666"), Source::Scan).unwrap();
    press_pay(&payment).await;
    payment
}

/// Pays, from the cashier page on.
pub async fn press_pay(payment: &Payment) {
    until(payment, |page| matches!(page, Page::Cashier(page) if page.pay.is_enabled())).await;
    payment.confirm();
    until(payment, |page| matches!(page, Page::StepUp(page) if !page.busy)).await;
    payment.submit_pin(Secret::new("112233"));
}

/// The first page after the confirmation: nothing waits for anything any more.
pub async fn after_confirmation(payment: &Payment) -> Page {
    let is_settled = |page: &Page| match page {
        Page::Result(_) => true,
        Page::Cashier(page) => !page.locked && page.notice.is_some(),
        _ => false,
    };
    until(payment, is_settled).await.page
}
