//! Which of many texts a text begins with.

/// Values by the text with which a text has to begin. ASCII letters compare without case.
#[derive(Clone, Debug)]
pub(in super::super) struct Beginnings<T>(Box<[Entry<T>]>);

#[derive(Clone, Debug)]
struct Entry<T> {
    key: Key,
    /// The longest other entry with which this one begins.
    shorter: Option<u16>,
    value: T,
}

impl<T: Copy> Beginnings<T> {
    /// At most 65,535 entries; what is more is left out.
    pub(in super::super) fn new(entries: impl IntoIterator<Item = (Key, T)>) -> Self {
        let mut all: Vec<(Key, T)> = entries.into_iter().take(usize::from(u16::MAX)).collect();
        all.sort_by_key(|(key, _)| *key);
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

    /// The values whose text `text` begins with, the longest text first. Texts longer than a key count if their key fits.
    pub(in super::super) fn of(&self, text: &Key) -> impl Iterator<Item = T> {
        // In the order of the keys, what a text begins with stands before it, and whatever is between them begins with that too.
        let last = self.0.partition_point(|entry| !entry.key.is_behind(text)).checked_sub(1);
        let chain =
            core::iter::successors(last.and_then(|at| self.0.get(at)), |entry| entry.shorter.and_then(|at| self.0.get(usize::from(at))));
        chain.filter(move |entry| text.starts_with(&entry.key)).map(|entry| entry.value)
    }
}

/// The first 64 bytes of a text, in lower case; URLs of one host rarely need more to be told apart.
///
/// As words in the order of the text, so that keys compare in a few instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) struct Key {
    words: [u64; Self::BYTES / 8],
    length: usize,
}

impl Key {
    const BYTES: usize = 64;

    pub(in super::super) fn of(text: &str) -> Self {
        let mut bytes = [0; Self::BYTES];
        let length = text.len().min(Self::BYTES);
        if let (Some(place), Some(text)) = (bytes.get_mut(..length), text.as_bytes().get(..length)) {
            place.copy_from_slice(text);
        }
        Self::new(bytes, length)
    }

    /// Of a text that is read backwards, and a dot behind it.
    pub(in super::super) fn backwards(text: &str) -> Self {
        let mut bytes = [0; Self::BYTES];
        for (place, byte) in bytes.iter_mut().zip(text.bytes().rev().chain([b'.'])) {
            *place = byte;
        }
        Self::new(bytes, text.len().saturating_add(1).min(Self::BYTES))
    }

    fn new(mut bytes: [u8; Self::BYTES], length: usize) -> Self {
        bytes.make_ascii_lowercase();
        let mut words = [0; Self::BYTES / 8];
        for (word, bytes) in words.iter_mut().zip(bytes.as_chunks().0) {
            *word = u64::from_be_bytes(*bytes);
        }
        Self { words, length }
    }

    /// As the derived order, in fewer instructions: most keys differ in an early word.
    #[inline]
    fn is_behind(&self, other: &Self) -> bool {
        for (own, other) in self.words.iter().zip(&other.words) {
            if own != other {
                return own > other;
            }
        }
        self.length > other.length
    }

    #[inline]
    fn starts_with(&self, other: &Self) -> bool {
        self.length >= other.length && self.common(other) >= other.length
    }

    /// How many bytes are the same from the start.
    fn common(&self, other: &Self) -> usize {
        let mut count: usize = 0;
        for (own, other) in self.words.iter().zip(&other.words) {
            // Of words that differ, the first bytes may be the same.
            let same = usize::try_from((own ^ other).leading_zeros() / 8).unwrap_or_default();
            count = count.saturating_add(same);
            if same < 8 {
                break;
            }
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(entries: &[&str], text: &str) -> Vec<usize> {
        Beginnings::new(entries.iter().map(|entry| Key::of(entry)).zip(0..)).of(&Key::of(text)).collect()
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
    fn a_zero_byte_is_no_end() {
        assert_eq!(of(&["a", "a\0", "a\0b"], "a\0"), [1, 0]);
        assert_eq!(of(&["a\0", "a\0\0"], "a"), [0; 0]);
    }

    #[test]
    fn long_texts_are_candidates_by_their_beginning() {
        let (long, other) = ("x".repeat(100), format!("{}y", "x".repeat(70)));
        assert_eq!(of(&[&long], &other), [0]);
        assert_eq!(of(&[&long], &other[1..60]), [0; 0]);
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_missed(entries in proptest::collection::vec("[aAb]{0,12}", 0..12), text in "[abB]{0,14}", more in "[ab]{0,4}") {
            let entries: Vec<String> = entries.into_iter().chain([text.clone()]).collect();
            let text = text + &more;
            let expected = entries.iter().filter(|entry| text.to_lowercase().starts_with(&entry.to_lowercase())).count();
            let entries: Vec<&str> = entries.iter().map(String::as_str).collect();
            proptest::prop_assert_eq!(of(&entries, &text).len(), expected);
        }
    }
}
