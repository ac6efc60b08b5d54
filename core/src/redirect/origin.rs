//! Scheme and host of a URL: all of it that may be printed.

use core::fmt;

use super::{Host, web_host};

/// `https://` and a public host, the scheme of an app with its colon, or nothing. Never user info, port, path, query or fragment.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Origin(String);

impl Origin {
    /// Of any text. A host that the rules refuse is not shown, nor is what is no scheme.
    pub fn of(url: &str) -> Self {
        let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
        match web_host(url) {
            Ok(host) => Self::web(&host),
            Err(_) if is_scheme(scheme) => Self::app(scheme),
            Err(_) => Self(String::new()),
        }
    }

    pub(super) fn web(host: &Host) -> Self {
        Self(["https://", host.as_str()].concat())
    }

    pub(super) fn app(scheme: &str) -> Self {
        Self(format!("{}:", scheme.to_ascii_lowercase()))
    }
}

/// Longer ones are nobody's, and would fill the logs.
const MAX_SCHEME: usize = 63;

/// RFC 3986, section 3.1, and not too long to be shown.
pub(crate) fn is_scheme(text: &str) -> bool {
    text.len() <= MAX_SCHEME
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_scheme_and_host_is_shown() {
        for (url, shown) in [
            ("https://Shop.Example:8443/secret?token=1#x", "https://shop.example"),
            ("HTTPS://münchen.example?token", "https://xn--mnchen-3ya.example"),
            ("https://user:secret@shop.example/", "https:"),
            ("https://10.0.0.1/secret", "https:"),
            ("MerchantApp://secret", "merchantapp:"),
            ("javascript:secret", "javascript:"),
            ("https://shop.example/\u{202e}secret", "https:"),
            ("secret path:x", ""),
            (&format!("{}:x", "s".repeat(64)), ""),
            ("secret", ""),
            ("", ""),
        ] {
            assert_eq!(format!("{:?}", Origin::of(url)), shown, "{url}");
        }
    }
}
