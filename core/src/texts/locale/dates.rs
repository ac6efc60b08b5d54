//! Dates and times: CLDR's patterns, as far as the short ones go.

use time::OffsetDateTime;

use super::Numbers;

/// How a locale writes a date with hour and minute.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Dates {
    /// A pattern of UTS #35.
    pub(super) pattern: &'static str,
    /// Parts of the day with the hour at which each begins: `0AM;12PM`.
    pub(super) periods: &'static str,
}

/// A day and a minute on somebody's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) year: u32,
    pub(crate) month: u32,
    pub(crate) day: u32,
    pub(crate) hour: u32,
    pub(crate) minute: u32,
}

impl Moment {
    /// On a clock with the offset of `time`; `None` before the year 0.
    pub(crate) fn of(time: OffsetDateTime) -> Option<Self> {
        let (hour, minute, _) = time.to_hms();
        Some(Self {
            year: time.year().try_into().ok()?,
            month: u8::from(time.month()).into(),
            day: time.day().into(),
            hour: hour.into(),
            minute: minute.into(),
        })
    }
}

impl Dates {
    /// Those of no language.
    pub(super) const PLAIN: Self = Self { pattern: "y-MM-dd HH:mm", periods: "" };

    pub(super) fn write(&self, moment: Moment, numbers: &Numbers) -> String {
        let mut written = String::new();
        let mut quoted = false;
        let mut rest = self.pattern;
        while let Some(letter) = rest.chars().next() {
            let run = rest.len().saturating_sub(rest.trim_start_matches(letter).len());
            let field = letter.is_ascii_alphabetic() && !quoted;
            let (piece, after) = rest.split_at_checked(if field { run } else { letter.len_utf8() }).unwrap_or((rest, ""));
            rest = after;
            match letter {
                '\'' => quoted = !quoted,
                _ if field => written.push_str(&self.field(letter, piece.len(), moment, numbers)),
                _ => written.push_str(piece),
            }
        }
        written
    }

    fn field(&self, letter: char, width: usize, moment: Moment, numbers: &Numbers) -> String {
        let value = match letter {
            'y' => moment.year,
            'M' => moment.month,
            'd' => moment.day,
            'H' => moment.hour,
            // Twelve stands for zero.
            'h' => moment.hour.checked_sub(1).map_or(12, |before| before % 12 + 1),
            'm' => moment.minute,
            _ => return self.period(moment.hour).to_owned(),
        };
        numbers.ungrouped(&format!("{value:0width$}"))
    }

    fn period(&self, hour: u32) -> &'static str {
        let mut periods = self.periods.split(';').filter_map(|period| {
            let text = period.trim_start_matches(|c: char| c.is_ascii_digit());
            let begins: u32 = period.strip_suffix(text)?.parse().ok()?;
            (begins <= hour).then_some(text)
        });
        periods.next_back().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::{super::tables, *};

    const EVENING: Moment = Moment { year: 2026, month: 1, day: 5, hour: 18, minute: 7 };

    fn written(pattern: &'static str, periods: &'static str, moment: Moment) -> String {
        Dates { pattern, periods }.write(moment, &Numbers::PLAIN)
    }

    #[test]
    fn a_pattern_is_filled() {
        assert_eq!(written("dd/MM/y, H:mm", "", EVENING), "05/01/2026, 18:07");
        assert_eq!(written("d.M.y 'г'., h:mm a", "0AM;12PM", EVENING), "5.1.2026 г., 6:07 PM");
        assert_eq!(written("HH 'h' mm", "", EVENING), "18 h 07");
    }

    #[test]
    fn the_clock_of_twelve_hours_has_no_zero() {
        let at = |hour| written("h a", "0AM;12PM", Moment { hour, ..EVENING });
        assert_eq!([0, 1, 11, 12, 13, 23].map(at), ["12 AM", "1 AM", "11 AM", "12 PM", "1 PM", "11 PM"]);
    }

    #[test]
    fn the_parts_of_a_day_are_those_of_the_locale() {
        let at = |hour| written("Bh", "0凌晨;5清晨;8上午;12中午;13下午;19晚上", Moment { hour, ..EVENING });
        assert_eq!([0, 5, 8, 12, 13, 19].map(at), ["凌晨12", "清晨5", "上午8", "中午12", "下午1", "晚上7"]);
    }

    #[test]
    fn every_pattern_of_the_table_has_only_fields_that_are_known() {
        for dates in tables::DATES {
            let mut parts = dates.pattern.split('\'');
            let mut letters = String::new();
            while let Some(unquoted) = parts.next() {
                letters.extend(unquoted.chars().filter(char::is_ascii_alphabetic));
                parts.next();
            }
            assert!(letters.chars().all(|letter| "yMdHhmaB".contains(letter)), "{}", dates.pattern);
            assert_eq!(letters.contains(['a', 'B']), !dates.periods.is_empty(), "{}", dates.pattern);
        }
    }
}
