//! Closes orders whose time is over.

use cashier_core::wallet_api::OrderId;
use time::{Duration, OffsetDateTime};

use crate::{
    app::App,
    order::{ApplyError, Event, Facts, OrderRecord, State, apply},
    store::{Connection, orders},
};

/// The wait before an order that could not be closed is tried again.
const AFTER_FAILURE: Duration = Duration::seconds(30);

/// Orders that are looked for at once.
const BATCH: u32 = 64;

/// Closes what is due and tells when the next order is.
pub async fn close_due(app: &App) -> Result<Option<OffsetDateTime>, ApplyError> {
    let due = orders::due_to_expire(&mut *app.store.read().await?, app.clock.now(), BATCH).await?;
    let mut failed = false;
    for id in due {
        // One order that cannot be closed must not keep the others open.
        if let Err(error) = close(app, &id).await {
            tracing::error!(order = id.0, %error, "an order that is over cannot be closed");
            failed = true;
        }
    }
    let next = orders::next_expiry(&mut *app.store.read().await?).await?;
    // The failed order is the next one again: not at once.
    let earliest = app.clock.now() + AFTER_FAILURE;
    Ok(if failed { next.map(|next| next.max(earliest)) } else { next })
}

async fn close(app: &App, id: &OrderId) -> Result<(), ApplyError> {
    let mut transaction = app.store.write().await?;
    let Some(mut order) = orders::find(&mut transaction, id).await? else { return Ok(()) };
    if expire_if_due(app, &mut transaction, &mut order).await? {
        transaction.commit().await.map_err(crate::store::StoreError::from)?;
        tracing::info!(payment_request_id = order.payment_request_id, "order expired");
        app.changes.announce(id);
    }
    Ok(())
}

/// Closes `order` if its time is over; true if it did.
pub async fn expire_if_due(app: &App, connection: &mut Connection, order: &mut OrderRecord) -> Result<bool, ApplyError> {
    let now = app.clock.now();
    if order.state != State::Decoded || now < order.expires_at {
        return Ok(false);
    }
    let notify_url = app.gateway.notify_url(&order.answer);
    apply(connection, order, Event::Expire, Facts { now, attempt: None, reason: None, notify_url: &notify_url }).await?;
    Ok(true)
}
