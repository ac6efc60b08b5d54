//! Findings: what a verdict holds against a code, and where.

use serde::Serialize;

use super::{Fault, FaultKind, tree::Path};

/// One deviation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What kind of deviation.
    pub code: FindingCode,
    /// The element (`26.00`); empty for the code as a whole; `02-51` for the merchant account.
    pub path: String,
    /// Where the element begins, or where a missing one would at the latest, in characters from the start.
    pub offset: usize,
    /// The deviation in words, without any value of the code.
    pub detail: String,
}

/// Stable names of deviations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingCode {
    /// Nothing to read.
    Empty,
    /// Ends inside a tag or a length.
    Truncated,
    /// A tag that is not two digits.
    BadTag,
    /// A length that is not two digits.
    BadLength,
    /// An element without a value.
    ZeroLength,
    /// A value that reaches beyond the end.
    Overrun,
    /// Lengths count bytes instead of characters.
    LengthInBytes,
    /// A code over 512 characters.
    TooLong,
    /// A mandatory element is absent.
    Missing,
    /// A tag that is there more than once.
    Duplicate,
    /// An element at a place where it must not be: 00 not first, 63 not last, a scheme's template under a tag that is not the scheme's.
    Misplaced,
    /// A tag that is reserved for future use.
    Reserved,
    /// A length that the element cannot have.
    WrongLength,
    /// Characters that the element cannot have.
    BadFormat,
    /// A value that the element cannot have.
    BadValue,
    /// An element that another one rules out.
    Unexpected,
    /// The CRC does not fit the text.
    CrcWrong,
}

/// The findings of one verdict while they are collected, with offsets in bytes.
pub(super) struct Findings<'a> {
    text: &'a str,
    found: Vec<Finding>,
}

impl<'a> Findings<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self { text, found: Vec::new() }
    }

    pub(super) fn add(&mut self, code: FindingCode, path: impl ToString, offset: usize, detail: impl Into<String>) {
        self.found.push(Finding { code, path: path.to_string(), offset, detail: detail.into() });
    }

    /// `parent` is the path of the text that stopped being a sequence of elements.
    pub(super) fn add_fault(&mut self, parent: Path, fault: &Fault) {
        let path = fault.tag.map_or(parent, |tag| parent.child(tag));
        let (code, detail) = match fault.kind {
            FaultKind::Empty => (FindingCode::Empty, "nothing to read"),
            FaultKind::Truncated => (FindingCode::Truncated, "the text ends inside a tag or a length"),
            FaultKind::BadTag => (FindingCode::BadTag, "the tag is not two digits"),
            FaultKind::BadLength => (FindingCode::BadLength, "the length is not two digits"),
            FaultKind::ZeroLength => (FindingCode::ZeroLength, "the length is 00"),
            FaultKind::Overrun => (FindingCode::Overrun, "the value reaches beyond the end"),
            FaultKind::TooFar => (FindingCode::TooLong, "the element is too far from the start"),
        };
        self.add(code, path, fault.offset, detail);
    }

    /// In the order of the text, with offsets in characters.
    pub(super) fn in_order(mut self) -> Vec<Finding> {
        self.found.sort_by_key(|finding| finding.offset);
        let (mut characters, mut counted) = (0, 0);
        for finding in &mut self.found {
            let since = self.text.get(counted..finding.offset).unwrap_or_default();
            characters += since.chars().count();
            counted = finding.offset;
            finding.offset = characters;
        }
        self.found
    }
}
