//! The time of the backend. Everything that asks for the time or waits for one asks here.

use std::sync::Arc;

use time::{Duration, OffsetDateTime};
use tokio::sync::watch;

/// The system's clock plus an offset, so that a test can let hours pass at once.
#[derive(Clone, Debug)]
pub struct Clock(Arc<watch::Sender<Duration>>);

impl Default for Clock {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(Duration::ZERO)))
    }
}

impl Clock {
    /// Now, in UTC.
    pub fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc() + *self.0.borrow()
    }

    /// Lets `duration` pass; whoever waits for a moment in it wakes up.
    pub fn advance(&self, duration: Duration) {
        self.0.send_modify(|offset| *offset += duration);
    }

    /// Waits until `deadline`; for ever without one.
    pub async fn sleep_until(&self, deadline: Option<OffsetDateTime>) {
        let Some(deadline) = deadline else { return std::future::pending().await };
        let mut offset = self.0.subscribe();
        loop {
            let Ok(left) = std::time::Duration::try_from(deadline - self.now()) else { return };
            if left.is_zero() {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep(left) => {}
                // The sender lives in `self`: this ends only when the offset changes.
                _ = offset.changed() => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_waits_wakes_up_when_time_is_let_pass() {
        let clock = Clock::default();
        let deadline = clock.now() + Duration::hours(2);
        let sleeper = tokio::spawn({
            let clock = clock.clone();
            async move { clock.sleep_until(Some(deadline)).await }
        });
        clock.advance(Duration::hours(1));
        tokio::task::yield_now().await;
        assert!(!sleeper.is_finished());
        clock.advance(Duration::hours(1));
        sleeper.await.unwrap();
    }
}
