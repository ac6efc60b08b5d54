//! Sets of characters: what Java's classes mean, in ASCII, without Unicode tables.

/// A set of code points as sorted ranges that neither touch nor overlap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct CharSet(Vec<(u32, u32)>);

const LAST: u32 = 0x0010_FFFF;

impl CharSet {
    pub(super) fn of(ranges: &[(char, char)]) -> Self {
        Self::default().with(ranges.iter().map(|&(from, to)| (u32::from(from), u32::from(to))))
    }

    pub(super) fn from_ranges(ranges: Vec<(u32, u32)>) -> Self {
        Self::default().with(ranges)
    }

    pub(super) fn into_ranges(self) -> Vec<(u32, u32)> {
        self.0
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

    /// The small letter, if it has nothing else but perhaps the capital one.
    pub(super) fn letter(&self) -> Option<char> {
        let (first, last) = match *self.0.as_slice() {
            [(from, to)] if from == to => (from, from),
            [(first, first_to), (last, last_to)] if first == first_to && last == last_to && first | 0x20 == last => (first, last),
            _ => return None,
        };
        let letter = char::from_u32(last)?.to_ascii_lowercase();
        (letter.is_ascii_lowercase() && u32::from(letter.to_ascii_uppercase()) <= first).then_some(letter)
    }

    fn holds(&self, code: u32) -> bool {
        holds(&self.0, code)
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

/// A set in the form in which a text is held against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Class {
    /// One bit a byte; those of other characters are not set.
    ascii: [u64; 4],
    /// Ranges of the others, sorted.
    others: Box<[(u32, u32)]>,
}

impl Class {
    pub(super) fn new(set: &CharSet) -> Self {
        let bits = |codes: core::ops::Range<u32>| codes.rev().fold(0, |bits, code| bits << 1 | u64::from(set.holds(code)));
        let others = set.0.iter().filter(|(_, to)| *to >= 128).map(|(from, to)| ((*from).max(128), *to));
        Self { ascii: [bits(0..64), bits(64..128), 0, 0], others: others.collect() }
    }

    /// Whether it has the character `byte`, which must be an ASCII one.
    pub(super) fn contains_byte(&self, byte: u8) -> bool {
        self.ascii.get(usize::from(byte >> 6)).is_some_and(|bits| bits >> (byte & 63) & 1 == 1)
    }

    /// Whether `text` begins with one of its characters.
    pub(in super::super) fn begins(&self, text: &str) -> bool {
        match text.as_bytes().first() {
            Some(byte) if byte.is_ascii() => self.contains_byte(*byte),
            _ => text.chars().next().is_some_and(|c| self.contains(c)),
        }
    }

    /// Whether it has ASCII characters only.
    pub(super) fn is_ascii(&self) -> bool {
        self.others.is_empty()
    }

    pub(super) fn contains(&self, c: char) -> bool {
        u8::try_from(c).ok().filter(u8::is_ascii).map_or_else(|| holds(&self.others, c.into()), |byte| self.contains_byte(byte))
    }
}

fn holds(ranges: &[(u32, u32)], code: u32) -> bool {
    let next = ranges.partition_point(|(from, _)| *from <= code);
    next.checked_sub(1).and_then(|at| ranges.get(at)).is_some_and(|(_, to)| code <= *to)
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
    fn one_letter_in_any_case_is_that_letter() {
        let letter = |ranges: &[(char, char)]| CharSet::of(ranges).letter();
        assert_eq!(letter(&[('h', 'h')]), Some('h'));
        assert_eq!(letter(&[('H', 'H')]), Some('h'));
        assert_eq!(letter(&[('h', 'h'), ('H', 'H')]), Some('h'));
        for other in [vec![('h', 'i')], vec![('h', 'h'), ('K', 'K')], vec![('1', '1')], vec![('@', '@'), ('`', '`')], vec![]] {
            assert_eq!(letter(&other), None, "{other:?}");
        }
    }

    #[test]
    fn a_class_holds_what_its_set_holds() {
        let set = CharSet::of(&[('0', '9'), ('é', 'ü'), ('\u{1F35C}', '\u{1F35C}')]);
        let (class, other) = (Class::new(&set), Class::new(&set.negated()));
        for (c, inside) in [
            ('0', true),
            ('9', true),
            (':', false),
            ('\x7F', false),
            ('\u{80}', false),
            ('é', true),
            ('\u{1F35C}', true),
            ('\u{1F35D}', false),
        ] {
            assert_eq!((class.contains(c), other.contains(c)), (inside, !inside), "{c:?}");
        }
    }
}
