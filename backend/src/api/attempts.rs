//! Attempts: what became of one, and the end of one that never arrived.

use std::sync::Arc;

use axum::{Json, extract::State};
use cashier_core::wallet_api::{Attempt, AttemptId, AttemptState, CloseAttemptRequest, Problem, ProblemCode};
use time::OffsetDateTime;

use super::{ApiError, AttemptPath, Body, Caller, orders::own_order};
use crate::{
    app::App,
    order::{AttemptRecord, OrderRecord, attempt_view, unknown_attempt},
    store::{Connection, attempts},
};

/// Attempts of one order that never begin. A phone has one or two of them on a bad day.
const MAX_VOID: u32 = 10;

/// An attempt as the backend knows it.
#[utoipa::path(get, path = "/attempts/{attempt}", tag = "attempts", params(("attempt" = AttemptId, Path)), responses(
    (status = 200, body = Attempt),
    (status = "default", body = Problem, content_type = "application/problem+json"),
))]
pub async fn get_attempt(State(app): State<Arc<App>>, caller: Caller, AttemptPath(id): AttemptPath) -> Result<Json<Attempt>, ApiError> {
    let mut connection = app.store.read().await?;
    match own_attempt(&mut connection, &caller, &id).await? {
        None => Ok(Json(unknown_attempt(id))),
        Some(attempt) => shown(&mut connection, &caller, &attempt).await.map(Json),
    }
}

/// Ends an attempt that was never received; one that was received stays as it is.
#[utoipa::path(post, path = "/attempts/{attempt}/close", tag = "attempts", params(("attempt" = AttemptId, Path)),
    request_body = CloseAttemptRequest, responses(
    (status = 200, body = Attempt),
    (status = "default", body = Problem, content_type = "application/problem+json"),
))]
pub async fn close_attempt(
    State(app): State<Arc<App>>,
    caller: Caller,
    AttemptPath(id): AttemptPath,
    Body(request): Body<CloseAttemptRequest>,
) -> Result<Json<Attempt>, ApiError> {
    // One transaction from the question to the entry: a confirm comes either before, and is found, or after, and finds the void.
    let mut transaction = app.store.write().await?;
    let attempt = match own_attempt(&mut transaction, &caller, &id).await? {
        Some(attempt) if attempt.order == request.order => attempt,
        Some(_) => return Err(ProblemCode::InvalidRequest.into()),
        None => {
            let order = own_order(&mut transaction, &caller, &request.order).await?;
            void(&mut transaction, &order, &caller, &id, app.clock.now()).await?
        }
    };
    let shown = shown(&mut transaction, &caller, &attempt).await?;
    transaction.commit().await?;
    Ok(Json(shown))
}

/// Stores an attempt that never begins.
pub async fn void(
    connection: &mut Connection,
    order: &OrderRecord,
    caller: &Caller,
    id: &AttemptId,
    now: OffsetDateTime,
) -> Result<AttemptRecord, ApiError> {
    if attempts::count_void(connection, &order.id).await? >= MAX_VOID {
        return Err(ProblemCode::RateLimited.into());
    }
    let void = AttemptRecord {
        id: id.clone(),
        order: order.id.clone(),
        customer_id: order.customer_id.clone(),
        state: AttemptState::Void,
        content: None,
        device: caller.device.clone(),
        reason: None,
        returned_at: None,
    };
    attempts::insert(connection, &void, now).await?;
    Ok(void)
}

/// The attempt, if it is known; an error if it is somebody else's.
pub async fn own_attempt(connection: &mut Connection, caller: &Caller, id: &AttemptId) -> Result<Option<AttemptRecord>, ApiError> {
    match attempts::find(connection, id).await? {
        Some(attempt) if attempt.customer_id != caller.user.customer_id => Err(ProblemCode::Forbidden.into()),
        attempt => Ok(attempt),
    }
}

/// The attempt with what its order adds.
pub async fn shown(connection: &mut Connection, caller: &Caller, attempt: &AttemptRecord) -> Result<Attempt, ApiError> {
    let order = own_order(connection, caller, &attempt.order).await?;
    Ok(attempt_view(attempt, &order))
}
