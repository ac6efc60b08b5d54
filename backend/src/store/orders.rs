//! Orders.

use cashier_alipayplus::wire;
use cashier_core::{secret::CodeValue, wallet_api::OrderId};
use sqlx::Row as _;
use time::OffsetDateTime;

use super::{Connection, Row, StoreError, millis, time_of};
use crate::order::{DecodeAnswer, OrderRecord, State};

/// A new order.
pub struct NewOrder<'a> {
    /// Its id in the wallet API.
    pub id: &'a str,
    /// Whose it is.
    pub customer_id: &'a str,
    /// What was scanned.
    pub code: &'a CodeValue,
    /// All that is known of it.
    pub answer: &'a DecodeAnswer,
    /// Its state.
    pub state: State,
    /// After it the order cannot be paid.
    pub expires_at: OffsetDateTime,
    /// When it was decoded.
    pub created_at: OffsetDateTime,
}

/// Stores a new order; an error if its `paymentRequestId` is known.
pub async fn insert(connection: &mut Connection, order: &NewOrder<'_>) -> Result<(), StoreError> {
    let message = &order.answer.message;
    sqlx::query(
        "INSERT INTO orders (id, position, customer_id, payment_request_id, acquirer_id, psp_id, code_value, answer, state, expires_at,
                             created_at)
         VALUES ($1, (SELECT COALESCE(MAX(position), 0) + 1 FROM orders), $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(order.id)
    .bind(order.customer_id)
    .bind(order.answer.payable.payment_request_id.as_str())
    .bind(message.acquirer_id.as_deref())
    .bind(message.psp_id.as_deref())
    .bind((!order.state.is_final()).then(|| order.code.expose()))
    .bind(stored(order.answer)?)
    .bind(order.state.as_str())
    .bind(millis(order.expires_at))
    .bind(millis(order.created_at))
    .execute(connection)
    .await?;
    Ok(())
}

/// Takes over the amounts of a newer answer to the same code.
pub async fn refresh(
    connection: &mut Connection,
    id: &OrderId,
    answer: &DecodeAnswer,
    expires_at: OffsetDateTime,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE orders SET answer = $2, expires_at = $3 WHERE id = $1 AND state = 'DECODED'")
        .bind(&id.0)
        .bind(stored(answer)?)
        .bind(millis(expires_at))
        .execute(connection)
        .await?;
    Ok(())
}

/// Writes what a transition changes: everything else of an order never does.
pub async fn update(connection: &mut Connection, order: &OrderRecord) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE orders SET state = $2, attempts_used = $3, reason = $4, payment_id = $5, paid_at = $6, code_value = $7 WHERE id = $1",
    )
    .bind(&order.id.0)
    .bind(order.state.as_str())
    .bind(order.attempts_used)
    .bind(order.reason.as_deref())
    .bind(order.payment_id.as_deref())
    .bind(order.paid_at.map(millis))
    .bind(order.code.as_ref().filter(|_| !order.state.is_final()).map(CodeValue::expose))
    .execute(connection)
    .await?;
    Ok(())
}

/// The order of that id.
pub async fn find(connection: &mut Connection, id: &OrderId) -> Result<Option<OrderRecord>, StoreError> {
    let row = sqlx::query("SELECT * FROM orders WHERE id = $1").bind(&id.0).fetch_optional(connection).await?;
    row.as_ref().map(record).transpose()
}

/// The order of that `paymentRequestId`.
pub async fn find_by_payment_request(connection: &mut Connection, payment_request_id: &str) -> Result<Option<OrderRecord>, StoreError> {
    let row = sqlx::query("SELECT * FROM orders WHERE payment_request_id = $1").bind(payment_request_id).fetch_optional(connection).await?;
    row.as_ref().map(record).transpose()
}

/// A page of the user's orders, newest first, all older than the one at position `before`.
pub async fn page(connection: &mut Connection, customer_id: &str, before: i64, limit: u32) -> Result<Vec<OrderRecord>, StoreError> {
    let rows = sqlx::query("SELECT * FROM orders WHERE customer_id = $1 AND position < $2 ORDER BY position DESC LIMIT $3")
        .bind(customer_id)
        .bind(before)
        .bind(limit)
        .fetch_all(connection)
        .await?;
    rows.iter().map(record).collect()
}

/// Some of the orders that are due to expire.
pub async fn due_to_expire(connection: &mut Connection, now: OffsetDateTime, limit: u32) -> Result<Vec<OrderId>, StoreError> {
    let ids = sqlx::query_scalar("SELECT id FROM orders WHERE state = 'DECODED' AND expires_at <= $1 ORDER BY expires_at LIMIT $2")
        .bind(millis(now))
        .bind(limit)
        .fetch_all(connection)
        .await?;
    Ok(ids.into_iter().map(OrderId).collect())
}

/// When the next order expires.
pub async fn next_expiry(connection: &mut Connection) -> Result<Option<OffsetDateTime>, StoreError> {
    let next: Option<i64> = sqlx::query_scalar("SELECT MIN(expires_at) FROM orders WHERE state = 'DECODED'").fetch_one(connection).await?;
    next.map(time_of).transpose()
}

/// Every order, for the audit.
pub async fn all(connection: &mut Connection) -> Result<Vec<OrderRecord>, StoreError> {
    let rows = sqlx::query("SELECT * FROM orders ORDER BY position").fetch_all(connection).await?;
    rows.iter().map(record).collect()
}

/// True if Alipay+ cancelled the payment before it was decoded here (A24).
pub async fn is_remembered_cancel(connection: &mut Connection, payment_request_id: &str) -> Result<bool, StoreError> {
    let found: Option<i64> = sqlx::query_scalar("SELECT cancelled_at FROM remembered_cancels WHERE payment_request_id = $1")
        .bind(payment_request_id)
        .fetch_optional(connection)
        .await?;
    Ok(found.is_some())
}

fn stored(answer: &DecodeAnswer) -> Result<String, StoreError> {
    let bytes = wire::write(&answer.message).map_err(|_| StoreError::Unreadable("decode answer"))?;
    String::from_utf8(bytes).map_err(|_| StoreError::Unreadable("decode answer"))
}

fn record(row: &Row) -> Result<OrderRecord, StoreError> {
    Ok(OrderRecord {
        id: OrderId(row.try_get("id")?),
        position: row.try_get("position")?,
        customer_id: row.try_get("customer_id")?,
        payment_request_id: row.try_get("payment_request_id")?,
        code: row.try_get::<Option<String>, _>("code_value")?.map(CodeValue::new),
        answer: DecodeAnswer::read(row.try_get("answer")?).ok_or(StoreError::Unreadable("decode answer"))?,
        state: State::from_name(row.try_get("state")?).ok_or(StoreError::Unreadable("order state"))?,
        expires_at: time_of(row.try_get("expires_at")?)?,
        attempts_used: row.try_get("attempts_used")?,
        reason: row.try_get("reason")?,
        payment_id: row.try_get("payment_id")?,
        paid_at: row.try_get::<Option<i64>, _>("paid_at")?.map(time_of).transpose()?,
    })
}
