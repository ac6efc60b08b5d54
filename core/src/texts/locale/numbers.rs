//! Numbers: digits, separators, grouping.

/// How a locale writes numbers, and where an amount's currency stands.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Numbers {
    /// The digit 0 of the locale's numbering system; the others follow it.
    pub(super) zero: char,
    pub(super) point: char,
    pub(super) group: char,
    /// Groups are made only if the first one gets this many digits.
    pub(super) minimum: usize,
    /// Digits of the last group, before the point; of the groups before it.
    pub(super) primary: usize,
    pub(super) secondary: usize,
    /// `EUR 1` or `1 EUR`.
    pub(super) code_first: bool,
}

impl Numbers {
    /// Those of no language.
    pub(super) const PLAIN: Self = Self { zero: '0', point: '.', group: ',', minimum: 1, primary: 3, secondary: 3, code_first: true };

    /// Groups the digits of `"1234.50"` and writes all of them as they are written here. Nothing is rounded, added or left out.
    pub(crate) fn decimal(&self, text: &str) -> String {
        let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
        let mut written = String::with_capacity(text.len().saturating_mul(3));
        let groups = self.primary > 0 && whole.len() >= self.primary.saturating_add(self.minimum);
        for (at, digit) in whole.chars().enumerate() {
            if groups && at > 0 && self.ends_group(whole.len().saturating_sub(at)) {
                written.push(self.group);
            }
            written.push(self.digit(digit));
        }
        if let Some(fraction) = fraction {
            written.push(self.point);
            written.extend(fraction.chars().map(|digit| self.digit(digit)));
        }
        written
    }

    /// Writes the digits of `"05"` as they are written here.
    pub(crate) fn ungrouped(&self, text: &str) -> String {
        text.chars().map(|digit| self.digit(digit)).collect()
    }

    /// A number with the ISO 4217 code where it stands here, and a no-break space between them.
    pub(crate) fn with_code(&self, number: &str, code: &str) -> String {
        if self.code_first { format!("{code}\u{a0}{number}") } else { format!("{number}\u{a0}{code}") }
    }

    /// Whether a group ends before the last `left` digits.
    fn ends_group(&self, left: usize) -> bool {
        left.checked_sub(self.primary).is_some_and(|before| before.checked_rem(self.secondary).unwrap_or_default() == 0)
    }

    fn digit(&self, digit: char) -> char {
        digit.to_digit(10).and_then(|value| char::from_u32(u32::from(self.zero).saturating_add(value))).unwrap_or(digit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_begin_at_the_minimum_and_may_differ_in_size() {
        let indian = Numbers { secondary: 2, ..Numbers::PLAIN };
        assert_eq!(indian.decimal("123456789.50"), "12,34,56,789.50");
        assert_eq!(indian.decimal("999"), "999");
        let spanish = Numbers { minimum: 2, ..Numbers::PLAIN };
        assert_eq!(spanish.decimal("1234"), "1234");
        assert_eq!(spanish.decimal("12345"), "12,345");
        let none = Numbers { primary: 0, secondary: 0, ..Numbers::PLAIN };
        assert_eq!(none.decimal("12345"), "12345");
    }

    #[test]
    fn digits_are_those_of_the_locale() {
        let bengali = Numbers { zero: '০', ..Numbers::PLAIN };
        assert_eq!(bengali.decimal("1234567890.05"), "১,২৩৪,৫৬৭,৮৯০.০৫");
    }
}
