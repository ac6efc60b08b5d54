//! Users of the wallet, their payment methods and their PINs.

use aws_lc_rs::digest::{SHA256, digest};
use cashier_core::{money::Currency, secret::Secret, wallet_api::MethodKind};
use sqlx::Row as _;
use time::OffsetDateTime;

use super::{Connection, Row, StoreError, millis, time_of};
use crate::random::hex;

/// A user of the wallet.
#[derive(Clone, Debug)]
pub struct User {
    /// Stable and opaque; also Alipay+'s name for the user.
    pub customer_id: String,
    /// Masked id of the account, to show.
    pub account: String,
    /// Currency of the account.
    pub currency: Currency,
}

/// What guards a user's PIN.
#[derive(Clone, Debug)]
pub struct PinGuard {
    /// Argon2 in its PHC form.
    pub pin_hash: String,
    /// Wrong PINs in a row, over all orders.
    pub wrong_pins: u32,
    /// No PIN is looked at before.
    pub locked_until: Option<OffsetDateTime>,
}

/// A payment method of a user.
#[derive(Clone, Debug)]
pub struct MethodRecord {
    /// Unique for the user.
    pub method_id: String,
    /// What it is.
    pub kind: MethodKind,
    /// Name to show.
    pub label: String,
}

/// A login token as stored: whoever reads the database cannot log in with it.
pub fn token_hash(token: &Secret) -> String {
    hex(digest(&SHA256, token.expose().as_bytes()).as_ref())
}

/// Adds a user; false if there is one of that id, who stays as is.
pub async fn insert(connection: &mut Connection, user: &User, token_hash: &str, pin_hash: &str) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "INSERT INTO users (customer_id, token_hash, pin_hash, account, currency) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (customer_id) DO NOTHING",
    )
    .bind(&user.customer_id)
    .bind(token_hash)
    .bind(pin_hash)
    .bind(&user.account)
    .bind(user.currency.to_string())
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Adds a payment method at the end of the user's list.
pub async fn insert_method(connection: &mut Connection, customer_id: &str, method: &MethodRecord) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO methods (customer_id, method_id, kind, label, position)
         VALUES ($1, $2, $3, $4, (SELECT COUNT(*) FROM methods WHERE customer_id = $1))",
    )
    .bind(customer_id)
    .bind(&method.method_id)
    .bind(kind_name(method.kind))
    .bind(&method.label)
    .execute(connection)
    .await?;
    Ok(())
}

/// Whose token it is.
pub async fn find_by_token(connection: &mut Connection, token: &Secret) -> Result<Option<User>, StoreError> {
    let row = sqlx::query("SELECT * FROM users WHERE token_hash = $1").bind(token_hash(token)).fetch_optional(connection).await?;
    row.as_ref().map(user).transpose()
}

/// The user of that id.
pub async fn find(connection: &mut Connection, customer_id: &str) -> Result<Option<User>, StoreError> {
    let row = sqlx::query("SELECT * FROM users WHERE customer_id = $1").bind(customer_id).fetch_optional(connection).await?;
    row.as_ref().map(user).transpose()
}

/// The user's payment methods, preferred first.
pub async fn methods(connection: &mut Connection, customer_id: &str) -> Result<Vec<MethodRecord>, StoreError> {
    let rows =
        sqlx::query("SELECT * FROM methods WHERE customer_id = $1 ORDER BY position").bind(customer_id).fetch_all(connection).await?;
    rows.iter()
        .map(|row| {
            Ok(MethodRecord { method_id: row.try_get("method_id")?, kind: kind(row.try_get("kind")?), label: row.try_get("label")? })
        })
        .collect()
}

/// What guards the user's PIN.
pub async fn pin_guard(connection: &mut Connection, customer_id: &str) -> Result<PinGuard, StoreError> {
    let row = sqlx::query("SELECT pin_hash, wrong_pins, locked_until FROM users WHERE customer_id = $1")
        .bind(customer_id)
        .fetch_one(connection)
        .await?;
    Ok(PinGuard {
        pin_hash: row.try_get("pin_hash")?,
        wrong_pins: row.try_get("wrong_pins")?,
        locked_until: row.try_get::<Option<i64>, _>("locked_until")?.map(time_of).transpose()?,
    })
}

/// Counts wrong PINs and locks the PIN, or forgets both.
pub async fn set_pin_guard(
    connection: &mut Connection,
    customer_id: &str,
    wrong_pins: u32,
    locked_until: Option<OffsetDateTime>,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE users SET wrong_pins = $2, locked_until = $3 WHERE customer_id = $1")
        .bind(customer_id)
        .bind(wrong_pins)
        .bind(locked_until.map(millis))
        .execute(connection)
        .await?;
    Ok(())
}

fn user(row: &Row) -> Result<User, StoreError> {
    let currency: &str = row.try_get("currency")?;
    Ok(User {
        customer_id: row.try_get("customer_id")?,
        account: row.try_get("account")?,
        currency: currency.parse().map_err(|_| StoreError::Unreadable("currency"))?,
    })
}

fn kind_name(kind: MethodKind) -> &'static str {
    match kind {
        MethodKind::Balance => "balance",
        MethodKind::BankAccount => "bank_account",
        MethodKind::Card => "card",
        MethodKind::Unknown => "unknown",
    }
}

fn kind(name: &str) -> MethodKind {
    match name {
        "balance" => MethodKind::Balance,
        "bank_account" => MethodKind::BankAccount,
        "card" => MethodKind::Card,
        _ => MethodKind::Unknown,
    }
}
