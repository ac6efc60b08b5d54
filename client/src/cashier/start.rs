//! Starting, and who is logged in: what the phone has is taken up again.

use std::{
    sync::{Arc, PoisonError, atomic::Ordering},
    time::Duration,
};

use cashier_core::machine::Event;

use super::Cashier;
use crate::{
    CashierError, Payment,
    driver::Services,
    error::Error,
    installation::Installation,
    payment::Standing,
    random,
    records::{OwedOrder, Unfinished},
    runtime,
};

/// How long the first start of an installation waits for rules. Without them the backend identifies the codes.
const FIRST_RULES_PATIENCE: Duration = Duration::from_secs(3);

impl Cashier {
    /// Loads what the phone has, asks the backend for settings and rules, and takes unfinished payments up again: each asks for its
    /// result, none is sent again. Gives those payments. May be called again after an error.
    pub async fn start(&self) -> Result<Vec<Arc<Payment>>, CashierError> {
        self.check_open()?;
        let this = self.clone();
        let started = runtime::get()?.spawn(async move { this.start_here().await });
        started.await.unwrap_or(Err(CashierError::Closed))
    }

    async fn start_here(&self) -> Result<Vec<Arc<Payment>>, CashierError> {
        let Services { backend, records, .. } = &self.inner.services;
        self.take_installation().await?;
        self.inner.identification.restore(records).await?;
        self.inner.availability.restore(records).await;
        if !self.inner.identification.is_ready() {
            let first = self.inner.identification.refresh(backend, records);
            let _ = tokio::time::timeout(FIRST_RULES_PATIENCE, first).await;
        }
        let restored = self.take_user_up().await?;
        if !self.inner.keeping_fresh.swap(true, Ordering::AcqRel) {
            self.keep_fresh();
        }
        Ok(restored)
    }

    /// From here until it is closed no other cashier of this process works with the store, also if the rest of the start fails.
    async fn take_installation(&self) -> Result<(), CashierError> {
        // Of two starts at once the second waits for the first.
        let mut held = self.inner.installation.lock().await;
        if held.is_none() {
            let installation = Installation::open(&self.inner.services.records).await?;
            self.inner.services.backend.set_device(installation.id());
            *held = Some(installation);
        }
        drop(held);
        // Closed meanwhile: what `close` has not found is let go of here.
        self.check_open().inspect_err(|_| self.close())
    }

    /// The user who is logged in now, with what is left of their payments.
    async fn take_user_up(&self) -> Result<Vec<Arc<Payment>>, CashierError> {
        let Services { backend, records, outcomes, .. } = &self.inner.services;
        let turn = self.inner.logins.fetch_add(1, Ordering::AcqRel);
        let login = backend.login().await.ok_or(Error::NoLogin)?;
        let user = login.customer_hint;
        // What was acknowledged a moment ago must not be read as if it still waited.
        records.flush().await?;
        let stored = records.outcomes(&user).await?;
        let mut unfinished = records.unfinished(&user).await?;
        // From here on nothing waits and no port is called: of two calls at once each sees all that the other has taken up.
        let _one_at_a_time = self.inner.beginning.lock().unwrap_or_else(PoisonError::into_inner);
        outcomes.restore(&user, stored).into_iter().for_each(|question| unfinished.add(&user, question));
        self.take_up(&user, unfinished)?;
        let left = self.all().into_iter().filter(|it| it.is_owned_by(&user) && it.standing() != Standing::Done).collect();
        let mut payments = self.payments();
        // A login that was asked for earlier may be that of an earlier user.
        if payments.login <= turn {
            (payments.login, payments.user) = (turn, Some(user));
        }
        drop(payments);
        outcomes.user_changed();
        Ok(left)
    }

    /// A payment that still runs in this process has its record on disk too: it is not taken up twice.
    fn take_up(&self, user: &str, unfinished: Unfinished) -> Result<(), CashierError> {
        let Services { records, .. } = &self.inner.services;
        for record in unfinished.attempts {
            if !records.is_taken(&record.attempt) {
                let payment = self.begin(random::hex(), user.to_owned(), None)?;
                records.take(payment.id(), &record);
                payment.on(Event::Restore(record));
                self.payments().waiting.push(payment);
            }
        }
        for OwedOrder { payment, order } in unfinished.orders {
            if records.take_order(&payment) {
                let payment = self.begin(payment, user.to_owned(), None)?;
                payment.on(Event::RestoreOrder { user: user.to_owned(), order });
                self.payments().waiting.push(payment);
            }
        }
        Ok(())
    }

    fn keep_fresh(&self) {
        // What was fetched a moment ago at the first start answers "not modified".
        let (identification, services) = (Arc::clone(&self.inner.identification), self.inner.services.clone());
        self.spawn(async move { identification.keep_fresh(&services.backend, &services.records).await });
        let (identification, availability, services) =
            (Arc::clone(&self.inner.identification), Arc::clone(&self.inner.availability), self.inner.services.clone());
        let is_on = move || identification.served().features().availability;
        self.spawn(async move { availability.keep_fresh(&services.backend, &services.records, is_on).await });
    }

    /// Another user has logged in. Running payments are parked until their own user is back. Gives what is open of the new user's.
    pub async fn token_user_changed(&self) -> Result<Vec<Arc<Payment>>, CashierError> {
        self.check_open()?;
        let this = self.clone();
        let task = runtime::get()?.spawn(async move {
            let restored = this.take_user_up().await;
            if restored.is_err() {
                // Whoever it is now: not the one before, whose payments and outcomes are nobody else's business.
                this.payments().user = None;
            }
            // Not in the condition below: the lock would be held while the payments are told.
            let user = this.payments().user.clone();
            if let Some(user) = user {
                this.broadcast(&Event::TokenUserChanged(user));
            }
            restored
        });
        task.await.unwrap_or(Err(CashierError::Closed))
    }
}
