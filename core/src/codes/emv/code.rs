//! A code that rules may look at.

use super::{CrcState, Elements, Fault, LengthUnit, Tag, Values};

/// How every EMVCo code begins that rules look at: tag 00 with two characters.
const BEGINNING: &str = "0002";

/// An EMVCo merchant code: begins with `0002`, parses to its end with lengths in characters, and its CRC is right.
#[derive(Clone)]
pub struct EmvCode<'a> {
    text: &'a str,
    root: Values<'a>,
}

/// Why a text is no EMVCo code for rules (protocol section 8.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotEmv {
    /// Does not begin with `0002`.
    #[error("does not begin like an EMVCo code")]
    Beginning,
    /// Is not a sequence of elements.
    #[error("is not a sequence of elements")]
    Malformed(Fault),
    /// The CRC is wrong or missing.
    #[error("CRC is wrong or missing")]
    Crc(CrcState),
}

impl<'a> EmvCode<'a> {
    /// Reads `text`, verbatim.
    pub fn parse(text: &'a str) -> Result<Self, NotEmv> {
        if !text.starts_with(BEGINNING) {
            return Err(NotEmv::Beginning);
        }
        let root = Values::read(text, LengthUnit::Characters).map_err(NotEmv::Malformed)?;
        match crc_state(text, LengthUnit::Characters) {
            CrcState::Ok => Ok(Self { text, root }),
            wrong => Err(NotEmv::Crc(wrong)),
        }
    }

    /// The root's value of `tag`.
    pub fn get(&self, tag: Tag) -> Option<&'a str> {
        self.root.get(tag)
    }

    /// The sub-tags of the root's template `tag`; nothing if it is absent or does not parse.
    pub fn template(&self, tag: Tag) -> Option<Values<'a>> {
        Self::read_template(self.get(tag)?)
    }

    /// The elements of a template's value; nothing if it does not parse.
    pub fn read_template(value: &'a str) -> Option<Values<'a>> {
        Values::read(value, LengthUnit::Characters).ok()
    }

    /// The root's values in the order of their tags.
    pub fn values(&self) -> impl Iterator<Item = (Tag, &'a str)> + '_ {
        self.root.iter()
    }

    /// The root's elements in the order of the text.
    pub fn elements(&self) -> Elements<'a> {
        Elements::new(self.text, LengthUnit::Characters)
    }
}

/// The CRC of a text that may or may not parse.
///
/// In a text that parses, it must be the last element: the same eight characters inside another value are no CRC.
pub(super) fn crc_state(text: &str, unit: LengthUnit) -> CrcState {
    let mut last = None;
    let mut present = false;
    for element in Elements::new(text, unit) {
        let Ok(element) = element else { return CrcState::at_end(text) };
        present |= element.tag == Tag::CRC;
        last = Some(element.tag);
    }
    match (present, last) {
        (true, Some(Tag::CRC)) if CrcState::at_end(text) == CrcState::Ok => CrcState::Ok,
        (true, _) => CrcState::Wrong,
        (false, _) => CrcState::Missing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::emv::crc16;

    fn sealed(body: &str) -> String {
        let body = format!("{body}6304");
        format!("{body}{:04X}", crc16(body.as_bytes()))
    }

    fn refused(text: &str) -> NotEmv {
        EmvCode::parse(text).map(|_| ()).unwrap_err()
    }

    #[test]
    fn a_code_needs_its_beginning_its_elements_and_its_crc() {
        assert!(EmvCode::parse(&sealed("0002015802JP")).is_ok());
        assert_eq!(refused("000301x"), NotEmv::Beginning);
        assert!(matches!(refused("0002"), NotEmv::Malformed(_)));
        assert_eq!(refused("0002015802JP"), NotEmv::Crc(CrcState::Missing));
        assert_eq!(refused("0002015802JP63040000"), NotEmv::Crc(CrcState::Wrong));
    }

    #[test]
    fn a_crc_that_is_not_the_last_element_is_none() {
        let inside = sealed("0002016208");
        assert_eq!(inside.len(), 18);
        assert_eq!(refused(&inside), NotEmv::Crc(CrcState::Missing));
        assert_eq!(refused(&format!("{}5802JP", sealed("000201"))), NotEmv::Crc(CrcState::Wrong));
    }

    #[test]
    fn a_template_that_does_not_parse_is_absent_and_harmless() {
        let text = sealed("0002012604ABCD5802JP");
        let code = EmvCode::parse(&text).unwrap();
        let tag = Tag::new(26).unwrap();
        assert_eq!(code.get(tag), Some("ABCD"));
        assert!(code.template(tag).is_none());
    }
}
