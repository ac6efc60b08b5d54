//! Elements: two digits of tag, two digits of length, the value. Nothing is copied.

use core::fmt;

/// The tag of an element. Tags compare as numbers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(u8);

impl Tag {
    /// 00: payload format indicator of the root, globally unique identifier of a template.
    pub const FORMAT_INDICATOR: Self = Self(0);
    /// 52: merchant category code.
    pub const CATEGORY: Self = Self(52);
    /// 53: currency, ISO 4217 numeric.
    pub const CURRENCY: Self = Self(53);
    /// 54: amount.
    pub const AMOUNT: Self = Self(54);
    /// 58: country, ISO 3166-1 alpha-2.
    pub const COUNTRY: Self = Self(58);
    /// 62: additional data.
    pub const ADDITIONAL_DATA: Self = Self(62);
    /// 63: CRC.
    pub const CRC: Self = Self(63);
    /// 64: merchant information in another language.
    pub const LANGUAGE: Self = Self(64);

    /// A tag from its number, 0 to 99.
    pub const fn new(number: u8) -> Option<Self> {
        if number <= 99 { Some(Self(number)) } else { None }
    }

    /// A tag from one or two ASCII digits, as rules write it.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = !text.is_empty() && text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit());
        if digits { text.parse().ok().map(Self) } else { None }
    }

    /// The number, 0 to 99.
    pub const fn number(self) -> u8 {
        self.0
    }

    /// 26-51 and 80-99: templates of the root in which rules look for a merchant account.
    pub const fn is_account_template(self) -> bool {
        matches!(self.0, 26..=51 | 80..=99)
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What a length counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LengthUnit {
    /// Unicode code points: EMVCo's reading, and the only one that rules use (A30).
    Characters,
    /// UTF-8 bytes: what some generators write; for diagnosis only.
    Bytes,
}

/// One element of a code or of a template.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Element<'a> {
    /// Its tag.
    pub tag: Tag,
    /// Its value, never empty.
    pub value: &'a str,
    /// Where its tag begins, in bytes from the start of the text that is read.
    pub offset: usize,
}

impl Element<'_> {
    /// Bytes of tag and length, which are ASCII digits.
    pub const HEAD: usize = 4;

    /// Where its value begins, in bytes from the start of the text that is read.
    pub fn value_offset(&self) -> usize {
        self.offset.saturating_add(Self::HEAD)
    }
}

/// Why a text is not a sequence of elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// No text at all.
    Empty,
    /// The text ends before the element's length.
    Truncated,
    /// The tag is not two digits.
    BadTag,
    /// The length is not two digits.
    BadLength,
    /// The length is 00.
    ZeroLength,
    /// The value would reach beyond the end, or end inside a character.
    Overrun,
}

/// The first place where a text stops being a sequence of elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// Where the element begins, in bytes.
    pub offset: usize,
    /// The tag, if it could be read.
    pub tag: Option<Tag>,
}

/// Reads a text element by element; ends after the last element or after the first fault.
#[derive(Clone)]
pub struct Elements<'a> {
    text: &'a str,
    unit: LengthUnit,
    offset: usize,
}

impl<'a> Elements<'a> {
    /// Reads `text` with lengths in `unit`.
    pub const fn new(text: &'a str, unit: LengthUnit) -> Self {
        Self { text, unit, offset: 0 }
    }

    fn element(&self, rest: &'a str) -> Result<Element<'a>, Fault> {
        let fault = |kind, tag| Fault { kind, offset: self.offset, tag };
        let two_digits = |from: usize, wrong, tag| {
            let bytes = rest.as_bytes().get(from..from.saturating_add(2)).ok_or(fault(FaultKind::Truncated, tag))?;
            match *bytes {
                [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => Ok((tens & 0x0F) * 10 + (ones & 0x0F)),
                _ => Err(fault(wrong, tag)),
            }
        };
        let tag = Tag(two_digits(0, FaultKind::BadTag, None)?);
        let length = two_digits(2, FaultKind::BadLength, Some(tag))?;
        if length == 0 {
            return Err(fault(FaultKind::ZeroLength, Some(tag)));
        }
        let value = rest
            .get(Element::HEAD..)
            .and_then(|after| prefix(after, usize::from(length), self.unit))
            .ok_or(fault(FaultKind::Overrun, Some(tag)))?;
        Ok(Element { tag, value, offset: self.offset })
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = Result<Element<'a>, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.text.get(self.offset..).unwrap_or_default();
        if rest.is_empty() {
            // An empty text is no sequence of elements, but the end of one is its end.
            return (self.offset == 0).then(|| {
                self.offset = usize::MAX;
                Err(Fault { kind: FaultKind::Empty, offset: 0, tag: None })
            });
        }
        let read = self.element(rest);
        self.offset = match &read {
            Ok(element) => element.value_offset().saturating_add(element.value.len()),
            Err(_) => usize::MAX,
        };
        Some(read)
    }
}

/// The first `length` characters or bytes of `text`.
fn prefix(text: &str, length: usize, unit: LengthUnit) -> Option<&str> {
    let by_bytes = text.get(..length);
    match unit {
        LengthUnit::Bytes => by_bytes,
        LengthUnit::Characters => match by_bytes {
            Some(ascii) if ascii.is_ascii() => Some(ascii),
            _ => {
                let mut rest = text.chars();
                (0..length).try_for_each(|_| rest.next().map(drop))?;
                text.get(..text.len().saturating_sub(rest.as_str().len()))
            }
        },
    }
}

/// The values of one level by tag; of a repeated tag the last one counts.
#[derive(Clone)]
pub struct Values<'a>([Option<&'a str>; 100]);

impl<'a> Values<'a> {
    /// The values of a text that is a sequence of elements to its end.
    pub fn read(text: &'a str, unit: LengthUnit) -> Result<Self, Fault> {
        let mut values = [None; 100];
        for element in Elements::new(text, unit) {
            let element = element?;
            if let Some(slot) = values.get_mut(usize::from(element.tag.0)) {
                *slot = Some(element.value);
            }
        }
        Ok(Self(values))
    }

    /// The value of `tag`.
    pub fn get(&self, tag: Tag) -> Option<&'a str> {
        self.0.get(usize::from(tag.0)).copied().flatten()
    }

    /// All values in the order of their tags.
    pub fn iter(&self) -> impl Iterator<Item = (Tag, &'a str)> + '_ {
        (0_u8..).map(Tag).zip(&self.0).filter_map(|(tag, value)| value.map(|value| (tag, value)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, unit: LengthUnit) -> Result<Vec<(u8, &str)>, (FaultKind, usize)> {
        Elements::new(text, unit).map(|it| it.map(|e| (e.tag.number(), e.value)).map_err(|f| (f.kind, f.offset))).collect()
    }

    #[test]
    fn elements_follow_each_other_to_the_end() {
        assert_eq!(read("000201590A", LengthUnit::Characters), Err((FaultKind::BadLength, 6)));
        assert_eq!(read("0002015903A B", LengthUnit::Characters), Ok(vec![(0, "01"), (59, "A B")]));
    }

    #[test]
    fn each_fault_is_named_at_the_start_of_its_element() {
        for (text, kind, offset) in [
            ("", FaultKind::Empty, 0),
            ("0", FaultKind::Truncated, 0),
            ("000", FaultKind::Truncated, 0),
            ("0001", FaultKind::Overrun, 0),
            ("0002010", FaultKind::Truncated, 6),
            ("AA02xx", FaultKind::BadTag, 0),
            ("+102xx", FaultKind::BadTag, 0),
            ("\u{661}\u{661}02xx", FaultKind::BadTag, 0),
            ("00-1x", FaultKind::BadLength, 0),
            ("00020159005802KH", FaultKind::ZeroLength, 6),
            ("0003ab", FaultKind::Overrun, 0),
        ] {
            assert_eq!(read(text, LengthUnit::Characters), Err((kind, offset)), "{text}");
        }
    }

    #[test]
    fn lengths_count_code_points_or_bytes() {
        // One code point outside the BMP is one character, not the two of UTF-16.
        assert_eq!(read("5903a\u{1F35C}b5802JP", LengthUnit::Characters), Ok(vec![(59, "a\u{1F35C}b"), (58, "JP")]));
        assert_eq!(read("5906a\u{1F35C}b5802JP", LengthUnit::Bytes), Ok(vec![(59, "a\u{1F35C}b"), (58, "JP")]));
        assert_eq!(read("5903a\u{1F35C}b", LengthUnit::Bytes), Err((FaultKind::Overrun, 0)));
    }

    #[test]
    fn the_last_repeat_counts() {
        let values = Values::read("5902AA5902BB", LengthUnit::Characters).unwrap();
        assert_eq!(values.get(Tag(59)), Some("BB"));
        assert_eq!(values.iter().count(), 1);
    }
}
