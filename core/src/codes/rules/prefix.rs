//! PREFIX patterns: case-insensitive, and at host boundaries only (A49).

use super::super::link::{WebLink, strip_prefix_ignoring_case};

/// A prefix of codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct PrefixPattern {
    prefix: String,
    ends: Ends,
    /// Also one that ends in the scheme.
    is_for_urls: bool,
}

/// Where a prefix ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ends {
    /// Not in a URL.
    Text,
    /// Behind the authority of a URL.
    Path,
    /// In the host of a URL, or behind it.
    Host,
    /// Behind the colon in front of a port.
    Colon,
    /// In a port.
    Port,
}

impl PrefixPattern {
    /// A pattern from the text of a rule; an empty one matches nothing.
    pub(in super::super) fn new(prefix: &str) -> Self {
        let ends = match WebLink::parse(prefix) {
            None => Ends::Text,
            Some(link) if !link.rest.is_empty() => Ends::Path,
            Some(_) => match prefix.rsplit_once(':') {
                Some((_, "")) => Ends::Colon,
                Some((_, port)) if port.bytes().all(|b| b.is_ascii_digit()) => Ends::Port,
                _ => Ends::Host,
            },
        };
        let is_for_urls = ends != Ends::Text || strip_prefix_ignoring_case("https://", prefix).is_some();
        Self { prefix: prefix.to_owned(), ends, is_for_urls }
    }

    /// Whether `code` begins with the prefix.
    pub(in super::super) fn matches(&self, code: &str) -> bool {
        let Some(after) = strip_prefix_ignoring_case(code, &self.prefix).filter(|_| !self.prefix.is_empty()) else {
            return false;
        };
        if self.is_for_urls && code.contains('@') && WebLink::parse(code).is_some_and(|link| link.user_info.is_some()) {
            return false;
        }
        match self.ends {
            Ends::Text | Ends::Path => true,
            Ends::Host => ends_authority(after) || after.strip_prefix(':').is_some_and(is_port),
            Ends::Colon => is_port(after),
            Ends::Port => ends_authority(after),
        }
    }

    /// Whether `code` begins with the text of the prefix, wherever that ends.
    pub(super) fn begins(&self, code: &str) -> bool {
        strip_prefix_ignoring_case(code, &self.prefix).is_some()
    }

    /// As the rule writes it.
    pub(in super::super) fn text(&self) -> &str {
        &self.prefix
    }

    /// The host, if the pattern names a whole one.
    pub(super) fn host(&self) -> Option<&str> {
        WebLink::parse(&self.prefix).map(|link| link.host).filter(|host| host.contains('.'))
    }
}

/// `/`, `?`, `#` or the end.
fn ends_authority(text: &str) -> bool {
    text.is_empty() || text.starts_with(['/', '?', '#'])
}

/// 1 to 5 digits, and the end of the authority.
fn is_port(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    (1..=5).contains(&digits) && text.get(digits..).is_some_and(ends_authority)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(prefix: &str, code: &str) -> bool {
        PrefixPattern::new(prefix).matches(code)
    }

    #[test]
    fn case_does_not_matter_and_nothing_matches_nothing() {
        assert!(matches("NETSQPAY", "netsqpay1"));
        assert!(matches("https://a.example/m/", "HTTPS://A.EXAMPLE/M/x"));
        assert!(!matches("", "x") && !matches("x", "") && !matches("xy", "x"));
        // Case folding is for ASCII only: this is the Kelvin sign.
        assert!(!matches("kiosk", "\u{212A}iosk"));
        assert!(!matches("é", "\u{c3}"));
    }

    #[test]
    fn a_prefix_that_ends_inside_a_host_needs_a_boundary() {
        let prefix = "https://qr.acquirer.example";
        for code in ["", "/", "/x", "?x", "#x", ":8443", ":8443/x", ":1?x", ":65535#"] {
            assert!(matches(prefix, &format!("{prefix}{code}")), "{code}");
        }
        for code in [".evil.test/", "-evil.test/", "evil", "@evil.test/", ":", ":/", ":123456", ":80a", ":80@evil.test/", "\\", "%2f", " "]
        {
            assert!(!matches(prefix, &format!("{prefix}{code}")), "{code}");
        }
        assert!(!matches("https://qr.acq", "https://qr.acquirer.example/"));
        assert!(!matches("https://", "https://anything.example/"));
        assert!(matches("https://a.example:", "https://a.example:80/") && !matches("https://a.example:", "https://a.example:x"));
        assert!(matches("https://a.example:80", "https://a.example:80/") && !matches("https://a.example:80", "https://a.example:8080/"));
        // Not a URL: no host, no boundary.
        assert!(matches("wxp://f2f", "wxp://f2f0abc"));
    }

    #[test]
    fn user_info_never_matches_a_url_prefix() {
        assert!(!matches("https://a.example", "https://a.example:1@evil.test/"));
        assert!(!matches("https://u@a.example/", "https://u@a.example/x"));
        assert!(!matches("https:", "https://u@a.example/x") && !matches("http", "https://u@a.example/x"));
        assert!(matches("h@", "h@x") && matches("https:", "https://a.example/"));
        assert!(matches("https://a.example/", "https://a.example/@x"));
    }
}
