//! notifyPayment: every promised notice is sent until Alipay+ has answered it (protocol section 11, A17).

use cashier_alipayplus::{
    message::{NotifyPaymentRequest, NotifyPaymentResponse},
    result::ResultStatus,
};
use futures_util::future::join_all;
use time::OffsetDateTime;

use crate::{
    app::App,
    assumptions::{CALL_TIMEOUT, NOTIFY_LAST_WAIT, NOTIFY_LIMIT, NOTIFY_WAITS},
    store::{
        StoreError,
        outbox::{self, Notice, NoticeState},
    },
};

/// Notices that are on their way at once.
const BATCH: u32 = 16;

/// Sends what is due and tells when the next notice is.
pub async fn send_due(app: &App) -> Result<Option<OffsetDateTime>, StoreError> {
    let due = outbox::due(&mut *app.store.read().await?, app.clock.now(), BATCH).await?;
    for sent in join_all(due.iter().map(|notice| send(app, notice))).await {
        sent?;
    }
    outbox::next_due(&mut *app.store.read().await?).await
}

async fn send(app: &App, notice: &Notice) -> Result<(), StoreError> {
    let first_try_at = notice.first_try_at.unwrap_or_else(|| app.clock.now());
    let answer = app.gateway.call_bytes::<NotifyPaymentRequest>(&notice.url, &notice.body, CALL_TIMEOUT).await;
    let tries = notice.tries + 1;
    let order = notice.order.0.as_str();
    let (state, next_at) = match answer {
        Ok(NotifyPaymentResponse { result }) if result.result_status == ResultStatus::S => (NoticeState::Accepted, None),
        Ok(NotifyPaymentResponse { result }) if result.result_status == ResultStatus::F => {
            tracing::error!(order, code = %result.result_code, "ALARM: Alipay+ rejects the result of a payment");
            (NoticeState::Rejected, None)
        }
        _ => (NoticeState::Pending, next_try(tries, first_try_at, app.clock.now())),
    };
    if state == NoticeState::Pending && next_at.is_none() {
        tracing::error!(order, tries, "ALARM: Alipay+ has not taken the result of a payment for 24 hours");
    }
    let mut transaction = app.store.write().await?;
    outbox::update(&mut transaction, &notice.order, state, tries, first_try_at, next_at).await?;
    transaction.commit().await?;
    app.changes.announce(&notice.order);
    Ok(())
}

/// When to try again after `tries` tries; `None` if no longer.
fn next_try(tries: u32, first_try_at: OffsetDateTime, now: OffsetDateTime) -> Option<OffsetDateTime> {
    let nth = usize::try_from(tries).unwrap_or(usize::MAX).saturating_sub(1);
    let next = now + NOTIFY_WAITS.get(nth).copied().unwrap_or(NOTIFY_LAST_WAIT);
    (next <= first_try_at + NOTIFY_LIMIT).then_some(next)
}

#[cfg(test)]
mod tests {
    use time::{Duration, macros::datetime};

    use super::*;

    #[test]
    fn the_waits_grow_and_end_after_a_day() {
        let first = datetime!(2026-01-05 09:30 UTC);
        let (mut now, mut waits) = (first, Vec::new());
        while let Some(next) = next_try(u32::try_from(waits.len()).unwrap() + 1, first, now) {
            waits.push((next - now).whole_seconds());
            now = next;
        }
        assert_eq!(waits[..10], [4, 4, 30, 60, 60, 60, 300, 300, 1800, 1800]);
        assert!(now - first <= Duration::hours(24) && now - first > Duration::hours(23));
    }
}
