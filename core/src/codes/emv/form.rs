//! The verdict on form: is a text a sequence of elements, also inside its templates, and is its CRC right?

use super::{
    CrcState, Element, Finding, FindingCode, LengthUnit, Tag,
    finding::Findings,
    tree::{Level, Node, Nodes},
};

/// What form a text has.
pub(super) struct Form {
    /// The reading in which it is a sequence of elements to its end.
    pub(super) length_unit: Option<LengthUnit>,
    pub(super) crc: CrcState,
    /// Every fault, in the order of the text.
    pub(super) findings: Vec<Finding>,
}

impl Form {
    /// Reads `text` with lengths in characters, and if that fails in bytes.
    pub(super) fn of(text: &str) -> Self {
        let parses = |unit: &LengthUnit| Level::root(text, *unit).fault().is_none();
        let length_unit = [LengthUnit::Characters, LengthUnit::Bytes].into_iter().find(parses);
        let root = Level::root(text, length_unit.unwrap_or(LengthUnit::Characters));
        let mut findings = Findings::of(text);
        if length_unit == Some(LengthUnit::Bytes) {
            findings.add(FindingCode::LengthInBytes, "", 0, "lengths count UTF-8 bytes, not characters");
        }
        for node in Nodes::of(root.clone()) {
            if let Node::Stopped { path, fault } = node {
                findings.add_fault(path, &fault);
            }
        }
        let crc = match length_unit {
            Some(_) => CrcState::of(text, root.get(Tag::CRC)),
            None => CrcState::at_the_end_of(text),
        };
        let last = root.elements().last();
        for element in root.elements().filter(|element| element.tag == Tag::CRC) {
            crc_findings(crc, element, last == Some(element), &mut findings);
        }
        if length_unit.is_some() && crc == CrcState::Missing {
            findings.add(FindingCode::Missing, Tag::CRC, text.len(), "there is no CRC");
        }
        Self { length_unit, crc, findings: findings.in_order() }
    }
}

fn crc_findings(crc: CrcState, element: Element<'_>, is_last: bool, findings: &mut Findings<'_>) {
    if !is_last {
        findings.add(FindingCode::Misplaced, Tag::CRC, element.offset, "must be the last element");
    } else if crc == CrcState::Wrong {
        findings.add(FindingCode::CrcWrong, Tag::CRC, element.offset, "is not the CRC of the text before it");
    }
    if element.value.contains(|digit: char| digit.is_ascii_lowercase() || !digit.is_ascii_hexdigit()) {
        findings.add(FindingCode::BadFormat, Tag::CRC, element.offset, "is not in upper-case hexadecimal digits");
    }
}
