//! The database, and the only code that speaks SQL.
//!
//! The statements keep to what SQLite and PostgreSQL have in common; what differs is here and in the migrations. Every function
//! takes a connection, so that its caller decides what belongs to one transaction.

pub mod attempts;
pub mod auth_codes;
pub mod debit_log;
pub mod ledger;
pub mod orders;
pub mod outbox;
pub mod rules;
pub mod server_keys;
pub mod step_up;
pub mod users;

use std::{path::Path, time::Duration};

use cashier_core::money::{Currency, Money};
use sqlx::{
    SqlSafeStr, Sqlite, SqlitePool, Transaction,
    migrate::{Migration, MigrationType, Migrator},
    pool::PoolConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use time::OffsetDateTime;

/// What every function of the store works on.
pub type Connection = sqlx::SqliteConnection;
/// One row of an answer.
pub type Row = sqlx::sqlite::SqliteRow;

const READERS: u32 = 4;
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Every migration, oldest first. One that was released never changes.
const MIGRATIONS: [(i64, &str, &str); 2] = [
    (1, "initial", include_str!("../../migrations/0001_initial.sql")),
    (2, "auth codes", include_str!("../../migrations/0002_auth_codes.sql")),
];

/// Why the store did not do its work.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused, or is not there.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The database is of another version.
    #[error("database: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A stored value that this program cannot have written.
    #[error("the database holds an unreadable {0}")]
    Unreadable(&'static str),
}

/// The database of the backend.
///
/// Writes go through one connection, one after the other: no write ever fails because of another one.
#[derive(Clone, Debug)]
pub struct Store {
    readers: SqlitePool,
    writer: SqlitePool,
}

impl Store {
    /// Opens the file, makes it if it is not there, and brings its tables up to date.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        let options = options(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // A payment that was answered must outlive a power cut.
            .synchronous(SqliteSynchronous::Full);
        let writer = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
        let migrations = MIGRATIONS.map(|(version, description, sql)| {
            Migration::new(version, description.into(), MigrationType::Simple, sql.into_sql_str(), false)
        });
        Migrator::with_migrations(migrations.into()).run(&writer).await?;
        let readers = SqlitePoolOptions::new().max_connections(READERS).connect_with(options).await?;
        Ok(Self { readers, writer })
    }

    /// A connection for reading.
    pub async fn read(&self) -> Result<PoolConnection<Sqlite>, StoreError> {
        Ok(self.readers.acquire().await?)
    }

    /// A transaction for writing; dropped without `commit` it changes nothing.
    ///
    /// Whoever holds one must not ask for a second one.
    pub async fn write(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        // The write lock from the beginning: what is read in the transaction stays true until its end.
        Ok(self.writer.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// Closes all connections.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// One look at a database that somebody else may be writing to: all of it is of one moment.
pub async fn snapshot(path: &Path) -> Result<Transaction<'static, Sqlite>, StoreError> {
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options(path)).await?;
    Ok(pool.begin().await?)
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new().filename(path).foreign_keys(true).busy_timeout(BUSY_TIMEOUT)
}

/// Milliseconds since 1970 in UTC.
fn millis(time: OffsetDateTime) -> i64 {
    // In range: the calendar of `time` ends with the year 9999.
    i64::try_from(time.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}

/// The reverse of [`millis`].
fn time_of(millis: i64) -> Result<OffsetDateTime, StoreError> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000).map_err(|_| StoreError::Unreadable("time"))
}

/// An amount as stored.
fn minor(money: Money) -> i64 {
    i64::try_from(money.minor()).expect("an amount has at most 16 digits")
}

/// The reverse of [`minor`].
fn money_of(currency: &str, minor: i64) -> Result<Money, StoreError> {
    let currency: Currency = currency.parse().map_err(|_| StoreError::Unreadable("currency"))?;
    let minor = u64::try_from(minor).map_err(|_| StoreError::Unreadable("amount"))?;
    Money::new(currency, minor).map_err(|_| StoreError::Unreadable("amount"))
}
