//! Orders: from a code, by id, as a history, and with a fresh quote.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, Query, State},
};
use cashier_alipayplus::result::ResultCode;
use cashier_core::{
    secret::CodeValue,
    wallet_api::{
        CreateOrderRequest, HandOver, NotSupported, Order, OrderId, OrderPage, PostCodeMatchActionType, Problem, ProblemCode, Resolution,
    },
};
use serde::Deserialize;
use time::OffsetDateTime;
use tracing::Instrument;

use super::{ApiError, Body, Caller, identify::identified};
use crate::{
    alipayplus::{DecodeOutcome, decode},
    app::App,
    assumptions::{DEFAULT_EXPIRY, RETRY_UNCLEAR},
    order::{DecodeAnswer, OrderRecord, State as OrderState, decline, order_view},
    random,
    store::{
        Connection, attempts, ledger,
        orders::{self, NewOrder},
        users,
    },
};

/// Orders in a page, unless the caller wants fewer.
const PAGE: u32 = 20;
const MAX_PAGE: u32 = 50;

/// Decodes a code.
#[utoipa::path(post, path = "/orders", tag = "orders", request_body = CreateOrderRequest, responses(
    (status = 200, body = Resolution),
    (status = "default", body = Problem, content_type = "application/problem+json"),
))]
pub async fn create_order(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(request): Body<CreateOrderRequest>,
) -> Result<Json<Resolution>, ApiError> {
    // A task of its own: Alipay+ binds the code to the user even if the phone hangs up, so the order must be stored all the same.
    let resolved = app.tasks.spawn(identify_and_resolve(Arc::clone(&app), caller, request.code).in_current_span());
    resolved.await.map_err(ApiError::internal)?.map(Json)
}

async fn identify_and_resolve(app: Arc<App>, caller: Caller, code: CodeValue) -> Result<Resolution, ApiError> {
    let answer = identified(&app, &caller, &code).await?;
    match answer.post_code_match_action_type.filter(|_| answer.is_supported) {
        None => Ok(Resolution::NotSupported(NotSupported { kind: answer.kind, own: answer.own })),
        Some(PostCodeMatchActionType::OpenUrl) => Ok(Resolution::OpenUrl(answer)),
        Some(PostCodeMatchActionType::Decode) => resolve(&app, &caller, &code).await,
    }
}

async fn resolve(app: &App, caller: &Caller, code: &CodeValue) -> Result<Resolution, ApiError> {
    match decode(app, &caller.user.customer_id, code).await {
        DecodeOutcome::Order(answer) => store(app, caller, code, &answer).await,
        DecodeOutcome::SdkAction(sdk_action_payload) => Ok(Resolution::HandOver(HandOver { sdk_action_payload })),
        DecodeOutcome::Refused(code) => Ok(Resolution::Declined(decline(code.as_str(), false))),
        DecodeOutcome::Unclear => Err(ApiError::new(ProblemCode::Unavailable).retry_after(RETRY_UNCLEAR)),
    }
}

/// Stores the order before the app hears of it, or finds the one that the same user decoded before.
async fn store(app: &App, caller: &Caller, code: &CodeValue, answer: &DecodeAnswer) -> Result<Resolution, ApiError> {
    let customer_id = caller.user.customer_id.as_str();
    if !can_be_debited(answer, caller) {
        return Ok(Resolution::Declined(decline(ResultCode::CurrencyNotSupport.as_str(), false)));
    }
    let payment_request_id = answer.payable.payment_request_id.as_str();
    if !answer.adds_up() {
        tracing::warn!(payment_request_id, "orderAmount without the savings is not paymentAmount; paymentAmount counts");
    }
    let now = app.clock.now();
    let mut transaction = app.store.write().await?;
    let order = match orders::find_by_payment_request(&mut transaction, payment_request_id).await? {
        Some(order) if order.customer_id != customer_id => {
            return Ok(Resolution::Declined(decline(ResultCode::RepeatReqInconsistent.as_str(), false)));
        }
        Some(order) => {
            orders::refresh(&mut transaction, &order.id, answer, expiry(answer, order.expires_at)).await?;
            order.id
        }
        None => {
            let cancelled = orders::is_remembered_cancel(&mut transaction, payment_request_id).await?;
            let state = if cancelled { OrderState::Closed } else { OrderState::Decoded };
            let id = random::id()?;
            let expires_at = expiry(answer, now + DEFAULT_EXPIRY);
            let order = NewOrder { id: &id, customer_id, code, answer, state, expires_at, created_at: now };
            orders::insert(&mut transaction, &order).await?;
            OrderId(id)
        }
    };
    transaction.commit().await?;
    tracing::info!(payment_request_id, "order decoded");
    app.changes.announce(&order);
    let mut connection = app.store.read().await?;
    let order = own_order(&mut connection, caller, &order).await?;
    Ok(Resolution::Order(Box::new(shown(&mut connection, caller, &order).await?)))
}

/// Set-up (a) of A15: what is debited is `payToAmount` with the surcharge, in the user's currency.
fn can_be_debited(answer: &DecodeAnswer, caller: &Caller) -> bool {
    answer.total().is_some_and(|total| total.currency() == caller.user.currency)
}

fn expiry(answer: &DecodeAnswer, default: OffsetDateTime) -> OffsetDateTime {
    answer.message.payment_expiry_time.map_or(default, |time| time.get())
}

/// One order.
#[utoipa::path(get, path = "/orders/{id}", tag = "orders", params(("id" = String, Path)), responses(
    (status = 200, body = Order),
    (status = "default", body = Problem, content_type = "application/problem+json"),
))]
pub async fn get_order(State(app): State<Arc<App>>, caller: Caller, Path(id): Path<String>) -> Result<Json<Order>, ApiError> {
    let mut connection = app.store.read().await?;
    let order = own_order(&mut connection, &caller, &OrderId(id)).await?;
    shown(&mut connection, &caller, &order).await.map(Json)
}

/// Where a page of the history begins and how long it is.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// `next` of the page before; without it the newest orders.
    after: Option<String>,
    /// 1 to 50; 20 without it.
    limit: Option<u32>,
}

/// The user's orders, newest first.
#[utoipa::path(get, path = "/orders", tag = "orders", params(PageQuery), responses(
    (status = 200, body = OrderPage),
    (status = "default", body = Problem, content_type = "application/problem+json"),
))]
pub async fn list_orders(State(app): State<Arc<App>>, caller: Caller, Query(query): Query<PageQuery>) -> Result<Json<OrderPage>, ApiError> {
    let before = match &query.after {
        None => i64::MAX,
        Some(cursor) => cursor.parse().map_err(|_| ProblemCode::InvalidRequest)?,
    };
    let limit = query.limit.unwrap_or(PAGE).clamp(1, MAX_PAGE);
    let mut connection = app.store.read().await?;
    let records = orders::page(&mut connection, &caller.user.customer_id, before, limit).await?;
    let full = records.len() >= usize::try_from(limit).unwrap_or(usize::MAX);
    let next = records.last().filter(|_| full).map(|order| order.position.to_string());
    let mut orders = Vec::with_capacity(records.len());
    for order in &records {
        orders.push(shown(&mut connection, &caller, order).await?);
    }
    Ok(Json(OrderPage { orders, next }))
}

/// The order with fresh amounts, if it can still be paid.
#[utoipa::path(post, path = "/orders/{id}/quote", tag = "orders", params(("id" = String, Path)), responses(
    (status = 200, body = Order),
    (status = "default", body = Problem, content_type = "application/problem+json"),
))]
pub async fn refresh_quote(State(app): State<Arc<App>>, caller: Caller, Path(id): Path<String>) -> Result<Json<Order>, ApiError> {
    let order = own_order(&mut *app.store.read().await?, &caller, &OrderId(id)).await?;
    if let (OrderState::Decoded, Some(code)) = (order.state, &order.code) {
        refresh(&app, &caller, &order, code).await?;
    }
    let mut connection = app.store.read().await?;
    let order = own_order(&mut connection, &caller, &order.id).await?;
    shown(&mut connection, &caller, &order).await.map(Json)
}

async fn refresh(app: &App, caller: &Caller, order: &OrderRecord, code: &CodeValue) -> Result<(), ApiError> {
    // It is a userInitiatedPay like that of a code.
    app.identifications.count(&caller.user.customer_id, app.clock.now())?;
    let answer = match decode(app, &caller.user.customer_id, code).await {
        DecodeOutcome::Order(answer) => answer,
        DecodeOutcome::Refused(ResultCode::ExpiredCode) => return Err(ProblemCode::OrderExpired.into()),
        // A refusal is final, whatever its reason.
        DecodeOutcome::Refused(_) | DecodeOutcome::SdkAction(_) => return Err(ProblemCode::OrderFinal.into()),
        DecodeOutcome::Unclear => return Err(ApiError::new(ProblemCode::Unavailable).retry_after(RETRY_UNCLEAR)),
    };
    if answer.payable.payment_request_id.as_str() != order.payment_request_id {
        tracing::error!(payment_request_id = order.payment_request_id, "ALARM: a code has become another order");
        return Err(ProblemCode::Unavailable.into());
    }
    if !can_be_debited(&answer, caller) {
        tracing::error!(payment_request_id = order.payment_request_id, "ALARM: an order has changed its currency");
        return Err(ProblemCode::Unavailable.into());
    }
    let mut transaction = app.store.write().await?;
    orders::refresh(&mut transaction, &order.id, &answer, expiry(&answer, order.expires_at)).await?;
    transaction.commit().await?;
    app.changes.announce(&order.id);
    Ok(())
}

/// The order, if it is the caller's.
pub async fn own_order(connection: &mut Connection, caller: &Caller, id: &OrderId) -> Result<OrderRecord, ApiError> {
    let order = orders::find(connection, id).await?.ok_or(ProblemCode::NotFound)?;
    if order.customer_id == caller.user.customer_id { Ok(order) } else { Err(ProblemCode::Forbidden.into()) }
}

async fn shown(connection: &mut Connection, caller: &Caller, order: &OrderRecord) -> Result<Order, ApiError> {
    let user = &caller.user;
    let methods = users::methods(connection, &user.customer_id).await?;
    let balance = ledger::balance(connection, &user.customer_id, user.currency).await?;
    let newest = attempts::newest_of(connection, &order.id).await?;
    Ok(order_view(order, user, &methods, balance, newest.as_ref(), caller.device.as_deref()))
}
