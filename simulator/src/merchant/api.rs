//! `/sim/api`: orders and their pictures.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, Query, State, rejection::JsonRejection},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use cashier_core::money::Currency;
use serde::{Deserialize, Serialize};

use super::{aggregated_code, entry_code};
use crate::{
    config::{DEFAULT_EXPIRY, MAX_EXPIRY},
    order::{NewOrder, Order, OrderError, Rate, SHOPS, Shop},
    qr::{self, NoPicture},
    server::App,
    store::By,
};

/// Orders in a list.
const LIST_LENGTH: usize = 50;

/// An error as of RFC 9457.
#[derive(Debug, Serialize)]
pub(super) struct Problem {
    #[serde(skip)]
    status: StatusCode,
    title: &'static str,
    detail: String,
    /// The field of the request that is wrong, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'static str>,
}

impl Problem {
    const fn new(status: StatusCode, title: &'static str) -> Self {
        Self { status, title, detail: String::new(), field: None }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        (self.status, [(header::CONTENT_TYPE, "application/problem+json")], Json(self)).into_response()
    }
}

impl From<NoPicture> for Problem {
    fn from(error: NoPicture) -> Self {
        Self { detail: error.to_string(), ..Self::new(StatusCode::INTERNAL_SERVER_ERROR, "No picture") }
    }
}

type Answer<T> = Result<T, Problem>;

const NO_ORDER: Problem = Problem::new(StatusCode::NOT_FOUND, "There is no such order");
const NO_SHOP: Problem = Problem::new(StatusCode::NOT_FOUND, "There is no such shop");

/// What a console needs to know.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Info {
    shops: Vec<ShopInfo>,
    currencies: Vec<CurrencyInfo>,
    wallet_currency: Currency,
    default_expiry_seconds: u64,
    max_expiry_seconds: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShopInfo {
    #[serde(flatten)]
    shop: &'static Shop,
    entry_code: String,
    aggregated_code: String,
}

#[derive(Serialize)]
struct CurrencyInfo {
    code: Currency,
    exponent: u8,
    /// Whether there is a way from it to the wallet's currency; an order in another one is refused when it is decoded.
    payable: bool,
}

/// The currencies of the shops, of the rates and of the wallet, each with its decimals.
fn currencies(app: &App) -> Vec<CurrencyInfo> {
    let mut all: Vec<Currency> = SHOPS.iter().filter_map(|shop| shop.currency.parse().ok()).collect();
    all.extend(app.rates.iter().flat_map(|rate| [rate.pair.first, rate.pair.second]));
    all.push(app.wallet_currency);
    all.sort_unstable();
    all.dedup();
    let is_payable = |code: Currency| {
        let towards =
            |rate: &Rate| [(code, app.wallet_currency), (app.wallet_currency, code)].contains(&(rate.pair.first, rate.pair.second));
        code == app.wallet_currency || app.rates.iter().any(towards)
    };
    all.into_iter().map(|code| CurrencyInfo { code, exponent: code.exponent(), payable: is_payable(code) }).collect()
}

pub(super) async fn info(State(app): State<Arc<App>>) -> Json<Info> {
    let codes = |shop| ShopInfo { shop, entry_code: entry_code(&app, shop), aggregated_code: aggregated_code(&app, shop) };
    Json(Info {
        shops: SHOPS.iter().map(codes).collect(),
        currencies: currencies(&app),
        wallet_currency: app.wallet_currency,
        default_expiry_seconds: DEFAULT_EXPIRY.as_secs(),
        max_expiry_seconds: MAX_EXPIRY.as_secs(),
    })
}

pub(super) async fn create(State(app): State<Arc<App>>, new: Result<Json<NewOrder>, JsonRejection>) -> Answer<Response> {
    let Json(new) =
        new.map_err(|error| Problem { detail: error.body_text(), ..Problem::new(error.status(), "The request cannot be read") })?;
    let order = app.create_order(new).map_err(|error| {
        let status = if error == OrderError::Full { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::UNPROCESSABLE_ENTITY };
        Problem { detail: error.to_string(), field: error.field(), ..Problem::new(status, "The order cannot be made") }
    })?;
    let location = format!("/sim/api/orders/{}", order.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(&*order)).into_response())
}

pub(super) async fn list(State(app): State<Arc<App>>) -> Response {
    let orders = app.store.newest(LIST_LENGTH);
    Json(orders.iter().map(AsRef::as_ref).collect::<Vec<&Order>>()).into_response()
}

fn find(app: &App, id: &str) -> Answer<Arc<Order>> {
    app.store.get(By::Id(id)).ok_or(NO_ORDER)
}

pub(super) async fn one(State(app): State<Arc<App>>, Path(id): Path<String>) -> Answer<Response> {
    Ok(Json(&*find(&app, &id)?).into_response())
}

/// The merchant gives up an order; one that is decoded or has ended stays as it is.
pub(super) async fn close(State(app): State<Arc<App>>, Path(id): Path<String>) -> Answer<Response> {
    let (closed, order) = app.store.update(By::Id(&id), Order::close).ok_or(NO_ORDER)?;
    if !closed {
        let title = if order.state.is_final() { "The order has ended already" } else { "A user may be paying the order" };
        return Err(Problem::new(StatusCode::CONFLICT, title));
    }
    Ok(Json(&*order).into_response())
}

/// Size of a PNG.
#[derive(Deserialize)]
pub(super) struct Size {
    /// Pixels of a module.
    scale: Option<u32>,
}

pub(super) async fn qr_svg(State(app): State<Arc<App>>, Path(id): Path<String>) -> Answer<Response> {
    svg(find(&app, &id)?.code_value.expose())
}

pub(super) async fn qr_png(State(app): State<Arc<App>>, Path(id): Path<String>, Query(size): Query<Size>) -> Answer<Response> {
    png(find(&app, &id)?.code_value.expose(), &size)
}

pub(super) async fn entry_qr_svg(State(app): State<Arc<App>>, Path(shop): Path<String>) -> Answer<Response> {
    svg(&entry_code(&app, Shop::find(&shop).ok_or(NO_SHOP)?))
}

pub(super) async fn entry_qr_png(State(app): State<Arc<App>>, Path(shop): Path<String>, Query(size): Query<Size>) -> Answer<Response> {
    png(&entry_code(&app, Shop::find(&shop).ok_or(NO_SHOP)?), &size)
}

pub(super) async fn aggregated_qr_png(State(app): State<Arc<App>>, Path(shop): Path<String>, Query(size): Query<Size>) -> Answer<Response> {
    png(&aggregated_code(&app, Shop::find(&shop).ok_or(NO_SHOP)?), &size)
}

fn svg(content: &str) -> Answer<Response> {
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], qr::svg(content)?).into_response())
}

fn png(content: &str, size: &Size) -> Answer<Response> {
    let png = qr::png(content, size.scale.unwrap_or(qr::SCALE.1))?;
    Ok(([(header::CONTENT_TYPE, "image/png")], png).into_response())
}
