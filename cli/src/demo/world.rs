//! Alipay+, a merchant and a wallet's backend, on loopback, with fresh keys.

use std::{collections::BTreeMap, fs, path::Path};

use cashier_alipayplus::{
    paths,
    signing::{KeyVersion, KeyVersions, PrivateKey, PublicKey, Signer},
};
use cashier_backend::{
    AlipayPlusConfig, AuthClient, Backend, BackendConfig, IdentifyConfig, KeySource, RegionsConfig, RunningBackend, SdkOptions,
    seed::{Seed, SeedUser},
};
use cashier_core::{
    secret::Secret,
    wallet_api::{Logo, RegionMarks, Settings},
};
use cashier_simulator::{AUTH_CLIENT_ID, RunningSimulator, SHOPS, Simulator, SimulatorConfig};

use crate::Failure;

const CLIENT_ID: &str = "SANDBOX_CASHIERKIT0001";
const KEY_VERSION: u32 = 1;
/// How the codes of the demo's wallet itself begin; it has no flow of its own for them.
const OWN_CODES: &str = "DEMOWALLET:";

/// A user of the demo's wallet.
pub struct DemoUser {
    /// Name, also the wallet's id for the user.
    pub name: &'static str,
    /// Bearer token.
    pub token: &'static str,
    /// PIN.
    pub pin: &'static str,
    /// Currency of the account.
    pub currency: &'static str,
    /// Whole minor units.
    pub balance: u64,
}

/// One who has money, one more, and one who has little.
pub const USERS: &[DemoUser] = &[
    DemoUser { name: "mina", token: "demo-mina", pin: "135790", currency: "KRW", balance: 1_000_000 },
    DemoUser { name: "joon", token: "demo-joon", pin: "246802", currency: "KRW", balance: 1_000_000 },
    DemoUser { name: "sora", token: "demo-sora", pin: "112358", currency: "KRW", balance: 50 },
];

/// Where to listen.
pub struct Ports {
    /// Simulator and console.
    pub simulator: u16,
    /// Backend.
    pub backend: u16,
}

/// The running system.
pub struct World {
    /// Alipay+, acquirer and merchants.
    pub simulator: RunningSimulator,
    /// The wallet's server.
    pub backend: RunningBackend,
}

impl World {
    /// Starts both; keys and database live in `folder`.
    pub async fn start(folder: &Path, ports: Ports) -> Result<Self, Failure> {
        Self::start_with(folder, ports, |_| {}).await
    }

    /// The same with a backend that is set up otherwise.
    pub async fn start_with(folder: &Path, ports: Ports, configure: impl FnOnce(&mut BackendConfig)) -> Result<Self, Failure> {
        fs::create_dir_all(folder).map_err(|error| Failure { line: format!("cannot use {}: {error}", folder.display()), code: 2 })?;
        let (wallet_key, alipayplus_key) = (key(folder, "wallet-key.pem")?, key(folder, "alipayplus-key.pem")?);
        let (wallet_public, alipayplus_public) = (wallet_key.public_key(), alipayplus_key.public_key());
        let version = KeyVersion(KEY_VERSION);
        let mut config = SimulatorConfig::new(CLIENT_ID, Signer { key: alipayplus_key, version }, KeyVersions::new(version, wallet_public));
        config.listen.set_port(ports.simulator);
        let simulator = Simulator::start(config).await.map_err(Failure::new)?;
        let mut config = backend_config(folder, ports.backend, simulator.base_url(), &wallet_key, &alipayplus_public)?;
        configure(&mut config);
        let backend = Backend::start(config).await.map_err(Failure::new)?;
        simulator.set_mpp_base_url(Some(backend.host_url()));
        backend.seed(&seed()).await.map_err(Failure::new)?;
        Ok(Self { simulator, backend })
    }

    /// Ends both; nothing that was answered is lost.
    pub async fn stop(self) {
        self.backend.stop().await;
        self.simulator.stop().await;
    }
}

fn backend_config(folder: &Path, port: u16, alipayplus: &str, key: &PrivateKey, peer: &PublicKey) -> Result<BackendConfig, Failure> {
    let private_key = key.to_pem().map_err(Failure::new)?;
    let host = alipayplus.trim_start_matches("http://").split(':').next().unwrap_or_default();
    let oauth_patterns = vec![format!("{alipayplus}/sim/oauth")];
    let settings = Settings { own_codes: vec![OWN_CODES.to_owned()], oauth_patterns, ..Settings::default() };
    Ok(BackendConfig {
        listen: format!("127.0.0.1:{port}"),
        database: folder.join("backend.sqlite"),
        allow_loopback: true,
        users: None,
        alipayplus: AlipayPlusConfig {
            base_url: alipayplus.to_owned(),
            client_id: CLIENT_ID.to_owned(),
            private_key: KeySource::Inline(Secret::new(private_key.as_str())),
            key_version: KEY_VERSION,
            public_keys: BTreeMap::from([(KEY_VERSION.to_string(), KeySource::Inline(Secret::new(peer.to_pem())))]),
            notify_hosts: vec![host.to_owned()],
            jar_version: "1.2.1.20240506".to_owned(),
            preset_rules: None,
            remote_identify_url: None,
            quote_path: paths::INQUIRY_FOREIGN_EXCHANGE_QUOTE.to_owned(),
        },
        auth_clients: vec![AuthClient { id: AUTH_CLIENT_ID.to_owned(), redirect_hosts: vec![host.to_owned()] }],
        regions: regions(),
        identify: IdentifyConfig::default(),
        sdk: SdkOptions { settings, ..SdkOptions::default() },
    })
}

/// A wallet at home in Korea that is taken wherever there is a shop, with marks that exist nowhere.
fn regions() -> RegionsConfig {
    let logo = |name: &str| Logo { logo_name: name.to_owned(), logo_url: format!("https://marks.wallet.example/{name}.png") };
    let marks =
        |region: &str| RegionMarks { region: region.to_owned(), mpm_logos: vec![logo("scan-here")], upm_logos: vec![logo("show-here")] };
    let mut available = RegionsConfig::default().available;
    for shop in SHOPS {
        if !available.iter().any(|region| region == shop.region) {
            available.push(shop.region.to_owned());
        }
    }
    RegionsConfig { home: vec!["KR".to_owned()], available, marks: ["JP", "SG"].map(marks).to_vec() }
}

fn seed() -> Seed {
    let user = |user: &DemoUser| SeedUser {
        customer_id: user.name.to_owned(),
        token: Secret::new(user.token),
        pin: Secret::new(user.pin),
        account: format!("{}••••", user.name),
        currency: user.currency.parse().expect("the demo's currencies are in the table"),
        balance: user.balance,
    };
    Seed { users: USERS.iter().map(user).collect() }
}

/// The key in the file, or a new one.
fn key(folder: &Path, name: &str) -> Result<PrivateKey, Failure> {
    let path = folder.join(name);
    let failed = |error: &dyn std::fmt::Display| Failure::new(format!("cannot use {}: {error}", path.display()));
    if path.exists() {
        let text = fs::read_to_string(&path).map_err(|error| failed(&error))?;
        return PrivateKey::parse(&text).map_err(|error| failed(&error));
    }
    let key = PrivateKey::generate().map_err(Failure::new)?;
    let pem = key.to_pem().map_err(Failure::new)?;
    write_private(&path, &pem).map_err(|error| failed(&error))?;
    Ok(key)
}

fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    std::io::Write::write_all(&mut options.open(path)?, text.as_bytes())
}
