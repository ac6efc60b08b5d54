//! Notices to Alipay+ that were promised in the transaction that ended an order.

use cashier_core::wallet_api::OrderId;
use sqlx::Row as _;
use time::OffsetDateTime;

use super::{Connection, Row, StoreError, millis, time_of};

/// What became of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeState {
    /// Not accepted yet.
    Pending,
    /// Alipay+ answered `S`.
    Accepted,
    /// Alipay+ answered `F`: somebody has to look into it.
    Rejected,
}

impl NoticeState {
    fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Accepted => "ACCEPTED",
            Self::Rejected => "REJECTED",
        }
    }
}

/// A notice.
#[derive(Clone, Debug)]
pub struct Notice {
    /// What it is about; its key.
    pub order: OrderId,
    /// Where it goes.
    pub url: String,
    /// What is sent, byte for byte, every time.
    pub body: String,
    /// What became of it.
    pub state: NoticeState,
    /// How often it was sent.
    pub tries: u32,
    /// When it was sent first.
    pub first_try_at: Option<OffsetDateTime>,
}

/// Promises a notice, due at once.
pub async fn insert(connection: &mut Connection, order: &OrderId, url: &str, body: &str, now: OffsetDateTime) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO outbox (order_id, url, body, state, next_at) VALUES ($1, $2, $3, 'PENDING', $4)")
        .bind(&order.0)
        .bind(url)
        .bind(body)
        .bind(millis(now))
        .execute(connection)
        .await?;
    Ok(())
}

/// Some of the notices that are due.
pub async fn due(connection: &mut Connection, now: OffsetDateTime, limit: u32) -> Result<Vec<Notice>, StoreError> {
    let rows = sqlx::query("SELECT * FROM outbox WHERE next_at <= $1 ORDER BY next_at LIMIT $2")
        .bind(millis(now))
        .bind(limit)
        .fetch_all(connection)
        .await?;
    rows.iter().map(record).collect()
}

/// When the next notice is due.
pub async fn next_due(connection: &mut Connection) -> Result<Option<OffsetDateTime>, StoreError> {
    let next: Option<i64> = sqlx::query_scalar("SELECT MIN(next_at) FROM outbox").fetch_one(connection).await?;
    next.map(time_of).transpose()
}

/// Notes what a try brought; without `next_at` it was the last one.
pub async fn update(
    connection: &mut Connection,
    order: &OrderId,
    state: NoticeState,
    tries: u32,
    first_try_at: OffsetDateTime,
    next_at: Option<OffsetDateTime>,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE outbox SET state = $2, tries = $3, first_try_at = $4, next_at = $5 WHERE order_id = $1")
        .bind(&order.0)
        .bind(state.as_str())
        .bind(tries)
        .bind(millis(first_try_at))
        .bind(next_at.map(millis))
        .execute(connection)
        .await?;
    Ok(())
}

/// The notice about an order; `None` is the protocol's `NONE`.
pub async fn find(connection: &mut Connection, order: &OrderId) -> Result<Option<Notice>, StoreError> {
    let row = sqlx::query("SELECT * FROM outbox WHERE order_id = $1").bind(&order.0).fetch_optional(connection).await?;
    row.as_ref().map(record).transpose()
}

fn record(row: &Row) -> Result<Notice, StoreError> {
    Ok(Notice {
        order: OrderId(row.try_get("order_id")?),
        url: row.try_get("url")?,
        body: row.try_get("body")?,
        state: match row.try_get("state")? {
            "PENDING" => NoticeState::Pending,
            "ACCEPTED" => NoticeState::Accepted,
            "REJECTED" => NoticeState::Rejected,
            _ => return Err(StoreError::Unreadable("notice state")),
        },
        tries: row.try_get("tries")?,
        first_try_at: row.try_get::<Option<i64>, _>("first_try_at")?.map(time_of).transpose()?,
    })
}
