//! Auth codes: by their hash, until they are over.

use aws_lc_rs::digest::{SHA256, digest};
use cashier_core::secret::Secret;
use time::OffsetDateTime;

use super::{Connection, StoreError, millis};
use crate::random::hex;

/// A code, and what it is bound to.
pub struct AuthCode<'a> {
    /// The code; its hash is stored.
    pub code: &'a Secret,
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
        .bind(hash(code.code))
        .bind(code.customer_id)
        .bind(code.auth_client_id)
        .bind(code.scopes)
        .bind(millis(code.valid_until))
        .execute(connection)
        .await?;
    Ok(())
}

/// Uses a code up; whose it was, unless it is another client's, over, or used already. One statement: of two uses at once one wins.
pub async fn redeem(
    connection: &mut Connection,
    code: &Secret,
    auth_client_id: &str,
    now: OffsetDateTime,
) -> Result<Option<String>, StoreError> {
    let customer_id = sqlx::query_scalar(
        "UPDATE auth_codes SET consumed_at = $1 \
         WHERE code_hash = $2 AND auth_client_id = $3 AND consumed_at IS NULL AND valid_until > $1 RETURNING customer_id",
    )
    .bind(millis(now))
    .bind(hash(code))
    .bind(auth_client_id)
    .fetch_optional(connection)
    .await?;
    Ok(customer_id)
}

fn hash(code: &Secret) -> String {
    hex(digest(&SHA256, code.expose().as_bytes()).as_ref())
}
