//! How far a clock on the wall is from UTC.

/// The offset of the device's clock from UTC, in whole minutes. The library has no clock and knows no time zones: the host says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
