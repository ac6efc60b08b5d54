//! The wallet API (v1): what the SDK in the phones speaks with.

mod attempts;
mod auth_codes;
mod availability;
mod config;
mod confirm;
mod events;
mod extract;
mod frame;
mod identify;
mod openapi;
mod orders;
mod problem;
mod quotes;
mod rate;
mod recent_quotes;
mod step_up;

use std::{sync::Arc, time::Duration};

use axum::{Router, extract::DefaultBodyLimit, http::StatusCode, middleware};
use tower_http::timeout::{RequestBodyTimeoutLayer, TimeoutLayer};
use utoipa_axum::{router::OpenApiRouter, routes};

pub use extract::{AttemptPath, Body, Caller};
pub use openapi::document;
pub use problem::ApiError;
pub use rate::RateLimit;
pub use recent_quotes::RecentQuotes;

use crate::{alipayplus, app::App, assumptions::MAX_REQUEST};

/// Where the wallet API begins.
pub const BASE_PATH: &str = "/alipayplus/v1";

/// How long a sender may pause in a body.
const BODY_PAUSE: Duration = Duration::from_secs(10);

/// Time for one request: three userInitiatedPay calls with their waits, and some more. The stream of events has none.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// Every operation, each with its description.
fn operations() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(config::sdk_config))
        .routes(routes!(config::code_rules))
        .routes(routes!(identify::identify))
        .routes(routes!(auth_codes::issue_auth_code))
        .routes(routes!(availability::availability))
        .routes(routes!(availability::acceptance_marks))
        .routes(routes!(quotes::reference_quote))
        .routes(routes!(orders::create_order, orders::list_orders))
        .routes(routes!(orders::get_order))
        .routes(routes!(orders::refresh_quote))
        .routes(routes!(step_up::step_up))
        .routes(routes!(confirm::confirm))
        .routes(routes!(attempts::get_attempt))
        .routes(routes!(attempts::close_attempt))
        .layer(timeout())
        .routes(routes!(events::events))
}

/// Nobody knows what a request came to that took too long: the status says no more than that.
fn timeout() -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, REQUEST_TIMEOUT)
}

/// Everything that the backend serves: the wallet API, its description, and the paths that Alipay+ calls.
pub fn router(app: Arc<App>) -> Router {
    let (operations, _) = OpenApiRouter::new().nest(BASE_PATH, operations()).split_for_parts();
    operations
        .merge(openapi::routes())
        .fallback(async || ApiError::of_status(StatusCode::NOT_FOUND))
        .method_not_allowed_fallback(async || ApiError::of_status(StatusCode::METHOD_NOT_ALLOWED))
        .layer(DefaultBodyLimit::max(MAX_REQUEST))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), frame::frame))
        .with_state(Arc::clone(&app))
        .merge(alipayplus::routes(app).layer(timeout()))
        .layer(RequestBodyTimeoutLayer::new(BODY_PAUSE))
}
