//! The acquirer and its merchants: unsigned JSON for the console and for scripts, pages for store codes.

mod api;
mod entry;
mod events;
mod oauth;

use std::sync::Arc;

use axum::{
    Router,
    routing::{get, post},
};

pub(crate) use entry::entry_code;
pub use oauth::AUTH_CLIENT_ID;
pub(crate) use oauth::aggregated_code;

use crate::server::App;

/// Where a user is sent who may not pay this much (protocol section 10).
pub(crate) const LIMIT_PAGE: &str = "/sim/limit";

/// The API of the merchants below `/sim/api`, and the pages of their store codes.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/sim/api/info", get(api::info))
        .route("/sim/api/orders", get(api::list).post(api::create))
        .route("/sim/api/orders/{id}", get(api::one))
        .route("/sim/api/orders/{id}/close", post(api::close))
        .route("/sim/api/orders/{id}/qr.svg", get(api::qr_svg))
        .route("/sim/api/orders/{id}/qr.png", get(api::qr_png))
        .route("/sim/api/shops/{shop}/qr.svg", get(api::entry_qr_svg))
        .route("/sim/api/shops/{shop}/qr.png", get(api::entry_qr_png))
        .route("/sim/api/shops/{shop}/aggregated.png", get(api::aggregated_qr_png))
        .route(LIMIT_PAGE, get(entry::limit))
        .route(oauth::OAUTH_PAGE, get(oauth::oauth))
        .route("/all/{shop}", get(oauth::page).post(entry::pay))
        .route("/shop/{shop}", get(entry::page).post(entry::pay))
}

/// The stream of changes, which no time limit ends.
pub(crate) fn event_routes() -> Router<Arc<App>> {
    Router::new().route("/sim/api/events", get(events::stream))
}
