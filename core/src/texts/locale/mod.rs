//! How numbers and dates are written where the wallet is (Unicode CLDR).

mod dates;
mod numbers;
mod tables;

pub(crate) use dates::{Dates, Moment};
pub(crate) use numbers::Numbers;
pub(super) use tables::{ALIASES, RIGHT_TO_LEFT, RIGHT_TO_LEFT_SCRIPTS, SCRIPTS};

use super::tag::Tag;

/// A row of the table: a tag filled up with zeros, its numbers, its dates.
type Row = ([u8; TAG], u8, u8);

/// The longest tag of the table.
const TAG: usize = 11;

const fn row<const N: usize>(tag: &[u8; N], numbers: u8, dates: u8) -> Row {
    let mut filled = [0; TAG];
    let (begin, _) = filled.split_at_mut(N);
    begin.copy_from_slice(tag);
    (filled, numbers, dates)
}

/// The formats of one locale.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Locale {
    numbers: &'static Numbers,
    dates: &'static Dates,
    /// Years are counted from the Buddha's death: Thai, as its platforms do.
    buddhist: bool,
}

impl Locale {
    /// The formats of a tag: its own, those of the language in general, or those of no language.
    pub(super) fn of(tag: &Tag) -> Self {
        let Tag { language, script, region } = tag;
        // The row of English in general is that of the United States; English of nowhere in particular is the world's.
        let world = "001".to_owned();
        let region = region.as_ref().or((language == "en").then_some(&world));
        let tags = [
            [Some(language), script.as_ref(), region],
            [Some(language), script.as_ref(), None],
            [Some(language), None, region],
            [Some(language), None, None],
        ];
        let tags = tags.map(|parts| parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join("-"));
        let found = tags.iter().map(String::as_str).chain(["und"]).find_map(find);
        let (numbers, dates) = found.unwrap_or((&Numbers::PLAIN, &Dates::PLAIN));
        Self { numbers, dates, buddhist: language == "th" }
    }

    pub(crate) fn numbers(self) -> &'static Numbers {
        self.numbers
    }

    /// Date, hour and minute.
    pub(crate) fn moment(self, moment: Moment) -> String {
        let year = if self.buddhist { moment.year.saturating_add(543) } else { moment.year };
        self.dates.write(Moment { year, ..moment }, self.numbers)
    }
}

fn find(tag: &str) -> Option<(&'static Numbers, &'static Dates)> {
    let mut filled = [0; TAG];
    filled.get_mut(..tag.len())?.copy_from_slice(tag.as_bytes());
    let at = tables::LOCALES.binary_search_by_key(&filled, |row| row.0).ok()?;
    let (_, numbers, dates) = tables::LOCALES.get(at)?;
    Some((tables::NUMBERS.get(usize::from(*numbers))?, tables::DATES.get(usize::from(*dates))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_points_at_rows_that_exist() {
        assert!(tables::LOCALES.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(tables::SCRIPTS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        for (_, numbers, dates) in tables::LOCALES {
            assert!(usize::from(*numbers) < tables::NUMBERS.len() && usize::from(*dates) < tables::DATES.len());
        }
    }

    #[test]
    fn a_locale_without_a_row_has_the_formats_of_its_language_or_of_none() {
        let numbers = |tag: &str| Locale::of(&Tag::parse(tag)).numbers().decimal("1234567.5");
        assert_eq!(numbers("de-XX"), "1.234.567,5");
        assert_eq!(numbers("de-CH"), "1'234'567.5");
        assert_eq!(numbers("zh-Hant-TW"), "1,234,567.5");
        assert_eq!(numbers("xx"), "1,234,567.5");
        assert_eq!(numbers(""), "1,234,567.5");
    }
}
