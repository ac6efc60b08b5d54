//! Starting and stopping a backend.

use std::{fmt::Display, io, net::SocketAddr, path::PathBuf, sync::Arc};

use aws_lc_rs::hmac;
use cashier_connections::Limits;
use cashier_core::{money::Money, secret::Secret};
use time::{Duration, OffsetDateTime};
use tokio::{net::TcpListener, sync::broadcast::error::RecvError, task::JoinHandle};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    alipayplus::{self, Gateway},
    api::{self, RateLimit, RecentQuotes},
    app::App,
    changes::Changes,
    clock::Clock,
    config::{BackendConfig, Checked, ConfigProblems},
    debit::{self, Claims, DebitPort, WalletAccounts},
    expiry,
    identify::Identification,
    random,
    records::{self, PaymentRecords},
    rules::{CodeRules, NoRules, RulesStatus},
    seed::{self, Seed, SeedError},
    store::{Store, StoreError, auth_codes, ledger, server_keys, users},
};

/// The wait before a background task that failed tries again.
const AFTER_FAILURE: Duration = Duration::seconds(5);

/// Phones and Alipay+ at once; more of them wait.
const MAX_CONNECTIONS: usize = 1024;

/// How long a stop waits for work that no request waits for: a little longer than the debit port may take.
const TASKS_GRACE: std::time::Duration = std::time::Duration::from_secs(7);

/// Why a backend does not start: one clear line.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] ConfigProblems),
    /// The port is taken, or the address is not ours.
    #[error("cannot listen on {address}: {reason}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        reason: io::Error,
    },
    /// The file cannot be opened, made or written.
    #[error("cannot use the database {path}: {reason}")]
    Database {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: StoreError,
    },
    /// The first read or write failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Neither Alipay+ nor the database nor a file has rules.
    #[error(transparent)]
    NoRules(#[from] NoRules),
    /// The users of the configuration could not be made.
    #[error(transparent)]
    Seed(#[from] SeedError),
    /// No key can be made.
    #[error(transparent)]
    Random(#[from] random::NoRandomness),
    /// The HTTP client cannot be made.
    #[error("cannot make an HTTP client: {0}")]
    Http(#[from] reqwest::Error),
}

/// What an integrator, or a test, may put in place of the built-in parts.
#[derive(Default)]
pub struct Ports {
    /// The time.
    pub clock: Clock,
    /// What takes the users' money, if not the built-in accounts alone.
    pub debits: Option<ReplaceDebits>,
}

/// Gets the built-in accounts and gives what is used instead.
pub type ReplaceDebits = Box<dyn FnOnce(Arc<dyn DebitPort>) -> Arc<dyn DebitPort> + Send>;

/// The reference MPP backend.
pub struct Backend;

impl Backend {
    /// Starts with the system's time and the built-in accounts.
    pub async fn start(config: BackendConfig) -> Result<RunningBackend, StartError> {
        Self::start_with(config, Ports::default()).await
    }

    /// Starts with other ports.
    pub async fn start_with(config: BackendConfig, ports: Ports) -> Result<RunningBackend, StartError> {
        let checked = config.check()?;
        let listener = TcpListener::bind(checked.listen).await.map_err(|reason| StartError::Listen { address: checked.listen, reason })?;
        let address = listener.local_addr().map_err(|reason| StartError::Listen { address: checked.listen, reason })?;
        let store = Store::open(&config.database).await.map_err(|reason| StartError::Database { path: config.database.clone(), reason })?;
        let app = Arc::new(assemble(&checked, store, ports).await?);
        if !app.identification.by_identify_code {
            app.rules.start(&app).await?;
        }
        seed::plant(&app, &checked.seed).await?;
        spawn_background(&app);
        let limits = Limits::of(MAX_CONNECTIONS);
        let server = tokio::spawn(cashier_connections::serve(listener, api::router(Arc::clone(&app)), limits, app.stopping.clone()));
        tracing::info!(%address, "listening");
        Ok(RunningBackend { address, app, server })
    }
}

async fn assemble(config: &Checked, store: Store, ports: Ports) -> Result<App, StartError> {
    let clock = ports.clock;
    let http = alipayplus::http_client()?;
    let mut transaction = store.write().await?;
    let key = server_keys::get_or_insert(&mut transaction, "step-up", &random::bytes::<32>()?).await?;
    transaction.commit().await.map_err(StoreError::from)?;
    let accounts: Arc<dyn DebitPort> = Arc::new(WalletAccounts::new(store.clone(), clock.clone()));
    Ok(App {
        debits: match ports.debits {
            Some(replace) => replace(accounts),
            None => accounts,
        },
        claims: Claims::default(),
        gateway: Gateway::new(http.clone(), config, clock.clone()),
        party: config.party.clone(),
        identification: Identification::new(config),
        rules: CodeRules::new(http, config),
        step_up_key: hmac::Key::new(hmac::HMAC_SHA256, &key),
        identifications: RateLimit::default(),
        auth_codes: RateLimit::default(),
        auth_clients: config.auth_clients.clone(),
        quotes: RateLimit::default(),
        recent_quotes: RecentQuotes::default(),
        regions: config.regions.clone(),
        sdk: config.sdk.clone(),
        tasks: TaskTracker::new(),
        stopping: CancellationToken::new(),
        changes: Changes::default(),
        store,
        clock,
    })
}

fn spawn_background(app: &Arc<App>) {
    app.tasks.spawn(keep_going(Arc::clone(app), "debits", async |app| debit::resume(app).await));
    app.tasks.spawn(keep_going(Arc::clone(app), "expiry", async |app| expiry::close_due(app).await));
    app.tasks.spawn(keep_going(Arc::clone(app), "outbox", async |app| alipayplus::send_due(app).await));
    if !app.identification.by_identify_code {
        app.tasks.spawn(keep_going(Arc::clone(app), "rules", async |app| Ok::<_, StoreError>(app.rules.refresh_if_due(app).await)));
    }
}

/// Runs `work` at the time that it named last, and whenever an order changes, until the backend stops.
async fn keep_going<E: Display>(app: Arc<App>, name: &'static str, work: impl AsyncFn(&Arc<App>) -> Result<Option<OffsetDateTime>, E>) {
    let mut changes = app.changes.listen();
    loop {
        let next = work(&app).await.unwrap_or_else(|error| {
            tracing::error!(task = name, %error, "a background task failed");
            Some(app.clock.now() + AFTER_FAILURE)
        });
        tokio::select! {
            () = app.stopping.cancelled() => return,
            () = app.clock.sleep_until(next) => {}
            changed = changes.recv() => if changed == Err(RecvError::Closed) { return },
        }
    }
}

/// A backend that serves until it is stopped.
pub struct RunningBackend {
    address: SocketAddr,
    app: Arc<App>,
    server: JoinHandle<()>,
}

impl RunningBackend {
    /// Base of the wallet API, without a slash at its end: `http://127.0.0.1:8080/alipayplus/v1`.
    pub fn base_url(&self) -> String {
        format!("{}{}", self.host_url(), api::BASE_PATH)
    }

    /// Root of the paths that Alipay+ calls: `http://127.0.0.1:8080`.
    pub fn host_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Makes users that do not exist yet.
    pub async fn seed(&self, seed: &Seed) -> Result<(), SeedError> {
        seed::plant(&self.app, seed).await
    }

    /// What a user has; `None` for a stranger.
    pub async fn balance(&self, customer_id: &str) -> Result<Option<Money>, StoreError> {
        let mut connection = self.app.store.read().await?;
        match users::find(&mut connection, customer_id).await? {
            Some(user) => ledger::balance(&mut connection, customer_id, user.currency).await.map(Some),
            None => Ok(None),
        }
    }

    /// The user for whom an auth code was issued to `auth_client_id`; `None` for one that is wrong, over, or used up, which it is
    /// after this. A wallet's applyToken begins with it (protocol section 15).
    pub async fn redeem_auth_code(&self, code: &Secret, auth_client_id: &str) -> Result<Option<String>, StoreError> {
        let mut transaction = self.app.store.write().await?;
        let customer_id = auth_codes::redeem(&mut transaction, code, auth_client_id, self.app.clock.now()).await?;
        transaction.commit().await?;
        Ok(customer_id)
    }

    /// Everything that is on record about a payment; `None` if it is unknown.
    pub async fn records(&self, payment_request_id: &str) -> Result<Option<PaymentRecords>, StoreError> {
        records::of_payment(&self.app.store, payment_request_id).await
    }

    /// Waits until what is on record about a payment fits; only changes are looked at, so it may wait for ever.
    pub async fn wait_for(&self, payment_request_id: &str, fits: impl Fn(&PaymentRecords) -> bool) -> Result<PaymentRecords, StoreError> {
        let mut changes = self.app.changes.listen();
        loop {
            if let Some(records) = self.records(payment_request_id).await?.filter(|records| fits(records)) {
                return Ok(records);
            }
            // The sender lives in `self`; whoever missed some changes looks again.
            let _ = changes.recv().await;
        }
    }

    /// The code rules in use, and how fresh they are.
    pub fn rules(&self) -> Option<RulesStatus> {
        self.app.rules.status()
    }

    /// Waits until the status of the code rules fits; it may wait for ever.
    pub async fn wait_for_rules(&self, fits: impl Fn(&RulesStatus) -> bool) -> RulesStatus {
        self.app.rules.wait_for(fits).await
    }

    /// Takes no more requests, finishes those that run, and closes the database. What takes longer than a few seconds is left to
    /// the next start.
    pub async fn stop(self) {
        self.app.stopping.cancel();
        // The only errors are those of a task that panicked: it runs no more either.
        let _ = self.server.await;
        self.app.tasks.close();
        if tokio::time::timeout(TASKS_GRACE, self.app.tasks.wait()).await.is_err() {
            tracing::warn!("work that runs too long after the stop is left to the next start");
        }
        self.app.store.close().await;
    }
}
