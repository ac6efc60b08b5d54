//! `POST /auth-codes`: a code by which Alipay+ learns who the user of an aggregated code is (protocol section 15).

use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
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
    random::{self, hex},
    store::auth_codes::{self, AuthCode},
};

/// The longest `authClientId`, and the longest scope.
const MAX_NAME: usize = 128;
/// Scopes of one code.
const MAX_SCOPES: usize = 16;

/// Issues an auth code for the user. It is good for one use within five minutes, by this client only; another call gives another code.
#[utoipa::path(post, path = "/auth-codes", tag = "codes", request_body = AuthCodeRequest, responses(
    (status = 200, body = AuthCodeAnswer),
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
    if !is_name(&request.auth_client_id) || request.scopes.len() > MAX_SCOPES || !request.scopes.iter().all(|scope| is_name(scope)) {
        return Err(ProblemCode::InvalidRequest.into());
    }
    let now = app.clock.now();
    app.auth_codes.count(&caller.user.customer_id, now)?;
    let code = URL_SAFE_NO_PAD.encode(random::bytes::<32>()?);
    let stored = AuthCode {
        hash: &hex(digest(&SHA256, code.as_bytes()).as_ref()),
        customer_id: &caller.user.customer_id,
        auth_client_id: &request.auth_client_id,
        scopes: &request.scopes.join(","),
        valid_until: now + AUTH_CODE_LIFE,
    };
    let mut transaction = app.store.write().await?;
    auth_codes::insert(&mut transaction, &stored, now).await?;
    transaction.commit().await?;
    tracing::info!(auth_client_id = request.auth_client_id, "auth code issued");
    let auth_code = Secret::new(code);
    Ok(Json(AuthCodeAnswer { auth_code, auth_error_scopes: Default::default(), auth_success_scopes: request.scopes }))
}

/// What may stand in a log and between commas.
fn is_name(text: &str) -> bool {
    (1..=MAX_NAME).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b',')
}
