//! Time as the machine knows it: a monotonic clock that counts sleep, and the server's time beside it.

use core::time::Duration;

use serde::{Deserialize, Serialize};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// Milliseconds of a clock that also counts sleep and that no user can move.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Monotonic(pub u64);

impl Monotonic {
    /// This moment, `delay` later.
    pub fn after(self, delay: Duration) -> Self {
        Self(self.0.saturating_add(millis(delay)))
    }

    /// How long after `earlier` this is; nothing if it is before.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }
}

/// Milliseconds of the Unix epoch, as the server counts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct UnixMillis(pub i64);

impl UnixMillis {
    /// Reads RFC 3339 text.
    pub fn parse(text: &str) -> Option<Self> {
        let at = OffsetDateTime::parse(text, &Rfc3339).ok()?;
        i64::try_from(at.unix_timestamp_nanos().checked_div(1_000_000)?).ok().map(Self)
    }
}

/// No answer is longer under way: the longest time-out of a request (wallet API, section 1).
const LONGEST_WAY: i64 = 20_000;

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    now: Monotonic,
    /// Server time minus monotonic time, in milliseconds.
    server_offset: Option<i64>,
}

impl Clock {
    /// The time of the newest tick.
    pub fn now(&self) -> Monotonic {
        self.now
    }

    /// Takes a tick; time never runs back.
    pub(super) fn tick(&mut self, now: Monotonic) {
        self.now = self.now.max(now);
    }

    /// Takes the time of an answer that has just arrived. Of answers that agree, the one that was the shortest time under way counts, with
    /// the largest offset: a late one would move every deadline back by its delay (invariant I10). Where no delay explains the
    /// difference, one of the two was wrong, and the newest counts.
    pub(super) fn set_server_time(&mut self, server: UnixMillis) {
        let Some(newest) = i64::try_from(self.now.0).ok().and_then(|now| server.0.checked_sub(now)) else { return };
        let agreed = self.server_offset.filter(|known| known.saturating_sub(newest) <= LONGEST_WAY);
        self.server_offset = Some(agreed.map_or(newest, |known| known.max(newest)));
    }

    /// The monotonic moment of a server deadline in RFC 3339; `None` if either is not known.
    pub(super) fn deadline(&self, text: &str) -> Option<Monotonic> {
        let at = UnixMillis::parse(text)?.0.checked_sub(self.server_offset?)?;
        Some(Monotonic(u64::try_from(at).unwrap_or(0)))
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_deadline_becomes_a_monotonic_one() {
        let mut clock = Clock::default();
        clock.tick(Monotonic(5_000));
        assert_eq!(clock.deadline("2026-01-05T18:40:00+08:00"), None);
        clock.set_server_time(UnixMillis::parse("2026-01-05T10:39:00.500Z").unwrap());
        assert_eq!(clock.deadline("2026-01-05T18:40:00+08:00"), Some(Monotonic(64_500)));
        assert_eq!(clock.deadline("2020-01-01T00:00:00Z"), Some(Monotonic(0)));
        assert_eq!(clock.deadline("tomorrow"), None);
    }

    #[test]
    fn a_late_answer_moves_no_deadline() {
        let (end, mut clock) = ("2026-01-05T10:40:00Z", Clock::default());
        let said = |text| UnixMillis::parse(text).unwrap();
        clock.tick(Monotonic(2_000));
        clock.set_server_time(said("2026-01-05T10:39:00Z"));
        let at = clock.deadline(end);
        clock.tick(Monotonic(22_000));
        clock.set_server_time(said("2026-01-05T10:39:00.500Z"));
        assert_eq!(clock.deadline(end), at, "it was twenty seconds under way");
        clock.set_server_time(said("2026-01-05T10:39:21Z"));
        assert_eq!(clock.deadline(end), Some(Monotonic(61_000)), "it was faster than the first");
    }

    #[test]
    fn a_server_time_that_was_wrong_lasts_until_the_next_answer() {
        let (end, mut clock) = ("2026-01-05T10:40:00Z", Clock::default());
        let said = |text| UnixMillis::parse(text).unwrap();
        clock.tick(Monotonic(2_000));
        clock.set_server_time(said("2026-01-05T11:39:00Z"));
        assert_eq!(clock.deadline(end), Some(Monotonic(0)), "an hour ahead");
        clock.tick(Monotonic(3_000));
        clock.set_server_time(said("2026-01-05T10:39:01Z"));
        assert_eq!(clock.deadline(end), Some(Monotonic(62_000)));
    }

    #[test]
    fn time_never_runs_back() {
        let mut clock = Clock::default();
        clock.tick(Monotonic(10));
        clock.tick(Monotonic(5));
        assert_eq!(clock.now(), Monotonic(10));
    }
}
