//! The built-in transport: reqwest over rustls with ring and the Mozilla roots, the same on every platform.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use cashier_core::development::LoopbackOrigins;
use reqwest::{Client, Response, redirect};
use rustls::{ClientConfig, RootCertStore};

use crate::api::CONNECT_TIMEOUT;
use crate::ports::{HttpMethod, HttpRequest, HttpResponse, Transport, TransportError};

/// Below the keep-alive of common servers, so that a pooled connection is seldom one that the server has just closed.
const POOL_IDLE: Duration = Duration::from_secs(20);

/// Sends requests with reqwest, over HTTP/1.1.
#[derive(Debug)]
pub struct HttpTransport {
    /// For reads; a confirmation gets a client of its own.
    pooled: Client,
    tls: ClientConfig,
    loopback: LoopbackOrigins,
}

/// The HTTP client could not be made.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client could not be made: {0}")]
pub struct HttpTransportError(
    /// Why.
    String,
);

impl HttpTransport {
    /// A transport for https; `loopback` origins of a development build are reached by http.
    pub fn new(loopback: LoopbackOrigins) -> Result<Self, HttpTransportError> {
        Self::with_roots(loopback, RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() })
    }

    /// One that trusts `root`, a certificate in DER, and nobody else: for servers of a test.
    #[cfg(feature = "development")]
    pub fn trusting(root: &[u8]) -> Result<Self, HttpTransportError> {
        let mut roots = RootCertStore::empty();
        roots.add(root.to_vec().into()).map_err(|error| HttpTransportError(error.to_string()))?;
        Self::with_roots(LoopbackOrigins::default(), roots)
    }

    fn with_roots(loopback: LoopbackOrigins, roots: RootCertStore) -> Result<Self, HttpTransportError> {
        let made = tls(roots).map_err(|error| HttpTransportError(error.to_string()))?;
        Ok(Self { pooled: client(&made).map_err(|error| HttpTransportError(error.to_string()))?, tls: made, loopback })
    }
}

fn tls(roots: RootCertStore) -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

/// The one place where a client is made: no redirects, no repeats, no proxy of the environment, our own roots.
fn client(tls: &ClientConfig) -> reqwest::Result<Client> {
    #[allow(clippy::disallowed_methods)]
    let builder = Client::builder();
    builder
        .tls_backend_preconfigured(tls.clone())
        .http1_only()
        .redirect(redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .no_proxy()
        .connect_timeout(CONNECT_TIMEOUT)
        .pool_idle_timeout(POOL_IDLE)
        .build()
}

#[async_trait]
impl Transport for HttpTransport {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let https = request.url.get(..8).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"));
        if !https && !self.loopback.allows(&request.url) {
            return Err(TransportError::NotSent("the backend's URL is not https".to_owned()));
        }
        let client = if request.fresh_connection {
            client(&self.tls).map_err(|_| TransportError::NotSent("no client".to_owned()))?
        } else {
            self.pooled.clone()
        };
        let mut builder = match request.method {
            HttpMethod::Get => client.get(&request.url),
            HttpMethod::Post => client.post(&request.url),
        };
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        if let Some(body) = request.body {
            builder = builder.body(body);
        }
        let sent = builder.timeout(request.timeout).send();
        let response = sent.await.map_err(classified)?;
        read(response, request.max_answer_bytes).await
    }
}

async fn read(mut response: Response, limit: usize) -> Result<HttpResponse, TransportError> {
    let status = response.status().as_u16();
    let text = |value: &reqwest::header::HeaderValue| value.to_str().map(str::to_owned).ok();
    let headers = response.headers().iter().filter_map(|(name, value)| Some((name.as_str().to_owned(), text(value)?))).collect();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| TransportError::MaybeSent(kind(&error)))? {
        if body.len().saturating_add(chunk.len()) > limit {
            return Err(TransportError::MaybeSent("the answer is too large".to_owned()));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(HttpResponse { status, headers, body })
}

/// By type, never by text: only an error of the connector proves that nothing was sent.
fn classified(error: reqwest::Error) -> TransportError {
    if error.is_connect() || error.is_builder() { TransportError::NotSent(kind(&error)) } else { TransportError::MaybeSent(kind(&error)) }
}

/// What went wrong in a word; the error's own text can hold the URL.
fn kind(error: &reqwest::Error) -> String {
    let kind = match error {
        error if error.is_builder() => "malformed request",
        error if error.is_timeout() && error.is_connect() => "time-out while connecting",
        error if error.is_timeout() => "time-out",
        error if error.is_connect() => "no connection",
        error if error.is_body() || error.is_decode() => "connection lost in the answer",
        _ => "connection lost",
    };
    kind.to_owned()
}
