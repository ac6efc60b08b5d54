//! Parameters of a URL as they are written, before any parser repairs them.

/// The first parameter `name` in `rest`, which is what follows the authority of a URL: its value, still escaped.
pub(super) fn parameter<'a>(rest: &'a str, name: &str) -> Option<&'a str> {
    let (_, query) = rest.split('#').next()?.split_once('?')?;
    let value = |pair: &'a str| pair.split_once('=').filter(|(it, _)| *it == name).map(|(_, value)| value);
    query.split('&').find_map(value)
}

/// `None` if an escape is none, or the bytes are no UTF-8. A plus sign is a plus sign.
pub(super) fn percent_decoded(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (hex, rest) = part.split_at_checked(2).filter(|(hex, _)| hex.bytes().all(|b| b.is_ascii_hexdigit()))?;
        bytes.push(u8::from_str_radix(hex, 16).ok()?);
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_parameter_of_a_name_counts_and_the_fragment_does_not() {
        for (rest, value) in [
            ("/p?a=1&b=2", Some("2")),
            ("?b=2&b=3", Some("2")),
            ("?b=", Some("")),
            ("?b=x=y", Some("x=y")),
            ("/p?a=1#b=2", None),
            ("/p#?b=2", None),
            ("/b=2", None),
            ("?B=2&bb=3&b", None),
        ] {
            assert_eq!(parameter(rest, "b"), value, "{rest}");
        }
    }

    #[test]
    fn escapes_are_undone_once_or_not_at_all() {
        assert_eq!(percent_decoded("a%2Fb%252F+%C3%A9").as_deref(), Some("a/b%2F+é"));
        for broken in ["%", "%2", "%zz", "%+1", "%FF", "%é1"] {
            assert_eq!(percent_decoded(broken), None, "{broken}");
        }
    }
}
