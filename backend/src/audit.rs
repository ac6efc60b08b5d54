//! The audit: recomputes every balance from the entries and holds the records against each other.

use std::{
    collections::{BTreeMap, HashSet},
    fmt,
    path::Path,
};

use cashier_core::{
    money::Money,
    wallet_api::{AttemptState, OrderId},
};

use crate::{
    order::{AttemptRecord, OrderRecord, State},
    store::{
        Connection, StoreError, attempts,
        debit_log::{self, Action},
        ledger::{self, Account, AccountSum, Posting},
        orders, snapshot,
    },
};

/// What the audit found.
#[derive(Clone, Debug)]
pub struct Audit {
    accounts: Vec<AccountSum>,
    orders: usize,
    attempts: usize,
    /// Every violated invariant, one line each; empty if all is well.
    pub violations: Vec<String>,
}

impl fmt::Display for Audit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.accounts.iter().map(|account| account.account.len()).max().unwrap_or_default().max("account".len());
        writeln!(f, "{:<width$}  {:>20}", "account", "minor units")?;
        for AccountSum { account, sum, .. } in &self.accounts {
            writeln!(f, "{account:<width$}  {sum:>20}")?;
        }
        writeln!(f, "{} orders, {} attempts, {} violations", self.orders, self.attempts, self.violations.len())?;
        self.violations.iter().try_for_each(|violation| writeln!(f, "VIOLATION: {violation}"))
    }
}

/// Audits a database, changing nothing; the backend may be running.
pub async fn audit(database: &Path) -> Result<Audit, StoreError> {
    let mut connection = snapshot(database).await?;
    let accounts = ledger::sums(&mut connection).await?;
    let orders = orders::all(&mut connection).await?;
    let attempts = attempts::all(&mut connection).await?;
    let unbalanced = ledger::unbalanced(&mut connection).await?;
    let mut violations: Vec<_> = unbalanced.into_iter().map(|id| format!("ledger transaction {id} does not balance")).collect();
    currencies_balance(&accounts, &mut violations);
    no_user_is_below_zero(&accounts, &mut violations);
    each_order_fits_its_attempts(&orders, &attempts, &mut violations);
    let mut due = Due::default();
    for attempt in &attempts {
        let traces = Traces::of(&mut connection, attempt).await?;
        traces.agree(attempt, &mut violations);
        due.count(attempt, &traces, &mut violations);
    }
    due.compare(&accounts, &mut violations);
    Ok(Audit { accounts, orders: orders.len(), attempts: attempts.len(), violations })
}

/// What an attempt left in the ledger and in the debit log.
struct Traces {
    debited: bool,
    given_back: bool,
    returned: bool,
    debit_logged: bool,
    return_logged: bool,
}

impl Traces {
    async fn of(connection: &mut Connection, attempt: &AttemptRecord) -> Result<Self, StoreError> {
        let log = debit_log::of_attempt(connection, &attempt.id).await?;
        let logged = |action| log.iter().any(|line| line.action == action && Some(line.amount) == attempt.total());
        Ok(Self {
            debited: ledger::is_posted(connection, &Posting::Debit(&attempt.id)).await?,
            given_back: ledger::is_posted(connection, &Posting::GiveBack(&attempt.id)).await?,
            returned: ledger::is_posted(connection, &Posting::Return(&attempt.id)).await?,
            debit_logged: logged(Action::Debited),
            return_logged: logged(Action::Returned),
        })
    }

    fn agree(&self, attempt: &AttemptRecord, violations: &mut Vec<String>) {
        for (what, ledger, log) in [("debit", self.debited, self.debit_logged), ("return", self.returned, self.return_logged)] {
            if ledger != log {
                violations.push(format!("attempt {}: {what} in the ledger: {ledger}, in the debit log: {log}", attempt.id.as_str()));
            }
        }
    }
}

/// What each account of the wallet itself must hold, by its id, according to the attempts.
#[derive(Default)]
struct Due(BTreeMap<String, i64>);

impl Due {
    fn count(&mut self, attempt: &AttemptRecord, traces: &Traces, violations: &mut Vec<String>) {
        let (Some(content), true) = (&attempt.content, traces.debited) else { return };
        match attempt.state {
            AttemptState::Succeeded => {
                self.add(&Account::AlipayPlus, Some(content.pay_amount));
                self.add(&Account::Surcharge, content.surcharge);
            }
            AttemptState::Processing => self.add(&Account::Transit, attempt.total()),
            AttemptState::Failed if traces.returned => {}
            AttemptState::Failed if traces.given_back => self.add(&Account::Returns, attempt.total()),
            state => violations.push(format!("attempt {}: debited, but {state:?}", attempt.id.as_str())),
        }
    }

    fn add(&mut self, account: &Account, amount: Option<Money>) {
        let Some(amount) = amount else { return };
        let sum = self.0.entry(account.id(amount.currency())).or_default();
        *sum = sum.saturating_add(i64::try_from(amount.minor()).unwrap_or(i64::MAX));
    }

    fn compare(mut self, accounts: &[AccountSum], violations: &mut Vec<String>) {
        let is_own = |account: &&AccountSum| !account.account.starts_with("user:") && !account.account.starts_with("deposits:");
        for AccountSum { account, sum, .. } in accounts.iter().filter(is_own) {
            let due = self.0.remove(account).unwrap_or_default();
            if *sum != due {
                violations.push(format!("{account} holds {sum}, the attempts say {due}"));
            }
        }
        violations.extend(self.0.into_keys().map(|account| format!("{account} is missing")));
    }
}

fn currencies_balance(accounts: &[AccountSum], violations: &mut Vec<String>) {
    let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
    for account in accounts {
        *sums.entry(&account.currency).or_default() += account.sum;
    }
    violations.extend(sums.into_iter().filter(|(_, sum)| *sum != 0).map(|(currency, sum)| format!("{currency} is off by {sum}")));
}

fn no_user_is_below_zero(accounts: &[AccountSum], violations: &mut Vec<String>) {
    let below = accounts.iter().filter(|account| account.sum < 0 && account.account.starts_with("user:"));
    violations.extend(below.map(|account| format!("{} is below zero", account.account)));
}

fn each_order_fits_its_attempts(orders: &[OrderRecord], attempts: &[AttemptRecord], violations: &mut Vec<String>) {
    let orders_with = |state| -> HashSet<&OrderId> { attempts.iter().filter(|it| it.state == state).map(|it| &it.order).collect() };
    let (paid, running) = (orders_with(AttemptState::Succeeded), orders_with(AttemptState::Processing));
    for order in orders {
        let id = &order.payment_request_id;
        if order.state.is_paid() != paid.contains(&order.id) {
            violations.push(format!("order {id} is {}, its attempts say otherwise", order.state.as_str()));
        }
        if (order.state == State::Processing) != running.contains(&order.id) {
            violations.push(format!("order {id} is {}, but has running attempts: {}", order.state.as_str(), running.contains(&order.id)));
        }
    }
}
