//! The decision on `paymentRedirectUrl`.

use core::fmt;

use super::{
    MAX_URL_BYTES, RejectCode, gate,
    host::{Host, check_authority},
    suffixes::is_public_suffix,
};
use crate::development::LoopbackOrigins;

/// Schemes that no wallet may put on its list: they run code, read files or leave TLS.
const NEVER_LISTED: &[&str] =
    &["about", "blob", "content", "data", "file", "ftp", "http", "https", "intent", "javascript", "vbscript", "view-source", "ws", "wss"];

/// What the wallet says about itself and about merchants' apps.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PolicyConfig {
    /// Schemes that open the wallet.
    pub own_schemes: Vec<String>,
    /// Hosts whose links open the wallet; hosts below them count too.
    pub own_hosts: Vec<String>,
    /// Schemes of merchants' apps that may be opened.
    pub app_schemes: Vec<String>,
    /// Hosts that may be opened: exact, or `*.` for one label. `None`: any public host. Empty: none.
    pub allow_hosts: Option<Vec<String>>,
}

/// A configuration that would open too much, or says nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// Not a scheme, or one that must never be opened.
    #[error("scheme `{0}` cannot be listed")]
    Scheme(String),
    /// Not a public host name.
    #[error("host `{0}` cannot be listed")]
    Host(String),
    /// A public suffix or a bare star.
    #[error("host `{0}` would allow everybody")]
    TooWide(String),
}

/// How a target is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TargetKind {
    /// https: browser, custom tab or app link, never a view with a script bridge.
    Web,
    /// A merchant's app: through the operating system only.
    App,
}

/// A URL that the policy lets through. Nothing else can build one.
#[derive(Clone, PartialEq, Eq)]
pub struct RedirectTarget {
    kind: TargetKind,
    opens: String,
    shown: String,
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
        write!(f, "RedirectTarget({})", self.shown)
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

#[derive(Clone, Debug)]
enum HostPattern {
    Exact(Host),
    OneLabelBelow(Host),
}

impl RedirectPolicy {
    /// Checks the configuration; the first thing wrong with it is the error.
    pub fn new(config: PolicyConfig) -> Result<Self, PolicyError> {
        let own_schemes = config.own_schemes.into_iter().map(listed_scheme).collect::<Result<_, _>>()?;
        let app_schemes = config.app_schemes.into_iter().map(listed_scheme).collect::<Result<_, _>>()?;
        let own_hosts =
            config.own_hosts.into_iter().map(|host| Host::parse(&host).map_err(|_| PolicyError::Host(host))).collect::<Result<_, _>>()?;
        let allow_hosts = config.allow_hosts.map(host_patterns).transpose()?;
        Ok(Self { own_schemes, own_hosts, app_schemes, allow_hosts, loopback: LoopbackOrigins::default() })
    }

    /// Lets exact loopback origins through; there are none in a release build.
    pub fn with_loopback(mut self, origins: LoopbackOrigins) -> Self {
        self.loopback = origins;
        self
    }

    /// Decides on the raw text of `paymentRedirectUrl`.
    pub fn judge(&self, url: Option<&str>) -> Decision {
        let Some(url) = url.filter(|url| !url.trim().is_empty()) else {
            return Decision::Absent;
        };
        match self.target(url) {
            Ok(target) => Decision::Open(target),
            Err(code) => Decision::Reject(code),
        }
    }

    fn target(&self, url: &str) -> Result<RedirectTarget, RejectCode> {
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
        let (kind, opened_authority, shown) = if is_app {
            (TargetKind::App, escape(authority, |c| !c.is_ascii()), format!("{lower}:"))
        } else if self.loopback.allows(url) {
            (TargetKind::Web, authority.to_owned(), format!("{lower}://{authority}"))
        } else if lower == "https" {
            let (opened, host) = check_authority(authority)?;
            self.check_host(&host)?;
            (TargetKind::Web, opened, format!("https://{host}"))
        } else {
            return Err(RejectCode::Scheme);
        };
        let tail = escape(tail, |c| !c.is_ascii() || c == '[' || c == ']');
        let opens = format!("{scheme}://{opened_authority}{tail}");
        if opens.len() > MAX_URL_BYTES { Err(RejectCode::TooLong) } else { Ok(RedirectTarget { kind, opens, shown }) }
    }

    fn check_host(&self, host: &Host) -> Result<(), RejectCode> {
        if self.own_hosts.iter().any(|own| host.is_within(own)) {
            return Err(RejectCode::OwnHost);
        }
        let listed = self.allow_hosts.as_ref().is_none_or(|patterns| {
            patterns.iter().any(|pattern| match pattern {
                HostPattern::Exact(listed) => host == listed,
                HostPattern::OneLabelBelow(parent) => host.is_child_of(parent),
            })
        });
        if listed { Ok(()) } else { Err(RejectCode::HostNotListed) }
    }
}

/// RFC 3986 scheme, in lower case, and none of those that must never be opened.
fn listed_scheme(scheme: String) -> Result<String, PolicyError> {
    let lower = scheme.to_ascii_lowercase();
    let well_formed = lower.starts_with(|c: char| c.is_ascii_lowercase())
        && lower.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.'));
    if well_formed && !NEVER_LISTED.contains(&lower.as_str()) { Ok(lower) } else { Err(PolicyError::Scheme(scheme)) }
}

fn host_patterns(entries: Vec<String>) -> Result<Vec<HostPattern>, PolicyError> {
    let pattern = |entry: String| {
        let (name, wildcard) = entry.strip_prefix("*.").map_or((entry.as_str(), false), |parent| (parent, true));
        if name == "*" || is_public_suffix(&name.to_ascii_lowercase()) {
            return Err(PolicyError::TooWide(entry));
        }
        let host = Host::parse(name).map_err(|_| PolicyError::Host(entry.clone()))?;
        Ok(if wildcard { HostPattern::OneLabelBelow(host) } else { HostPattern::Exact(host) })
    };
    entries.into_iter().map(pattern).collect()
}

/// Percent-escapes the UTF-8 bytes of the characters that `needs_it` names; existing escapes stay as they are.
fn escape(text: &str, needs_it: impl Fn(char) -> bool) -> String {
    use fmt::Write as _;

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
    out
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
