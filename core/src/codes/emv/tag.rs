//! Tags: the two digits that name an element.

use core::fmt;

/// The tag of an element. Tags compare as numbers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(pub(super) u8);

impl Tag {
    /// 00: payload format indicator of the root, globally unique identifier of a template.
    pub const FORMAT_INDICATOR: Self = Self(0);
    /// 01: point of initiation, static or dynamic.
    pub const INITIATION: Self = Self(1);
    /// 52: merchant category code.
    pub const CATEGORY: Self = Self(52);
    /// 53: currency, ISO 4217 numeric.
    pub const CURRENCY: Self = Self(53);
    /// 54: amount.
    pub const AMOUNT: Self = Self(54);
    /// 55: how a tip or a convenience fee is asked for.
    pub const TIP_INDICATOR: Self = Self(55);
    /// 56: fixed convenience fee.
    pub const FIXED_FEE: Self = Self(56);
    /// 57: convenience fee in percent.
    pub const PERCENTAGE_FEE: Self = Self(57);
    /// 58: country, ISO 3166-1 alpha-2.
    pub const COUNTRY: Self = Self(58);
    /// 59: merchant name.
    pub const MERCHANT_NAME: Self = Self(59);
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

    /// Templates of the root: those of merchant accounts, 62 and 64.
    pub(super) const fn is_template(self) -> bool {
        self.is_account_template() || matches!(self, Self::ADDITIONAL_DATA | Self::LANGUAGE)
    }

    /// 26-51 and 80-99: templates of the root in which rules look for a merchant account.
    pub const fn is_account_template(self) -> bool {
        matches!(self.0, 26..=51 | 80..=99)
    }
}

/// A set of tags; as an iterator, it gives them in their order.
#[derive(Clone, Copy, Default)]
pub(super) struct TagSet([u64; 2]);

impl TagSet {
    /// 26-51 and 80-99.
    pub(super) const ACCOUNT_TEMPLATES: Self = Self([(1 << 52) - (1 << 26), (1 << (100 - 64)) - (1 << (80 - 64))]);

    pub(super) fn insert(&mut self, tag: Tag) {
        if let Some(half) = self.0.get_mut(usize::from(tag.0 / 64)) {
            *half |= 1 << (tag.0 % 64);
        }
    }

    pub(super) fn contains(self, tag: Tag) -> bool {
        self.0.get(usize::from(tag.0 / 64)).is_some_and(|half| half >> (tag.0 % 64) & 1 == 1)
    }

    pub(super) fn intersection(self, other: Self) -> Self {
        let ([low, high], [other_low, other_high]) = (self.0, other.0);
        Self([low & other_low, high & other_high])
    }
}

impl Iterator for TagSet {
    type Item = Tag;

    fn next(&mut self) -> Option<Tag> {
        let (half, first) = self.0.iter_mut().zip([0, 64]).find(|(half, _)| **half != 0)?;
        let bit = half.trailing_zeros();
        *half &= *half - 1;
        Tag::new(u8::try_from(bit).ok()? + first)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_gives_its_tags_in_order() {
        let mut set = TagSet::default();
        for number in [99, 63, 0, 64, 63] {
            set.insert(Tag(number));
        }
        assert_eq!(set.map(Tag::number).collect::<Vec<_>>(), [0, 63, 64, 99]);
        assert!(set.contains(Tag(64)) && !set.contains(Tag(1)));
    }

    #[test]
    fn the_set_of_account_templates_has_what_the_test_for_one_says() {
        let templates: Vec<_> = (0..100).filter_map(Tag::new).filter(|tag| tag.is_account_template()).collect();
        assert_eq!(TagSet::ACCOUNT_TEMPLATES.collect::<Vec<_>>(), templates);
    }
}
