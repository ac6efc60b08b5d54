//! Who may have auth codes of the wallet's users (protocol section 15, A25).

use std::collections::BTreeMap;

use cashier_core::redirect::Host;
use serde::Deserialize;

/// The longest `authClientId`, and the longest scope.
const MAX_NAME: usize = 128;

/// The host of a simulator's pages.
const LOOPBACK: &str = "127.0.0.1";

/// Somebody who runs pages of aggregated codes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthClient {
    /// `authClientId`, as the pages say it.
    pub id: String,
    /// Hosts of the pages that may get a code, without port. Exactly these: names below them are others.
    pub redirect_hosts: Vec<String>,
}

/// Hosts by client.
#[derive(Clone, Debug, Default)]
pub struct AuthClients(BTreeMap<String, Vec<String>>);

impl AuthClients {
    /// Whether a page of `host` may have codes for `client`.
    pub fn may_have_codes(&self, client: &str, host: &str) -> bool {
        self.0.get(client).is_some_and(|hosts| hosts.iter().any(|listed| listed == host))
    }

    /// Every mistake, each with its setting.
    pub(super) fn check(clients: &[AuthClient], allow_loopback: bool) -> Result<Self, Vec<(String, String)>> {
        let (mut hosts_by_client, mut mistakes) = (BTreeMap::new(), Vec::new());
        for (at, AuthClient { id, redirect_hosts }) in clients.iter().enumerate() {
            let mut wrong = |key: &str, why: String| mistakes.push((format!("auth_clients[{at}].{key}"), why));
            if !is_name(id) {
                wrong("id", format!("`{id}` is not 1 to {MAX_NAME} visible ASCII characters without a comma"));
            }
            if redirect_hosts.is_empty() {
                wrong("redirect_hosts", "empty: no page of this client could get a code".to_owned());
            }
            for host in redirect_hosts.iter().filter(|host| !is_host(host, allow_loopback)) {
                wrong("redirect_hosts", format!("`{host}` is no public host name in lower case, without scheme and port"));
            }
            if hosts_by_client.insert(id.clone(), redirect_hosts.clone()).is_some() {
                wrong("id", format!("`{id}` is listed twice"));
            }
        }
        if mistakes.is_empty() { Ok(Self(hosts_by_client)) } else { Err(mistakes) }
    }
}

/// Only the form that phones send can ever be met.
fn is_host(text: &str, allow_loopback: bool) -> bool {
    Host::parse(text).is_ok_and(|host| host.as_str() == text) || (allow_loopback && text == LOOPBACK)
}

/// What may be a client id or a scope: it stands in a log, and between commas.
pub fn is_name(text: &str) -> bool {
    (1..=MAX_NAME).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(id: &str, hosts: &[&str]) -> AuthClient {
        AuthClient { id: id.to_owned(), redirect_hosts: hosts.iter().map(|host| (*host).to_owned()).collect() }
    }

    #[test]
    fn a_client_has_codes_for_exactly_its_hosts() {
        let clients = AuthClients::check(&[client("A", &["a.example", "b.example"]), client("B", &["b.example"])], false).unwrap();
        for (id, host, may) in [
            ("A", "a.example", true),
            ("B", "b.example", true),
            ("B", "a.example", false),
            ("A", "sub.a.example", false),
            ("A", "A.example", false),
            ("A", "", false),
            ("a", "a.example", false),
            ("C", "a.example", false),
        ] {
            assert_eq!(clients.may_have_codes(id, host), may, "{id} {host}");
        }
    }

    #[test]
    fn every_mistake_names_its_setting() {
        let clients = [
            client("two words", &["a.example"]),
            client("A", &[]),
            client("A", &["a.example", "A.example", "https://a.example", "a.example:443", "127.0.0.1", "*.a.example"]),
        ];
        let mistakes = |loopback| AuthClients::check(&clients, loopback).unwrap_err();
        let settings: Vec<_> = mistakes(false).into_iter().map(|(setting, _)| setting).collect();
        let expected = [
            &["auth_clients[0].id", "auth_clients[1].redirect_hosts"][..],
            &["auth_clients[2].redirect_hosts"; 5],
            &["auth_clients[2].id"],
        ];
        assert_eq!(settings, expected.concat());
        assert_eq!(mistakes(true).len(), settings.len() - 1, "a simulator's pages, for development");
    }
}
