//! `POST /auth-codes`: a code by which Alipay+ learns who the user of an aggregated code is (protocol section 15).

use std::sync::Arc;

use axum::{Json, extract::State};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use cashier_core::{
    secret::Secret,
    wallet_api::{AuthCodeAnswer, AuthCodeRequest, Problem, ProblemCode},
};

use super::{ApiError, Body, Caller};
use crate::{
    app::App,
    assumptions::AUTH_CODE_LIFE,
    config::is_name,
    random,
    store::auth_codes::{self, AuthCode},
};

/// Scopes of one code.
const MAX_SCOPES: usize = 16;
/// The longest host name there is (RFC 1035), so that a log line ends.
const MAX_HOST: usize = 253;

/// Issues an auth code for the user. It is good for one use within five minutes, by this client only; another call gives another code.
#[utoipa::path(post, path = "/auth-codes", tag = "codes", request_body = AuthCodeRequest, responses(
    (status = 200, body = AuthCodeAnswer),
    (status = 403, description = "The client, or the host of its page, is not on the wallet's list", body = Problem, content_type = "application/problem+json"),
    (status = "default", body = Problem, content_type = "application/problem+json"),
))]
pub async fn issue_auth_code(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(request): Body<AuthCodeRequest>,
) -> Result<Json<AuthCodeAnswer>, ApiError> {
    if !app.sdk.features.aggregated_codes {
        return Err(ProblemCode::NotFound.into());
    }
    let AuthCodeRequest { auth_client_id, scopes, redirect_host } = request;
    let names = scopes.len() <= MAX_SCOPES && [&auth_client_id].into_iter().chain(&scopes).all(|name| is_name(name));
    if !names || !(redirect_host.is_empty() || is_name(&redirect_host)) || redirect_host.len() > MAX_HOST {
        return Err(ProblemCode::InvalidRequest.into());
    }
    let now = app.clock.now();
    app.auth_codes.count(&caller.user.customer_id, now)?;
    // Before there is a code: a page that nobody knows must not learn who the user is.
    if !app.auth_clients.may_have_codes(&auth_client_id, &redirect_host) {
        tracing::warn!(auth_client_id, redirect_host, "auth code refused: not on the list of clients and their hosts");
        return Err(ApiError::new(ProblemCode::Forbidden).titled("This client, or this page of it, gets no auth codes"));
    }
    let auth_code = Secret::new(URL_SAFE_NO_PAD.encode(random::bytes::<32>()?));
    let stored = AuthCode {
        code: &auth_code,
        customer_id: &caller.user.customer_id,
        auth_client_id: &auth_client_id,
        scopes: &scopes.join(","),
        valid_until: now + AUTH_CODE_LIFE,
    };
    let mut transaction = app.store.write().await?;
    auth_codes::insert(&mut transaction, &stored, now).await?;
    transaction.commit().await?;
    tracing::info!(auth_client_id, redirect_host, "auth code issued");
    Ok(Json(AuthCodeAnswer { auth_code, auth_error_scopes: Default::default(), auth_success_scopes: scopes }))
}
