//! `POST /codes/identify`: for codes that the phone's rules leave to the backend.

use std::sync::Arc;

use axum::{Json, extract::State};
use cashier_core::{
    secret::CodeValue,
    wallet_api::{IdentifyAnswer, IdentifyRequest, Problem, ProblemCode},
};

use super::{ApiError, Body, Caller};
use crate::{app::App, assumptions::RETRY_UNCLEAR, identify::IdentifyError};

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
pub async fn identified(app: &Arc<App>, caller: &Caller, code: &CodeValue) -> Result<IdentifyAnswer, ApiError> {
    app.identifications.count(&caller.user.customer_id, app.clock.now())?;
    if code.expose().trim().is_empty() {
        return Err(ProblemCode::InvalidRequest.into());
    }
    app.identification.identify(app, &caller.user.customer_id, code).await.map_err(|error| match error {
        IdentifyError::TooLong(_) => ProblemCode::InvalidRequest.into(),
        IdentifyError::NoRules => ProblemCode::Unavailable.into(),
        IdentifyError::Unclear => ApiError::new(ProblemCode::Unavailable).retry_after(RETRY_UNCLEAR),
    })
}
