//! The saved code rules: the set in use and the one before.

use sqlx::Row as _;
use time::OffsetDateTime;

use super::{Connection, StoreError, millis, time_of};

/// A saved set.
#[derive(Clone, Debug)]
pub struct SavedRules {
    /// `version` of inquiryCodeRules.
    pub version: String,
    /// The rule file.
    pub body: String,
    /// When it was saved.
    pub saved_at: OffsetDateTime,
}

/// Saves a set unless it is the newest already; of the older ones only the last is kept, as a backup.
pub async fn save(connection: &mut Connection, rules: &SavedRules) -> Result<(), StoreError> {
    let newest: Option<String> =
        sqlx::query_scalar("SELECT version FROM code_rules ORDER BY id DESC LIMIT 1").fetch_optional(&mut *connection).await?;
    if newest.as_ref() == Some(&rules.version) {
        return Ok(());
    }
    sqlx::query("INSERT INTO code_rules (version, body, saved_at) VALUES ($1, $2, $3)")
        .bind(&rules.version)
        .bind(&rules.body)
        .bind(millis(rules.saved_at))
        .execute(&mut *connection)
        .await?;
    sqlx::query("DELETE FROM code_rules WHERE id NOT IN (SELECT id FROM code_rules ORDER BY id DESC LIMIT 2)").execute(connection).await?;
    Ok(())
}

/// The saved sets, newest first.
pub async fn saved(connection: &mut Connection) -> Result<Vec<SavedRules>, StoreError> {
    let rows = sqlx::query("SELECT * FROM code_rules ORDER BY id DESC").fetch_all(connection).await?;
    rows.iter()
        .map(|row| {
            Ok(SavedRules { version: row.try_get("version")?, body: row.try_get("body")?, saved_at: time_of(row.try_get("saved_at")?)? })
        })
        .collect()
}
