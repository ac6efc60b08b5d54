//! Auth codes: by their hash, until they are over.

use time::OffsetDateTime;

use super::{Connection, StoreError, millis};

/// What an auth code is bound to.
pub struct AuthCode<'a> {
    /// SHA-256 of the code, in hex.
    pub hash: &'a str,
    /// Who it stands for.
    pub customer_id: &'a str,
    /// Who may exchange it.
    pub auth_client_id: &'a str,
    /// What for, with commas between.
    pub scopes: &'a str,
    /// Until when.
    pub valid_until: OffsetDateTime,
}

/// Stores a code, and forgets those that are over.
pub async fn insert(connection: &mut Connection, code: &AuthCode<'_>, now: OffsetDateTime) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM auth_codes WHERE valid_until <= $1").bind(millis(now)).execute(&mut *connection).await?;
    sqlx::query("INSERT INTO auth_codes (code_hash, customer_id, auth_client_id, scopes, valid_until) VALUES ($1, $2, $3, $4, $5)")
        .bind(code.hash)
        .bind(code.customer_id)
        .bind(code.auth_client_id)
        .bind(code.scopes)
        .bind(millis(code.valid_until))
        .execute(connection)
        .await?;
    Ok(())
}
