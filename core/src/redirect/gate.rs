//! The raw gate: rule 1, for redirects and for the merchant page's navigations alike.

use super::RejectCode;
use crate::invisible::is_format;

/// The longest URL that is taken or opened.
pub const MAX_URL_BYTES: usize = 2048;

/// Refuses what parsers read differently and what a person cannot see.
pub(crate) fn check(url: &str) -> Result<(), RejectCode> {
    if url.len() > MAX_URL_BYTES {
        return Err(RejectCode::TooLong);
    }
    if url.chars().any(is_forbidden) {
        return Err(RejectCode::ForbiddenCharacter);
    }
    let mut after_percent = url.split('%');
    after_percent.next();
    let escaped = |rest: &str| rest.as_bytes().get(..2).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
    if after_percent.all(escaped) { Ok(()) } else { Err(RejectCode::PercentEscape) }
}

fn is_forbidden(c: char) -> bool {
    match c {
        '\\' | '"' | '\'' | '<' | '>' | '{' | '}' | '|' | '^' | '`' => true,
        _ if c.is_ascii() => c.is_ascii_control() || c == ' ',
        // Typographic quotes look like the ASCII ones.
        '\u{2018}'..='\u{201F}' | '\u{00AB}' | '\u{00BB}' | '\u{2039}' | '\u{203A}' => true,
        _ => c.is_whitespace() || c.is_control() || is_format(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_parsers_disagree_about_is_refused() {
        for c in [
            '\0',
            '\t',
            '\n',
            '\r',
            '\u{7f}',
            '\u{85}',
            '\u{9f}',
            ' ',
            '\u{a0}',
            '\u{feff}',
            '\\',
            '"',
            '\'',
            '<',
            '>',
            '{',
            '}',
            '|',
            '^',
            '`',
            '\u{200b}',
            '\u{200d}',
            '\u{202e}',
            '\u{2066}',
            '\u{ad}',
            '\u{2028}',
            '\u{3000}',
            '\u{2060}',
            '\u{3164}',
            '\u{34f}',
            '\u{fe0f}',
            '\u{600}',
            '\u{e0041}',
            '\u{201d}',
        ] {
            assert_eq!(check(&format!("https://a.example/{c}x")), Err(RejectCode::ForbiddenCharacter), "{c:?}");
        }
        assert_eq!(check("https://a.example/ü~!$&()*+,;=:@-._[]?#"), Ok(()));
    }

    #[test]
    fn every_percent_sign_has_two_hex_digits() {
        for url in ["%", "a%2", "a%2g", "%%20", "%2é", "%é"] {
            assert_eq!(check(url), Err(RejectCode::PercentEscape), "{url}");
        }
        assert_eq!(check("%20%aF%00"), Ok(()));
    }

    #[test]
    fn the_limit_counts_bytes() {
        assert_eq!(check(&"a".repeat(MAX_URL_BYTES)), Ok(()));
        assert_eq!(check(&"a".repeat(MAX_URL_BYTES + 1)), Err(RejectCode::TooLong));
        assert_eq!(check(&"é".repeat(MAX_URL_BYTES / 2 + 1)), Err(RejectCode::TooLong));
    }
}
