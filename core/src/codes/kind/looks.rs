//! Names that read like others: the same to the eye, or one slip of the finger apart.

use std::collections::BTreeMap;

use smallvec::SmallVec;

/// Shorter names differ from each other by one letter without any intent.
const MIN_MISSPELT: usize = 12;

/// Names by what they look like, those with as many labels together.
#[derive(Clone, Debug)]
pub(super) struct Looks(Vec<(usize, Vec<Look>)>);

/// In the order of their lengths.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Look {
    /// In characters.
    length: usize,
    /// One bit for each character that occurs: names that are one edit apart differ in two bits at most.
    letters: u64,
    skeleton: Box<str>,
    name: Box<str>,
    /// The listed host to which the name belongs.
    place: u16,
}

impl Looks {
    /// Of these names with their skeletons, by the place of the listed host to which each belongs.
    pub(super) fn new<'a>(names: impl Iterator<Item = (&'a str, String, u16)>) -> Self {
        let mut by_labels: BTreeMap<usize, Vec<Look>> = BTreeMap::new();
        for (name, skeleton, place) in names {
            let (length, letters) = (skeleton.chars().count(), skeleton.chars().fold(0, |letters, c| letters | letter(c)));
            let look = Look { length, letters, skeleton: skeleton.into(), name: name.into(), place };
            by_labels.entry(name.split('.').count()).or_default().push(look);
        }
        by_labels.values_mut().for_each(|looks| looks.sort());
        Self(by_labels.into_iter().collect())
    }

    /// The listed hosts that the last labels of `host` read like, without being them; `shown` is what the host looks like.
    pub(super) fn imitated_by<'a>(&'a self, host: &'a str, shown: &'a str) -> impl Iterator<Item = u16> + 'a {
        let (ends, shown_ends) = (endings(host), endings(shown));
        self.0.iter().flat_map(move |(labels, looks)| {
            // A host of fewer labels is held against the name as it is.
            let ending = |ends: &SmallVec<[Ending; 8]>| ends.get(labels.saturating_sub(1)).or(ends.last()).copied().unwrap_or_default();
            let Ending { start, length, letters } = ending(&shown_ends);
            let (end, shown) = (host.get(ending(&ends).start..).unwrap_or_default(), shown.get(start..).unwrap_or_default());
            let from = looks.partition_point(|look| look.length.saturating_add(1) < length);
            let near = looks.get(from..).unwrap_or_default().iter().take_while(move |look| look.length <= length.saturating_add(1));
            let similar = near.filter(move |look| (look.letters ^ letters).count_ones() <= 2);
            let imitated = similar.filter(move |look| {
                let misspelt = || look.name.len() >= MIN_MISSPELT && is_one_edit_apart(shown, &look.skeleton);
                end != &*look.name && (shown == &*look.skeleton || misspelt())
            });
            imitated.map(|look| look.place)
        })
    }
}

/// The last labels of a name: one, two, and so on up to all.
fn endings(name: &str) -> SmallVec<[Ending; 8]> {
    let mut endings = SmallVec::new();
    let (mut length, mut letters) = (0, 0);
    for (at, c) in name.char_indices().rev() {
        if c == '.' {
            endings.push(Ending { start: at.saturating_add(1), length, letters });
        }
        length = length.saturating_add(1);
        letters |= letter(c);
    }
    endings.push(Ending { start: 0, length, letters });
    endings
}

#[derive(Clone, Copy, Default)]
struct Ending {
    /// In bytes.
    start: usize,
    /// As those of [`Look`].
    length: usize,
    letters: u64,
}

fn letter(c: char) -> u64 {
    1 << (u32::from(c) & 63)
}

/// One character added, dropped, replaced, or two neighbours exchanged.
fn is_one_edit_apart(left: &str, right: &str) -> bool {
    let same = |pair: &(char, char)| pair.0 == pair.1;
    let front = left.chars().zip(right.chars()).take_while(same).map(|(c, _)| c.len_utf8()).sum::<usize>();
    let (left, right) = (left.get(front..).unwrap_or_default(), right.get(front..).unwrap_or_default());
    let end = left.chars().rev().zip(right.chars().rev()).take_while(same).map(|(c, _)| c.len_utf8()).sum::<usize>();
    let differing = |text: &'_ str| {
        let mut chars = text.get(..text.len().saturating_sub(end)).unwrap_or_default().chars();
        [chars.next(), chars.next(), chars.next()]
    };
    match (differing(left), differing(right)) {
        ([Some(a), Some(b), None], [Some(c), Some(d), None]) => a == d && b == c,
        ([one, None, None], [other, None, None]) => one.or(other).is_some(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_edit_is_one() {
        for (left, right, near) in [
            ("abc", "abd", true),
            ("abc", "ab", true),
            ("ab", "abc", true),
            ("abc", "acb", true),
            ("abc", "abc", false),
            ("abc", "cba", false),
            ("abcd", "ab", false),
            ("", "a", true),
        ] {
            assert_eq!(is_one_edit_apart(left, right), near, "{left} {right}");
        }
    }
}
