//! Alipay+, a merchant, a wallet's backend, and phones.

mod link;
pub mod log;
mod phone;
mod port;

use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use cashier_alipayplus::{
    party::Party,
    signing::{KeyRing, KeyVersion, KeyVersions, PrivateKey, Signer},
};
use cashier_backend::{
    AlipayPlusConfig, AuthClient, Backend, BackendConfig, Clock, KeySource, PaymentRecords, Ports, ReplaceDebits, RunningBackend,
    seed::{Seed, SeedUser},
};
use cashier_core::secret::Secret;
use cashier_simulator::{NewOrder, Order, RunningSimulator, Simulator, SimulatorConfig};
use tempfile::TempDir;

pub use link::Link;
pub use phone::{Answer, Phone, attempt_id, content, http};
pub use port::{ScriptedPort, Step};

pub const CLIENT_ID: &str = "SANDBOX_EXAMPLE0001";
/// Who may have auth codes, and for pages of which host.
pub const AUTH_CLIENT: &str = "AGGREGATOR_1";
pub const AUTH_HOST: &str = "pages.aggregator.example";
pub const PIN: &str = "471100";
pub const WRONG_PIN: &str = "000000";

/// Everything that a payment needs.
pub struct World {
    pub folder: TempDir,
    pub simulator: RunningSimulator,
    pub link: Link,
    pub backend: RunningBackend,
    pub clock: Clock,
    pub mpp_key: PrivateKey,
    pub alipayplus_key: PrivateKey,
}

/// Two users with 50,000 KRW each.
fn seed() -> Seed {
    let user = |customer_id: &str, token: &str| SeedUser {
        customer_id: customer_id.to_owned(),
        token: Secret::new(token),
        pin: Secret::new(PIN),
        account: format!("***{customer_id}"),
        currency: "KRW".parse().unwrap(),
        balance: 50_000,
    };
    Seed { users: vec![user("1001", "token-of-mina"), user("1002", "token-of-juno")] }
}

impl World {
    pub async fn new() -> Self {
        Self::with_port(None).await
    }

    /// With a debit port that does what a test says.
    pub async fn with_port(port: Option<&ScriptedPort>) -> Self {
        Self::with(port, |_| {}).await
    }

    /// With another configuration, until the next restart.
    pub async fn with_config(configure: impl FnOnce(&mut BackendConfig)) -> Self {
        Self::with(None, configure).await
    }

    async fn with(port: Option<&ScriptedPort>, configure: impl FnOnce(&mut BackendConfig)) -> Self {
        log::install();
        let (mpp_key, alipayplus_key) = (PrivateKey::generate().unwrap(), PrivateKey::generate().unwrap());
        let link = Link::open().await;
        let signer = Signer { key: alipayplus_key.clone(), version: KeyVersion(1) };
        let simulator = Simulator::start(SimulatorConfig {
            public_url: Some(link.url()),
            ..SimulatorConfig::new(CLIENT_ID, signer, KeyVersions::new(KeyVersion(1), mpp_key.public_key()))
        })
        .await
        .unwrap();
        link.lead_to(simulator.address());
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::default();
        let mut config = config(folder.path().join("backend.db"), &link.url(), &mpp_key, &alipayplus_key);
        configure(&mut config);
        let backend = Backend::start_with(config, ports(&clock, port)).await.unwrap();
        backend.seed(&seed()).await.unwrap();
        simulator.set_mpp_base_url(Some(backend.host_url()));
        Self { folder, simulator, link, backend, clock, mpp_key, alipayplus_key }
    }

    pub fn config(&self) -> BackendConfig {
        config(self.folder.path().join("backend.db"), &self.link.url(), &self.mpp_key, &self.alipayplus_key)
    }

    /// Stops the backend and starts it again on the same database.
    pub async fn restart(self, port: Option<&ScriptedPort>) -> Self {
        let config = self.config();
        self.backend.stop().await;
        let backend = Backend::start_with(config, ports(&self.clock, port)).await.unwrap();
        self.simulator.set_mpp_base_url(Some(backend.host_url()));
        Self { backend, ..self }
    }

    /// Alipay+ as the backend knows it.
    pub fn alipayplus(&self) -> Party {
        let keys = KeyVersions::new(KeyVersion(1), self.mpp_key.public_key());
        Party { signer: Signer { key: self.alipayplus_key.clone(), version: KeyVersion(1) }, peers: KeyRing::new().with(CLIENT_ID, keys) }
    }

    pub fn mina(&self) -> Phone {
        Phone::new(self.backend.base_url(), "token-of-mina", "phone-of-mina")
    }

    pub fn juno(&self) -> Phone {
        Phone::new(self.backend.base_url(), "token-of-juno", "phone-of-juno")
    }

    /// A merchant's order of 100 JPY, which is 1,000 KRW.
    pub fn merchant_order(&self) -> Arc<Order> {
        self.simulator.create_order(NewOrder::new("tea-house", "100")).unwrap()
    }

    pub async fn balance(&self, customer_id: &str) -> u64 {
        self.backend.balance(customer_id).await.unwrap().unwrap().minor()
    }

    pub async fn records(&self, order: &Order) -> PaymentRecords {
        self.backend.records(&order.payment_request_id).await.unwrap().unwrap()
    }

    /// Stops everything and lets the audit look at what is left.
    pub async fn end(self) {
        let database = self.folder.path().join("backend.db");
        self.backend.stop().await;
        self.simulator.stop().await;
        let audit = cashier_backend::audit(&database).await.unwrap();
        assert!(audit.violations.is_empty(), "{audit}");
    }
}

fn ports(clock: &Clock, port: Option<&ScriptedPort>) -> Ports {
    let debits = port.cloned().map(|port| -> ReplaceDebits { Box::new(move |accounts| port.around(accounts)) });
    Ports { clock: clock.clone(), debits }
}

pub fn config(database: PathBuf, alipayplus: &str, mpp_key: &PrivateKey, alipayplus_key: &PrivateKey) -> BackendConfig {
    BackendConfig {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)).to_string(),
        database,
        allow_loopback: true,
        users: None,
        alipayplus: AlipayPlusConfig {
            base_url: alipayplus.to_owned(),
            client_id: CLIENT_ID.to_owned(),
            private_key: KeySource::Inline(Secret::new(mpp_key.to_base64().unwrap().as_str())),
            key_version: 1,
            public_keys: [("1".to_owned(), KeySource::Inline(Secret::new(alipayplus_key.public_key().to_base64())))].into(),
            notify_hosts: vec!["127.0.0.1".to_owned()],
            jar_version: "1.2.1.20240506".to_owned(),
            preset_rules: None,
            remote_identify_url: None,
            quote_path: "/aps/v1/payments/inquiryForeignExchangeQuote".to_owned(),
        },
        auth_clients: vec![AuthClient { id: AUTH_CLIENT.to_owned(), redirect_hosts: vec![AUTH_HOST.to_owned()] }],
        regions: Default::default(),
        identify: Default::default(),
        sdk: Default::default(),
    }
}
