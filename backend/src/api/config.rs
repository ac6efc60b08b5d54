//! What phones are told before they scan: settings and code rules.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use cashier_core::wallet_api::{Problem, ProblemCode, SdkConfig};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{ApiError, Caller};
use crate::app::App;

/// What stays as it is in an `ETag`.
const TAG: &AsciiSet = &NON_ALPHANUMERIC.remove(b'_').remove(b'-').remove(b'.');

/// Settings of the SDK.
#[utoipa::path(get, path = "/sdk-config", tag = "set-up", responses(
    (status = 200, body = SdkConfig),
    (status = "default", body = Problem, content_type = "application/problem+json"),
))]
pub async fn sdk_config(State(app): State<Arc<App>>, _caller: Caller) -> Json<SdkConfig> {
    Json(app.sdk.clone())
}

/// The rule file as Alipay+ serves it; `ETag` is its version.
#[utoipa::path(get, path = "/code-rules", tag = "set-up", params(("if-none-match" = Option<String>, Header, description = "The `ETag` of the rules at hand")), responses(
    (status = 200, description = "The rule file (protocol section 8.4)", body = Object, headers(("etag" = String))),
    (status = 304, description = "The rules at hand are the newest"),
    (status = 404, description = "There are none: the backend identifies every code", body = Problem, content_type = "application/problem+json"),
    (status = "default", body = Problem, content_type = "application/problem+json"),
))]
pub async fn code_rules(State(app): State<Arc<App>>, _caller: Caller, headers: HeaderMap) -> Result<Response, ApiError> {
    if app.identification.by_identify_code {
        return Err(ProblemCode::NotFound.into());
    }
    let rules = app.rules.current().ok_or(ProblemCode::Unavailable)?;
    // Whatever the version is made of, it is a tag of RFC 9110.
    let tag = utf8_percent_encode(&rules.version, TAG);
    let etag = HeaderValue::try_from(format!("\"{tag}\"")).map_err(ApiError::internal)?;
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_known =
        known.split(',').map(|tag| tag.trim().trim_start_matches("W/")).any(|tag| tag == "*" || tag.as_bytes() == etag.as_bytes());
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, "application/json")], rules.body.clone()).into_response()
    };
    response.headers_mut().insert(header::ETAG, etag);
    Ok(response)
}
