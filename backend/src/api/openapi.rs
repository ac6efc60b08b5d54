//! The OpenAPI document: made from the code, so that it cannot drift from it.

use std::sync::Arc;

use axum::{Json, Router, routing::get};
use cashier_core::wallet_api::header::CASHIER_DEVICE;
use utoipa::{
    OpenApi as _,
    openapi::{
        Components, OpenApi,
        security::{Http, HttpAuthScheme, SecurityScheme},
    },
};
use utoipa_axum::router::OpenApiRouter;

use super::{BASE_PATH, operations};
use crate::app::App;

#[derive(utoipa::OpenApi)]
#[openapi(
    info(title = "CashierKit wallet API", license(name = "Apache-2.0", identifier = "Apache-2.0")),
    security(("bearer" = [])),
)]
struct Frame;

/// The whole document.
pub fn document() -> OpenApi {
    let (_, mut document) = OpenApiRouter::<Arc<App>>::with_openapi(Frame::openapi()).nest(BASE_PATH, operations()).split_for_parts();
    document.info.description = Some(format!(
        "Between the cashier SDK and the wallet's backend. Every answer has `Server-Time` (RFC 3339 with milliseconds) and `Request-Id`. \
         The SDK sends `Cashier-Sdk`, `Accept-Language` and `Request-Id`, and `{CASHIER_DEVICE}`: an opaque random id of the installation, by \
         which `attempt.mine` is told; without it no attempt is `mine`. Errors are problems (RFC 9457); the body decides, not the status. \
         Bodies have at most 64 KiB. Unknown fields are ignored."
    ));
    document
        .components
        .get_or_insert_with(Components::new)
        .add_security_scheme("bearer", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    document
}

/// Serves the document.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route(&format!("{BASE_PATH}/openapi.json"), get(async || Json(document())))
}
