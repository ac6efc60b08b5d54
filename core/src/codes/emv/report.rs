//! Everything that can be said of a text as an EMVCo code: the answer of `cashier emv`.

use core::fmt;
use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    CrcState, Finding, LengthUnit, SchemeProfile, Tag,
    form::Form,
    scheme::profiles,
    schemes, strict,
    tree::{Level, Node, Nodes},
};
use crate::money::Currency;

/// What a text is as an EMVCo merchant code; reading goes on as far as it can.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct EmvReport {
    /// Whether it is a sequence of elements to its end, in one of the two readings.
    pub well_formed: bool,
    /// The reading that worked; `None` if not well formed.
    pub length_unit: Option<LengthUnit>,
    /// The CRC over the UTF-8 bytes.
    pub crc: CrcState,
    /// Every leaf by its path (`59`, `26.00`, `38.01.00`), up to the first fault. A template that does not parse is a leaf; of a
    /// repeated tag the last one counts.
    pub fields: BTreeMap<String, String>,
    /// Every fault of form, also inside templates, and everything about the CRC.
    pub form: Vec<Finding>,
    /// Names of the schemes that the code names.
    pub schemes: Vec<&'static str>,
    /// Whether it keeps what each of these schemes asks; empty if not well formed.
    pub profiles: Vec<SchemeProfile>,
    /// Tag 58.
    pub country: Option<String>,
    /// Tag 53 as an alphabetic ISO 4217 code; `None` if it is none that is known.
    pub currency: Option<String>,
    /// Tag 54, verbatim.
    pub amount: Option<String>,
    /// Whether there is no finding.
    pub strict: bool,
    /// Every deviation from EMVCo's rules, those of form among them, in the order of the text.
    pub findings: Vec<Finding>,
}

/// Without the values of the code.
impl fmt::Debug for EmvReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmvReport")
            .field("well_formed", &self.well_formed)
            .field("crc", &self.crc)
            .field("form", &self.form)
            .field("schemes", &self.schemes)
            .field("profiles", &self.profiles)
            .field("findings", &self.findings)
            .finish_non_exhaustive()
    }
}

impl EmvReport {
    /// Reads `payload`, with lengths in characters, and if that fails in bytes.
    pub fn of(payload: &str) -> Self {
        let Form { length_unit, crc, findings: form } = Form::of(payload);
        let unit = length_unit.unwrap_or(LengthUnit::Characters);
        let root = Level::root(payload, unit);
        let mut fields = BTreeMap::new();
        for node in Nodes::of(root.clone()) {
            if let Node::Leaf { path, value } = node {
                fields.insert(path.to_string(), value.to_owned());
            }
        }
        let profiles = length_unit.map(|_| profiles(payload, &root));
        let schemes = match &profiles {
            Some(profiles) => profiles.iter().map(|profile| profile.scheme).collect(),
            None => schemes(payload, unit),
        };
        let mut findings = form.clone();
        findings.extend(strict::findings(payload, &root));
        findings.sort_by_key(|finding| finding.offset);
        let field = |tag: Tag| fields.get(&tag.to_string()).cloned();
        Self {
            well_formed: length_unit.is_some(),
            length_unit,
            crc,
            form,
            schemes,
            profiles: profiles.unwrap_or_default(),
            country: field(Tag::COUNTRY),
            currency: field(Tag::CURRENCY).and_then(|code| currency(&code)).map(|it| it.code().to_owned()),
            amount: field(Tag::AMOUNT),
            strict: findings.is_empty(),
            findings,
            fields,
        }
    }
}

/// Tag 53; some generators write the alphabetic code.
pub(super) fn currency(code: &str) -> Option<Currency> {
    let numeric = code.len() == 3 && code.bytes().all(|b| b.is_ascii_digit());
    if numeric { Currency::from_numeric(code.parse().ok()?) } else { code.parse().ok() }
}
