//! Start and stop, and the Rust API of a running simulator.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    http::{StatusCode, Uri},
    middleware,
};
use cashier_alipayplus::{party::Party, paths, signing::KeyRing, wire::Malformed};
use cashier_connections::Limits;
use cashier_core::money::Currency;
use time::OffsetDateTime;
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::{
    sync::{CancellationToken, DropGuard},
    task::TaskTracker,
};
use tower_http::{limit::RequestBodyLimitLayer, timeout::TimeoutLayer};

use crate::{
    config::{PollSchedule, SimulatorConfig},
    console, gateway,
    guard::{self, OwnHosts},
    merchant,
    order::{NewOrder, Order, OrderError, Rate, Shop},
    store::{By, Store},
};

/// Time for one request; the stream of events has none.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);

/// Browsers and MPPs at once; more of them wait.
const MAX_CONNECTIONS: usize = 256;

/// The largest body that a merchant sends, in bytes.
const MAX_MERCHANT_BODY: usize = 16 * 1024;

/// What all handlers share.
pub(crate) struct App {
    pub(crate) party: Party,
    pub(crate) client_id: String,
    pub(crate) public_url: String,
    pub(crate) rules: gateway::CodeRules,
    pub(crate) poll: PollSchedule,
    pub(crate) wallet_currency: Currency,
    pub(crate) rates: Vec<Rate>,
    pub(crate) store: Store,
    pub(crate) mpp: gateway::Mpp,
    /// Seconds by which the simulator's clock is ahead of the system's.
    ahead: AtomicI64,
    tasks: TaskTracker,
}

impl App {
    /// The time of the simulator.
    pub(crate) fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc() + time::Duration::seconds(self.ahead.load(Ordering::Relaxed))
    }

    /// Where notifyPayment is taken.
    pub(crate) fn notify_url(&self) -> String {
        format!("{}{}", self.public_url, paths::NOTIFY_PAYMENT)
    }

    /// Makes an order and looks after it.
    pub(crate) fn create_order(self: &Arc<Self>, new: NewOrder) -> Result<Arc<Order>, OrderError> {
        let order = self.store.insert(Order::create(new, self.now())?).ok_or(OrderError::Full)?;
        tracing::info!(order = order.id, shop = order.shop.id, amount = %order.order_amount, "order created");
        self.tasks.spawn(gateway::watch_over(self.clone(), order.clone()));
        Ok(order)
    }
}

/// Why a simulator does not start; one clear line.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address is taken or not one of this machine.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The public URL is not `http(s)://host[:port]`.
    #[error("the public URL must be http://host[:port] or https://host[:port], without a path")]
    PublicUrl,
    /// The transport towards the MPP cannot be set up.
    #[error("cannot set up calls to the MPP: {0}")]
    Transport(#[from] reqwest::Error),
    /// The built-in rules cannot be read with this public URL in them.
    #[error("the code rules of the simulator cannot be read: {0}")]
    Rules(#[from] Malformed),
}

/// The way to a [`RunningSimulator`].
pub struct Simulator;

impl Simulator {
    /// Listens, and serves until [`RunningSimulator::stop`] or until that value is dropped. Needs a Tokio runtime.
    pub async fn start(config: SimulatorConfig) -> Result<RunningSimulator, StartError> {
        let failed = |source| StartError::Listen { address: config.listen, source };
        let listener = TcpListener::bind(config.listen).await.map_err(failed)?;
        let listening = listener.local_addr().map_err(failed)?;
        let public_url = config.public_url.unwrap_or_else(|| format!("http://{listening}"));
        let own_hosts = OwnHosts::new(listening, &origin(&public_url).ok_or(StartError::PublicUrl)?);
        let app = Arc::new(App {
            party: Party { signer: config.signer, peers: KeyRing::new().with(&config.client_id, config.mpp_keys) },
            client_id: config.client_id,
            rules: gateway::CodeRules::new(&public_url)?,
            public_url,
            poll: config.poll,
            wallet_currency: config.wallet_currency,
            rates: config.rates,
            store: Store::new(),
            mpp: gateway::Mpp::new(config.mpp_base_url)?,
            ahead: AtomicI64::new(0),
            tasks: TaskTracker::new(),
        });
        let stop = CancellationToken::new();
        let limits = Limits::of(MAX_CONNECTIONS);
        let server = tokio::spawn(cashier_connections::serve(listener, router(app.clone(), own_hosts), limits, stop.clone()));
        // Whoever drops the simulator ends its listeners too: the server waits for them.
        let listeners = app.clone();
        let stopping = stop.clone();
        app.tasks.spawn(async move {
            stopping.cancelled().await;
            listeners.store.stop();
        });
        Ok(RunningSimulator { app, listening, server, stop: stop.drop_guard() })
    }
}

/// `url` if it is a scheme and an authority and nothing else.
fn origin(url: &str) -> Option<Uri> {
    let uri: Uri = url.parse().ok()?;
    let web = matches!(uri.scheme_str(), Some("http" | "https"));
    (web && uri.authority().is_some() && !url.ends_with('/') && uri.path() == "/" && uri.query().is_none()).then_some(uri)
}

fn router(app: Arc<App>, own_hosts: OwnHosts) -> Router {
    let timeout = TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, REQUEST_TIMEOUT);
    let merchant = merchant::routes().layer(RequestBodyLimitLayer::new(MAX_MERCHANT_BODY));
    Router::new()
        .merge(gateway::routes())
        .merge(merchant)
        .merge(console::routes())
        .layer(timeout)
        .merge(merchant::event_routes())
        .layer(middleware::from_fn_with_state(own_hosts, guard::own_hosts_only))
        .with_state(app)
}

/// A simulator that serves. Dropping it stops it without waiting.
pub struct RunningSimulator {
    app: Arc<App>,
    listening: SocketAddr,
    server: JoinHandle<()>,
    stop: DropGuard,
}

impl RunningSimulator {
    /// The address that is listened on.
    pub fn address(&self) -> SocketAddr {
        self.listening
    }

    /// The URL under which others reach it, without a slash at the end: base of the Alipay+ API and of the console.
    pub fn base_url(&self) -> &str {
        &self.app.public_url
    }

    /// Where the MPP takes inquiryPayment from now on, without the path; `None`: nobody is asked.
    pub fn set_mpp_base_url(&self, base_url: Option<String>) {
        self.app.mpp.set_base_url(base_url);
    }

    /// Answers inquiryCodeRules with `file` from now on: a whole answer in the form of protocol section 8.3, also one that is no
    /// success.
    pub fn set_code_rules(&self, file: &str) -> Result<(), Malformed> {
        self.app.rules.set(file)
    }

    /// Puts the simulator's clock forward, for tests in which the MPP's clock runs ahead: calls are checked against it. Orders that
    /// exist expire by the time that really passes.
    pub fn put_clock_forward(&self, by: Duration) {
        self.app.ahead.fetch_add(i64::try_from(by.as_secs()).unwrap_or(i64::MAX), Ordering::Relaxed);
    }

    /// Makes an order, as a merchant does.
    pub fn create_order(&self, new: NewOrder) -> Result<Arc<Order>, OrderError> {
        self.app.create_order(new)
    }

    /// The order with this id as it is now.
    pub fn order(&self, id: &str) -> Option<Arc<Order>> {
        self.app.store.get(By::Id(id))
    }

    /// The newest orders, newest first.
    pub fn orders(&self, count: usize) -> Vec<Arc<Order>> {
        self.app.store.newest(count)
    }

    /// Closes an order that nobody has decoded, as a merchant does; `None` if there is none with this id or it is not
    /// [`OrderState::WaitingScan`](crate::OrderState::WaitingScan) any more.
    pub fn close_order(&self, id: &str) -> Option<Arc<Order>> {
        self.app.store.update(By::Id(id), Order::close).filter(|(closed, _)| *closed).map(|(_, order)| order)
    }

    /// The order as soon as `wanted` is true for it, at once if it already is. `None` if there is no such order (any more) or
    /// the simulator stops. No time limit of its own.
    pub async fn wait_for(&self, id: &str, wanted: impl Fn(&Order) -> bool) -> Option<Arc<Order>> {
        self.app.store.wait_for(By::Id(id), wanted).await
    }

    /// The store code of a shop: a URL with a page where the user types the amount; `None` without such a shop.
    pub fn entry_code(&self, shop: &str) -> Option<String> {
        Shop::find(shop).map(|shop| merchant::entry_code(&self.app, shop))
    }

    /// The aggregated code of a shop: its page first wants an auth code of the user; `None` without such a shop.
    pub fn aggregated_code(&self, shop: &str) -> Option<String> {
        Shop::find(shop).map(|shop| merchant::aggregated_code(&self.app, shop))
    }

    /// Ends all streams, answers the requests that have begun within a few seconds, and returns when nothing runs any more.
    pub async fn stop(self) {
        drop(self.stop);
        // The only errors are those of a task that was cancelled or panicked: it runs no more either.
        let _ = self.server.await;
        self.app.tasks.close();
        self.app.tasks.wait().await;
    }
}
