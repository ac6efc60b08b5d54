//! Places in a text: the characters beside them, and the anchors of Java that match there.

use super::{
    char_set::{Class, LINE_ENDS, WORD},
    parse::Anchor,
};

/// The character that begins at `at`.
pub(super) fn next_char(text: &str, at: usize) -> Option<char> {
    match text.as_bytes().get(at) {
        Some(byte) if byte.is_ascii() => Some(char::from(*byte)),
        _ => text.get(at..)?.chars().next(),
    }
}

/// The character that ends at `at`.
pub(super) fn previous_char(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}

/// Whether an anchor matches at `at`.
pub(super) fn is_at(anchor: Anchor, text: &str, at: usize) -> bool {
    let rest = || text.get(at..).unwrap_or_default();
    let is_word = |c: Option<char>| c.is_some_and(|c| among(WORD, c));
    match anchor {
        Anchor::Start => at == 0,
        Anchor::End => at == text.len(),
        // A carriage return and a line feed are one line end: there is no place between them.
        Anchor::LastLineEnd => {
            let mut chars = rest().chars();
            match (chars.next(), chars.next(), chars.next()) {
                (None, ..) | (Some('\r'), Some('\n'), None) => true,
                (Some('\n'), None, _) => previous_char(text, at) != Some('\r'),
                (Some(c), None, _) => among(LINE_ENDS, c),
                _ => false,
            }
        }
        Anchor::LineStart => match (previous_char(text, at), next_char(text, at)) {
            // Not at the end, even behind a line end.
            (_, None) | (Some('\r'), Some('\n')) => false,
            (None, Some(_)) => true,
            (Some(c), Some(_)) => among(LINE_ENDS, c),
        },
        Anchor::LineEnd => match (previous_char(text, at), next_char(text, at)) {
            (_, None) => true,
            (Some('\r'), Some('\n')) => false,
            (_, Some(c)) => among(LINE_ENDS, c),
        },
        Anchor::WordBoundary => is_word(previous_char(text, at)) != is_word(next_char(text, at)),
        Anchor::NoWordBoundary => is_word(previous_char(text, at)) == is_word(next_char(text, at)),
    }
}

fn among(ranges: &[(char, char)], c: char) -> bool {
    ranges.iter().any(|(from, to)| (*from..=*to).contains(&c))
}

/// Where the character that begins at `at` ends, if the class has it.
pub(super) fn taken(class: &Class, text: &str, at: usize) -> Option<usize> {
    match *text.as_bytes().get(at)? {
        byte if byte.is_ascii() => class.contains_byte(byte).then(|| at.saturating_add(1)),
        _ => next_char(text, at).filter(|c| class.contains(*c)).map(|c| at.saturating_add(c.len_utf8())),
    }
}
