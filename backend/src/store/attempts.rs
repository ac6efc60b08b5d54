//! Attempts: kept for good, so that an order that was paid is never asked about in vain.

use cashier_core::wallet_api::{AttemptContent, AttemptId, AttemptState, OrderId};
use sqlx::Row as _;
use time::OffsetDateTime;

use super::{Connection, Row, StoreError, millis, minor, money_of, time_of};
use crate::order::AttemptRecord;

/// Stores a new attempt; an error if its id is known, or if its order has a running or successful one.
pub async fn insert(connection: &mut Connection, attempt: &AttemptRecord, begun_at: OffsetDateTime) -> Result<(), StoreError> {
    let content = attempt.content.as_ref();
    sqlx::query(
        "INSERT INTO attempts (id, order_id, customer_id, state, method_id, pay_amount, surcharge, currency, quote_id, device, begun_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(attempt.id.as_str())
    .bind(&attempt.order.0)
    .bind(&attempt.customer_id)
    .bind(state_name(attempt.state))
    .bind(content.map(|content| content.method_id.as_str()))
    .bind(content.map(|content| minor(content.pay_amount)))
    .bind(content.and_then(|content| content.surcharge).map(minor))
    .bind(content.map(|content| content.pay_amount.currency().to_string()))
    .bind(content.and_then(|content| content.quote_id.as_deref()))
    .bind(attempt.device.as_deref())
    .bind(millis(begun_at))
    .execute(connection)
    .await?;
    Ok(())
}

/// Ends a running attempt.
pub async fn finish(connection: &mut Connection, id: &AttemptId, state: AttemptState, reason: Option<&str>) -> Result<(), StoreError> {
    sqlx::query("UPDATE attempts SET state = $2, reason = $3 WHERE id = $1 AND state = 'processing'")
        .bind(id.as_str())
        .bind(state_name(state))
        .bind(reason)
        .execute(connection)
        .await?;
    Ok(())
}

/// Notes that the debited money was given back.
pub async fn set_returned(connection: &mut Connection, id: &AttemptId, at: OffsetDateTime) -> Result<(), StoreError> {
    sqlx::query("UPDATE attempts SET returned_at = $2 WHERE id = $1 AND returned_at IS NULL")
        .bind(id.as_str())
        .bind(millis(at))
        .execute(connection)
        .await?;
    Ok(())
}

/// The attempt of that id.
pub async fn find(connection: &mut Connection, id: &AttemptId) -> Result<Option<AttemptRecord>, StoreError> {
    let row = sqlx::query("SELECT * FROM attempts WHERE id = $1").bind(id.as_str()).fetch_optional(connection).await?;
    row.as_ref().map(record).transpose()
}

/// How many attempts of an order are known that never begin.
pub async fn count_void(connection: &mut Connection, order: &OrderId) -> Result<u32, StoreError> {
    let count = sqlx::query_scalar("SELECT COUNT(*) FROM attempts WHERE order_id = $1 AND state = 'void'");
    Ok(count.bind(&order.0).fetch_one(connection).await?)
}

/// The newest attempt of an order that was received.
pub async fn newest_of(connection: &mut Connection, order: &OrderId) -> Result<Option<AttemptRecord>, StoreError> {
    let row = sqlx::query("SELECT * FROM attempts WHERE order_id = $1 AND state <> 'void' ORDER BY begun_at DESC, id LIMIT 1")
        .bind(&order.0)
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(record).transpose()
}

/// The attempts whose debit is not known yet.
pub async fn running(connection: &mut Connection) -> Result<Vec<AttemptRecord>, StoreError> {
    let rows = sqlx::query("SELECT * FROM attempts WHERE state = 'processing'").fetch_all(connection).await?;
    Ok(rows.iter().filter_map(readable).collect())
}

/// The attempts whose debit ended after their order and whose money is still to be given back.
pub async fn to_give_back(connection: &mut Connection) -> Result<Vec<AttemptRecord>, StoreError> {
    let rows = sqlx::query(
        "SELECT attempts.* FROM attempts JOIN ledger_transactions ON ledger_transactions.id = 'give-back:' || attempts.id
         WHERE returned_at IS NULL",
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.iter().filter_map(readable).collect())
}

/// Every attempt, for the audit.
pub async fn all(connection: &mut Connection) -> Result<Vec<AttemptRecord>, StoreError> {
    let rows = sqlx::query("SELECT * FROM attempts ORDER BY begun_at, id").fetch_all(connection).await?;
    rows.iter().map(record).collect()
}

fn state_name(state: AttemptState) -> &'static str {
    match state {
        AttemptState::Processing => "processing",
        AttemptState::Succeeded => "succeeded",
        AttemptState::Failed => "failed",
        AttemptState::Void => "void",
        // Not a state of a stored attempt; the table refuses it.
        AttemptState::Unknown => "unknown",
    }
}

/// For work on many attempts: one that cannot be read must not stop the others.
fn readable(row: &Row) -> Option<AttemptRecord> {
    record(row).inspect_err(|error| tracing::error!(%error, "ALARM: an attempt cannot be read")).ok()
}

fn record(row: &Row) -> Result<AttemptRecord, StoreError> {
    let id: AttemptId = row.try_get::<String, _>("id")?.parse().map_err(|_| StoreError::Unreadable("attempt id"))?;
    Ok(AttemptRecord {
        content: content(row, &id)?,
        id,
        order: OrderId(row.try_get("order_id")?),
        customer_id: row.try_get("customer_id")?,
        state: match row.try_get("state")? {
            "processing" => AttemptState::Processing,
            "succeeded" => AttemptState::Succeeded,
            "failed" => AttemptState::Failed,
            "void" => AttemptState::Void,
            _ => return Err(StoreError::Unreadable("attempt state")),
        },
        device: row.try_get("device")?,
        reason: row.try_get("reason")?,
        returned_at: row.try_get::<Option<i64>, _>("returned_at")?.map(time_of).transpose()?,
    })
}

fn content(row: &Row, attempt: &AttemptId) -> Result<Option<AttemptContent>, StoreError> {
    let Some(currency) = row.try_get::<Option<&str>, _>("currency")? else { return Ok(None) };
    Ok(Some(AttemptContent {
        attempt: attempt.clone(),
        method_id: row.try_get("method_id")?,
        pay_amount: money_of(currency, row.try_get("pay_amount")?)?,
        quote_id: row.try_get("quote_id")?,
        surcharge: row.try_get::<Option<i64>, _>("surcharge")?.map(|minor| money_of(currency, minor)).transpose()?,
    }))
}
