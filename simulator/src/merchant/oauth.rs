//! Aggregated codes (protocol section 18.4): a page that first learns who the user is, from the wallet, by an auth code.

use std::sync::Arc;

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use reqwest::Url;
use serde::Deserialize;

use super::entry;
use crate::{order::Shop, server::App};

/// Who asks for the auth code.
pub const AUTH_CLIENT_ID: &str = "SIM_AGGREGATOR";

/// Where a wallet's container is sent for an auth code (A25).
pub(super) const OAUTH_PAGE: &str = "/sim/oauth";

/// The aggregated code of a shop.
pub(crate) fn aggregated_code(app: &App, shop: &Shop) -> String {
    format!("{}/all/{}", app.public_url, shop.id)
}

/// What comes back from the wallet.
#[derive(Deserialize)]
pub(super) struct Known {
    auth_code: Option<String>,
}

/// The amount page, for a user who is known; anybody else is sent to say who they are. The code is not exchanged here.
pub(super) async fn page(State(app): State<Arc<App>>, Path(id): Path<String>, Query(Known { auth_code }): Query<Known>) -> Response {
    match (Shop::find(&id), auth_code) {
        (Some(shop), None) => Redirect::to(&oauth_url(&app, shop)).into_response(),
        _ => entry::page(Path(id)).await,
    }
}

fn oauth_url(app: &App, shop: &Shop) -> String {
    let base = format!("{}{OAUTH_PAGE}", app.public_url);
    let back = aggregated_code(app, shop);
    let asks = [("authClientId", AUTH_CLIENT_ID), ("scopes", "auth_base,user_info"), ("redirectUrl", back.as_str())];
    // The public URL was checked at the start.
    Url::parse_with_params(&base, asks).map_or(base, String::from)
}

/// What a browser sees, or a wallet whose container does not intercept.
pub(super) async fn oauth() -> Response {
    (StatusCode::FORBIDDEN, "Open this page with a wallet that takes Alipay+.\n").into_response()
}
