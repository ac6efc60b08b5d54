//! What the host provides.

mod store;
mod token;
mod transport;

use std::sync::Arc;

pub use store::Store;
pub use token::{AccessToken, AccessTokenSource};
pub use transport::{HttpMethod, HttpRequest, HttpResponse, Transport, TransportError};

/// A port of the host did not do its work.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PortError(
    /// Why, without secrets: it goes into logs.
    pub String,
);

/// All ports of a cashier.
#[derive(Clone)]
pub struct Ports {
    /// Carries requests to the backend.
    pub transport: Arc<dyn Transport>,
    /// Keeps unfinished attempts, undelivered outcomes and the rules.
    pub store: Arc<dyn Store>,
    /// Gives the wallet's login.
    pub tokens: Arc<dyn AccessTokenSource>,
}
