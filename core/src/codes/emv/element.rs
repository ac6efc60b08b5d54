//! Elements: two digits of tag, two digits of length, the value. Nothing is copied.

use super::Tag;

/// What a length counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LengthUnit {
    /// Unicode code points: EMVCo's reading, and the only one that rules use (A30).
    Characters,
    /// UTF-8 bytes: what some generators write; for diagnosis only.
    Bytes,
}

impl LengthUnit {
    /// In ASCII both are the same, and bytes need no counting.
    pub(super) fn quickest_for(self, text: &str) -> Self {
        if is_ascii(text.as_bytes()) { Self::Bytes } else { self }
    }
}

/// As `[u8]::is_ascii`, which reads what is behind the last 64 bytes one by one: most of a code.
fn is_ascii(bytes: &[u8]) -> bool {
    let (_, words) = bytes.as_rchunks();
    let Some(first) = bytes.first_chunk() else { return bytes.is_ascii() };
    let seen = words.iter().fold(u64::from_ne_bytes(*first), |seen, word| seen | u64::from_ne_bytes(*word));
    seen & 0x8080_8080_8080_8080 == 0
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

impl<'a> Element<'a> {
    /// Bytes of tag and length, which are ASCII digits.
    pub const HEAD: usize = 4;

    /// The element that begins at `offset` of `text`; nothing if there is none.
    // The one step of every reader: given back through memory it would take twice as long, also where code is compiled to be small.
    #[inline(always)]
    pub(super) fn at(offset: usize, text: &'a str, unit: LengthUnit) -> Option<Self> {
        let (tag, length) = tag_and_length(*text.as_bytes().get(offset..)?.first_chunk()?)?;
        let after = text.get(offset + Self::HEAD..)?;
        let value = match unit {
            LengthUnit::Bytes => after.get(..usize::from(length))?,
            LengthUnit::Characters => {
                let mut ends = after.char_indices().map(|(at, _)| at).chain([after.len()]);
                after.get(..ends.nth(usize::from(length))?)?
            }
        };
        Some(Self { tag, value, offset })
    }

    /// Where its value begins, in bytes from the start of the text that is read.
    pub fn value_offset(&self) -> usize {
        self.offset + Self::HEAD
    }

    /// Where it ends, in bytes from the start of the text that is read.
    pub fn end(&self) -> usize {
        self.value_offset() + self.value.len()
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
    /// Reaches beyond 65,535 bytes, where [`Values`](super::Values) do not reach.
    TooFar,
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
    /// Where the next element begins; nothing if there is none.
    next: Option<usize>,
}

impl<'a> Elements<'a> {
    /// Reads `text` with lengths in `unit`.
    pub fn new(text: &'a str, unit: LengthUnit) -> Self {
        Self { text, unit: unit.quickest_for(text), next: Some(0) }
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = Result<Element<'a>, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        let offset = self.next.take()?;
        let element = Element::at(offset, self.text, self.unit).ok_or_else(|| Fault::at(offset, self.text));
        self.next = element.as_ref().map(Element::end).ok().filter(|end| *end < self.text.len());
        Some(element)
    }
}

/// Tag and length, not 00, of four ASCII digits, all at once.
#[inline]
fn tag_and_length(head: [u8; Element::HEAD]) -> Option<(Tag, u8)> {
    const HIGH_HALVES: u32 = 0xF0F0_F0F0;
    let word = u32::from_le_bytes(head);
    let digits = word & !HIGH_HALVES;
    // A digit's high half is 3, and 6 more than its low half still is a half.
    if word & HIGH_HALVES != 0x3030_3030 || (digits + 0x0606_0606) & HIGH_HALVES != 0 {
        return None;
    }
    // Ten times each digit and the one behind it.
    let [tag, _, length, _] = (digits * 10 + (digits >> 8)).to_le_bytes();
    (length != 0).then_some((Tag(tag), length))
}

impl Fault {
    /// Why no element begins at `offset` of `text`.
    #[cold]
    pub(super) fn at(offset: usize, text: &str) -> Self {
        let rest = text.as_bytes().get(offset..).unwrap_or_default();
        let digits = |from: usize| {
            let two = rest.get(from..from.saturating_add(2))?;
            Some(core::str::from_utf8(two).ok().and_then(Tag::parse))
        };
        let (kind, tag) = match (digits(0), digits(2)) {
            _ if rest.is_empty() => (FaultKind::Empty, None),
            (None, _) => (FaultKind::Truncated, None),
            (Some(None), _) => (FaultKind::BadTag, None),
            (Some(tag), None) => (FaultKind::Truncated, tag),
            (Some(tag), Some(None)) => (FaultKind::BadLength, tag),
            (Some(tag), Some(Some(Tag(0)))) => (FaultKind::ZeroLength, tag),
            (Some(tag), Some(Some(_))) => (FaultKind::Overrun, tag),
        };
        Self { kind, offset, tag }
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
    fn only_decimal_digits_are_digits() {
        for (at, byte) in (0..4).flat_map(|at| (0..128_u8).map(move |byte| (at, byte))) {
            let mut head = *b"0104";
            head[at] = byte;
            let text = format!("{}{}", str::from_utf8(&head).unwrap(), "x".repeat(99));
            let is_element = Elements::new(&text, LengthUnit::Characters).next().unwrap().is_ok();
            let is_zero = head[2..] == *b"00";
            assert_eq!(is_element, byte.is_ascii_digit() && !is_zero, "{head:?}");
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
    fn what_is_ascii_is_told_at_every_place() {
        for length in 0..40 {
            let text = "0".repeat(length);
            assert!(is_ascii(text.as_bytes()));
            for at in 0..length {
                assert!(!is_ascii(format!("{}é{}", &text[..at], &text[at + 1..]).as_bytes()), "{at} of {length}");
            }
        }
    }
}
