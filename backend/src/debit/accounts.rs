//! The built-in debit port: balances in the backend's own ledger.

use async_trait::async_trait;
use cashier_alipayplus::result::ResultCode;
use cashier_core::wallet_api::MethodKind;

use super::{Debit, DebitOutcome, DebitPort, GiveBackOutcome};
use crate::{
    clock::Clock,
    store::{
        Connection, Store, StoreError,
        debit_log::{self, Action, Line},
        ledger::{self, Account, Posting},
        users,
    },
};

/// Debits balances of the ledger, and keeps a log of its own that the ledger can be held against.
pub struct WalletAccounts {
    store: Store,
    clock: Clock,
}

impl WalletAccounts {
    /// Works on the ledger in `store`.
    pub fn new(store: Store, clock: Clock) -> Self {
        Self { store, clock }
    }

    async fn try_debit(&self, debit: &Debit) -> Result<DebitOutcome, StoreError> {
        let mut transaction = self.store.write().await?;
        let before = debit_log::of_attempt(&mut transaction, &debit.attempt).await?;
        if let Some(line) = before.first() {
            return Ok(match &line.reason {
                None => DebitOutcome::Done,
                Some(reason) => DebitOutcome::Refused { reason: reason.clone() },
            });
        }
        let refusal = refusal(&mut transaction, debit).await?;
        let now = self.clock.now();
        if refusal.is_none() {
            let user = Account::User(debit.customer_id.clone());
            ledger::post(&mut transaction, &Posting::Debit(&debit.attempt), &user, &[(Account::Transit, debit.amount)], now).await?;
        }
        let action = if refusal.is_none() { Action::Debited } else { Action::Refused };
        let line = line(debit, action, refusal.as_ref().map(ToString::to_string));
        debit_log::append(&mut transaction, &line, now).await?;
        transaction.commit().await?;
        Ok(line.reason.map_or(DebitOutcome::Done, |reason| DebitOutcome::Refused { reason }))
    }

    async fn try_give_back(&self, debit: &Debit) -> Result<(), StoreError> {
        let mut transaction = self.store.write().await?;
        let before = debit_log::of_attempt(&mut transaction, &debit.attempt).await?;
        if before.iter().any(|line| line.action == Action::Returned) {
            return Ok(());
        }
        let now = self.clock.now();
        let user = Account::User(debit.customer_id.clone());
        ledger::post(&mut transaction, &Posting::Return(&debit.attempt), &Account::Returns, &[(user, debit.amount)], now).await?;
        debit_log::append(&mut transaction, &line(debit, Action::Returned, None), now).await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// Why nothing may be taken; `None` if it may.
async fn refusal(connection: &mut Connection, debit: &Debit) -> Result<Option<ResultCode>, StoreError> {
    let Some(user) = users::find(connection, &debit.customer_id).await? else { return Ok(Some(ResultCode::UserNotExist)) };
    let methods = users::methods(connection, &debit.customer_id).await?;
    if !methods.iter().any(|method| method.method_id == debit.method_id && method.kind == MethodKind::Balance) {
        return Ok(Some(ResultCode::UnavailablePaymentMethod));
    }
    if user.currency != debit.amount.currency() {
        return Ok(Some(ResultCode::CurrencyNotSupport));
    }
    let balance = ledger::balance(connection, &debit.customer_id, user.currency).await?;
    Ok((balance.minor() < debit.amount.minor()).then_some(ResultCode::UserBalanceNotEnough))
}

fn line(debit: &Debit, action: Action, reason: Option<String>) -> Line {
    Line { attempt: debit.attempt.clone(), action, customer_id: debit.customer_id.clone(), amount: debit.amount, reason }
}

#[async_trait]
impl DebitPort for WalletAccounts {
    async fn debit(&self, debit: &Debit) -> DebitOutcome {
        self.try_debit(debit).await.unwrap_or_else(|error| {
            // Also a failed commit may have happened: only a repeat can tell.
            tracing::error!(attempt = debit.attempt.as_str(), %error, "debit failed");
            DebitOutcome::Unknown
        })
    }

    async fn give_back(&self, debit: &Debit) -> GiveBackOutcome {
        match self.try_give_back(debit).await {
            Ok(()) => GiveBackOutcome::Done,
            Err(error) => {
                tracing::error!(attempt = debit.attempt.as_str(), %error, "giving back failed");
                GiveBackOutcome::Unknown
            }
        }
    }
}
