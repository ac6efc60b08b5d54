//! The built-in debit port's own record of what it did, apart from the ledger.

use cashier_core::{money::Money, wallet_api::AttemptId};
use sqlx::Row as _;
use time::OffsetDateTime;

use super::{Connection, StoreError, millis, minor, money_of};

/// What the port did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Took the money.
    Debited,
    /// Took nothing.
    Refused,
    /// Gave the money back.
    Returned,
}

impl Action {
    fn as_str(self) -> &'static str {
        match self {
            Self::Debited => "debited",
            Self::Refused => "refused",
            Self::Returned => "returned",
        }
    }
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// For which attempt; with `action` the key.
    pub attempt: AttemptId,
    /// What was done.
    pub action: Action,
    /// To whose account.
    pub customer_id: String,
    /// How much.
    pub amount: Money,
    /// Result code of a refusal.
    pub reason: Option<String>,
}

/// Writes a line; an error if the attempt has one of that action.
pub async fn append(connection: &mut Connection, line: &Line, at: OffsetDateTime) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO debit_log (attempt_id, action, customer_id, amount, currency, reason, logged_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(line.attempt.as_str())
    .bind(line.action.as_str())
    .bind(&line.customer_id)
    .bind(minor(line.amount))
    .bind(line.amount.currency().to_string())
    .bind(line.reason.as_deref())
    .bind(millis(at))
    .execute(connection)
    .await?;
    Ok(())
}

/// The lines of an attempt, oldest first.
pub async fn of_attempt(connection: &mut Connection, attempt: &AttemptId) -> Result<Vec<Line>, StoreError> {
    let rows = sqlx::query("SELECT * FROM debit_log WHERE attempt_id = $1 ORDER BY logged_at")
        .bind(attempt.as_str())
        .fetch_all(connection)
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Line {
                attempt: attempt.clone(),
                action: match row.try_get("action")? {
                    "debited" => Action::Debited,
                    "refused" => Action::Refused,
                    "returned" => Action::Returned,
                    _ => return Err(StoreError::Unreadable("debit log")),
                },
                customer_id: row.try_get("customer_id")?,
                amount: money_of(row.try_get("currency")?, row.try_get("amount")?)?,
                reason: row.try_get("reason")?,
            })
        })
        .collect()
}
