//! EMVCo's data dictionary: what each element may hold.

use super::{Tag, report::currency};

/// The format of one element: a length range in characters and a content.
pub(super) struct Format {
    pub(super) shortest: usize,
    pub(super) longest: usize,
    content: Content,
}

enum Content {
    /// `N`: digits.
    Digits,
    /// `ANS`: printable ASCII.
    Common,
    /// `S`: anything.
    Any,
    /// Digits with at most one point behind at least one of them.
    Decimal,
    /// Two upper-case letters: ISO 3166-1.
    Country,
    /// Two letters: ISO 639.
    Language,
    /// Which data the consumer is asked for: each of A, M, E at most once.
    ConsumerData,
}

const fn format(shortest: usize, longest: usize, content: Content) -> Option<Format> {
    Some(Format { shortest, longest, content })
}

/// The format of a root element, templates and the digits of the CRC aside. `None`: reserved.
pub(super) fn of_root(tag: Tag) -> Option<Format> {
    match tag.number() {
        0 | 1 | 55 => format(2, 2, Content::Digits),
        2..=25 => format(1, 99, Content::Common),
        52 => format(4, 4, Content::Digits),
        53 => format(3, 3, Content::Digits),
        54 | 56 => format(1, 13, Content::Decimal),
        57 => format(1, 5, Content::Decimal),
        58 => format(2, 2, Content::Country),
        59 => format(1, 25, Content::Common),
        60 => format(1, 15, Content::Common),
        61 => format(1, 10, Content::Common),
        63 => format(4, 4, Content::Any),
        26..=51 | 62 | 64 | 80..=99 => format(1, 99, Content::Any),
        _ => None,
    }
}

/// The format of an element inside the root's template `template`. `None`: reserved.
pub(super) fn of_template(template: Tag, tag: Tag) -> Option<Format> {
    match (template, tag.number()) {
        (Tag::ADDITIONAL_DATA, 1..=8) => format(1, 25, Content::Common),
        (Tag::ADDITIONAL_DATA, 9) => format(1, 3, Content::ConsumerData),
        (Tag::ADDITIONAL_DATA, 10) => format(1, 20, Content::Common),
        (Tag::ADDITIONAL_DATA, 11) => format(3, 3, Content::Common),
        (Tag::ADDITIONAL_DATA, 50..=99) => format(1, 99, Content::Any),
        (Tag::ADDITIONAL_DATA, _) => None,
        (Tag::LANGUAGE, 0) => format(2, 2, Content::Language),
        (Tag::LANGUAGE, 1) => format(1, 25, Content::Any),
        (Tag::LANGUAGE, 2) => format(1, 15, Content::Any),
        (Tag::LANGUAGE, _) => None,
        (_, 0) => format(1, 32, Content::Common),
        _ => format(1, 99, Content::Any),
    }
}

impl Format {
    /// Whether the content is what the dictionary says; the length is checked apart.
    pub(super) fn takes(&self, value: &str) -> bool {
        let all = |allowed: fn(&u8) -> bool| value.as_bytes().iter().all(allowed);
        match self.content {
            Content::Any => true,
            Content::Digits => all(u8::is_ascii_digit),
            Content::Common => all(|b| matches!(b, b' '..=b'~')),
            Content::Country => all(u8::is_ascii_uppercase),
            Content::Language => all(u8::is_ascii_alphabetic),
            Content::Decimal => {
                let (whole, decimals) = value.split_once('.').unwrap_or((value, ""));
                !whole.is_empty() && whole.bytes().chain(decimals.bytes()).all(|b| b.is_ascii_digit())
            }
            Content::ConsumerData => {
                ['A', 'M', 'E'].iter().all(|letter| value.matches(*letter).count() <= 1) && all(|b| matches!(b, b'A' | b'M' | b'E'))
            }
        }
    }
}

/// What is wrong with a root value whose length and content are right; `code` is tag 53.
pub(super) fn wrong_value(tag: Tag, value: &str, code: Option<&str>) -> Option<&'static str> {
    let decimals = value.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let zero = value.bytes().all(|b| matches!(b, b'0' | b'.'));
    match tag.number() {
        0 if value != "01" => Some("is not 01"),
        1 if !matches!(value, "11" | "12") => Some("is neither 11 (static) nor 12 (dynamic)"),
        53 if currency(value).is_none() => Some("is no ISO 4217 code"),
        54 if zero => Some("is zero"),
        54 | 56 => {
            let exponent = code.and_then(currency).map(|it| usize::from(it.exponent()));
            exponent.is_some_and(|exponent| decimals > exponent).then_some("has more decimals than its currency")
        }
        55 if !matches!(value, "01" | "02" | "03") => Some("is none of 01, 02, 03"),
        57 if zero || decimals > 2 || value.split('.').next().is_some_and(|whole| whole.len() > 2) => Some("is not within 00.01 and 99.99"),
        _ => None,
    }
}
