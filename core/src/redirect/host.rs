//! The host rules (4 and 5): public names only, in one form that every parser reads alike.

use core::fmt;
use std::borrow::Cow;

use icu_properties::{CodePointMapData, props::GeneralCategory};
use idna::{
    AsciiDenyList,
    uts46::{DnsLength, Hyphens, Uts46},
};

use super::{RejectCode, suffixes::is_local_use};

const MAX_LABEL: usize = 63;
const MAX_HOST: usize = 253;

/// A public host name in lower-case A-labels, for comparing and for showing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Host(String);

impl Host {
    /// Reads a host name; see [`RejectCode`] for what is refused.
    pub fn parse(text: &str) -> Result<Self, RejectCode> {
        opened_form(text).map(|(_, host)| host)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is `parent` or a name below it.
    pub fn is_within(&self, parent: &Host) -> bool {
        self.0.strip_suffix(parent.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    }

    /// Whether this is exactly one label below `parent`.
    pub fn is_child_of(&self, parent: &Host) -> bool {
        self.0
            .strip_suffix(parent.as_str())
            .and_then(|rest| rest.strip_suffix('.'))
            .is_some_and(|label| !label.is_empty() && !label.contains('.'))
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Splits `authority` into host and port and checks both. Returns the text to open and the host.
pub(super) fn check_authority(authority: &str) -> Result<(Cow<'_, str>, Host), RejectCode> {
    if authority.contains('@') {
        return Err(RejectCode::Userinfo);
    }
    if authority.contains(['[', ']']) {
        return Err(RejectCode::IpLiteral);
    }
    let (name, port) = match authority.split_once(':') {
        Some((name, port)) => (name, Some(port)),
        None => (authority, None),
    };
    if port.is_some_and(|port| !is_port(port)) {
        return Err(RejectCode::Port);
    }
    let (opened, host) = opened_form(name)?;
    let opened = match (port, opened) {
        (None, opened) => opened,
        (Some(_), Cow::Borrowed(_)) => Cow::Borrowed(authority),
        (Some(port), Cow::Owned(opened)) => Cow::Owned(format!("{opened}:{port}")),
    };
    Ok((opened, host))
}

fn is_port(text: &str) -> bool {
    !text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit()) && text.parse::<u16>().is_ok_and(|port| port > 0)
}

/// The name with its international labels as A-labels and everything else untouched; the same to compare with.
fn opened_form(name: &str) -> Result<(Cow<'_, str>, Host), RejectCode> {
    if name.is_empty() || name.contains('%') {
        return Err(RejectCode::Host);
    }
    let mut labels = name.split('.').map(opened_label);
    let opened = if name.is_ascii() {
        labels.try_for_each(|label| label.map(drop))?;
        Cow::Borrowed(name)
    } else {
        Cow::Owned(labels.collect::<Result<Vec<_>, _>>()?.join("."))
    };
    if opened.len() > MAX_HOST {
        return Err(RejectCode::Host);
    }
    let lower = opened.to_ascii_lowercase();
    // Once more as a whole: where one label runs from right to left, the rules for that look at all of them.
    let (shown, valid) = Uts46::new().to_unicode(lower.as_bytes(), AsciiDenyList::STD3, Hyphens::Allow);
    if valid.is_err() {
        return Err(RejectCode::Idn);
    }
    // Also `0x7f` and `1a`: no top-level domain begins with a digit of any script, and parsers differ about such names.
    if shown.rsplit('.').next().is_none_or(|last| last.starts_with(char::is_numeric)) {
        return Err(RejectCode::NumericHost);
    }
    if !opened.contains('.') || is_local_use(&lower) {
        return Err(RejectCode::LocalHost);
    }
    Ok((opened, Host(lower)))
}

fn opened_label(label: &str) -> Result<Cow<'_, str>, RejectCode> {
    // A name as it is written is never longer than its A-label, in characters.
    if label.is_empty() || label.chars().count() > MAX_LABEL {
        return Err(RejectCode::Host);
    }
    if label.is_ascii() {
        let is_ldh = label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if !is_ldh || label.starts_with('-') || label.ends_with('-') {
            return Err(RejectCode::Host);
        }
        let is_a_label = label.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case("xn--"));
        if is_a_label && valid_u_label(&label.to_ascii_lowercase())?.is_ascii() {
            return Err(RejectCode::Idn);
        }
        return Ok(Cow::Borrowed(label));
    }
    if valid_u_label(label)? != label {
        return Err(RejectCode::Idn);
    }
    let opened = Uts46::new().to_ascii(label.as_bytes(), AsciiDenyList::STD3, Hyphens::Check, DnsLength::Ignore);
    let opened = opened.map_err(|_| RejectCode::Idn)?;
    if opened.len() > MAX_LABEL { Err(RejectCode::Host) } else { Ok(opened) }
}

/// What UTS 46 makes of the label, if that is letters, digits, marks and hyphens.
fn valid_u_label(label: &str) -> Result<Cow<'_, str>, RejectCode> {
    let (unicode, valid) = Uts46::new().to_unicode(label.as_bytes(), AsciiDenyList::STD3, Hyphens::Check);
    if valid.is_err() || !unicode.chars().all(is_letter_digit_mark_hyphen) { Err(RejectCode::Idn) } else { Ok(unicode) }
}

/// UTS 46 lets signs such as U+2044 through, which look like part of a path.
fn is_letter_digit_mark_hyphen(c: char) -> bool {
    use GeneralCategory as G;
    c == '-'
        || matches!(
            CodePointMapData::<GeneralCategory>::new().get(c),
            G::UppercaseLetter
                | G::LowercaseLetter
                | G::TitlecaseLetter
                | G::ModifierLetter
                | G::OtherLetter
                | G::NonspacingMark
                | G::SpacingMark
                | G::EnclosingMark
                | G::DecimalNumber
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_names_pass_with_international_labels_as_a_labels() {
        for (text, opened) in [
            ("shop.example", "shop.example"),
            ("SHOP.Example:8443", "SHOP.Example:8443"),
            ("münchen.example", "xn--mnchen-3ya.example"),
            ("xn--mnchen-3ya.example", "xn--mnchen-3ya.example"),
            ("例え.テスト", "xn--r8jz45g.xn--zckzah"),
            ("a-b.c1.example:1", "a-b.c1.example:1"),
        ] {
            assert_eq!(check_authority(text).map(|it| it.0).as_deref(), Ok(opened), "{text}");
        }
    }

    #[test]
    fn each_way_to_be_no_public_name_has_its_code() {
        let long_label = format!("{}.example", "a".repeat(64));
        let long_host = format!("{}example", "abcdefghi.".repeat(25));
        for (text, code) in [
            ("", RejectCode::Host),
            (":80", RejectCode::Host),
            ("a..example", RejectCode::Host),
            ("a.example.", RejectCode::Host),
            ("a_b.example", RejectCode::Host),
            ("-a.example", RejectCode::Host),
            ("a%2e.example", RejectCode::Host),
            (&long_label, RejectCode::Host),
            (&long_host, RejectCode::Host),
            ("user@a.example", RejectCode::Userinfo),
            ("a.example:b@c.example", RejectCode::Userinfo),
            ("[::1]", RejectCode::IpLiteral),
            ("127.0.0.1", RejectCode::NumericHost),
            ("2130706433", RejectCode::NumericHost),
            ("0x7f.1", RejectCode::NumericHost),
            ("localhost", RejectCode::LocalHost),
            ("intranet", RejectCode::LocalHost),
            ("printer.local", RejectCode::LocalHost),
            ("router.HOME.arpa", RejectCode::LocalHost),
            ("MÜNCHEN.example", RejectCode::Idn),
            ("a\u{2044}b.example", RejectCode::Idn),
            ("xn--zz--.example", RejectCode::Host),
            ("xn--a.example", RejectCode::Idn),
            ("ａ.example", RejectCode::Idn),
            ("a。example.test", RejectCode::Idn),
            ("1a.אב.example", RejectCode::Idn),
            ("a.example.1a", RejectCode::NumericHost),
            ("a.१२३", RejectCode::NumericHost),
            ("a.example:", RejectCode::Port),
            ("a.example:0", RejectCode::Port),
            ("a.example:080", RejectCode::Port),
            ("a.example:65536", RejectCode::Port),
            ("a.example:8a", RejectCode::Port),
            ("a.example:1:2", RejectCode::Port),
        ] {
            assert_eq!(check_authority(text).map(|it| it.0), Err(code), "{text}");
        }
    }

    #[test]
    fn a_name_within_another_ends_at_a_dot() {
        let host = |text| Host::parse(text).unwrap();
        assert!(host("a.wallet.example").is_within(&host("wallet.example")));
        assert!(host("WALLET.example").is_within(&host("wallet.example")));
        assert!(!host("notwallet.example").is_within(&host("wallet.example")));
        assert!(host("a.wallet.example").is_child_of(&host("wallet.example")));
        assert!(!host("b.a.wallet.example").is_child_of(&host("wallet.example")));
    }
}
