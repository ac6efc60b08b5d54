//! Taking money from a user: the port to whatever keeps the wallet's accounts.

mod accounts;
mod claim;
mod worker;

use async_trait::async_trait;
use cashier_core::{money::Money, wallet_api::AttemptId};

pub use accounts::WalletAccounts;
pub use claim::{Claim, Claims};
pub use worker::{resume, start};

/// One debit. All of it follows from the attempt, so that a repeat is the same debit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Debit {
    /// The idempotency key.
    pub attempt: AttemptId,
    /// From whom.
    pub customer_id: String,
    /// From which of the user's payment methods.
    pub method_id: String,
    /// `payToAmount` and surcharge together, in the user's currency.
    pub amount: Money,
}

/// What became of a debit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DebitOutcome {
    /// The money was taken.
    Done,
    /// Nothing was taken, and for this attempt nothing ever will be.
    Refused {
        /// Alipay+ result code, such as `USER_BALANCE_NOT_ENOUGH`.
        reason: String,
    },
    /// Not known yet: ask again with the same attempt.
    Unknown,
}

/// What became of giving money back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GiveBackOutcome {
    /// The user has it.
    Done,
    /// Not known yet: ask again.
    Unknown,
}

/// Where the money of the users is.
///
/// Every call may be repeated, also after a restart, and then tells the outcome of the first one that had an effect.
#[async_trait]
pub trait DebitPort: Send + Sync {
    /// Takes the money of an attempt, at most once.
    async fn debit(&self, debit: &Debit) -> DebitOutcome;

    /// Gives the money of an attempt back, at most once; only asked for what was debited.
    async fn give_back(&self, debit: &Debit) -> GiveBackOutcome;
}
