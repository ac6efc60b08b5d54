//! The strict verdict: every deviation from EMVCo's rules for merchant-presented codes (version 1.1) that is not one of form.

use super::{
    Element, Finding, FindingCode, Tag,
    finding::Findings,
    strict_format::{Format, of_root, of_template, wrong_value},
    tag::TagSet,
    tree::{Level, Path},
};

/// EMVCo's limit for a whole code.
const MAX_CHARACTERS: usize = 512;

/// All deviations of `text` in the order of the text; `root` is its outermost level.
pub(super) fn findings(text: &str, root: &Level<'_>) -> Vec<Finding> {
    let mut check = Check { root, end: text.len(), is_whole: root.fault().is_none(), findings: Findings::of(text) };
    if text.chars().nth(MAX_CHARACTERS).is_some() {
        check.findings.add(FindingCode::TooLong, "", 0, "is longer than 512 characters");
    }
    check.level(root, of_root);
    check.root();
    for element in root.elements().filter(|element| element.tag.is_template()) {
        let level = root.below(&element);
        if level.fault().is_none() {
            check.template(element, &level);
        }
    }
    check.findings.in_order()
}

struct Check<'a> {
    root: &'a Level<'a>,
    /// Where the text ends, in bytes.
    end: usize,
    /// Whether it was read to its end: behind a fault, nothing is known to be missing.
    is_whole: bool,
    findings: Findings<'a>,
}

impl Check<'_> {
    /// Repeats and formats of one level.
    fn level(&mut self, level: &Level<'_>, format_of: impl Fn(Tag) -> Option<Format>) {
        let mut seen = TagSet::default();
        for element in level.elements() {
            let path = level.path.child(element.tag);
            if seen.contains(element.tag) {
                self.findings.add(FindingCode::Duplicate, path, element.offset, "the tag is there already; the last one counts");
            }
            seen.insert(element.tag);
            self.format(path, format_of(element.tag), &element);
        }
    }

    fn format(&mut self, path: Path, format: Option<Format>, element: &Element<'_>) {
        let Some(format) = format else {
            return self.findings.add(FindingCode::Reserved, path, element.offset, "the tag is reserved for future use");
        };
        let length = element.value.chars().count();
        let Format { shortest, longest, .. } = format;
        if !(shortest..=longest).contains(&length) {
            let allowed = if shortest == longest { longest.to_string() } else { format!("{shortest} to {longest}") };
            self.findings.add(FindingCode::WrongLength, path, element.offset, format!("has {length} characters instead of {allowed}"));
        }
        if !format.takes(element.value) {
            self.findings.add(FindingCode::BadFormat, path, element.offset, "has characters that this element cannot have");
        }
    }

    fn value(&self, tag: Tag) -> Option<&str> {
        self.root.get(tag).map(|element| element.value)
    }

    fn root(&mut self) {
        let root = self.root;
        let currency = root.get(Tag::CURRENCY).map(|element| element.value);
        for (at, Element { tag, value, offset }) in root.elements().enumerate() {
            let right_form = of_root(tag).is_some_and(|format| format.takes(value));
            if right_form && let Some(detail) = wrong_value(tag, value, currency) {
                self.findings.add(FindingCode::BadValue, tag, offset, detail);
            }
            if tag == Tag::FORMAT_INDICATOR && at > 0 {
                self.findings.add(FindingCode::Misplaced, tag, offset, "must be the first element");
            }
        }
        if self.is_whole {
            self.mandatory();
        }
        self.convenience_fee();
    }

    fn mandatory(&mut self) {
        for number in [0, 52, 53, 58, 59, 60] {
            if self.root.elements().all(|element| element.tag.number() != number) {
                self.findings.add(FindingCode::Missing, format!("{number:02}"), self.end, "a mandatory element is missing");
            }
        }
        if !self.root.elements().any(|element| matches!(element.tag.number(), 2..=51)) {
            self.findings.add(FindingCode::Missing, "02-51", self.end, "there is no merchant account");
        }
    }

    /// 55 says which of 56 and 57 must be there.
    fn convenience_fee(&mut self) {
        for (tag, needed_by) in [(Tag::FIXED_FEE, "02"), (Tag::PERCENTAGE_FEE, "03")] {
            let needed = self.value(Tag::TIP_INDICATOR) == Some(needed_by);
            match self.root.elements().find(|element| element.tag == tag) {
                None if needed && self.is_whole => {
                    self.findings.add(FindingCode::Missing, tag, self.end, format!("55 is {needed_by}, which needs it"));
                }
                Some(element) if !needed => {
                    self.findings.add(FindingCode::Unexpected, tag, element.offset, format!("only allowed if 55 is {needed_by}"));
                }
                _ => {}
            }
        }
    }

    fn template(&mut self, template: Element<'_>, level: &Level<'_>) {
        self.level(level, |tag| of_template(template.tag, tag));
        let mandatory: &[u8] = match template.tag {
            Tag::ADDITIONAL_DATA => &[],
            Tag::LANGUAGE => &[0, 1],
            _ => &[0],
        };
        for number in mandatory.iter().filter(|number| level.elements().all(|element| element.tag.number() != **number)) {
            let path = format!("{}.{number:02}", template.tag);
            self.findings.add(FindingCode::Missing, path, template.end(), "a mandatory element is missing");
        }
    }
}
