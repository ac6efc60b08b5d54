//! Forms of values, as the table of schemes writes them.

use core::{fmt, ops::RangeInclusive};

/// What a value looks like. Two numbers are the fewest and the most characters.
pub(super) enum Form {
    /// Anything.
    Any,
    /// One of these texts, without case: registered identifiers.
    Id(&'static [&'static str]),
    /// One of these texts.
    Is(&'static [&'static str]),
    /// Decimal digits.
    Digits(usize, usize),
    /// ASCII letters.
    Letters(usize, usize),
    /// ASCII letters and digits.
    Alphanumeric(usize, usize),
    /// Hexadecimal digits.
    Hex(usize, usize),
    /// Base 64.
    Base64(usize, usize),
    /// Anything of that length.
    Length(usize, usize),
    /// `YYYYMMDD`, or with `hhmmss` behind it.
    Date,
    /// A beginning, without case, and a rest.
    Begins(&'static str, &'static Form),
    /// Something, and an end without case.
    Ends(&'static str),
    /// A name, `@`, and where it is.
    At(&'static Form),
    /// A URL without `https://`.
    UrlWithoutScheme,
}

impl Form {
    /// Whether `value` has it.
    pub(super) fn takes(&self, value: &str) -> bool {
        let all = |shortest: &usize, longest: &usize, allowed: fn(&u8) -> bool| {
            (shortest..=longest).contains(&&value.len()) && value.as_bytes().iter().all(allowed)
        };
        match self {
            Self::Any => true,
            Self::Id(texts) => texts.iter().any(|text| text.eq_ignore_ascii_case(value)),
            Self::Is(texts) => texts.contains(&value),
            Self::Digits(shortest, longest) => all(shortest, longest, u8::is_ascii_digit),
            Self::Letters(shortest, longest) => all(shortest, longest, u8::is_ascii_alphabetic),
            Self::Alphanumeric(shortest, longest) => all(shortest, longest, u8::is_ascii_alphanumeric),
            Self::Hex(shortest, longest) => all(shortest, longest, u8::is_ascii_hexdigit),
            Self::Base64(shortest, longest) => all(shortest, longest, |byte| byte.is_ascii_alphanumeric() || b"+/=-_".contains(byte)),
            Self::Length(shortest, longest) => (shortest..=longest).contains(&&value.chars().count()),
            Self::Date => is_date(value),
            Self::Begins(beginning, rest) => {
                let parts = value.split_at_checked(beginning.len());
                parts.is_some_and(|(start, end)| start.eq_ignore_ascii_case(beginning) && rest.takes(end))
            }
            Self::Ends(end) => {
                let parts = value.len().checked_sub(end.len()).and_then(|at| value.split_at_checked(at));
                parts.is_some_and(|(start, tail)| !start.is_empty() && tail.eq_ignore_ascii_case(end))
            }
            Self::At(place) => value.split_once('@').is_some_and(|(name, rest)| !name.is_empty() && place.takes(rest)),
            Self::UrlWithoutScheme => !value.contains("://"),
        }
    }
}

fn is_date(value: &str) -> bool {
    let pair = |at: usize| value.get(at..at + 2).and_then(|digits| digits.parse().ok());
    let within = |at: usize, allowed: RangeInclusive<u8>| pair(at).is_some_and(|number| allowed.contains(&number));
    let time = match value.len() {
        8 => true,
        14 => within(8, 0..=23) && within(10, 0..=59) && within(12, 0..=59),
        _ => false,
    };
    time && value.bytes().all(|byte| byte.is_ascii_digit()) && within(4, 1..=12) && within(6, 1..=31)
}

/// What it is, in words: `13 digits`, `one of 0, 1`.
impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut counted = |shortest: &usize, longest: &usize, of: &str| {
            if shortest == longest { write!(f, "{longest} {of}") } else { write!(f, "{shortest} to {longest} {of}") }
        };
        match self {
            Self::Any => f.write_str("any text"),
            Self::Id([text]) | Self::Is([text]) => f.write_str(text),
            Self::Id(texts) | Self::Is(texts) => write!(f, "one of {}", texts.join(", ")),
            Self::Digits(shortest, longest) => counted(shortest, longest, "digits"),
            Self::Letters(shortest, longest) => counted(shortest, longest, "letters"),
            Self::Alphanumeric(shortest, longest) => counted(shortest, longest, "letters and digits"),
            Self::Hex(shortest, longest) => counted(shortest, longest, "hexadecimal digits"),
            Self::Base64(shortest, longest) => counted(shortest, longest, "characters of base 64"),
            Self::Length(shortest, longest) => counted(shortest, longest, "characters"),
            Self::Date => f.write_str("a date (YYYYMMDD or YYYYMMDDhhmmss)"),
            Self::Begins(beginning, Self::Any) => write!(f, "{beginning} and more"),
            Self::Begins(beginning, rest) => write!(f, "{beginning} and {rest}"),
            Self::Ends(end) => write!(f, "something that ends with {end}"),
            Self::At(place) => write!(f, "a name, @, and {place}"),
            Self::UrlWithoutScheme => f.write_str("a URL without its scheme"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_takes_what_it_describes_and_nothing_near_it() {
        for (form, good, bad) in [
            (Form::Id(&["SG.PAYNOW"]), &["sg.paynow", "SG.PAYNOW"][..], &["SG.PAYNOW2", ""][..]),
            (Form::Is(&["0", "1"]), &["0", "1"], &["2", "01", ""]),
            (Form::Digits(2, 3), &["12", "123"], &["1", "1234", "1x", "\u{661}\u{662}"]),
            (Form::Letters(4, 4), &["EXzz"], &["EX1Z", "EXZ"]),
            (Form::Alphanumeric(8, 8), &["AAAABB22"], &["AAAABB2-"]),
            (Form::Hex(2, 2), &["fF"], &["fg"]),
            (Form::Base64(4, 8), &["ab+/", "ab-_"], &["ab c", "abc"]),
            (Form::Length(2, 2), &["é\u{1F35C}"], &["é", "abc"]),
            (
                Form::Date,
                &["20261124", "20261124235959"],
                &["20261324", "20261100", "20261124240000", "202611242359", "2026112x", "é0261124"],
            ),
            (Form::Begins("NCHL", &Form::Digits(8, 8)), &["NCHL12345678", "nchl12345678"], &["NCHL1234567", "NCH12345678", "éé"]),
            (Form::Begins("ID.CO.", &Form::Ends(".WWW")), &["id.co.example.www"], &["ID.CO..WWW2", "ID.CO.WWW", "ID.CO..www "]),
            (Form::At(&Form::Letters(4, 4)), &["stall@EXZZ"], &["@EXZZ", "stall@EX", "stall@EXZZ@EXZZ", "stall"]),
            (Form::UrlWithoutScheme, &["pix.example.test/qr/v2/1"], &["https://pix.example.test"]),
            (Form::Any, &["", "x"], &[]),
        ] {
            good.iter().for_each(|value| assert!(form.takes(value), "{form}: {value}"));
            bad.iter().for_each(|value| assert!(!form.takes(value), "{form}: {value}"));
        }
    }
}
