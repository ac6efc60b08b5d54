//! Carries a debit through to a known outcome, whether or not anybody waits for it.

use std::{sync::Arc, time::Duration};

use cashier_core::wallet_api::{AttemptId, AttemptState};
use time::OffsetDateTime;

use super::{Claim, Debit, DebitOutcome, GiveBackOutcome};
use crate::{
    app::App,
    order::{ApplyError, AttemptRecord, Event, Facts, State, apply},
    store::{StoreError, attempts, orders},
};

/// How long the port may take for one answer; after it the outcome is unknown.
const PORT_TIMEOUT: Duration = Duration::from_secs(5);
/// The first wait before asking again; it doubles up to [`LONGEST_WAIT`].
const FIRST_WAIT: time::Duration = time::Duration::seconds(1);
const LONGEST_WAIT: time::Duration = time::Duration::seconds(30);
/// How often debits are looked for that nobody works on.
const SWEEP: time::Duration = time::Duration::minutes(1);

/// Works on a stored attempt as far as the first answer of the port. What is left after it goes on by itself.
pub async fn start(app: Arc<App>, attempt: AttemptRecord, claim: Claim) {
    if !step(&app, &attempt).await {
        app.tasks.spawn(keep_asking(Arc::clone(&app), attempt, claim));
    }
}

/// Takes up every debit that nobody works on, such as those that a stop of the backend interrupted. Tells when to look again.
pub async fn resume(app: &Arc<App>) -> Result<Option<OffsetDateTime>, StoreError> {
    let mut connection = app.store.read().await?;
    let mut open = attempts::running(&mut connection).await?;
    open.extend(attempts::to_give_back(&mut connection).await?);
    for attempt in open {
        if let Some(claim) = app.claims.claim(&attempt.id) {
            app.tasks.spawn(start(Arc::clone(app), attempt, claim));
        }
    }
    Ok(Some(app.clock.now() + SWEEP))
}

/// Asks until the outcome is known and written, or the backend stops.
async fn keep_asking(app: Arc<App>, attempt: AttemptRecord, _claim: Claim) {
    let mut wait = FIRST_WAIT;
    loop {
        tokio::select! {
            () = app.stopping.cancelled() => return,
            () = app.clock.sleep_until(Some(app.clock.now() + wait)) => {}
        }
        if step(&app, &attempt).await {
            return;
        }
        wait = (wait + wait).min(LONGEST_WAIT);
    }
}

/// One round; true if nothing is left to do.
async fn step(app: &App, attempt: &AttemptRecord) -> bool {
    match try_step(app, attempt).await {
        Ok(done) => done,
        Err(error) => {
            tracing::error!(attempt = attempt.id.as_str(), %error, "the outcome of a debit could not be written");
            false
        }
    }
}

async fn try_step(app: &App, attempt: &AttemptRecord) -> Result<bool, ApplyError> {
    let Some((method_id, amount)) = attempt.content.as_ref().map(|content| &content.method_id).zip(attempt.total()) else {
        return Err(ApplyError::NoAttempt);
    };
    let debit = Debit { attempt: attempt.id.clone(), customer_id: attempt.customer_id.clone(), method_id: method_id.clone(), amount };
    let outcome = tokio::time::timeout(PORT_TIMEOUT, app.debits.debit(&debit)).await.unwrap_or(DebitOutcome::Unknown);
    if outcome == DebitOutcome::Unknown || !write_outcome(app, &attempt.id, &outcome).await? {
        return Ok(outcome != DebitOutcome::Unknown);
    }
    let returned = tokio::time::timeout(PORT_TIMEOUT, app.debits.give_back(&debit)).await.unwrap_or(GiveBackOutcome::Unknown);
    if returned == GiveBackOutcome::Unknown {
        return Ok(false);
    }
    let mut transaction = app.store.write().await?;
    attempts::set_returned(&mut transaction, &attempt.id, app.clock.now()).await?;
    transaction.commit().await.map_err(StoreError::from)?;
    app.changes.announce(&attempt.order);
    Ok(true)
}

/// Moves the order on; true if the money has to be given back.
async fn write_outcome(app: &App, attempt: &AttemptId, outcome: &DebitOutcome) -> Result<bool, ApplyError> {
    let mut transaction = app.store.write().await?;
    let attempt = attempts::find(&mut transaction, attempt).await?.ok_or(ApplyError::NoAttempt)?;
    let mut order = orders::find(&mut transaction, &attempt.order).await?.ok_or(ApplyError::NoAttempt)?;
    let now = app.clock.now();
    let late = now >= order.expires_at;
    let give_back = |state| state == State::Closed && *outcome == DebitOutcome::Done && attempt.returned_at.is_none();
    if attempt.state != AttemptState::Processing {
        // Written by an earlier round.
        return Ok(give_back(order.state));
    }
    let (event, reason) = match outcome {
        DebitOutcome::Done if late => (Event::DebitDoneLate, None),
        DebitOutcome::Done => (Event::DebitDone, None),
        DebitOutcome::Refused { reason } if late || order.attempts_left() == 0 => (Event::DebitRefusedLast, Some(reason.as_str())),
        DebitOutcome::Refused { reason } => (Event::DebitRefused, Some(reason.as_str())),
        DebitOutcome::Unknown => return Ok(false),
    };
    let notify_url = app.gateway.notify_url(&order.answer);
    let facts = Facts { now, attempt: Some(&attempt), reason, notify_url: &notify_url };
    apply(&mut transaction, &mut order, event, facts).await?;
    transaction.commit().await.map_err(StoreError::from)?;
    tracing::info!(payment_request_id = order.payment_request_id, state = order.state.as_str(), "debit ended");
    app.changes.announce(&order.id);
    Ok(give_back(order.state))
}
