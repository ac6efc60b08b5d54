//! Where the user may be sent: one decision, on the raw text, before any platform's URL parser sees it.

mod config;
mod gate;
mod host;
mod origin;
mod policy;
mod suffixes;

pub use config::{PolicyConfig, PolicyError};
pub use gate::MAX_URL_BYTES;
pub(crate) use gate::check as check_url;
pub use host::Host;
pub use origin::Origin;
pub(crate) use origin::is_scheme;
pub use policy::{Decision, RedirectPolicy, RedirectTarget, TargetKind};

/// The host of an `https://` URL that passes the raw gate and the host rules: for the merchant page's navigations.
pub fn web_host(url: &str) -> Result<Host, RejectCode> {
    gate::check(url)?;
    let rest = url.get(..8).filter(|head| head.eq_ignore_ascii_case("https://")).and_then(|_| url.get(8..)).ok_or(RejectCode::Scheme)?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    host::check_authority(authority).map(|(_, host)| host)
}

/// Why a URL is not opened. The names are stable: they go into logs and into the answers of `cashier redirect`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RejectCode {
    /// Over 2,048 bytes, as received or as it would be opened.
    TooLong,
    /// A character that parsers disagree about, or that a person cannot see.
    ForbiddenCharacter,
    /// `%` without two hex digits.
    PercentEscape,
    /// Not `https://`, and no scheme of the list followed by `://`.
    Scheme,
    /// A scheme of the wallet itself.
    OwnScheme,
    /// A fragment that Android could read as an intent.
    IntentFragment,
    /// More than one `#`: not every parser reads past the second.
    SecondFragment,
    /// User name or password before the host.
    Userinfo,
    /// No host, a percent sign in it, a label that is empty, too long or not LDH, a trailing dot, over 253 characters.
    Host,
    /// An address in brackets.
    IpLiteral,
    /// The last label is a number: an IPv4 address in one of its many forms.
    NumericHost,
    /// A name for use inside a house or a machine.
    LocalHost,
    /// An international label that is not in its final form, or holds other than letters, digits, marks and hyphen.
    Idn,
    /// A port that is not 1-65535 without leading zeros.
    Port,
    /// A host of the wallet itself.
    OwnHost,
    /// Not on the list of hosts.
    HostNotListed,
}
