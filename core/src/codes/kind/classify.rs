//! What a text is, by its form alone.

use std::sync::LazyLock;

use super::{
    CodeKind, ListedHosts,
    tables::{BEGINNINGS, LONGEST_BEGINNING, ORDER_CODE_HOSTS, PAGES},
};
use crate::codes::{
    link::{WebLink, strip_prefix_ignoring_case},
    lookup::{Beginnings, Hosts, Key},
    scanned::{Scanned, ScannedLink},
};

/// The kind of `text`; `hosts` are those that the rules name.
pub fn classify(text: &str, hosts: &ListedHosts) -> CodeKind {
    classify_scanned(&Scanned::new(text), hosts)
}

pub(in super::super) fn classify_scanned(code: &Scanned<'_>, hosts: &ListedHosts) -> CodeKind {
    let text = code.text;
    if code.emv.is_some() {
        return CodeKind::EmvMerchant;
    }
    if text.trim().is_empty() {
        return CodeKind::Empty;
    }
    if text.bytes().all(|b| b.is_ascii_digit())
        && let Some(kind) = digits(text)
    {
        return kind;
    }
    if text.starts_with("0002") {
        return CodeKind::EmvDamaged;
    }
    if is_bare_order_code(text) {
        return CodeKind::OrderCode;
    }
    if text.starts_with(CONSUMER_PRESENTED) {
        return CodeKind::PayerCode;
    }
    if let Some(link) = &code.link {
        return web_link(link, hosts);
    }
    beginning(code).unwrap_or_else(|| if is_crypto_address(text) { CodeKind::Crypto } else { CodeKind::Text })
}

fn digits(text: &str) -> Option<CodeKind> {
    if is_payer_code(text) {
        Some(CodeKind::PayerCode)
    } else if is_product_barcode(text) {
        Some(CodeKind::ProductBarcode)
    } else {
        None
    }
}

/// How EMVCo's consumer-presented codes begin: tag 85 with `CPV01`, in Base64.
const CONSUMER_PRESENTED: &str = "hQVDUFYwMW";

/// 24 digits: six of the code issuer, business type `02`, 16 others. Older ones: 17 to 19 digits that begin with `28`. WeChat Pay: 18
/// digits that begin with 10 to 15.
fn is_payer_code(digits: &str) -> bool {
    match digits.len() {
        24 => digits.get(6..8) == Some("02"),
        18 if matches!(digits.as_bytes(), [b'1', b'0'..=b'5', ..]) => true,
        17..=19 => digits.starts_with("28"),
        _ => false,
    }
}

/// EAN-8, UPC-A, EAN-13 (also ISBN) and GTIN-14, by their common check digit.
fn is_product_barcode(digits: &str) -> bool {
    let weighted = digits.bytes().rev().zip([1, 3].into_iter().cycle()).map(|(digit, weight)| u32::from(digit & 0x0F) * weight);
    matches!(digits.len(), 8 | 12 | 13 | 14) && weighted.sum::<u32>().is_multiple_of(10)
}

/// `28166604` and 28 letters or digits.
fn is_bare_order_code(text: &str) -> bool {
    text.len() == 36 && text.starts_with("28166604") && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn web_link(ScannedLink { link, ending }: &ScannedLink<'_>, hosts: &ListedHosts) -> CodeKind {
    let listed = hosts.contain(link.host, ending);
    let mentions_listed =
        |text: &str| listed || text.split([':', '%', '/', '\\', '@']).any(|part| hosts.contain(part, &Key::backwards(part)));
    // Parsers do not agree whether a backslash ends the host, or belongs to a name in front of it.
    let behind_backslash = link.rest.strip_prefix('\\').map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    let disguised = link.user_info.is_some_and(mentions_listed) || behind_backslash.is_some_and(mentions_listed);
    if disguised || !listed && hosts.are_imitated_by(link.host) {
        return CodeKind::DangerousLink;
    }
    let order_code_host = listed || ORDER_CODE_HOSTS.iter().any(|host| host.eq_ignore_ascii_case(link.host));
    if link.is_https && order_code_host && is_order_code_path(link.rest) {
        return CodeKind::OrderCode;
    }
    match page(link, ending) {
        Some(kind) => kind,
        None if link.host.is_empty() => CodeKind::Text,
        None => CodeKind::WebLink,
    }
}

/// The kind of a page that the table names.
fn page(link: &WebLink<'_>, ending: &Key) -> Option<CodeKind> {
    static HOSTS: LazyLock<Hosts<u16>> = LazyLock::new(|| Hosts::new(PAGES.iter().map(|(host, ..)| host).zip(0..)));
    let entry = |place| PAGES.get(usize::from(place));
    HOSTS.of(ending).filter_map(entry).find(|(_, path, _)| link.rest.starts_with(path)).map(|(.., kind)| *kind)
}

/// A path that begins with `281`, three digits, business type `04`, and more of either an order code or a private one.
fn is_order_code_path(rest: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let Some((issuer, after)) = rest.strip_prefix("/281").and_then(|rest| rest.split_at_checked(3)) else { return false };
    let own = after.strip_prefix("04").is_some_and(|more| more.starts_with(|c: char| c.is_ascii_alphanumeric()));
    digits(issuer) && own
}

/// Browsers skip blanks in front of a scheme, and tabs and line ends inside of it.
fn beginning(Scanned { text, beginning, .. }: &Scanned<'_>) -> Option<CodeKind> {
    static KINDS: LazyLock<Beginnings<CodeKind>> =
        LazyLock::new(|| Beginnings::new(BEGINNINGS.iter().map(|(start, kind)| (Key::of(start), *kind))));
    let find = |beginning: &Key| KINDS.of(beginning).next();
    let is_disguised = || text.starts_with(|c: char| c.is_whitespace() || c.is_control()) || text.contains(['\t', '\n', '\r']);
    find(beginning).filter(|kind| !is_prose(text, *kind)).or_else(|| {
        let trimmed = text.trim_start_matches(|c: char| c.is_whitespace() || c.is_control());
        let joined = || trimmed.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).take(LONGEST_BEGINNING).collect::<String>();
        if is_disguised() { find(&Key::of(&joined())).filter(|kind| *kind == CodeKind::DangerousLink) } else { None }
    })
}

/// `Data: 12.03.2026` is no address. Scripts run with a blank behind their scheme, and phone books write one.
fn is_prose(text: &str, kind: CodeKind) -> bool {
    let is_script = || ["javascript:", "vbscript:"].iter().any(|script| strip_prefix_ignoring_case(text, script).is_some());
    let followed_by_blank = || text.split_once(':').is_some_and(|(_, rest)| rest.is_empty() || rest.starts_with(char::is_whitespace));
    matches!(kind, CodeKind::DangerousLink | CodeKind::AppLink | CodeKind::Crypto) && followed_by_blank() && !is_script()
}

/// Addresses without a scheme: Bech32, hexadecimal, and Base58 of the usual lengths.
fn is_crypto_address(text: &str) -> bool {
    let alphanumeric = text.bytes().all(|b| b.is_ascii_alphanumeric());
    let bech32 = ["bc1", "tb1", "ltc1", "lnbc", "lnurl1"].iter().any(|start| strip_prefix_ignoring_case(text, start).is_some());
    let hexadecimal = text.strip_prefix("0x").is_some_and(|rest| rest.len() == 40 && rest.bytes().all(|b| b.is_ascii_hexdigit()));
    alphanumeric && (bech32 && text.len() >= 26 || hexadecimal || is_base58_address(text))
}

/// Bitcoin (`1`, `3`) and Tron (`T`). Both cases and a digit, or any word would be one.
fn is_base58_address(text: &str) -> bool {
    let length = match text.chars().next() {
        Some('1' | '3') => 26..=35,
        Some('T') => 34..=34,
        _ => return false,
    };
    let has = |what: fn(&u8) -> bool| text.as_bytes().iter().any(what);
    length.contains(&text.len())
        && !text.contains(['0', 'O', 'I', 'l'])
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase)
}
