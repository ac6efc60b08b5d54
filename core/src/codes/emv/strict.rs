//! The strict verdict: every deviation from EMVCo's rules for merchant-presented codes (version 1.1).

use serde::Serialize;

use super::{
    CrcState, Element, Fault, FaultKind, LengthUnit, Tag,
    strict_format::{Format, of_root, of_template, wrong_value},
    tree::{Node, Path},
};

/// EMVCo's limit for a whole code.
const MAX_CHARACTERS: usize = 512;

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
    /// 00 is not first, or 63 is not last.
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

impl From<FaultKind> for FindingCode {
    fn from(kind: FaultKind) -> Self {
        match kind {
            FaultKind::Empty => Self::Empty,
            FaultKind::Truncated => Self::Truncated,
            FaultKind::BadTag => Self::BadTag,
            FaultKind::BadLength => Self::BadLength,
            FaultKind::ZeroLength => Self::ZeroLength,
            FaultKind::Overrun => Self::Overrun,
        }
    }
}

/// All deviations of `payload` in the order of the text; `nodes` is its tree.
pub(super) fn findings(payload: &str, unit: LengthUnit, crc: CrcState, nodes: &[Node<'_>]) -> Vec<Finding> {
    let is_whole = !nodes.iter().any(|node| matches!(node, Node::Stopped { path, .. } if path.depth() == 0));
    let mut check = Check { payload, is_whole, found: Vec::new() };
    if unit == LengthUnit::Bytes {
        check.add(FindingCode::LengthInBytes, "", 0, "lengths count UTF-8 bytes, not characters");
    }
    if payload.chars().nth(MAX_CHARACTERS).is_some() {
        check.add(FindingCode::TooLong, "", 0, "is longer than 512 characters");
    }
    for node in nodes {
        if let Node::Stopped { path, fault } = node {
            check.stopped(*path, fault);
        }
    }
    let root = children(nodes, Path::default());
    check.duplicates(Path::default(), &root);
    for &(tag, value, offset) in &root {
        check.format(Path::root(tag), of_root(tag), value, offset);
    }
    check.root(&root, crc);
    for (at, node) in nodes.iter().enumerate() {
        if let Node::Template { path, value, offset } = node
            && let Some((template, None)) = path.split()
        {
            let inside = children(nodes.get(at.saturating_add(1)..).unwrap_or_default(), *path);
            check.template(template, &inside, offset.saturating_add(Element::HEAD).saturating_add(value.len()));
        }
    }
    check.into_findings()
}

type Child<'a> = (Tag, &'a str, usize);

/// The elements right below `parent`; `nodes` begins behind it.
fn children<'a>(nodes: &[Node<'a>], parent: Path) -> Vec<Child<'a>> {
    nodes
        .iter()
        .filter_map(|node| match node {
            Node::Leaf { path, value, offset } | Node::Template { path, value, offset } => Some((path, *value, *offset)),
            Node::Stopped { .. } => None,
        })
        .take_while(|(path, ..)| path.depth() > parent.depth())
        .filter(|(path, ..)| path.depth() == parent.depth().saturating_add(1))
        .filter_map(|(path, value, offset)| path.last().map(|tag| (tag, value, offset)))
        .collect()
}

struct Check<'a> {
    payload: &'a str,
    /// Whether it was read to its end: behind a fault, nothing is known to be missing.
    is_whole: bool,
    found: Vec<Finding>,
}

impl Check<'_> {
    /// `offset` in bytes.
    fn add(&mut self, code: FindingCode, path: impl ToString, offset: usize, detail: impl Into<String>) {
        self.found.push(Finding { code, path: path.to_string(), offset, detail: detail.into() });
    }

    /// In the order of the text, with offsets in characters.
    fn into_findings(mut self) -> Vec<Finding> {
        self.found.sort_by_key(|finding| finding.offset);
        let mut characters: usize = 0;
        let mut counted = 0;
        for finding in &mut self.found {
            let since = self.payload.get(counted..finding.offset).unwrap_or_default();
            characters = characters.saturating_add(since.chars().count());
            counted = finding.offset;
            finding.offset = characters;
        }
        self.found
    }

    fn stopped(&mut self, parent: Path, fault: &Fault) {
        let path = fault.tag.map_or(parent, |tag| parent.child(tag));
        let detail = match fault.kind {
            FaultKind::Empty => "nothing to read",
            FaultKind::Truncated => "the text ends inside a tag or a length",
            FaultKind::BadTag => "the tag is not two digits",
            FaultKind::BadLength => "the length is not two digits",
            FaultKind::ZeroLength => "the length is 00",
            FaultKind::Overrun => "the value reaches beyond the end",
        };
        self.add(fault.kind.into(), path, fault.offset, detail);
    }

    fn duplicates(&mut self, parent: Path, children: &[Child<'_>]) {
        let mut seen = [false; 100];
        for (tag, _, offset) in children {
            let seen = seen.get_mut(usize::from(tag.number()));
            if seen.is_some_and(|seen| core::mem::replace(seen, true)) {
                self.add(FindingCode::Duplicate, parent.child(*tag), *offset, "the tag is there already; the last one counts");
            }
        }
    }

    fn format(&mut self, path: Path, format: Option<Format>, value: &str, offset: usize) {
        let Some(format) = format else {
            return self.add(FindingCode::Reserved, path, offset, "the tag is reserved for future use");
        };
        let length = value.chars().count();
        let Format { shortest, longest, .. } = format;
        if !(shortest..=longest).contains(&length) {
            let allowed = if shortest == longest { longest.to_string() } else { format!("{shortest} to {longest}") };
            self.add(FindingCode::WrongLength, path, offset, format!("has {length} characters instead of {allowed}"));
        }
        if !format.takes(value) {
            self.add(FindingCode::BadFormat, path, offset, "has characters that this element cannot have");
        }
    }

    fn root(&mut self, root: &[Child<'_>], crc: CrcState) {
        let value = |number: u8| root.iter().rev().find(|(tag, ..)| tag.number() == number).map(|(_, value, _)| *value);
        let currency = value(Tag::CURRENCY.number());
        for &(tag, value, offset) in root {
            let right_form = of_root(tag).is_some_and(|format| format.takes(value));
            if right_form && let Some(detail) = wrong_value(tag, value, currency) {
                self.add(FindingCode::BadValue, tag, offset, detail);
            }
        }
        if self.is_whole {
            self.mandatory(root);
        }
        for (at, (tag, _, offset)) in root.iter().enumerate() {
            if *tag == Tag::FORMAT_INDICATOR && at > 0 {
                self.add(FindingCode::Misplaced, tag, *offset, "must be the first element");
            }
            if *tag == Tag::CRC && at.saturating_add(1) < root.len() {
                self.add(FindingCode::Misplaced, tag, *offset, "must be the last element");
            }
            if *tag == Tag::CRC && crc == CrcState::Wrong && at.saturating_add(1) == root.len() {
                self.add(FindingCode::CrcWrong, tag, *offset, "is not the CRC of the text before it");
            }
        }
        self.convenience_fee(root, value(55));
    }

    fn mandatory(&mut self, root: &[Child<'_>]) {
        let end = self.payload.len();
        for number in [0, 52, 53, 58, 59, 60, 63] {
            if root.iter().all(|(tag, ..)| tag.number() != number) {
                self.add(FindingCode::Missing, format!("{number:02}"), end, "a mandatory element is missing");
            }
        }
        if !root.iter().any(|(tag, ..)| matches!(tag.number(), 2..=51)) {
            self.add(FindingCode::Missing, "02-51", end, "there is no merchant account");
        }
    }

    /// 55 says which of 56 and 57 must be there.
    fn convenience_fee(&mut self, root: &[Child<'_>], indicator: Option<&str>) {
        for (number, needed_by) in [(56, "02"), (57, "03")] {
            let there = root.iter().find(|(tag, ..)| tag.number() == number);
            match (there, indicator == Some(needed_by)) {
                (None, true) if self.is_whole => {
                    self.add(FindingCode::Missing, number, self.payload.len(), format!("55 is {needed_by}, which needs it"));
                }
                (Some((tag, _, offset)), false) => {
                    self.add(FindingCode::Unexpected, tag, *offset, format!("only allowed if 55 is {needed_by}"));
                }
                _ => {}
            }
        }
    }

    fn template(&mut self, template: Tag, children: &[Child<'_>], end: usize) {
        let parent = Path::root(template);
        self.duplicates(parent, children);
        for &(tag, value, offset) in children {
            self.format(parent.child(tag), of_template(template, tag), value, offset);
        }
        let mandatory: &[u8] = match template {
            Tag::ADDITIONAL_DATA => &[],
            Tag::LANGUAGE => &[0, 1],
            _ => &[0],
        };
        for number in mandatory.iter().filter(|number| children.iter().all(|(tag, ..)| tag.number() != **number)) {
            self.add(FindingCode::Missing, format!("{template}.{number:02}"), end, "a mandatory element is missing");
        }
    }
}
