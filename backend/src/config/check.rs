//! Checking the configuration as a whole, so that one start shows every mistake.

use std::{fmt, fs, net::SocketAddr, path::Path};

use cashier_alipayplus::{
    party::Party,
    signing::{KeyRing, KeyVersion, KeyVersions, PrivateKey, PublicKey, Signer},
};
use cashier_core::{
    codes::OwnCodes,
    wallet_api::{AvailabilityAnswer, SdkConfig, Settings},
};
use reqwest::Url;

use super::{AuthClients, BackendConfig, KeySource};
use crate::seed::Seed;

/// The longest client id and `customerId` (protocol section 6).
const MAX_ID: usize = 64;

/// A configuration without mistakes, with its keys read.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Alipay+, without a path.
    pub base_url: Url,
    /// The MPP's client id.
    pub client_id: String,
    /// Own key and keys of Alipay+.
    pub party: Party,
    /// Hosts that `paymentNotifyUrl` may name.
    pub notify_hosts: Vec<String>,
    /// Whether loopback origins may be spoken to without TLS.
    pub allow_loopback: bool,
    /// Whether identifyCode takes the place of the rules.
    pub identify_code: bool,
    /// Remote identification.
    pub remote_identify_url: Option<Url>,
    /// The preset rule file.
    pub preset_rules: Option<String>,
    /// Users to make.
    pub seed: Seed,
    /// Path of inquiryForeignExchangeQuote.
    pub quote_path: String,
    /// Who may have auth codes.
    pub auth_clients: AuthClients,
    /// Where Alipay+ can be used.
    pub regions: AvailabilityAnswer,
    /// What the phones are told.
    pub sdk: SdkConfig,
}

/// Everything that is wrong with a configuration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct ConfigProblems(pub Vec<String>);

impl fmt::Display for ConfigProblems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "configuration: {}", self.0.join("; "))
    }
}

impl BackendConfig {
    /// Checks everything that can be checked without a network.
    pub fn check(&self) -> Result<Checked, ConfigProblems> {
        let mut problems = Problems(Vec::new());
        let alipayplus = &self.alipayplus;
        let listen = problems.keep("listen", self.listen.parse().map_err(|_| "not an address with a port"));
        let base_url = problems.keep("alipayplus.base_url", origin(&alipayplus.base_url, self.allow_loopback));
        let remote_identify_url = match &alipayplus.remote_identify_url {
            None => Some(None),
            Some(url) => problems.keep("alipayplus.remote_identify_url", secure_url(url, self.allow_loopback)).map(Some),
        };
        if !is_id(&alipayplus.client_id) {
            problems.add("alipayplus.client_id", "not 1 to 64 letters, digits, `_`, `-` or `.`");
        }
        if alipayplus.jar_version.is_empty() {
            problems.add("alipayplus.jar_version", "empty");
        }
        for host in &alipayplus.notify_hosts {
            if Url::parse(&format!("https://{host}/")).ok().and_then(|url| url.host_str().map(|it| it != host)).unwrap_or(true) {
                problems.add("alipayplus.notify_hosts", format!("`{host}` is no host name"));
            }
        }
        for prefix in &self.sdk.settings.own_codes {
            problems.keep("sdk.settings.\"sdk.identify.own_codes\"", OwnCodes::check(prefix).map_err(|why| format!("`{prefix}` is {why}")));
        }
        for prefix in &self.sdk.settings.oauth_patterns {
            problems.keep("sdk.settings.\"sdk.oauth_patterns\"", oauth_prefix(prefix, self.allow_loopback));
        }
        if !is_path(&alipayplus.quote_path) {
            problems.add("alipayplus.quote_path", "not a path such as /aps/v1/payments/inquiryForeignExchangeQuote");
        }
        let auth_clients = AuthClients::check(&self.auth_clients, self.allow_loopback).unwrap_or_else(|mistakes| {
            mistakes.iter().for_each(|(setting, why)| problems.add(setting, why));
            AuthClients::default()
        });
        if self.auth_clients.is_empty() && !self.sdk.settings.oauth_patterns.is_empty() {
            problems.add("auth_clients", "empty: of the pages of \"sdk.oauth_patterns\", none would get a code");
        }
        let private_key = problems
            .keep("alipayplus.private_key", key_text(&alipayplus.private_key).and_then(|text| PrivateKey::parse(&text).map_err(said)));
        let peers = problems.keep("alipayplus.public_keys", self.public_keys());
        let preset_rules = match &alipayplus.preset_rules {
            None => Some(None),
            Some(path) => problems.keep("alipayplus.preset_rules", read(path)).map(Some),
        };
        let seed = match &self.users {
            None => Some(Seed::default()),
            Some(path) => problems.keep("users", read(path).and_then(|text| Seed::parse(&text).map_err(said))),
        };
        let regions = problems.keep("regions", self.regions.check());
        match (listen, base_url, remote_identify_url, private_key, peers, preset_rules, seed, regions) {
            (
                Some(listen),
                Some(base_url),
                Some(remote_identify_url),
                Some(key),
                Some(keys),
                Some(preset_rules),
                Some(seed),
                Some(regions),
            ) if problems.0.is_empty() => Ok(Checked {
                listen,
                base_url,
                client_id: alipayplus.client_id.clone(),
                party: Party {
                    signer: Signer { key, version: KeyVersion(alipayplus.key_version) },
                    peers: KeyRing::new().with(alipayplus.client_id.clone(), keys),
                },
                notify_hosts: alipayplus.notify_hosts.clone(),
                allow_loopback: self.allow_loopback,
                identify_code: self.identify.remote.identify_code,
                remote_identify_url,
                preset_rules,
                seed,
                quote_path: alipayplus.quote_path.clone(),
                auth_clients,
                regions,
                sdk: self.sdk_config(),
            }),
            _ => Err(ConfigProblems(problems.0)),
        }
    }

    fn public_keys(&self) -> Result<KeyVersions, String> {
        let mut keys: Option<KeyVersions> = None;
        for (version, source) in &self.alipayplus.public_keys {
            let number: KeyVersion = version.parse().map_err(|_| format!("`{version}` is no key version"))?;
            let key = key_text(source).and_then(|text| PublicKey::parse(&text).map_err(said)).map_err(|why| format!("{version}: {why}"))?;
            keys = Some(match keys {
                None => KeyVersions::new(number, key),
                Some(keys) => keys.with(number, key),
            });
        }
        keys.ok_or_else(|| "no key".to_owned())
    }

    fn sdk_config(&self) -> SdkConfig {
        let by_backend = self.sdk.settings.identify_by_backend || self.identify.remote.identify_code;
        SdkConfig {
            client_id: self.alipayplus.client_id.clone(),
            jar_version: self.alipayplus.jar_version.clone(),
            settings: Settings { identify_by_backend: by_backend, ..self.sdk.settings.clone() },
            features: self.sdk.features.clone(),
            languages: self.sdk.languages.clone(),
            support: self.sdk.support.clone(),
        }
    }
}

struct Problems(Vec<String>);

impl Problems {
    fn add(&mut self, setting: &str, why: impl fmt::Display) {
        self.0.push(format!("{setting}: {why}"));
    }

    fn keep<T, E: fmt::Display>(&mut self, setting: &str, result: Result<T, E>) -> Option<T> {
        result.map_err(|why| self.add(setting, why)).ok()
    }
}

fn said(error: impl fmt::Display) -> String {
    error.to_string()
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|why| format!("cannot read {}: {why}", path.display()))
}

fn key_text(source: &KeySource) -> Result<String, String> {
    match source {
        KeySource::Inline(key) => Ok(key.expose().to_owned()),
        KeySource::File { file } => read(file),
    }
}

fn is_id(text: &str) -> bool {
    (1..=MAX_ID).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
}

/// An absolute path of unreserved characters, as it is signed: no query, nothing that a client would escape.
fn is_path(text: &str) -> bool {
    text.starts_with('/') && !text.contains("//") && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte))
}

/// A page of one host: everything else would take the user's auth codes to others.
fn oauth_prefix(prefix: &str, allow_loopback: bool) -> Result<(), String> {
    OwnCodes::check(prefix).map_err(|why| format!("`{prefix}` is {why}"))?;
    secure_url(prefix, allow_loopback).map(drop).map_err(|why| format!("`{prefix}` is {why}"))
}

fn origin(text: &str, allow_loopback: bool) -> Result<Url, &'static str> {
    let url = secure_url(text, allow_loopback)?;
    if url.path() == "/" && url.query().is_none() { Ok(url) } else { Err("more than scheme, host and port") }
}

/// https; or http for exactly a loopback address with a port, if that is allowed.
fn secure_url(text: &str, allow_loopback: bool) -> Result<Url, &'static str> {
    let url = Url::parse(text).map_err(|_| "not a URL")?;
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err("a URL with user name or fragment");
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if allow_loopback && is_loopback(&url) => Ok(url),
        _ => Err("not https (`allow_loopback` opens http://127.0.0.1:PORT and http://[::1]:PORT)"),
    }
}

/// True for `127.0.0.1` and `[::1]` with a port, however they are spelled.
pub fn is_loopback(url: &Url) -> bool {
    matches!(url.host_str(), Some("127.0.0.1" | "[::1]")) && url.port().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mistake_is_listed_at_once() {
        let config: BackendConfig = toml::from_str(
            r#"
            listen = "here"
            database = "a.db"
            users = "/no/such/file"
            [alipayplus]
            base_url = "http://alipayplus.example"
            client_id = "two words"
            private_key = "not a key"
            public_keys = { x = "MIIB" }
            notify_hosts = ["a.example/b"]
            quote_path = "aps/quotes?x"
            [[auth_clients]]
            id = "A"
            redirect_hosts = ["https://a.example"]
            [sdk.settings]
            "sdk.identify.own_codes" = ["MYPAY:", "https://"]
            "sdk.oauth_patterns" = ["http://auth.example/"]
            [regions]
            home = ["Korea"]
            "#,
        )
        .unwrap();
        let ConfigProblems(problems) = config.check().unwrap_err();
        for setting in [
            "listen",
            "base_url",
            "client_id",
            "private_key",
            "public_keys",
            "notify_hosts",
            "quote_path",
            "auth_clients[0].redirect_hosts",
            "users",
            "own_codes",
            "oauth_patterns",
            "regions",
        ] {
            assert!(problems.iter().any(|problem| problem.contains(setting)), "{setting}: {problems:?}");
        }
        assert_eq!(ConfigProblems(problems).to_string().lines().count(), 1);
    }

    #[test]
    fn pages_that_are_intercepted_need_clients_that_get_codes() {
        let mut config: BackendConfig = toml::from_str(
            r#"
            database = "a.db"
            [alipayplus]
            base_url = "https://alipayplus.example"
            client_id = "C"
            private_key = "none"
            public_keys = {}
            [sdk.settings]
            "sdk.oauth_patterns" = ["https://auth.example/oauth"]
            "#,
        )
        .unwrap();
        let says_so =
            |config: &BackendConfig| config.check().unwrap_err().0.iter().any(|problem| problem.starts_with("auth_clients: empty"));
        assert!(says_so(&config));
        config.auth_clients = vec![super::super::AuthClient { id: "A".into(), redirect_hosts: vec!["a.example".into()] }];
        assert!(!says_so(&config));
    }

    #[test]
    fn without_tls_only_exact_loopback_origins_are_spoken_to() {
        for good in ["http://127.0.0.1:80", "http://[::1]:9000", "https://alipayplus.example", "https://alipayplus.example:8443/"] {
            // The URL type drops the default port of a scheme, and a loopback address needs none of those.
            assert_eq!(origin(good, true).is_ok(), !good.ends_with(":80"), "{good}");
        }
        for bad in
            ["http://localhost:9000", "http://127.0.0.1.example:9000", "http://10.0.0.1:9000", "https://a@b.example", "https://b.example/p"]
        {
            assert!(origin(bad, true).is_err(), "{bad}");
        }
        assert!(origin("http://127.0.0.1:9000", false).is_err());
    }
}
