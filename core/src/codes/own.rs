//! The wallet's own codes: the wallet pays them its own way, before anybody looks for Alipay+ in them (protocol section 8.1).

use super::{
    link::{WebLink, strip_prefix_ignoring_case},
    rules::PrefixPattern,
};
use crate::secret::CodeValue;

/// How the codes of the wallet itself begin, and those on its allow-list.
///
/// A prefix is the beginning of a text (`MYPAY:`) or of a web address (`https://pay.wallet.example`, `https://wallet.example/pay/`).
/// The case of ASCII letters does not matter. One that ends in a host takes that whole host and no other, and no web address with
/// user info is ever taken, as it is with the rules of Alipay+ (A49).
#[derive(Clone, Debug, Default)]
pub struct OwnCodes(Vec<PrefixPattern>);

/// A prefix that would take codes of everybody, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnusablePrefix {
    /// Takes nothing.
    #[error("blank")]
    Blank,
    /// A web address without a whole host.
    #[error("without a whole host")]
    Host,
}

impl OwnCodes {
    /// Codes that begin with one of `prefixes`; an unusable one takes nothing, see [`OwnCodes::check`].
    pub fn new(prefixes: &[String]) -> Self {
        Self(prefixes.iter().filter(|prefix| Self::check(prefix).is_ok()).map(|prefix| PrefixPattern::new(prefix)).collect())
    }

    /// What is wrong with a prefix.
    pub fn check(prefix: &str) -> Result<(), UnusablePrefix> {
        if prefix.trim().is_empty() {
            return Err(UnusablePrefix::Blank);
        }
        let begins_scheme = |scheme: &str| strip_prefix_ignoring_case(scheme, prefix).is_some();
        let has_host = |link: WebLink<'_>| link.user_info.is_none() && !link.host.ends_with('.') && link.host.contains('.');
        if begins_scheme("https://") || begins_scheme("http://") || !WebLink::parse(prefix).is_none_or(has_host) {
            return Err(UnusablePrefix::Host);
        }
        Ok(())
    }

    /// Whether `code` is one of them.
    pub fn contain(&self, code: &CodeValue) -> bool {
        self.0.iter().any(|prefix| prefix.matches(code.expose()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contain(prefixes: &[&str], code: &str) -> bool {
        let prefixes: Vec<_> = prefixes.iter().map(|prefix| (*prefix).to_owned()).collect();
        OwnCodes::new(&prefixes).contain(&CodeValue::new(code))
    }

    #[test]
    fn texts_and_whole_hosts_are_taken_in_any_case() {
        let own = ["MYPAY:", "https://pay.wallet.example", "https://wallet.example/pay/"];
        for code in ["mypay:1", "MYPAY:", "https://pay.wallet.example", "HTTPS://PAY.WALLET.EXAMPLE/u/7?x", "https://wallet.example/pay/1"]
        {
            assert!(contain(&own, code), "{code}");
        }
        for code in ["MYPA", "281666040098Z1WJ1kpBg7QoFo2tln22r7Zr", "https://wallet.example/shop/", "http://pay.wallet.example/", ""] {
            assert!(!contain(&own, code), "{code}");
        }
        assert!(!contain(&[], "MYPAY:1"));
    }

    #[test]
    fn a_host_that_only_begins_like_the_own_one_is_not_taken() {
        let own = ["https://pay.wallet.example"];
        for rest in [".evil.test/", "-evil.test/", "@evil.test/", ":1@evil.test/", "\\.evil.test/", "%2eevil.test/", "x"] {
            assert!(!contain(&own, &format!("https://pay.wallet.example{rest}")), "{rest}");
        }
        assert!(!contain(&["https://wallet.example/pay/"], "https://u@wallet.example/pay/1"));
    }

    #[test]
    fn a_prefix_that_would_take_every_code_takes_none() {
        for (prefix, why) in [
            ("", UnusablePrefix::Blank),
            (" \t", UnusablePrefix::Blank),
            ("h", UnusablePrefix::Host),
            ("HTTPS:", UnusablePrefix::Host),
            ("https://", UnusablePrefix::Host),
            ("https://wallet", UnusablePrefix::Host),
            ("https:///pay", UnusablePrefix::Host),
            ("https://pay.wallet.", UnusablePrefix::Host),
            ("https://me@pay.wallet.example", UnusablePrefix::Host),
        ] {
            assert_eq!(OwnCodes::check(prefix), Err(why), "{prefix}");
            assert!(!contain(&[prefix], "https://wallet/pay") && !contain(&[prefix], "hello"), "{prefix}");
        }
        assert_eq!(OwnCodes::check("https://pay.wallet.example:8443/"), Ok(()));
    }
}
