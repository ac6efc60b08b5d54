//! The page behind a store code (protocol section 18.2): the user types the amount, the acquirer makes the order, and the page
//! sends the wallet's container to the order code, which the container intercepts.

use std::sync::Arc;

use axum::{
    extract::{Form, Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use crate::{
    config::ORDER_CODE_URL,
    console::{self, escape},
    order::{CodeForm, NewOrder, OrderError, Scenario, Shop},
    qr,
    server::App,
};

/// What the User-Agent of a wallet's container ends with, among other things.
const CONTAINER: &str = "AlipayConnect";

/// The amount page.
const AMOUNT: &str = include_str!("../../console/amount.html");

/// The page for a browser that is no wallet: the order's code to scan.
const SCAN: &str = include_str!("../../console/scan.html");

/// The page of Alipay+ itself for a payment above a limit.
const LIMIT: &str = include_str!("../../console/limit.html");

/// The store code of a shop.
pub(crate) fn entry_code(app: &App, shop: &Shop) -> String {
    format!("{}/shop/{}", app.public_url, shop.id)
}

/// What the amount page sends.
#[derive(Deserialize)]
pub(super) struct Amount {
    amount: String,
}

pub(super) async fn page(Path(shop): Path<String>) -> Response {
    match Shop::find(&shop) {
        Some(shop) => amount_page(shop, "", None),
        None => no_shop(),
    }
}

pub(super) async fn pay(
    State(app): State<Arc<App>>,
    Path(shop): Path<String>,
    headers: HeaderMap,
    Form(Amount { amount }): Form<Amount>,
) -> Response {
    let Some(shop) = Shop::find(&shop) else { return no_shop() };
    let new = NewOrder { scenario: Scenario::EntryCode, form: CodeForm::Url, ..NewOrder::new(shop.id, amount.clone()) };
    let order = match app.create_order(new) {
        Ok(order) => order,
        Err(error) => return amount_page(shop, &amount, Some(&error)),
    };
    let code = order.code_value.expose();
    let is_wallet = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).is_some_and(|agent| agent.contains(CONTAINER));
    if is_wallet {
        // 303: whatever follows is a GET.
        return Redirect::to(code).into_response();
    }
    match qr::svg(code) {
        Ok(picture) => scan_page(shop, &order.order_amount.to_string(), &picture),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

fn amount_page(shop: &Shop, typed: &str, error: Option<&OrderError>) -> Response {
    let (status, message) = match error {
        None => (StatusCode::OK, String::new()),
        Some(error) => (StatusCode::UNPROCESSABLE_ENTITY, error.to_string()),
    };
    let html = AMOUNT
        .replace("{{name}}", &escape(shop.name))
        .replace("{{city}}", &escape(shop.city))
        .replace("{{currency}}", shop.currency)
        .replace("{{invalid}}", if error.is_some() { "true" } else { "false" })
        .replace("{{error}}", &escape(&message))
        .replace("{{amount}}", &escape(typed));
    // The redirect of the form leads to the order code, which browsers check against this policy as well.
    console::html(status, html, &format!("'self' {}", ORDER_CODE_URL.trim_end_matches('/')))
}

fn scan_page(shop: &Shop, amount: &str, picture: &str) -> Response {
    let picture = picture.split_once("<svg").map_or(picture, |(_, rest)| rest);
    let html = SCAN
        .replace("{{name}}", &escape(shop.name))
        .replace("{{amount}}", &escape(amount))
        .replace("{{qr}}", &format!("<svg role=\"img\" aria-label=\"QR code of the order\"{picture}"));
    console::html(StatusCode::OK, html, "'none'")
}

pub(super) async fn limit() -> Response {
    console::html(StatusCode::OK, LIMIT.to_owned(), "'none'")
}

fn no_shop() -> Response {
    (StatusCode::NOT_FOUND, "There is no such shop.\n").into_response()
}
