//! The one place where an HTTP client is made.

use std::sync::Arc;

use reqwest::{Client, redirect};
use rustls::{ClientConfig, RootCertStore, crypto::ring};

use crate::assumptions::{CALL_TIMEOUT, CONNECT_TIMEOUT};

/// A client that follows no redirect (A5), repeats nothing by itself, takes no proxy from the environment, and believes the
/// public certificate authorities only.
#[expect(clippy::disallowed_methods, reason = "this is the one function that makes clients")]
pub fn client() -> Result<Client, reqwest::Error> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider supports the protocol versions that rustls has by default")
        .with_root_certificates(roots)
        .with_no_client_auth();
    Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(redirect::Policy::none())
        .retry(reqwest::retry::never())
        .no_proxy()
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(CALL_TIMEOUT)
        .build()
}
