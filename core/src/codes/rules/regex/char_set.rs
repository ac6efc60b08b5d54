//! Sets of characters: what Java's classes mean, computed here so that no Unicode tables are needed.

use core::fmt;

/// A set of code points as sorted ranges that neither touch nor overlap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct CharSet(Vec<(u32, u32)>);

const LAST: u32 = 0x0010_FFFF;
const SURROGATES: (u32, u32) = (0xD800, 0xDFFF);

impl CharSet {
    pub(super) fn of(ranges: &[(char, char)]) -> Self {
        Self::default().with(ranges.iter().map(|&(from, to)| (u32::from(from), u32::from(to))))
    }

    pub(super) fn insert(&mut self, from: char, to: char) {
        *self = core::mem::take(self).with([(u32::from(from), u32::from(to))]);
    }

    pub(super) fn union(self, other: Self) -> Self {
        self.with(other.0)
    }

    pub(super) fn negated(self) -> Self {
        let mut gaps = Vec::new();
        let mut next = 0;
        for (from, to) in self.0 {
            if from > next {
                gaps.push((next, from.saturating_sub(1)));
            }
            next = to.saturating_add(1);
        }
        if next <= LAST {
            gaps.push((next, LAST));
        }
        Self(gaps)
    }

    pub(super) fn intersection(self, other: Self) -> Self {
        self.negated().union(other.negated()).negated()
    }

    /// With the other case of every ASCII letter, which is what Java's flag `i` means.
    pub(super) fn ignoring_ascii_case(self) -> Self {
        let letters = |from, to| self.clone().intersection(Self::of(&[(from, to)])).0;
        let (upper, lower) = (letters('A', 'Z'), letters('a', 'z'));
        let shifted = |ranges: Vec<(u32, u32)>| ranges.into_iter().map(|(from, to)| (from ^ 0x20, to ^ 0x20));
        let other_case: Vec<_> = shifted(upper).chain(shifted(lower)).collect();
        self.with(other_case)
    }

    fn with(self, ranges: impl IntoIterator<Item = (u32, u32)>) -> Self {
        let mut all = self.0;
        all.extend(ranges);
        all.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(all.len());
        for (from, to) in all {
            match merged.last_mut() {
                Some(last) if from <= last.1.saturating_add(1) => last.1 = last.1.max(to),
                _ => merged.push((from, to)),
            }
        }
        Self(merged)
    }
}

/// As a class of `fancy-regex`.
impl fmt::Display for CharSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Surrogates are no characters of a Rust text, and no end points of its ranges.
        let surrogates = Self(vec![SURROGATES]);
        let ranges = self.clone().intersection(surrogates.negated()).0;
        if ranges.is_empty() {
            return f.write_str(r"[^\x{0}-\x{10FFFF}]");
        }
        f.write_str("[")?;
        for (from, to) in ranges {
            write!(f, r"\x{{{from:X}}}-\x{{{to:X}}}")?;
        }
        f.write_str("]")
    }
}

/// `\d`
pub(super) const DIGITS: &[(char, char)] = &[('0', '9')];
/// `\w`
pub(super) const WORD: &[(char, char)] = &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];
/// `\s`
pub(super) const SPACE: &[(char, char)] = &[('\t', '\r'), (' ', ' ')];
/// `\h`
pub(super) const HORIZONTAL: &[(char, char)] = &[
    ('\t', '\t'),
    (' ', ' '),
    ('\u{A0}', '\u{A0}'),
    ('\u{1680}', '\u{1680}'),
    ('\u{180E}', '\u{180E}'),
    ('\u{2000}', '\u{200A}'),
    ('\u{202F}', '\u{202F}'),
    ('\u{205F}', '\u{205F}'),
    ('\u{3000}', '\u{3000}'),
];
/// `\v`
pub(super) const VERTICAL: &[(char, char)] = &[('\n', '\r'), ('\u{85}', '\u{85}'), ('\u{2028}', '\u{2029}')];
/// What `.` does not match, and where lines end.
pub(super) const LINE_ENDS: &[(char, char)] = &[('\n', '\n'), ('\r', '\r'), ('\u{85}', '\u{85}'), ('\u{2028}', '\u{2029}')];

/// Java's ASCII properties, `\p{Name}`.
pub(super) fn posix(name: &str) -> Option<&'static [(char, char)]> {
    Some(match name {
        "Lower" => &[('a', 'z')],
        "Upper" => &[('A', 'Z')],
        "ASCII" => &[('\0', '\x7F')],
        "Alpha" => &[('A', 'Z'), ('a', 'z')],
        "Digit" => DIGITS,
        "Alnum" => &[('0', '9'), ('A', 'Z'), ('a', 'z')],
        "Punct" => &[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
        "Graph" => &[('!', '~')],
        "Print" => &[(' ', '~')],
        "Blank" => &[('\t', '\t'), (' ', ' ')],
        "Cntrl" => &[('\0', '\x1F'), ('\x7F', '\x7F')],
        "XDigit" => &[('0', '9'), ('A', 'F'), ('a', 'f')],
        "Space" => SPACE,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_combine() {
        let set = CharSet::of(&[('a', 'f'), ('d', 'k'), ('l', 'm')]);
        assert_eq!(set, CharSet::of(&[('a', 'm')]));
        assert_eq!(set.clone().intersection(CharSet::of(&[('c', 'z')])), CharSet::of(&[('c', 'm')]));
        assert_eq!(set.clone().negated().negated(), set);
        assert_eq!(CharSet::of(&[('k', 'n')]).ignoring_ascii_case(), CharSet::of(&[('K', 'N'), ('k', 'n')]));
    }

    #[test]
    fn surrogates_are_never_written() {
        assert_eq!(CharSet::of(&[('\0', '\u{D7FF}')]).negated().to_string(), r"[\x{E000}-\x{10FFFF}]");
        assert_eq!(CharSet::default().negated().to_string(), r"[\x{0}-\x{D7FF}\x{E000}-\x{10FFFF}]");
        assert_eq!(CharSet::default().to_string(), r"[^\x{0}-\x{10FFFF}]");
    }
}
