//! Web addresses as they are written, before any parser repairs them.

use crate::redirect::Host;

/// An `http://` or `https://` text, cut where every browser cuts it or earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct WebLink<'a> {
    /// Whether the scheme is https.
    pub(super) is_https: bool,
    /// What is before the last `@` of the authority.
    pub(super) user_info: Option<&'a str>,
    /// The host, without port, as written.
    pub(super) host: &'a str,
    /// From the first `/`, `?`, `#` or `\` on.
    pub(super) rest: &'a str,
}

impl<'a> WebLink<'a> {
    /// Reads `text`; the scheme may be in any case.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let (is_https, after) = match (strip_prefix_ignoring_case(text, "https://"), strip_prefix_ignoring_case(text, "http://")) {
            (Some(after), _) => (true, after),
            (None, Some(after)) => (false, after),
            (None, None) => return None,
        };
        let (mut user_info_end, mut host_end, mut end) = (None, None, after.len());
        for (at, byte) in after.bytes().enumerate() {
            match byte {
                // A backslash is a slash to a browser.
                b'/' | b'?' | b'#' | b'\\' => {
                    end = at;
                    break;
                }
                b'@' => (user_info_end, host_end) = (Some(at), None),
                b':' if host_end.is_none() => host_end = Some(at),
                _ => {}
            }
        }
        let rest = after.get(end..)?;
        let user_info = user_info_end.and_then(|end| after.get(..end));
        // What follows a colon and is no port belongs to a host that nobody has: `a.example:443.evil.test`.
        let is_port =
            |at: usize| after.get(at..end).is_some_and(|port| port.len() <= 6 && port.bytes().skip(1).all(|b| b.is_ascii_digit()));
        let host_end = host_end.filter(|at| is_port(*at)).unwrap_or(end);
        let host = after.get(user_info_end.map_or(0, |at| at.saturating_add(1))..host_end)?;
        Some(Self { is_https, user_info, host, rest })
    }

    /// The host as lists have it: a public name in its one form, or that of a development build's loopback origin as written.
    pub(super) fn host_name(&self) -> String {
        Host::parse(self.host).map_or_else(|_| self.host.to_owned(), |host| host.to_string())
    }
}

/// What follows `prefix`; ASCII letters compare without case.
pub(super) fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_authority_ends_where_a_browser_ends_it() {
        for (text, user_info, host, rest) in [
            ("https://a.example", None, "a.example", ""),
            ("HTTPS://a.example:81/x", None, "a.example", "/x"),
            ("http://u:p@a.example?q", Some("u:p"), "a.example", "?q"),
            (r"https://a.example\@b.example/", None, "a.example", r"\@b.example/"),
            ("https://a.example@b@c.example#", Some("a.example@b"), "c.example", "#"),
            ("https://a.example:443.evil.test/", None, "a.example:443.evil.test", "/"),
            ("https://a.example:123456/", None, "a.example:123456", "/"),
            ("https://a.example:/x", None, "a.example", "/x"),
            ("https://", None, "", ""),
        ] {
            let link = WebLink::parse(text).unwrap();
            assert_eq!((link.user_info, link.host, link.rest), (user_info, host, rest), "{text}");
        }
        assert_eq!(WebLink::parse("https:/a.example"), None);
        assert_eq!(WebLink::parse("ftp://a.example"), None);
    }
}
