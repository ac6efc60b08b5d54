//! What a wallet says about itself and about merchants, checked before anything is judged by it.

use super::{Host, origin::is_scheme, suffixes::is_public_suffix};

/// Schemes that no wallet may put on its list: they run code, read files, name other apps' parts or leave TLS.
const NEVER_LISTED: &[&str] = &[
    "about",
    "android-app",
    "blob",
    "content",
    "data",
    "file",
    "filesystem",
    "ftp",
    "http",
    "https",
    "intent",
    "jar",
    "javascript",
    "vbscript",
    "view-source",
    "ws",
    "wss",
];

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

/// One entry of the list of hosts.
#[derive(Clone, Debug)]
pub(super) enum HostPattern {
    Exact(Host),
    OneLabelBelow(Host),
}

impl HostPattern {
    pub(super) fn new(entry: String) -> Result<Self, PolicyError> {
        let (name, is_wildcard) = entry.strip_prefix("*.").map_or((entry.as_str(), false), |parent| (parent, true));
        // A single label is a public suffix, also one that no list knows; `*` is one here.
        if !name.contains('.') {
            return Err(PolicyError::TooWide(entry));
        }
        match Host::parse(name) {
            Err(_) => Err(PolicyError::Host(entry)),
            Ok(host) if is_public_suffix(host.as_str()) => Err(PolicyError::TooWide(entry)),
            Ok(host) if is_wildcard => Ok(Self::OneLabelBelow(host)),
            Ok(host) => Ok(Self::Exact(host)),
        }
    }

    /// As it is configured.
    pub(super) fn entry(&self) -> String {
        match self {
            Self::Exact(host) => host.to_string(),
            Self::OneLabelBelow(parent) => format!("*.{parent}"),
        }
    }

    pub(super) fn allows(&self, host: &Host) -> bool {
        match self {
            Self::Exact(listed) => host == listed,
            Self::OneLabelBelow(parent) => host.is_child_of(parent),
        }
    }
}

/// A scheme in lower case, and none of those that must never be opened.
pub(super) fn listed_scheme(scheme: String) -> Result<String, PolicyError> {
    let lower = scheme.to_ascii_lowercase();
    if is_scheme(&lower) && !NEVER_LISTED.contains(&lower.as_str()) { Ok(lower) } else { Err(PolicyError::Scheme(scheme)) }
}

/// A host of the wallet itself.
pub(super) fn own_host(name: String) -> Result<Host, PolicyError> {
    Host::parse(&name).map_err(|_| PolicyError::Host(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_hosts_that_allows_everybody_is_an_error() {
        for wide in
            ["*", "*.*", "*.", "", "com", "*.com", "*.co.uk", "CO.UK", "*.example", "localhost", "*.github.io", "*.公司.cn", "*.ck", "a.ck"]
        {
            assert_eq!(HostPattern::new(wide.into()).err(), Some(PolicyError::TooWide(wide.into())), "{wide}");
        }
        for wrong in
            ["127.0.0.1", "*.a.local", "**.a.example", "a.*.example", "*a.example", "a.example.", "https://a.example", "a.example:1"]
        {
            assert_eq!(HostPattern::new(wrong.into()).err(), Some(PolicyError::Host(wrong.into())), "{wrong}");
        }
        for right in ["a.example", "*.a.example", "*.a.co.uk", "A.github.io", "münchen.example", "www.ck", "b.a.ck"] {
            assert!(HostPattern::new(right.into()).is_ok(), "{right}");
        }
    }

    #[test]
    fn a_scheme_that_runs_code_or_leaves_tls_cannot_be_listed() {
        for scheme in ["https", "HTTP", "javascript", "Intent", "android-app", "view-source", "a b", "1x", "+x", "ä", ""] {
            assert_eq!(listed_scheme(scheme.into()), Err(PolicyError::Scheme(scheme.into())), "{scheme}");
        }
        assert_eq!(listed_scheme("Com.Merchant+app-1".into()), Ok("com.merchant+app-1".into()));
    }
}
