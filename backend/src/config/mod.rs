//! The configuration: a TOML file, overridden by the environment, checked as a whole.

mod auth_clients;
mod check;
mod regions;
mod source;

use std::{collections::BTreeMap, path::PathBuf};

use cashier_core::{
    secret::Secret,
    texts::Language,
    wallet_api::{Features, Settings, Support},
};
use serde::Deserialize;

pub use auth_clients::{AuthClient, AuthClients, is_name};
pub use check::{Checked, ConfigProblems, is_loopback};
pub use regions::{RegionsConfig, is_region};
pub use source::{ConfigError, ENVIRONMENT_PREFIX};

use crate::assumptions::{JAR_VERSION, QUOTE_PATH};

/// Settings of the backend, as written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackendConfig {
    /// Address and port to listen on; port 0 takes a free one.
    #[serde(default = "default_listen")]
    pub listen: String,
    /// The SQLite file; made if it is not there.
    pub database: PathBuf,
    /// Accept `http://127.0.0.1:PORT` and `http://[::1]:PORT` as Alipay+; for development.
    #[serde(default)]
    pub allow_loopback: bool,
    /// A file of users to make at the start, see [`crate::seed::Seed`]; for demos.
    #[serde(default)]
    pub users: Option<PathBuf>,
    /// The other side.
    pub alipayplus: AlipayPlusConfig,
    /// How codes are identified, as far as phones need not know.
    #[serde(default)]
    pub identify: IdentifyConfig,
    /// Who may have auth codes of the users, and for which pages; nobody else gets one.
    #[serde(default)]
    pub auth_clients: Vec<AuthClient>,
    /// Where Alipay+ can be used.
    #[serde(default)]
    pub regions: RegionsConfig,
    /// What the phones are told.
    #[serde(default)]
    pub sdk: SdkOptions,
}

/// How codes are identified.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct IdentifyConfig {
    /// Whether Alipay+ does it.
    pub remote: RemoteConfig,
}

/// Identification by Alipay+ (A32).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RemoteConfig {
    /// Ask identifyCode about each code (protocol section 8.9). No rules are pulled then, and the phones have every code identified
    /// by the backend.
    pub identify_code: bool,
}

/// How Alipay+ is reached and believed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlipayPlusConfig {
    /// Such as `https://open-sea-global.alipayplus.com`.
    pub base_url: String,
    /// The MPP's client id, in both directions.
    pub client_id: String,
    /// The MPP's private key: PKCS#8, base64 DER on one line or PEM.
    pub private_key: KeySource,
    /// The version under which Alipay+ knows the public half.
    #[serde(default = "default_key_version")]
    pub key_version: u32,
    /// The public keys of Alipay+ by version: SubjectPublicKeyInfo, base64 DER on one line or PEM.
    pub public_keys: BTreeMap<String, KeySource>,
    /// Hosts that `paymentNotifyUrl` may name; for others the base URL is used (A35).
    #[serde(default)]
    pub notify_hosts: Vec<String>,
    /// Version of the matcher (A28).
    #[serde(default = "default_jar_version")]
    pub jar_version: String,
    /// A rule file for the first start without Alipay+.
    #[serde(default)]
    pub preset_rules: Option<PathBuf>,
    /// Remote identification of codes whose rule is untrusted (section 8.8); without it they are not supported.
    #[serde(default)]
    pub remote_identify_url: Option<String>,
    /// Path of inquiryForeignExchangeQuote: its documentation differs from that of the other APIs (A10).
    #[serde(default = "default_quote_path")]
    pub quote_path: String,
}

/// A key, or the file that holds it.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum KeySource {
    /// The key itself.
    Inline(Secret),
    /// A file.
    File {
        /// Its path.
        file: PathBuf,
    },
}

/// What `GET /sdk-config` says besides client id and matcher version.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SdkOptions {
    /// Settings of the SDK under their keys of protocol section 26.
    pub settings: Settings,
    /// Switches that turn a feature off in every phone.
    pub features: Features,
    /// BCP 47 tags; without this setting those that the SDK carries.
    pub languages: Vec<String>,
    /// Where a user turns to.
    pub support: Option<Support>,
}

impl Default for SdkOptions {
    fn default() -> Self {
        let languages = Language::ALL.iter().map(|language| language.tag().to_owned()).collect();
        Self { settings: Settings::default(), features: Features::default(), languages, support: None }
    }
}

fn default_listen() -> String {
    "127.0.0.1:8080".to_owned()
}

fn default_key_version() -> u32 {
    1
}

fn default_jar_version() -> String {
    JAR_VERSION.to_owned()
}

fn default_quote_path() -> String {
    QUOTE_PATH.to_owned()
}
