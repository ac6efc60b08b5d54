//! Where Alipay+ can be used, and its acceptance marks (protocol section 22): the same for every user.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Query, State},
};
use cashier_core::wallet_api::{AcceptanceMarks, AvailabilityAnswer, PaymentScenario, Problem, ProblemCode};
use serde::Deserialize;

use super::{ApiError, Caller};
use crate::{app::App, config::is_region};

/// One region, or all.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RegionQuery {
    /// ISO 3166-1 alpha-2; without it all regions.
    region: Option<String>,
}

/// Which marks.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MarksQuery {
    /// Who shows the code.
    scenario: PaymentScenario,
    /// ISO 3166-1 alpha-2; without it the marks of any region.
    region: Option<String>,
}

/// Home regions of the wallet, regions where Alipay+ is taken, and what is shown there.
#[utoipa::path(get, path = "/availability", tag = "set-up", params(RegionQuery), responses(
    (status = 200, body = AvailabilityAnswer),
    (status = "default", body = Problem, content_type = "application/problem+json"),
))]
pub async fn availability(
    State(app): State<Arc<App>>,
    _caller: Caller,
    query: Result<Query<RegionQuery>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<AvailabilityAnswer>, ApiError> {
    let Query(RegionQuery { region }) = query.map_err(|_| ProblemCode::InvalidRequest)?;
    let mut answer = served(&app, region.as_deref())?.clone();
    if let Some(region) = region {
        answer.available_regions.retain(|it| *it == region);
        answer.region_acceptance_marks.retain(|it| it.region == region);
    }
    Ok(Json(answer))
}

/// The acceptance marks of a scenario.
#[utoipa::path(get, path = "/acceptance-marks", tag = "set-up", params(MarksQuery), responses(
    (status = 200, body = AcceptanceMarks),
    (status = "default", body = Problem, content_type = "application/problem+json"),
))]
pub async fn acceptance_marks(
    State(app): State<Arc<App>>,
    _caller: Caller,
    query: Result<Query<MarksQuery>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<AcceptanceMarks>, ApiError> {
    let Query(MarksQuery { scenario, region }) = query.map_err(|_| ProblemCode::InvalidRequest)?;
    Ok(Json(served(&app, region.as_deref())?.marks(scenario, region.as_deref())))
}

fn served<'a>(app: &'a App, region: Option<&str>) -> Result<&'a AvailabilityAnswer, ApiError> {
    if !app.sdk.features.availability {
        return Err(ProblemCode::NotFound.into());
    }
    if region.is_some_and(|region| !is_region(region)) {
        return Err(ProblemCode::InvalidRequest.into());
    }
    Ok(&app.regions)
}
