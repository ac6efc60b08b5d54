//! Several codes in one picture: which of them to pay, or which to let the user choose from.

use core::fmt;

use super::{CodeKind, ListedHosts, Scanned, classify, emv::Tag};
use crate::{machine::Identified, secret::CodeValue};

/// What to do with the codes of one picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scan {
    /// Go on with this one. If it cannot be paid, no other one can, and it tells most of what was scanned.
    One(CodeValue),
    /// Two or more may be paid: the user says which. In the order in which they were given, none twice.
    Several(Vec<Choice>),
}

/// One of several codes that may be paid.
#[derive(Clone, PartialEq, Eq)]
pub struct Choice {
    /// The code.
    pub code: CodeValue,
    /// What the user knows it by: the merchant name of an EMVCo code (tag 59), the host of a link.
    pub label: Option<String>,
}

/// Without the label, which is a part of the code.
impl fmt::Debug for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Choice").finish_non_exhaustive()
    }
}

/// Decides about codes with what was found out about each; `None` if there are none.
pub fn scan(codes: Vec<(CodeValue, Identified)>) -> Option<Scan> {
    let mut candidates = candidates(codes);
    match candidates.len() {
        0 | 1 => candidates.pop().map(|(code, _)| Scan::One(code)),
        _ => Some(Scan::Several(candidates.into_iter().map(|(code, _)| Choice { label: label(&code), code }).collect())),
    }
}

/// The codes that the user may mean, in the order in which they were given, none twice: all that may be paid; or, if none may, the
/// one that tells most of what was scanned.
pub fn candidates(codes: Vec<(CodeValue, Identified)>) -> Vec<(CodeValue, Identified)> {
    let mut distinct: Vec<(CodeValue, Identified)> = Vec::with_capacity(codes.len());
    for (code, identified) in codes {
        if distinct.iter().all(|(known, _)| known.expose() != code.expose()) {
            distinct.push((code, identified));
        }
    }
    let (payable, others): (Vec<_>, Vec<_>) = distinct.into_iter().partition(|(code, identified)| may_be_paid(code, identified));
    if payable.is_empty() {
        others.into_iter().min_by_key(|(_, identified)| says_little(identified)).into_iter().collect()
    } else {
        payable
    }
}

/// Without rules on the phone every code is for the backend to judge; what is for something else by its form is not asked about.
fn may_be_paid(code: &CodeValue, identified: &Identified) -> bool {
    use CodeKind::*;
    match identified {
        Identified::NotSupported(_) => false,
        Identified::AskBackend => {
            matches!(classify(code.expose(), &ListedHosts::default()), OrderCode | EmvMerchant | WalletLink | BankTransfer | WebLink | Text)
        }
        Identified::Decode | Identified::OpenUrl { .. } | Identified::Own => true,
    }
}

/// A barcode is on every packet, and a web address on every poster: what else was scanned is what the user means.
fn says_little(identified: &Identified) -> u8 {
    match identified {
        Identified::NotSupported(CodeKind::Empty) => 3,
        Identified::NotSupported(CodeKind::ProductBarcode | CodeKind::Text) => 2,
        Identified::NotSupported(CodeKind::WebLink | CodeKind::AppLink) => 1,
        _ => 0,
    }
}

/// More would not fit on a line.
const MAX_LABEL: usize = 64;

/// What the user knows a code by, if it says: the merchant name of an EMVCo code (tag 59), the host of a link.
pub(crate) fn label(code: &CodeValue) -> Option<String> {
    let scanned = Scanned::new(code.expose());
    let merchant = scanned.emv.as_ref().and_then(|emv| emv.get(Tag::MERCHANT_NAME));
    merchant
        .or(scanned.link.as_ref().map(|it| it.link.host))
        .filter(|label| !label.trim().is_empty())
        .map(|label| label.chars().take(MAX_LABEL).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::emv::crc16;

    fn given(codes: &[(&str, Identified)]) -> Option<Scan> {
        scan(codes.iter().map(|(code, identified)| (CodeValue::new(*code), identified.clone())).collect())
    }

    fn one(code: &str) -> Option<Scan> {
        Some(Scan::One(CodeValue::new(code)))
    }

    #[test]
    fn the_only_code_that_may_be_paid_is_taken() {
        let barcode = ("4006381333931", Identified::NotSupported(CodeKind::ProductBarcode));
        assert_eq!(given(&[barcode.clone(), ("order", Identified::Decode)]), one("order"));
        assert_eq!(given(&[("order", Identified::Decode), ("order", Identified::Decode)]), one("order"));
        assert_eq!(given(&[("ask", Identified::AskBackend), barcode]), one("ask"));
        let unjudged = ["4006381333931", "WIFI:S:x;;", "ask"].map(|code| (code, Identified::AskBackend));
        assert_eq!(given(&unjudged), one("ask"));
    }

    #[test]
    fn of_codes_that_cannot_be_paid_the_most_telling_one_is_shown() {
        let not = Identified::NotSupported;
        let codes = [("1", not(CodeKind::ProductBarcode)), ("2", not(CodeKind::WebLink)), ("3", not(CodeKind::PayerCode))];
        assert_eq!(given(&codes), one("3"));
        assert_eq!(given(&codes[..2]), one("2"));
        assert_eq!(given(&codes[..1]), one("1"));
        assert_eq!(given(&[]), None);
    }

    #[test]
    fn between_codes_that_may_be_paid_the_user_chooses() {
        let body = "0002015802SG5909NOODLE 886304";
        let emv = format!("{body}{:04X}", crc16(body.as_bytes()));
        let open = Identified::OpenUrl { url: "https://a.example/1".into(), user_agent: None };
        let scan = given(&[(&emv, Identified::Decode), ("https://a.example/1", open), ("bare", Identified::Own)]);
        let Some(Scan::Several(choices)) = scan else { panic!("{scan:?}") };
        assert_eq!(choices.iter().map(|it| it.label.as_deref()).collect::<Vec<_>>(), [Some("NOODLE 88"), Some("a.example"), None]);
        assert!(!format!("{choices:?}").contains("https"));
    }
}
