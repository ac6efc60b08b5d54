//! Auth codes: by them Alipay+ learns who the user of an aggregated code is (protocol section 15).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::secret::Secret;

/// `POST /auth-codes`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AuthCodeRequest {
    /// Who asks, as the page says it.
    pub auth_client_id: String,
    /// What for.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// The host of the page that gets the code, lower-case, without port. The backend gives codes to the pages that it knows only: none
    /// if this is absent.
    #[serde(default)]
    pub redirect_host: String,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AuthCodeAnswer {
    /// Good for one use within five minutes, by this client only (A25).
    #[serde(serialize_with = "crate::secret::exposed")]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub auth_code: Secret,
    /// Scopes that were not given, each with why.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub auth_error_scopes: BTreeMap<String, String>,
    /// Scopes that were given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub auth_success_scopes: Vec<String>,
}
