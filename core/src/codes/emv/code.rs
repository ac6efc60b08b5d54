//! A code that rules may look at.

use super::{CrcState, Elements, Fault, LengthUnit, Tag, Template, Values};
use crate::codes::rules::MAX_CODE_CHARACTERS;

/// How every EMVCo code begins that rules look at: tag 00 with two characters.
const BEGINNING: &str = "0002";

/// An EMVCo merchant code: begins with `0002`, parses to its end with lengths in characters, and its CRC is right.
#[derive(Clone)]
pub struct EmvCode<'a> {
    root: Values<'a>,
}

/// Why a text is no EMVCo code for rules (protocol section 8.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotEmv {
    /// Does not begin with `0002`.
    #[error("does not begin like an EMVCo code")]
    Beginning,
    /// Has more characters than any code (protocol section 8.1).
    #[error("is longer than {MAX_CODE_CHARACTERS} characters")]
    TooLong,
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
        // Bytes are counted in no time, and a text without too many of them has not too many characters.
        if text.len() > MAX_CODE_CHARACTERS && text.chars().nth(MAX_CODE_CHARACTERS).is_some() {
            return Err(NotEmv::TooLong);
        }
        let mut code = Self { root: Values::unread(text, LengthUnit::Characters.quickest_for(text)) };
        code.root.fill().map_err(NotEmv::Malformed)?;
        match CrcState::of(text, code.root.element(Tag::CRC)) {
            CrcState::Ok => Ok(code),
            wrong => Err(NotEmv::Crc(wrong)),
        }
    }

    /// The root's value of `tag`.
    pub fn get(&self, tag: Tag) -> Option<&'a str> {
        self.root.get(tag)
    }

    /// The sub-tags of the root's template `tag`; nothing if it is absent or does not parse.
    pub fn template(&self, tag: Tag) -> Option<Template<'a>> {
        self.root.template(tag)
    }

    /// The elements of a template's value; nothing if it does not parse.
    pub fn read_template(value: &'a str) -> Option<Template<'a>> {
        Template::read(value, LengthUnit::Characters)
    }

    /// The merchant account templates (26-51, 80-99) that parse, in the order of their tags.
    pub fn account_templates(&self) -> impl Iterator<Item = (Tag, Template<'a>)> + '_ {
        self.root.account_templates()
    }

    /// The merchant in another language (tag 64); nothing if the template is absent, does not parse or lacks language or name.
    pub fn other_language(&self) -> Option<OtherLanguage<'a>> {
        let template = self.template(Tag::LANGUAGE)?;
        let [language, name, city] = OtherLanguage::TAGS.map(|tag| template.get(tag));
        Some(OtherLanguage { language: language?, name: name?, city })
    }

    /// The root's values in the order of their tags.
    pub fn values(&self) -> impl Iterator<Item = (Tag, &'a str)> + '_ {
        self.root.iter()
    }

    /// The root's elements in the order of the text.
    pub fn elements(&self) -> Elements<'a> {
        self.root.elements()
    }
}

/// Merchant name and city as the merchant writes them, next to those of tags 59 and 60.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct OtherLanguage<'a> {
    /// ISO 639 code of the language, verbatim.
    pub language: &'a str,
    /// Merchant name.
    pub name: &'a str,
    /// Merchant city.
    pub city: Option<&'a str>,
}

impl OtherLanguage<'_> {
    const TAGS: [Tag; 3] = [Tag(0), Tag(1), Tag(2)];
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

    #[test]
    fn a_crc_inside_a_longer_element_63_is_none() {
        assert_eq!(refused(&sealed("0002016308")), NotEmv::Crc(CrcState::Wrong));
    }

    #[test]
    fn a_code_has_at_most_8192_characters() {
        let padded = |last: usize| {
            let full = format!("0199{}", "é".repeat(99)).repeat(79);
            sealed(&format!("000201{full}01{last:02}{}", "é".repeat(last)))
        };
        // 6, 79 times 103, 4 and the last value, 8 of the CRC.
        assert_eq!(padded(37).chars().count(), 8192);
        assert!(EmvCode::parse(&padded(37)).is_ok());
        assert_eq!(refused(&padded(38)), NotEmv::TooLong);
    }

    #[test]
    fn the_merchant_in_another_language_is_given_with_or_without_its_city() {
        let of = |template: &str| {
            let text = sealed(&format!("0002015903BAR64{:02}{template}", template.chars().count()));
            let other = EmvCode::parse(&text).unwrap().other_language();
            other.map(|it| (it.language.to_owned(), it.name.to_owned(), it.city.map(ToOwned::to_owned)))
        };
        let some = |language: &str, name: &str, city: Option<&str>| Some((language.into(), name.into(), city.map(Into::into)));
        assert_eq!(of("0002KO0103김밥집0202서울"), some("KO", "김밥집", Some("서울")));
        assert_eq!(of("0002ja0104麺屋八番"), some("ja", "麺屋八番", None));
        assert_eq!(of("0104麺屋八番0202大阪"), None, "no language");
        assert_eq!(of("0002ja0202大阪"), None, "no name");
        assert_eq!(of("0002ja0109麺屋"), None, "does not parse");
        assert!(EmvCode::parse(&sealed("000201")).unwrap().other_language().is_none());
    }
}
