//! The saved code rules: the set in use and the one before.

use sqlx::Row as _;
use time::OffsetDateTime;

use super::{Connection, Row, StoreError, millis, time_of};

/// A saved set.
#[derive(Clone, Debug)]
pub struct SavedRules {
    /// `version` of inquiryCodeRules.
    pub version: String,
    /// The rule file.
    pub body: String,
    /// When Alipay+ served it, or confirmed it, last.
    pub served_at: OffsetDateTime,
}

/// Saves a set as the newest; of the older ones only the last is kept, as a backup. A set that is the newest already gets its time only.
pub async fn save(connection: &mut Connection, rules: &SavedRules) -> Result<(), StoreError> {
    let confirm = "UPDATE code_rules SET served_at = $3
        WHERE id = (SELECT MAX(id) FROM code_rules) AND version = $1 AND body = $2";
    let insert = "INSERT INTO code_rules (version, body, served_at) VALUES ($1, $2, $3)";
    let bound = |statement| sqlx::query(statement).bind(&rules.version).bind(&rules.body).bind(millis(rules.served_at));
    if bound(confirm).execute(&mut *connection).await?.rows_affected() > 0 {
        return Ok(());
    }
    // The same version with another body is a damaged one: it is no backup.
    sqlx::query("DELETE FROM code_rules WHERE version = $1").bind(&rules.version).execute(&mut *connection).await?;
    bound(insert).execute(&mut *connection).await?;
    sqlx::query("DELETE FROM code_rules WHERE id NOT IN (SELECT id FROM code_rules ORDER BY id DESC LIMIT 2)").execute(connection).await?;
    Ok(())
}

/// The saved sets, newest first. One that cannot be read does not hide the other.
pub async fn saved(connection: &mut Connection) -> Result<Vec<SavedRules>, StoreError> {
    let rows = sqlx::query("SELECT * FROM code_rules ORDER BY id DESC").fetch_all(connection).await?;
    Ok(rows
        .iter()
        .filter_map(|row| read(row).inspect_err(|error| tracing::error!(%error, "saved code rules cannot be read")).ok())
        .collect())
}

fn read(row: &Row) -> Result<SavedRules, StoreError> {
    Ok(SavedRules { version: row.try_get("version")?, body: row.try_get("body")?, served_at: time_of(row.try_get("served_at")?)? })
}
