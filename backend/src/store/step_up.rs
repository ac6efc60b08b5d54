//! Step-up: tries, so that a repeated request counts once, and tokens, so that each is used once.

use sqlx::Row as _;
use time::OffsetDateTime;

use super::{Connection, StoreError, millis, time_of};

/// What a try brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The PIN was right.
    Passed,
    /// The PIN was wrong.
    Refused {
        /// How many attempts the order had left.
        attempts_left: u32,
    },
    /// No PIN is looked at before this time.
    Locked {
        /// The end of the lock.
        until: OffsetDateTime,
    },
}

/// One try, as stored.
pub struct Try {
    /// What it was for.
    pub binding: String,
    /// What it brought.
    pub outcome: Outcome,
}

/// The user's try of that id.
pub async fn find_try(connection: &mut Connection, customer_id: &str, try_id: &str) -> Result<Option<Try>, StoreError> {
    let row = sqlx::query("SELECT * FROM step_up_tries WHERE customer_id = $1 AND try_id = $2")
        .bind(customer_id)
        .bind(try_id)
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let outcome = match row.try_get("outcome")? {
        "passed" => Outcome::Passed,
        "refused" => Outcome::Refused { attempts_left: row.try_get("attempts_left")? },
        "locked" => Outcome::Locked { until: time_of(row.try_get("locked_until")?)? },
        _ => return Err(StoreError::Unreadable("step-up outcome")),
    };
    Ok(Some(Try { binding: row.try_get("binding")?, outcome }))
}

/// Stores a try; an error if the user has one of that id.
pub async fn insert_try(
    connection: &mut Connection,
    customer_id: &str,
    try_id: &str,
    it: &Try,
    at: OffsetDateTime,
) -> Result<(), StoreError> {
    let (outcome, attempts_left, until) = match it.outcome {
        Outcome::Passed => ("passed", None, None),
        Outcome::Refused { attempts_left } => ("refused", Some(attempts_left), None),
        Outcome::Locked { until } => ("locked", None, Some(millis(until))),
    };
    sqlx::query(
        "INSERT INTO step_up_tries (customer_id, try_id, binding, outcome, attempts_left, locked_until, tried_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(customer_id)
    .bind(try_id)
    .bind(&it.binding)
    .bind(outcome)
    .bind(attempts_left)
    .bind(until)
    .bind(millis(at))
    .execute(connection)
    .await?;
    Ok(())
}

/// Stores a token by its hash.
pub async fn insert_token(
    connection: &mut Connection,
    token_hash: &str,
    binding: &str,
    valid_until: OffsetDateTime,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO step_up_tokens (token_hash, binding, valid_until) VALUES ($1, $2, $3)")
        .bind(token_hash)
        .bind(binding)
        .bind(millis(valid_until))
        .execute(connection)
        .await?;
    Ok(())
}

/// True if a token is still valid and unused.
pub async fn is_live(connection: &mut Connection, token_hash: &str, now: OffsetDateTime) -> Result<bool, StoreError> {
    let found: Option<i64> =
        sqlx::query_scalar("SELECT 1 FROM step_up_tokens WHERE token_hash = $1 AND consumed_at IS NULL AND valid_until > $2")
            .bind(token_hash)
            .bind(millis(now))
            .fetch_optional(connection)
            .await?;
    Ok(found.is_some())
}

/// Uses a token up; false unless it is for `binding`, still valid and unused.
pub async fn consume_token(connection: &mut Connection, token_hash: &str, binding: &str, now: OffsetDateTime) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "UPDATE step_up_tokens SET consumed_at = $3
         WHERE token_hash = $1 AND binding = $2 AND consumed_at IS NULL AND valid_until > $3",
    )
    .bind(token_hash)
    .bind(binding)
    .bind(millis(now))
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}
