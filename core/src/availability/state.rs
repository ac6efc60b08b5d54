//! The data of last time, and how often the user was told today.

use core::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    machine::UnixMillis,
    wallet_api::{AvailabilityAnswer, Logo, PaymentScenario},
};

/// Between two refreshes (protocol section 22).
const REFRESH_PERIOD: Duration = Duration::from_secs(2 * 60 * 60);
/// After a refresh that failed.
const RETRY_PERIOD: Duration = Duration::from_secs(10 * 60);
/// A44: data that is older says nothing any more.
const MAX_AGE: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// A44: how often the user is told on one natural day.
const DAILY_LIMIT: u8 = 3;

/// Where the phone is, as the host knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// ISO 3166-1 alpha-2; `None` while it is not known: then nothing is supported.
    pub region: Option<String>,
    /// Minutes east of UTC: when the user's day begins.
    pub utc_offset_minutes: i16,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The phone is somewhere: at the start, and whenever the host says so.
    Moved(Place),
    /// Time has passed.
    Tick,
    /// The answer to a fetch.
    Fetched(AvailabilityAnswer),
    /// No answer to a fetch.
    FetchFailed,
}

/// Work to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Ask the backend; answer with `Fetched` or `FetchFailed`.
    Fetch,
    /// Put the state on disk.
    Save,
    /// Tell the user that Alipay+ can be used in this region; the host chooses how.
    Notify(String),
}

/// What is known, and what was said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Availability {
    data: Option<Dated>,
    /// The natural day that `told` counts on, in days of the Unix epoch.
    day: i64,
    told: u8,
    /// When the backend is asked next.
    #[serde(skip)]
    next_fetch: Option<UnixMillis>,
    #[serde(skip)]
    fetching: bool,
    /// A host that names no place wants no notices.
    #[serde(skip)]
    place: Option<Place>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Dated {
    answer: AvailabilityAnswer,
    at: UnixMillis,
}

impl Availability {
    /// Takes one event at `now`.
    pub fn update(&mut self, event: Event, now: UnixMillis) -> Vec<Effect> {
        match event {
            Event::Moved(place) => {
                // Another region is news at once, if the data at hand is good enough.
                let is_news = self.place.as_ref().is_some_and(|before| before.region != place.region);
                self.place = Some(place);
                let effects = self.refresh_if_due(now);
                if effects.is_empty() && is_news { self.tell(now) } else { effects }
            }
            Event::Tick => self.refresh_if_due(now),
            Event::Fetched(answer) => {
                self.data = Some(Dated { answer, at: now });
                self.fetched(REFRESH_PERIOD, now);
                let mut effects = vec![Effect::Save];
                effects.extend(self.tell(now).into_iter().filter(|effect| *effect != Effect::Save));
                effects
            }
            Event::FetchFailed => {
                self.fetched(RETRY_PERIOD, now);
                self.tell(now)
            }
        }
    }

    /// When the next [`Event::Tick`] is due.
    pub fn next_tick(&self) -> Option<UnixMillis> {
        self.next_fetch.filter(|_| !self.fetching)
    }

    /// Whether the user can pay with Alipay+ in `region`, away from home.
    pub fn is_supported(&self, region: Option<&str>, now: UnixMillis) -> bool {
        let (Some(region), Some(answer)) = (region, self.usable(now)) else { return false };
        let lists = |regions: &[String]| regions.iter().any(|it| it.eq_ignore_ascii_case(region));
        lists(&answer.available_regions) && !lists(&answer.psp_regions)
    }

    /// The acceptance marks of a scenario: of `region`, or of any. None as long as nothing is known.
    pub fn marks(&self, scenario: PaymentScenario, region: Option<&str>, now: UnixMillis) -> Vec<Logo> {
        let region = region.map(str::to_ascii_uppercase);
        self.usable(now).map(|answer| answer.marks(scenario, region.as_deref()).logos).unwrap_or_default()
    }

    fn usable(&self, now: UnixMillis) -> Option<&AvailabilityAnswer> {
        self.data.as_ref().filter(|data| age(data.at, now) <= MAX_AGE).map(|data| &data.answer)
    }

    fn refresh_if_due(&mut self, now: UnixMillis) -> Vec<Effect> {
        // The data of the last run of the app may still be fresh. A wall clock that was put back makes none so.
        let due = self.next_fetch.or_else(|| self.data.as_ref().map(|data| after(data.at, REFRESH_PERIOD)));
        let is_early = due.is_some_and(|due| now < due && age(now, due) <= REFRESH_PERIOD);
        if is_early {
            self.next_fetch = due;
        }
        if self.fetching || is_early {
            return Vec::new();
        }
        self.fetching = true;
        vec![Effect::Fetch]
    }

    fn fetched(&mut self, pause: Duration, now: UnixMillis) {
        self.fetching = false;
        self.next_fetch = Some(after(now, pause));
    }

    fn tell(&mut self, now: UnixMillis) -> Vec<Effect> {
        let Some(Place { region: Some(region), utc_offset_minutes }) = self.place.clone() else { return Vec::new() };
        let today = day(now, utc_offset_minutes);
        let told = if today == self.day { self.told } else { 0 };
        if told >= DAILY_LIMIT || !self.is_supported(Some(&region), now) {
            return Vec::new();
        }
        (self.day, self.told) = (today, told.saturating_add(1));
        vec![Effect::Save, Effect::Notify(region)]
    }
}

/// How long after `earlier` this is; nothing if it is before.
fn age(earlier: UnixMillis, now: UnixMillis) -> Duration {
    Duration::from_millis(u64::try_from(now.0.saturating_sub(earlier.0)).unwrap_or(0))
}

fn after(moment: UnixMillis, pause: Duration) -> UnixMillis {
    UnixMillis(moment.0.saturating_add(i64::try_from(pause.as_millis()).unwrap_or(i64::MAX)))
}

fn day(now: UnixMillis, utc_offset_minutes: i16) -> i64 {
    let local = now.0.saturating_add(i64::from(utc_offset_minutes).saturating_mul(60_000));
    local.div_euclid(86_400_000)
}
