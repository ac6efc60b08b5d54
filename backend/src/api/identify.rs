//! `POST /codes/identify`: for codes that the phone's rules leave to the backend.

use std::sync::Arc;

use axum::{Json, extract::State};
use cashier_core::{
    secret::CodeValue,
    wallet_api::{IdentifyAnswer, IdentifyRequest, Problem, ProblemCode},
};

use super::{ApiError, Body, Caller};
use crate::app::App;

/// The longest code in characters (protocol section 8.1).
const MAX_CODE: usize = 8192;

/// What a code is, and what is done with it.
#[utoipa::path(post, path = "/codes/identify", tag = "codes", request_body = IdentifyRequest, responses(
    (status = 200, body = IdentifyAnswer),
    (status = "default", body = Problem, content_type = "application/problem+json"),
))]
pub async fn identify(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(request): Body<IdentifyRequest>,
) -> Result<Json<IdentifyAnswer>, ApiError> {
    identified(&app, &caller, &request.code).await.map(Json)
}

/// Identifies a code for a user, within the user's limit.
pub async fn identified(app: &App, caller: &Caller, code: &CodeValue) -> Result<IdentifyAnswer, ApiError> {
    app.identifications.count(&caller.user.customer_id, app.clock.now())?;
    let text = code.expose();
    if text.trim().is_empty() || text.chars().count() > MAX_CODE {
        return Err(ProblemCode::InvalidRequest.into());
    }
    Ok(app.rules.identify(app, code).await)
}
