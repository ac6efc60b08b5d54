//! Which of many texts a text begins with.

/// Texts are told apart by as many bytes; URLs of one host rarely need more.
const KEY: usize = 64;

/// Values by the text with which a text has to begin. ASCII letters compare without case.
#[derive(Clone, Debug)]
pub(in super::super) struct Beginnings<T>(Box<[Entry<T>]>);

#[derive(Clone, Debug)]
struct Entry<T> {
    /// At most [`KEY`] bytes, in lower case.
    key: Box<[u8]>,
    /// The longest other entry with which this one begins.
    shorter: Option<u16>,
    value: T,
}

impl<T: Copy> Beginnings<T> {
    /// At most 65,535 entries; what is more is left out.
    pub(in super::super) fn new(entries: impl IntoIterator<Item = (impl AsRef<[u8]>, T)>) -> Self {
        let keyed = |(text, value): (_, T)| (key(AsRef::<[u8]>::as_ref(&text).iter().copied()).as_bytes().into(), value);
        let mut all: Vec<(Box<[u8]>, T)> = entries.into_iter().take(usize::from(u16::MAX)).map(keyed).collect();
        all.sort_by(|(one, _), (other, _)| one.cmp(other));
        let mut entries: Vec<Entry<T>> = Vec::with_capacity(all.len());
        for (key, value) in all {
            let mut shorter = entries.len().checked_sub(1);
            while let Some(entry) = shorter.and_then(|at| entries.get(at)).filter(|entry| !key.starts_with(&entry.key)) {
                shorter = entry.shorter.map(usize::from);
            }
            entries.push(Entry { key, shorter: shorter.and_then(|at| u16::try_from(at).ok()), value });
        }
        Self(entries.into())
    }

    /// The values whose text `text` begins with, the longest text first. Texts over 64 bytes count if their first 64 do.
    pub(in super::super) fn of(&self, text: impl IntoIterator<Item = u8>) -> impl Iterator<Item = T> {
        let text = key(text.into_iter());
        // In the order of the keys, what a text begins with stands before it, and whatever is between them begins with that too.
        let last = self.0.partition_point(|entry| *entry.key <= *text.as_bytes()).checked_sub(1);
        let chain =
            core::iter::successors(last.and_then(|at| self.0.get(at)), |entry| entry.shorter.and_then(|at| self.0.get(usize::from(at))));
        chain.filter(move |entry| text.as_bytes().starts_with(&entry.key)).map(|entry| entry.value)
    }
}

struct Key {
    bytes: [u8; KEY],
    length: usize,
}

impl Key {
    fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

fn key(text: impl Iterator<Item = u8>) -> Key {
    let mut key = Key { bytes: [0; KEY], length: 0 };
    for (place, byte) in key.bytes.iter_mut().zip(text) {
        *place = byte.to_ascii_lowercase();
        key.length = key.length.saturating_add(1);
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(entries: &[&str], text: &str) -> Vec<usize> {
        Beginnings::new(entries.iter().zip(0..)).of(text.bytes()).collect()
    }

    #[test]
    fn every_text_that_it_begins_with_is_found_the_longest_first() {
        let entries = ["https://a.example/", "HTTPS://A", "", "https://a.example/x", "https://b", "https://a.example/m", "28166604"];
        assert_eq!(of(&entries, "https://a.example/x1"), [3, 0, 1, 2]);
        assert_eq!(of(&entries, "HTTPS://A.EXAMPLE/"), [0, 1, 2]);
        assert_eq!(of(&entries, "https://a.example/n"), [0, 1, 2]);
        assert_eq!(of(&entries, "https://c"), [2]);
        assert_eq!(of(&entries, ""), [2]);
        assert_eq!(of(&[], "x"), [0; 0]);
    }

    #[test]
    fn equal_texts_are_all_found() {
        assert_eq!(of(&["ab", "AB", "a", "ab"], "abc").len(), 4);
    }

    #[test]
    fn long_texts_are_candidates_by_their_beginning() {
        let (long, other) = ("x".repeat(100), format!("{}y", "x".repeat(70)));
        assert_eq!(of(&[&long], &other), [0]);
        assert_eq!(of(&[&long], &other[1..60]), [0; 0]);
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_missed(entries in proptest::collection::vec("[aAb]{0,5}", 0..12), text in "[abB]{0,6}") {
            let expected = entries.iter().filter(|entry| text.to_lowercase().starts_with(&entry.to_lowercase())).count();
            let entries: Vec<&str> = entries.iter().map(String::as_str).collect();
            proptest::prop_assert_eq!(of(&entries, &text).len(), expected);
        }
    }
}
