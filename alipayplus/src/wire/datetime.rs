//! Points in time: ISO 8601 with an offset.

use core::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use time::{OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};

use super::Text;

/// The longest text that is tried: a date, a time, an offset, and more digits of a second than anyone sends.
const MAX_LENGTH: usize = 64;

/// `2026-01-05T18:31:01+08:00`: written with whole seconds and the offset it came with (`Z` for none), read with any fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Datetime(OffsetDateTime);

/// A text is not ISO 8601 with date, time, seconds and offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a date and time with an offset")]
pub struct NotADatetime;

impl Datetime {
    /// The point in time; offsets keep their hours and minutes.
    pub fn get(self) -> OffsetDateTime {
        self.0
    }
}

impl From<OffsetDateTime> for Datetime {
    /// Cuts off fractions of a second, so that what is sent and what is stored are equal.
    fn from(time: OffsetDateTime) -> Self {
        Self(time.replace_nanosecond(0).unwrap_or(time))
    }
}

impl FromStr for Datetime {
    type Err = NotADatetime;

    fn from_str(text: &str) -> Result<Self, NotADatetime> {
        if text.len() > MAX_LENGTH {
            return Err(NotADatetime);
        }
        OffsetDateTime::parse(text, &Rfc3339).map(Self).map_err(|_| NotADatetime)
    }
}

impl fmt::Display for Datetime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (date, time) = (self.0.date(), self.0.time());
        write!(f, "{date}T{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second())?;
        if self.0.offset() == UtcOffset::UTC {
            return f.write_str("Z");
        }
        let (hours, minutes, _) = self.0.offset().as_hms();
        let sign = if self.0.offset().is_negative() { '-' } else { '+' };
        write!(f, "{sign}{:02}:{:02}", hours.unsigned_abs(), minutes.unsigned_abs())
    }
}

impl Serialize for Datetime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Datetime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Text::<MAX_LENGTH>::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn it_is_written_with_whole_seconds_and_its_offset() {
        let shown = |time: OffsetDateTime| Datetime::from(time).to_string();
        assert_eq!(shown(datetime!(2020-01-01 12:01:01.987 +08:30)), "2020-01-01T12:01:01+08:30");
        assert_eq!(shown(datetime!(2020-01-01 12:01:01 -00:30)), "2020-01-01T12:01:01-00:30");
        assert_eq!(shown(datetime!(2020-01-01 12:01:01 UTC)), "2020-01-01T12:01:01Z");
    }

    #[test]
    fn offsets_and_fractions_are_read() {
        for text in [
            "2025-02-20T08:51:49Z",
            "2025-02-20T08:51:49.09Z",
            "2025-02-20T16:51:49.123456789012+08:00",
            "2025-02-20T08:51:49-00:00",
            "2025-02-20T14:21:49+05:30",
        ] {
            let read: Datetime = text.parse().unwrap();
            assert_eq!(Datetime::from(read.get()).get(), datetime!(2025-02-20 08:51:49 UTC), "{text}");
        }
        // A leap second is a time of day, and not after the next second.
        let leap: Datetime = "2016-12-31T23:59:60Z".parse().unwrap();
        assert!(leap.get() < datetime!(2017-01-01 00:00:00 UTC));
    }

    #[test]
    fn a_time_without_offset_or_outside_the_calendar_is_refused() {
        for text in [
            "",
            "2025-02-20",
            "2025-02-20T08:51:49",
            "2025-02-20 08:51Z",
            "2025-02-30T08:51:49Z",
            "2025-02-20T24:00:00Z",
            "2025-02-20T08:51:49+8",
            "1740041509",
            "2025-02-20T08:51:49Z ",
        ] {
            assert_eq!(text.parse::<Datetime>(), Err(NotADatetime), "{text}");
        }
    }
}
