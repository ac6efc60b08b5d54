//! Words that somebody else wrote: merchants, promotions, methods, the backend. Every one of them passes here before a page shows it.

use crate::invisible::{is_invisible, shapes_letters};

/// The longest text of somebody else, in characters: a page is no place for more.
const LONGEST: usize = 160;
/// Marks on top of one letter; more than any script stacks as separate characters.
const MARKS: usize = 3;

/// `text` on one line, without anything that is invisible, turns the text around it or grows out of its line; cut where it is too long.
pub(super) fn received(text: &str) -> String {
    let (mut clean, mut length, mut marks) = (String::new(), 0_usize, 0_usize);
    let mut blank = false;
    for c in text.chars() {
        if c.is_whitespace() {
            blank = !clean.is_empty();
            continue;
        }
        marks = if is_mark(c) { marks.saturating_add(1) } else { 0 };
        let hidden = c.is_control() || is_invisible(c) && !shapes_letters(c);
        if hidden || marks > MARKS {
            continue;
        }
        let needed = 1_usize.saturating_add(usize::from(blank));
        if length.saturating_add(needed) > LONGEST {
            clean.push('…');
            return clean;
        }
        if core::mem::take(&mut blank) {
            clean.push(' ');
        }
        clean.push(c);
        length = length.saturating_add(needed);
    }
    clean
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_names_stay_as_they_are() {
        for name in ["Noodle Bar Osaka", "ラーメン横丁", "مطعم النخيل", "Cà phê Việt", "می\u{200c}خواهم", "👩\u{200d}🍳 Kitchen", "ร้านน้ำชา"]
        {
            assert_eq!(received(name), name);
        }
    }

    #[test]
    fn what_turns_hides_or_breaks_a_line_is_gone() {
        for (hostile, clean) in [
            ("Pay \u{202e}0001 YPJ\u{202c} now", "Pay 0001 YPJ now"),
            ("\u{2066}Bar\u{2069}\u{200f}\u{61c}", "Bar"),
            ("Bar\r\nYou pay: KRW 0\u{2028}!", "Bar You pay: KRW 0 !"),
            ("\u{1b}[31mBar\u{7}\0", "[31mBar"),
            ("B\u{200b}a\u{ad}r\u{feff}\u{3164}\u{e0041}", "Bar"),
            ("  \t ", ""),
        ] {
            assert_eq!(received(hostile), clean);
        }
    }

    #[test]
    fn a_long_text_is_cut_and_marks_do_not_pile_up() {
        let long = received(&"長".repeat(100_000));
        assert_eq!((long.chars().count(), long.ends_with('…')), (LONGEST + 1, true));
        assert_eq!(received(&"x ".repeat(80)).chars().count(), 2 * 80 - 1);
        assert_eq!(received(&format!("e{}", "\u{301}".repeat(500))).chars().count(), 1 + MARKS);
    }
}
