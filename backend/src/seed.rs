//! Users for demos and tests.

use cashier_core::{
    money::{Currency, Money},
    secret::Secret,
    wallet_api::MethodKind,
};
use serde::Deserialize;

use crate::{
    app::App,
    pin::{self, PinError},
    store::{
        StoreError,
        ledger::{self, Account, Posting},
        users::{self, MethodRecord, User},
    },
};

/// A file of users: `[[users]]` tables with the fields of [`SeedUser`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seed {
    /// The users.
    #[serde(default)]
    pub users: Vec<SeedUser>,
}

/// A user to make.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedUser {
    /// Stable and opaque; also Alipay+'s name for the user.
    pub customer_id: String,
    /// The bearer token of the wallet's login.
    pub token: Secret,
    /// The PIN.
    pub pin: Secret,
    /// Masked id of the account, to show.
    pub account: String,
    /// The wallet's currency.
    pub currency: Currency,
    /// What the user has, in whole minor units.
    pub balance: u64,
}

/// Why users could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// The file has another form.
    #[error("users: {0}")]
    Form(String),
    /// An amount is too large.
    #[error("users: the balance of `{0}` is too large")]
    Balance(String),
    /// A PIN could not be hashed.
    #[error(transparent)]
    Pin(#[from] PinError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Seed {
    /// Reads TOML.
    pub fn parse(text: &str) -> Result<Self, SeedError> {
        // The whole error would quote the line, and with it a token or PIN.
        toml::from_str(text).map_err(|error| SeedError::Form(error.message().to_owned()))
    }
}

/// Makes the users that do not exist yet; those that do keep what they have.
pub(crate) async fn plant(app: &App, seed: &Seed) -> Result<(), SeedError> {
    for user in &seed.users {
        let deposit = Money::new(user.currency, user.balance).map_err(|_| SeedError::Balance(user.customer_id.clone()))?;
        if users::find(&mut *app.store.read().await?, &user.customer_id).await?.is_some() {
            continue;
        }
        let pin_hash = pin::hash(user.pin.clone()).await?;
        let record = User { customer_id: user.customer_id.clone(), account: user.account.clone(), currency: user.currency };
        let mut transaction = app.store.write().await?;
        if !users::insert(&mut transaction, &record, &users::token_hash(&user.token), &pin_hash).await? {
            continue;
        }
        let method = MethodRecord { method_id: "balance".to_owned(), kind: MethodKind::Balance, label: "Balance".to_owned() };
        users::insert_method(&mut transaction, &user.customer_id, &method).await?;
        let account = Account::User(user.customer_id.clone());
        let posting = Posting::Deposit(&user.customer_id);
        ledger::post(&mut transaction, &posting, &Account::Deposits, &[(account, deposit)], app.clock.now()).await?;
        transaction.commit().await.map_err(StoreError::from)?;
    }
    Ok(())
}
