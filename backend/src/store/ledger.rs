//! The ledger: double entry, append only. The database itself refuses a transaction that does not balance.

use cashier_core::{
    money::{Currency, Money},
    wallet_api::AttemptId,
};
use sqlx::Row as _;
use time::OffsetDateTime;

use super::{Connection, StoreError, millis, minor, money_of};

/// An account of the ledger. There is one per currency.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Account {
    /// What the wallet owes a user: the balance.
    User(String),
    /// Debited, for an order whose end is not written yet.
    Transit,
    /// What the wallet owes Alipay+.
    AlipayPlus,
    /// Surcharges collected.
    Surcharge,
    /// To be given back to a user.
    Returns,
    /// Where deposited money comes from; below zero by all that the wallet holds.
    Deposits,
}

impl Account {
    /// The id of the account in the database.
    pub fn id(&self, currency: Currency) -> String {
        match self {
            Self::User(customer_id) => format!("user:{customer_id}:{currency}"),
            Self::Transit => format!("transit:{currency}"),
            Self::AlipayPlus => format!("alipayplus:{currency}"),
            Self::Surcharge => format!("surcharge:{currency}"),
            Self::Returns => format!("returns:{currency}"),
            Self::Deposits => format!("deposits:{currency}"),
        }
    }
}

/// What a ledger transaction is for. Each happens at most once: this is its key.
#[derive(Clone, Debug)]
pub enum Posting<'a> {
    /// Money paid into the wallet when the user was made.
    Deposit(&'a str),
    /// A debit: user to transit.
    Debit(&'a AttemptId),
    /// The order is paid: transit to Alipay+ and surcharge.
    Settle(&'a AttemptId),
    /// The order ended before its debit: transit to returns.
    GiveBack(&'a AttemptId),
    /// Returns to user.
    Return(&'a AttemptId),
}

impl Posting<'_> {
    /// The id of the transaction in the database.
    pub fn id(&self) -> String {
        match self {
            Self::Deposit(customer_id) => format!("deposit:{customer_id}"),
            Self::Debit(attempt) => format!("debit:{}", attempt.as_str()),
            Self::Settle(attempt) => format!("settle:{}", attempt.as_str()),
            Self::GiveBack(attempt) => format!("give-back:{}", attempt.as_str()),
            Self::Return(attempt) => format!("return:{}", attempt.as_str()),
        }
    }
}

/// Posts one transaction: all of `to` comes out of `from`. Amounts of zero are left out. An error if it was posted before.
pub async fn post(
    connection: &mut Connection,
    posting: &Posting<'_>,
    from: &Account,
    to: &[(Account, Money)],
    at: OffsetDateTime,
) -> Result<(), StoreError> {
    let Some((_, first)) = to.first() else { return Ok(()) };
    let currency = first.currency();
    let sum: i64 = to.iter().map(|(_, amount)| minor(*amount)).sum();
    if sum == 0 {
        return Ok(());
    }
    let id = posting.id();
    enter(connection, &id, from, currency, -sum).await?;
    for (account, amount) in to.iter().filter(|(_, amount)| !amount.is_zero()) {
        enter(connection, &id, account, amount.currency(), minor(*amount)).await?;
    }
    // Last: from here on the transaction is closed, and the database checks that it balances in one currency.
    sqlx::query("INSERT INTO ledger_transactions (id, posted_at) VALUES ($1, $2)").bind(&id).bind(millis(at)).execute(connection).await?;
    Ok(())
}

async fn enter(
    connection: &mut Connection,
    transaction: &str,
    account: &Account,
    currency: Currency,
    amount: i64,
) -> Result<(), StoreError> {
    let id = account.id(currency);
    sqlx::query("INSERT INTO ledger_accounts (id, currency) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING")
        .bind(&id)
        .bind(currency.to_string())
        .execute(&mut *connection)
        .await?;
    sqlx::query("INSERT INTO ledger_entries (transaction_id, account_id, amount) VALUES ($1, $2, $3)")
        .bind(transaction)
        .bind(&id)
        .bind(amount)
        .execute(connection)
        .await?;
    Ok(())
}

/// True if the transaction was posted.
pub async fn is_posted(connection: &mut Connection, posting: &Posting<'_>) -> Result<bool, StoreError> {
    let found: Option<i64> =
        sqlx::query_scalar("SELECT posted_at FROM ledger_transactions WHERE id = $1").bind(posting.id()).fetch_optional(connection).await?;
    Ok(found.is_some())
}

/// What a user has, from the entries.
pub async fn balance(connection: &mut Connection, customer_id: &str, currency: Currency) -> Result<Money, StoreError> {
    let account = Account::User(customer_id.to_owned()).id(currency);
    let sum: i64 = sqlx::query_scalar("SELECT COALESCE(SUM(amount), 0) FROM ledger_entries WHERE account_id = $1")
        .bind(account)
        .fetch_one(connection)
        .await?;
    money_of(&currency.to_string(), sum)
}

/// The sum of an account's entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountSum {
    /// See [`Account::id`].
    pub account: String,
    /// ISO 4217.
    pub currency: String,
    /// Minor units; below zero for deposits.
    pub sum: i64,
}

/// Every account with the sum of its entries, for the audit.
pub async fn sums(connection: &mut Connection) -> Result<Vec<AccountSum>, StoreError> {
    let rows = sqlx::query(
        "SELECT id, currency, COALESCE(SUM(amount), 0) AS sum FROM ledger_accounts LEFT JOIN ledger_entries ON account_id = id
         GROUP BY id, currency ORDER BY currency, id",
    )
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| Ok(AccountSum { account: row.try_get("id")?, currency: row.try_get("currency")?, sum: row.try_get("sum")? }))
        .collect()
}

/// The ids of transactions whose entries do not add up to zero or whose row is missing, for the audit.
pub async fn unbalanced(connection: &mut Connection) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar(
        "SELECT transaction_id FROM ledger_entries LEFT JOIN ledger_transactions ON id = transaction_id
         GROUP BY transaction_id HAVING SUM(amount) <> 0 OR COUNT(id) = 0",
    )
    .fetch_all(connection)
    .await?)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::store::Store;

    const NOW: OffsetDateTime = datetime!(2026-01-05 09:30 UTC);

    async fn funded() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("ledger.db")).await.unwrap();
        let mut transaction = store.write().await.unwrap();
        let to = [(Account::User("1".to_owned()), krw(500))];
        post(&mut transaction, &Posting::Deposit("1"), &Account::Deposits, &to, NOW).await.unwrap();
        transaction.commit().await.unwrap();
        (folder, store)
    }

    fn krw(minor: u64) -> Money {
        Money::new("KRW".parse().unwrap(), minor).unwrap()
    }

    #[tokio::test]
    async fn a_posting_happens_once() {
        let (_folder, store) = funded().await;
        let mut transaction = store.write().await.unwrap();
        let to = [(Account::User("1".to_owned()), krw(1))];
        assert!(post(&mut transaction, &Posting::Deposit("1"), &Account::Deposits, &to, NOW).await.is_err());
        drop(transaction);
        assert_eq!(balance(&mut store.read().await.unwrap(), "1", "KRW".parse().unwrap()).await.unwrap(), krw(500));
    }

    #[tokio::test]
    async fn the_database_itself_refuses_what_does_not_balance() {
        let (_folder, store) = funded().await;
        let jpy = Money::new("JPY".parse().unwrap(), 1).unwrap();
        let mut transaction = store.write().await.unwrap();
        let of_two_currencies = [(Account::Transit, krw(1)), (Account::Surcharge, jpy)];
        assert!(post(&mut transaction, &Posting::Deposit("2"), &Account::Deposits, &of_two_currencies, NOW).await.is_err());
        drop(transaction);
        for sql in [
            "INSERT INTO ledger_transactions (id, posted_at) VALUES ('empty', 0)",
            "INSERT INTO ledger_entries (transaction_id, account_id, amount) VALUES ('deposit:1', 'transit:KRW', 1)",
            "UPDATE ledger_entries SET amount = amount + 1",
            "DELETE FROM ledger_entries",
            "UPDATE ledger_transactions SET posted_at = 0",
            "DELETE FROM ledger_transactions",
        ] {
            let mut transaction = store.write().await.unwrap();
            assert!(sqlx::query(sql).execute(&mut *transaction).await.is_err(), "{sql}");
        }
    }

    #[tokio::test]
    async fn entries_without_their_transaction_cannot_be_committed() {
        let (_folder, store) = funded().await;
        let mut transaction = store.write().await.unwrap();
        enter(&mut transaction, "half", &Account::Transit, "KRW".parse().unwrap(), 1).await.unwrap();
        assert!(transaction.commit().await.is_err());
    }
}
