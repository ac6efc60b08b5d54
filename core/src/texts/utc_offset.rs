//! How far a clock on the wall is from UTC.

use serde::{Deserialize, Serialize};

/// The offset of the device's clock from UTC, in whole minutes. The library has no clock and knows no time zones: the host says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "i32", try_from = "i32")]
pub struct UtcOffset(time::UtcOffset);

impl UtcOffset {
    /// No clock is further away, in minutes (ISO 8601, as Java reads it).
    pub const MAX_MINUTES: i32 = 18 * 60;

    /// `None` if no clock is that far away.
    pub fn from_minutes(minutes: i32) -> Option<Self> {
        let within = (-Self::MAX_MINUTES..=Self::MAX_MINUTES).contains(&minutes);
        let offset = time::UtcOffset::from_whole_seconds(minutes.checked_mul(60)?).ok()?;
        within.then_some(Self(offset))
    }

    /// In minutes, east of Greenwich positive.
    pub fn minutes(self) -> i32 {
        i32::from(self.0.whole_minutes())
    }

    pub(crate) fn get(self) -> time::UtcOffset {
        self.0
    }
}

impl From<UtcOffset> for i32 {
    fn from(offset: UtcOffset) -> Self {
        offset.minutes()
    }
}

impl TryFrom<i32> for UtcOffset {
    type Error = &'static str;

    fn try_from(minutes: i32) -> Result<Self, Self::Error> {
        Self::from_minutes(minutes).ok_or("no clock is that far from UTC")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_is_within_eighteen_hours() {
        for minutes in [0, 540, -210, 345, 18 * 60, -18 * 60] {
            assert_eq!(UtcOffset::from_minutes(minutes).map(UtcOffset::minutes), Some(minutes));
        }
        for minutes in [18 * 60 + 1, -18 * 60 - 1, i32::MAX, i32::MIN] {
            assert_eq!(UtcOffset::from_minutes(minutes), None, "{minutes}");
        }
    }
}
