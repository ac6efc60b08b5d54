//! Characters that turn the text around them. Read by the build script too, so it stands on nothing.

/// Marks, embeddings, overrides and isolates of the bidirectional algorithm (UAX #9).
pub fn turns_text(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
