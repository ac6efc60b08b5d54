//! The wallet's login.

use async_trait::async_trait;
use cashier_core::secret::Secret;

use super::PortError;

/// The login of the wallet's user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken {
    /// Bearer token for the wallet API.
    pub token: Secret,
    /// `Customer-Hint`: a stable opaque value of the user to whom the token belongs.
    pub customer_hint: String,
}

/// Gives the token, for every request anew; the library stores none.
#[async_trait]
pub trait AccessTokenSource: Send + Sync {
    /// A valid token; `stale` is one that the backend has just refused.
    async fn token(&self, stale: Option<Secret>) -> Result<AccessToken, PortError>;
}
