//! The way to the backend.

use std::time::Duration;

use async_trait::async_trait;

/// Method of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpMethod {
    /// `GET`.
    Get,
    /// `POST`.
    Post,
}

/// One request. Header values and body hold secrets: it has no `Debug`.
#[derive(Clone)]
pub struct HttpRequest {
    /// `GET` or `POST`.
    pub method: HttpMethod,
    /// Absolute.
    pub url: String,
    /// Every field to send, names in lower case.
    pub headers: Vec<(String, String)>,
    /// JSON.
    pub body: Option<Vec<u8>>,
    /// Limit for making the connection.
    pub connect_timeout: Duration,
    /// Limit for the whole exchange.
    pub timeout: Duration,
    /// An answer with a longer body is an error.
    pub max_answer_bytes: usize,
    /// On a connection of its own, never sent twice by the HTTP client itself: the confirmation of a payment.
    pub fresh_connection: bool,
}

/// An answer, whatever its status.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpResponse {
    /// HTTP status.
    pub status: u16,
    /// As received, names in lower case.
    pub headers: Vec<(String, String)>,
    /// As received.
    pub body: Vec<u8>,
}

impl HttpResponse {
    /// The value of a header; the first one if it comes twice.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// No answer. A transport that cannot tell how far the request got says [`TransportError::MaybeSent`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// The connection was never made for this request.
    #[error("not sent: {0}")]
    NotSent(
        /// Why, without URL and secrets.
        String,
    ),
    /// The backend may have the request.
    #[error("may have been sent: {0}")]
    MaybeSent(
        /// Why, without URL and secrets.
        String,
    ),
}

/// Carries requests. It follows no redirects and repeats nothing.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Sends `request` once.
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError>;
}
