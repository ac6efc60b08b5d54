//! Keys that the backend makes for itself.

use super::{Connection, StoreError};

/// The key of that name; `candidate` becomes it if there is none yet.
pub async fn get_or_insert(connection: &mut Connection, name: &str, candidate: &[u8]) -> Result<Vec<u8>, StoreError> {
    sqlx::query("INSERT INTO server_keys (name, key) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING")
        .bind(name)
        .bind(candidate)
        .execute(&mut *connection)
        .await?;
    Ok(sqlx::query_scalar("SELECT key FROM server_keys WHERE name = $1").bind(name).fetch_one(connection).await?)
}
