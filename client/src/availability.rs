//! Where Alipay+ can be used: what the phone knows of it, kept fresh in the background.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use cashier_core::{
    availability::{Availability as State, Effect, Event, Place},
    machine::UnixMillis,
    wallet_api::{Logo, PaymentScenario},
};
use tokio::sync::Notify;

use crate::{
    adapters::now as monotonic_now,
    api::Backend,
    driver::sleep_until,
    records::{AVAILABILITY, Records},
};

/// What `cashier_core::availability` decides, carried out.
#[derive(Default)]
pub(crate) struct Availability {
    inner: Mutex<Inner>,
    /// Something for the background task.
    changed: Notify,
    /// Something for whoever waits for a notice.
    noticed: Notify,
}

#[derive(Default)]
struct Inner {
    state: State,
    /// A fetch that the background task has not begun yet.
    wants_fetch: bool,
    /// The newest notice that nobody has taken; an older one is no news any more.
    notice: Option<String>,
}

impl Availability {
    /// What the phone knows from last time.
    pub(crate) async fn restore(&self, records: &Records) {
        let bytes = records.load(AVAILABILITY).await.ok().flatten();
        if let Some(state) = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()) {
            self.change(|inner| inner.state = state);
        }
    }

    /// The host says where the phone is.
    pub(crate) fn moved(&self, place: Place, records: &Records) {
        self.on(Event::Moved(place), records);
        self.changed.notify_one();
    }

    pub(crate) fn is_supported(&self, region: Option<&str>) -> bool {
        self.change(|inner| inner.state.is_supported(region, wall_clock()))
    }

    pub(crate) fn marks(&self, scenario: PaymentScenario, region: Option<&str>) -> Vec<Logo> {
        self.change(|inner| inner.state.marks(scenario, region, wall_clock()))
    }

    /// The next region that the user is to be told about; each comes once.
    pub(crate) async fn next_notice(&self) -> String {
        loop {
            let noticed = self.noticed.notified();
            tokio::pin!(noticed);
            noticed.as_mut().enable();
            if let Some(region) = self.change(|inner| inner.notice.take()) {
                return region;
            }
            noticed.await;
        }
    }

    /// Asks the backend whenever it is time, for as long as the cashier lives.
    pub(crate) async fn keep_fresh(&self, backend: &Backend, records: &Records, is_on: impl Fn() -> bool) {
        loop {
            if is_on() {
                self.on(Event::Tick, records);
                if self.change(|inner| std::mem::take(&mut inner.wants_fetch)) {
                    let answer = backend.availability().await;
                    self.on(answer.map_or(Event::FetchFailed, Event::Fetched), records);
                }
            }
            let next = self.change(|inner| inner.state.next_tick());
            let pause = next.map_or(IDLE, |at| until(at).min(IDLE));
            tokio::select! {
                () = sleep_until(monotonic_now, Some(monotonic_now().after(pause))) => {}
                () = self.changed.notified() => {}
            }
        }
    }

    fn on(&self, event: Event, records: &Records) {
        self.change(|inner| {
            for effect in inner.state.update(event, wall_clock()) {
                match effect {
                    Effect::Fetch => inner.wants_fetch = true,
                    Effect::Save => records.save(AVAILABILITY, serde_json::to_vec(&inner.state).unwrap_or_default()),
                    Effect::Notify(region) => inner.notice = Some(region),
                }
            }
        });
        self.noticed.notify_waiters();
    }

    fn change<T>(&self, change: impl FnOnce(&mut Inner) -> T) -> T {
        change(&mut self.inner.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// How long the task sleeps at most: a switch of the backend or a moved wall clock is seen then.
const IDLE: Duration = Duration::from_secs(10 * 60);

fn until(at: UnixMillis) -> Duration {
    Duration::from_millis(u64::try_from(at.0.saturating_sub(wall_clock().0)).unwrap_or(0))
}

/// The day of a user is one of the wall clock.
fn wall_clock() -> UnixMillis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    UnixMillis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
