//! The decision on `paymentRedirectUrl`.

use core::fmt;
use std::borrow::Cow;

use super::{
    MAX_URL_BYTES, Origin, PolicyConfig, PolicyError, RejectCode,
    config::{HostPattern, listed_scheme, own_host},
    gate,
    host::{Host, check_authority},
};
use crate::development::LoopbackOrigins;

/// How a target is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TargetKind {
    /// https: browser, custom tab or app link, never a view with a script bridge.
    Web,
    /// A merchant's app: through the operating system only.
    App,
}

/// A URL that the policy lets through. Nothing else can build one.
///
/// Not by its fields:
///
/// ```compile_fail,E0451
/// use cashier_core::redirect::{Origin, RedirectTarget, TargetKind};
///
/// RedirectTarget { kind: TargetKind::Web, opens: "http://evil.example".to_owned(), origin: Origin::of("") };
/// ```
///
/// And not from what came over a wire or was stored:
///
/// ```compile_fail,E0277
/// serde_json::from_str::<cashier_core::redirect::RedirectTarget>("{}");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct RedirectTarget {
    kind: TargetKind,
    opens: String,
    origin: Origin,
}

impl RedirectTarget {
    /// How it is opened.
    pub fn kind(&self) -> TargetKind {
        self.kind
    }

    /// The exact text that the platform opens.
    pub fn opens(&self) -> &str {
        &self.opens
    }
}

impl fmt::Debug for RedirectTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RedirectTarget({:?})", self.origin)
    }
}

/// The policy's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// May be opened.
    Open(RedirectTarget),
    /// Result page without merchant button.
    Reject(RejectCode),
    /// There is nothing to open: the wallet's home.
    Absent,
}

/// The configured policy.
#[derive(Clone, Debug, Default)]
pub struct RedirectPolicy {
    own_schemes: Vec<String>,
    own_hosts: Vec<Host>,
    app_schemes: Vec<String>,
    allow_hosts: Option<Vec<HostPattern>>,
    loopback: LoopbackOrigins,
}

impl RedirectPolicy {
    /// Checks the configuration; the first thing wrong with it is the error.
    pub fn new(config: PolicyConfig) -> Result<Self, PolicyError> {
        let own_schemes = config.own_schemes.into_iter().map(listed_scheme).collect::<Result<_, _>>()?;
        let app_schemes = config.app_schemes.into_iter().map(listed_scheme).collect::<Result<_, _>>()?;
        let own_hosts = config.own_hosts.into_iter().map(own_host).collect::<Result<_, _>>()?;
        let allow_hosts = config.allow_hosts.map(|list| list.into_iter().map(HostPattern::new).collect()).transpose()?;
        Ok(Self { own_schemes, own_hosts, app_schemes, allow_hosts, loopback: LoopbackOrigins::default() })
    }

    /// Lets exact loopback origins through; there are none in a release build.
    pub fn with_loopback(mut self, origins: LoopbackOrigins) -> Self {
        self.loopback = origins;
        self
    }

    /// A configuration that makes this policy, apart from its loopback origins.
    pub fn config(&self) -> PolicyConfig {
        PolicyConfig {
            own_schemes: self.own_schemes.clone(),
            own_hosts: self.own_hosts.iter().map(ToString::to_string).collect(),
            app_schemes: self.app_schemes.clone(),
            allow_hosts: self.allow_hosts.as_ref().map(|patterns| patterns.iter().map(HostPattern::entry).collect()),
        }
    }

    pub(crate) fn loopback(&self) -> &LoopbackOrigins {
        &self.loopback
    }

    /// Decides on the raw text of `paymentRedirectUrl`.
    pub fn judge(&self, url: Option<&str>) -> Decision {
        let Some(url) = url.filter(|url| !url.trim().is_empty()) else {
            return Decision::Absent;
        };
        match self.target(url) {
            // Strict parsers, Foundation's and Java's, end at a second `#`, where the container of a page reads on.
            Ok(target) if target.kind == TargetKind::Web && url.matches('#').count() > 1 => Decision::Reject(RejectCode::SecondFragment),
            Ok(target) => Decision::Open(target),
            Err(code) => Decision::Reject(code),
        }
    }

    /// What every way out has in common, that of a merchant page's navigation too.
    pub(crate) fn target(&self, url: &str) -> Result<RedirectTarget, RejectCode> {
        gate::check(url)?;
        let (scheme, rest) = url.split_once(':').ok_or(RejectCode::Scheme)?;
        let lower = scheme.to_ascii_lowercase();
        // Android takes the last fragment for the intent, RFC 3986 the first: none may begin so.
        if url.split('#').skip(1).any(|part| part.get(..7).is_some_and(|head| head.eq_ignore_ascii_case("intent;"))) {
            return Err(RejectCode::IntentFragment);
        }
        if self.own_schemes.contains(&lower) {
            return Err(RejectCode::OwnScheme);
        }
        let is_app = self.app_schemes.contains(&lower);
        let rest = rest.strip_prefix("//").ok_or(RejectCode::Scheme)?;
        let (authority, tail) = rest.split_at_checked(rest.find(['/', '?', '#']).unwrap_or(rest.len())).unwrap_or((rest, ""));
        let (kind, opened_authority, origin) = if is_app {
            (TargetKind::App, escape(authority, |c| !c.is_ascii()), Origin::app(&lower))
        } else if self.loopback.allows(url) {
            (TargetKind::Web, Cow::Borrowed(authority), Origin::app(&lower))
        } else if lower == "https" {
            let (opened, host) = check_authority(authority)?;
            self.check_host(&host)?;
            (TargetKind::Web, opened, Origin::web(&host))
        } else {
            return Err(RejectCode::Scheme);
        };
        let tail = escape(tail, |c| !c.is_ascii() || c == '[' || c == ']');
        let opens = [scheme, "://", &opened_authority, &tail].concat();
        if opens.len() > MAX_URL_BYTES { Err(RejectCode::TooLong) } else { Ok(RedirectTarget { kind, opens, origin }) }
    }

    fn check_host(&self, host: &Host) -> Result<(), RejectCode> {
        if self.own_hosts.iter().any(|own| host.is_within(own)) {
            return Err(RejectCode::OwnHost);
        }
        let listed = self.allow_hosts.as_ref().is_none_or(|patterns| patterns.iter().any(|pattern| pattern.allows(host)));
        if listed { Ok(()) } else { Err(RejectCode::HostNotListed) }
    }
}

/// Percent-escapes the UTF-8 bytes of the characters that `needs_it` names; existing escapes stay as they are.
fn escape(text: &str, needs_it: impl Fn(char) -> bool) -> Cow<'_, str> {
    use fmt::Write as _;

    if !text.contains(&needs_it) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if needs_it(c) {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                // Writing to a String cannot fail.
                let _ = write!(out, "%{byte:02X}");
            }
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(allow_hosts: Option<&[&str]>) -> RedirectPolicy {
        RedirectPolicy::new(PolicyConfig {
            own_schemes: vec!["wallet".into()],
            own_hosts: vec!["wallet.example".into()],
            app_schemes: vec!["merchantapp".into(), "com.merchant.app".into()],
            allow_hosts: allow_hosts.map(|hosts| hosts.iter().map(ToString::to_string).collect()),
        })
        .unwrap()
    }

    fn opens(url: &str) -> Option<String> {
        match policy(None).judge(Some(url)) {
            Decision::Open(target) => Some(target.opens().to_owned()),
            _ => None,
        }
    }

    #[test]
    fn a_public_https_url_is_opened_byte_for_byte() {
        for url in [
            "https://shop.acquirer.example/done?a=%20b&c=%3A#top",
            "HTTPS://Shop.Acquirer.Example",
            "https://shop.example:8443?q=1",
            "https://shop.example#section",
        ] {
            assert_eq!(opens(url).as_deref(), Some(url));
        }
    }

    #[test]
    fn what_is_opened_is_strict_ascii_and_judged_alike() {
        for (url, opened) in [
            ("https://münchen.example/ä?x=[1]", "https://xn--mnchen-3ya.example/%C3%A4?x=%5B1%5D"),
            ("https://a.example/%C3%A4é", "https://a.example/%C3%A4%C3%A9"),
            ("merchantapp://päy/[x]", "merchantapp://p%C3%A4y/%5Bx%5D"),
        ] {
            assert_eq!(opens(url).as_deref(), Some(opened));
            assert_eq!(opens(opened).as_deref(), Some(opened));
        }
    }

    #[test]
    fn the_length_of_what_is_opened_counts() {
        let url = format!("https://a.example/{}", "é".repeat(900));
        assert!(url.len() < MAX_URL_BYTES);
        assert_eq!(policy(None).judge(Some(&url)), Decision::Reject(RejectCode::TooLong));
    }

    #[test]
    fn other_schemes_are_refused_unless_listed() {
        for (url, code) in [
            ("http://shop.example/", RejectCode::Scheme),
            ("javascript:alert(1)", RejectCode::Scheme),
            ("https:/shop.example/", RejectCode::Scheme),
            ("https:shop.example", RejectCode::Scheme),
            ("merchantapp:pay", RejectCode::Scheme),
            ("otherapp://x", RejectCode::Scheme),
            ("//shop.example/", RejectCode::Scheme),
            ("shop.example", RejectCode::Scheme),
            ("ſhttps://shop.example/", RejectCode::Scheme),
            ("wallet://pay", RejectCode::OwnScheme),
            ("WALLET:pay", RejectCode::OwnScheme),
            ("https://shop.example/#Intent;scheme=x;end", RejectCode::IntentFragment),
            ("merchantapp://x#intent;end", RejectCode::IntentFragment),
            ("https://shop.example/#a#INTENT;end", RejectCode::IntentFragment),
        ] {
            assert_eq!(policy(None).judge(Some(url)), Decision::Reject(code), "{url}");
        }
        assert_eq!(opens("MerchantApp://pay?x=1").as_deref(), Some("MerchantApp://pay?x=1"));
        assert_eq!(opens("com.merchant.app://").as_deref(), Some("com.merchant.app://"));
    }

    #[test]
    fn the_wallets_own_hosts_are_never_re_entered() {
        for url in ["https://wallet.example/x", "https://a.b.WALLET.example", "https://wallet.example:444/"] {
            assert_eq!(policy(None).judge(Some(url)), Decision::Reject(RejectCode::OwnHost), "{url}");
        }
        assert!(opens("https://notwallet.example/").is_some());
    }

    #[test]
    fn a_list_of_hosts_is_exact_or_one_label_deep() {
        let policy = policy(Some(&["pay.merchant.example", "*.shop.example"]));
        let allowed = |url| matches!(policy.judge(Some(url)), Decision::Open(_));
        assert!(allowed("https://PAY.merchant.example/") && allowed("https://a.shop.example/"));
        assert!(!allowed("https://x.pay.merchant.example/") && !allowed("https://shop.example/") && !allowed("https://a.b.shop.example/"));
        assert!(matches!(
            super::RedirectPolicy::new(PolicyConfig { allow_hosts: Some(vec![]), ..Default::default() })
                .unwrap()
                .judge(Some("https://a.example/")),
            Decision::Reject(RejectCode::HostNotListed)
        ));
    }

    #[test]
    fn a_configuration_that_opens_too_much_is_an_error() {
        let hosts = |host: &str| RedirectPolicy::new(PolicyConfig { allow_hosts: Some(vec![host.into()]), ..Default::default() }).map(drop);
        for wide in ["*", "*.com", "com", "*.co.uk", "CO.UK", "*.*"] {
            assert_eq!(hosts(wide), Err(PolicyError::TooWide(wide.into())), "{wide}");
        }
        assert_eq!(hosts("127.0.0.1"), Err(PolicyError::Host("127.0.0.1".into())));
        for scheme in ["https", "javascript", "a b", "1x", ""] {
            let config = PolicyConfig { app_schemes: vec![scheme.into()], ..Default::default() };
            assert_eq!(RedirectPolicy::new(config).map(drop), Err(PolicyError::Scheme(scheme.into())), "{scheme}");
        }
    }

    #[test]
    fn nothing_to_open_is_not_an_error() {
        for url in [None, Some(""), Some("  \t\n")] {
            assert_eq!(policy(None).judge(url), Decision::Absent);
        }
    }

    #[test]
    fn a_target_shows_scheme_and_host_only() {
        let Decision::Open(target) = policy(None).judge(Some("https://shop.example/secret?token=1")) else { panic!() };
        assert_eq!(format!("{target:?}"), "RedirectTarget(https://shop.example)");
    }

    #[cfg(not(feature = "development"))]
    #[test]
    fn loopback_is_refused_in_a_build_without_the_development_feature() {
        assert_eq!(policy(None).judge(Some("http://127.0.0.1:8080/done")), Decision::Reject(RejectCode::Scheme));
    }

    #[cfg(feature = "development")]
    #[test]
    fn an_exact_loopback_origin_counts_in_a_development_build() {
        let policy = policy(None).with_loopback(LoopbackOrigins::exact(["http://127.0.0.1:8080"]).unwrap());
        assert!(matches!(policy.judge(Some("http://127.0.0.1:8080/done?x=1")), Decision::Open(_)));
        for other in ["http://127.0.0.1:80801/", "http://127.0.0.1/", "http://127.0.0.1:8080@evil.example/", "http://localhost:8080/"] {
            assert!(matches!(policy.judge(Some(other)), Decision::Reject(_)), "{other}");
        }
    }
}
