//! What the host provides: foreign traits. An exception that none of them declares arrives as an ordinary error.

use uniffi::UnexpectedUniFFICallbackError;

/// The login of the wallet's user.
#[derive(uniffi::Record)]
pub struct AccessToken {
    /// Bearer token for the wallet API.
    pub token: String,
    /// Stable opaque value of the user to whom the token belongs.
    pub customer_hint: String,
}

/// A port of the host did not do its work.
#[derive(Debug, thiserror::Error, uniffi::Error)]
#[uniffi::export(Display)]
pub enum PortError {
    /// The only thing to know.
    #[error("the host's port failed: {reason}")]
    Failed {
        /// Without secrets: it goes into logs.
        reason: String,
    },
}

impl From<UnexpectedUniFFICallbackError> for PortError {
    // The reason of a stranger's exception can hold a token: it stays out.
    fn from(_: UnexpectedUniFFICallbackError) -> Self {
        Self::Failed { reason: "unexpected exception".to_owned() }
    }
}

/// Gives the token of the wallet's own login, for every request anew.
#[uniffi::export(foreign, async_runtime = "tokio")]
#[async_trait::async_trait]
pub trait AccessTokenSource: Send + Sync {
    /// A valid token; `stale` is one that the backend has just refused.
    async fn token(&self, stale: Option<String>) -> Result<AccessToken, PortError>;
}

/// Keeps unfinished payments: private to the app, encrypted at rest. Called from background threads.
#[uniffi::export(foreign)]
pub trait Store: Send + Sync {
    /// What was saved under `key`.
    fn load(&self, key: String) -> Result<Option<Vec<u8>>, PortError>;
    /// Returns only when `value` would survive a power cut.
    fn save(&self, key: String, value: Vec<u8>) -> Result<(), PortError>;
    /// Deletes `key`; one that is not there is no error.
    fn delete(&self, key: String) -> Result<(), PortError>;
    /// Every key.
    fn list(&self) -> Result<Vec<String>, PortError>;
}

/// How important a line of the log is.
#[derive(Clone, Copy, uniffi::Enum)]
pub enum LogLevel {
    /// A bug of the library, or of the backend.
    Error,
    /// Something that somebody should look at.
    Warn,
    /// Milestones of a payment.
    Info,
    /// Everything else.
    Debug,
}

/// Takes the log; no line holds a code value, token, PIN or payload.
#[uniffi::export(foreign)]
pub trait LogSink: Send + Sync {
    /// One line.
    fn log(&self, level: LogLevel, target: String, text: String) -> Result<(), PortError>;
}

/// A header field.
#[derive(uniffi::Record)]
pub struct Header {
    /// Lower case.
    pub name: String,
    /// As on the wire.
    pub value: String,
}

/// One request to the backend.
#[derive(uniffi::Record)]
pub struct HttpRequest {
    /// `GET` or `POST`.
    pub method: String,
    /// Absolute.
    pub url: String,
    /// Every field to send.
    pub headers: Vec<Header>,
    /// JSON.
    pub body: Option<Vec<u8>>,
    /// Limit for making the connection, in milliseconds.
    pub connect_timeout_ms: u64,
    /// Limit for the whole exchange, in milliseconds.
    pub timeout_ms: u64,
    /// On a connection of its own, never sent twice by the client itself: the confirmation of a payment.
    pub fresh_connection: bool,
}

/// An answer, whatever its status.
#[derive(uniffi::Record)]
pub struct HttpResponse {
    /// HTTP status.
    pub status: u16,
    /// As received.
    pub headers: Vec<Header>,
    /// As received.
    pub body: Vec<u8>,
}

/// No answer; the variant says how far the request got, and a transport that cannot tell says [`TransportError::MaybeSent`].
#[derive(Debug, thiserror::Error, uniffi::Error)]
#[uniffi::export(Display)]
pub enum TransportError {
    /// The connection was never made for this request.
    #[error("not sent: {reason}")]
    NotSent {
        /// Without secrets: it goes into logs.
        reason: String,
    },
    /// The backend may have the request.
    #[error("may have been sent: {reason}")]
    MaybeSent {
        /// Without secrets: it goes into logs.
        reason: String,
    },
}

impl From<UnexpectedUniFFICallbackError> for TransportError {
    fn from(_: UnexpectedUniFFICallbackError) -> Self {
        Self::MaybeSent { reason: "unexpected exception".to_owned() }
    }
}

/// The host's own HTTP stack, in place of the built-in one. It follows no redirects and repeats nothing.
#[uniffi::export(foreign, async_runtime = "tokio")]
#[async_trait::async_trait]
pub trait Transport: Send + Sync {
    /// Sends `request` once.
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError>;
}
