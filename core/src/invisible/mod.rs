//! Characters that nobody sees: one place for everybody who refuses them or leaves them out.

pub(crate) mod direction;

use icu_properties::{
    CodePointMapData, CodePointSetData,
    props::{DefaultIgnorableCodePoint, GeneralCategory},
};

/// Nothing is drawn for it: zero-width characters, bidirectional controls, soft hyphen, byte order mark, fillers, selectors, tags.
pub(crate) fn is_invisible(c: char) -> bool {
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c) || matches!(c, '\u{fff9}'..='\u{fffb}')
}

/// The same, and signs that are drawn around others, such as the Arabic number signs.
pub(crate) fn is_format(c: char) -> bool {
    is_invisible(c) || CodePointMapData::<GeneralCategory>::new().get(c) == GeneralCategory::Format
}

/// Invisible, and yet it belongs to what is seen: joiners, which Persian names and emoji need, and the selectors of a letter's shape.
pub(crate) fn shapes_letters(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::{direction::turns_text, *};

    #[test]
    fn what_turns_text_is_invisible_and_what_is_invisible_is_format() {
        for c in ('\0'..=char::MAX).filter(|c| turns_text(*c) || shapes_letters(*c)) {
            assert!(is_invisible(c) && is_format(c), "{c:?}");
        }
        assert!(('\0'..=char::MAX).all(|c| !(turns_text(c) && shapes_letters(c))));
    }

    #[test]
    fn letters_signs_and_marks_are_seen() {
        for c in "aß長م\u{64b}ी\u{301}−€…•\u{a0} \u{600}".chars() {
            assert!(!is_invisible(c), "{c:?}");
        }
        assert!(is_format('\u{600}'));
    }
}
