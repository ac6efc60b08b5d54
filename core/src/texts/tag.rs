//! BCP 47 tags, as far as words and formats depend on them.

use super::locale::{ALIASES, RIGHT_TO_LEFT, RIGHT_TO_LEFT_SCRIPTS, SCRIPTS};

/// The longest tag that is looked at (RFC 5646 asks for 35).
pub(super) const MAX_TAG: usize = 35;

/// Language, script and region of a tag; variants and extensions say nothing here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag {
    /// Today's code: `id` for `in`. `und` if the text is no tag.
    pub(super) language: String,
    /// Only for a language that is written in several: the one that the tag names, or that is usual in its region.
    pub(super) script: Option<String>,
    pub(super) region: Option<String>,
}

impl Tag {
    /// Reads `zh-Hant-HK`, also in the case and with the underscores of a platform.
    pub(super) fn parse(text: &str) -> Self {
        Self::strict(text).unwrap_or_else(|| Self { language: "und".to_owned(), script: None, region: None })
    }

    /// `None` if the text is no tag.
    pub(super) fn strict(text: &str) -> Option<Self> {
        let letters = |part: &&str| part.bytes().all(|b| b.is_ascii_alphabetic());
        let mut parts = text.split(['-', '_']).peekable();
        if text.len() > MAX_TAG
            || !text.split(['-', '_']).all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
        {
            return None;
        }
        let language = parts.next().filter(letters).filter(|part| matches!(part.len(), 2 | 3))?.to_ascii_lowercase();
        let language = ALIASES.iter().find(|(old, _)| *old == language).map_or(language, |(_, now)| (*now).to_owned());
        let script = parts.next_if(|part| part.len() == 4 && letters(part)).map(title_case);
        let is_region = |part: &&str| (part.len() == 2 && letters(part)) || (part.len() == 3 && part.bytes().all(|b| b.is_ascii_digit()));
        let region = parts.next_if(is_region).map(str::to_ascii_uppercase);
        let usual =
            |tag: &str| SCRIPTS.binary_search_by_key(&tag, |row| row.0).ok().and_then(|at| SCRIPTS.get(at)).map(|row| row.1.to_owned());
        let script = usual(&language).map(|usual_anywhere| {
            let usual_there = region.as_deref().and_then(|region| usual(&format!("{language}-{region}")));
            script.or(usual_there).unwrap_or(usual_anywhere)
        });
        Some(Self { language, script, region })
    }

    /// Whether what is meant for `self` is meant for `other` too: the same language, or its region.
    pub(super) fn covers(&self, other: &Self) -> bool {
        self.language == other.language && self.script == other.script && (self.region.is_none() || self.region == other.region)
    }

    pub(super) fn is_right_to_left(&self) -> bool {
        match &self.script {
            Some(script) => RIGHT_TO_LEFT_SCRIPTS.contains(&script.as_str()),
            None => RIGHT_TO_LEFT.contains(&self.language.as_str()),
        }
    }
}

fn title_case(part: &str) -> String {
    let lower = part.to_ascii_lowercase();
    let mut chars = lower.chars();
    chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (String, Option<String>, Option<String>) {
        let Tag { language, script, region } = Tag::parse(text);
        (language, script, region)
    }

    fn told(language: &str, script: Option<&str>, region: Option<&str>) -> (String, Option<String>, Option<String>) {
        (language.to_owned(), script.map(ToOwned::to_owned), region.map(ToOwned::to_owned))
    }

    #[test]
    fn a_tag_is_read_in_any_case_and_with_underscores() {
        assert_eq!(parts("de-CH"), told("de", None, Some("CH")));
        assert_eq!(parts("DE_ch"), told("de", None, Some("CH")));
        assert_eq!(parts("es-419"), told("es", None, Some("419")));
        assert_eq!(parts("de-Latn-DE-1996-u-nu-latn"), told("de", None, Some("DE")));
        for wrong in ["", "-", "d", "de-", "de--CH", "dé", "1", "en-x!", &"de-".repeat(20)] {
            assert_eq!(parts(wrong), told("und", None, None), "{wrong}");
        }
    }

    #[test]
    fn a_script_is_that_of_the_region() {
        for (tag, script) in
            [("zh", "Hans"), ("zh-TW", "Hant"), ("zh-HK", "Hant"), ("zh-SG", "Hans"), ("zh-Hans-HK", "Hans"), ("zh-hant", "Hant")]
        {
            assert_eq!(Tag::parse(tag).script.as_deref(), Some(script), "{tag}");
        }
        assert_eq!(Tag::parse("sr-ME").script.as_deref(), Some("Latn"));
    }

    #[test]
    fn older_codes_are_todays_languages() {
        assert_eq!(parts("in-ID"), told("id", None, Some("ID")));
        assert_eq!(parts("tl"), told("fil", None, None));
        assert_eq!(parts("iw"), told("he", None, None));
    }

    #[test]
    fn the_direction_is_that_of_the_script() {
        for (tag, right_to_left) in
            [("ur", true), ("ur-IN", true), ("ar-EG", true), ("he", true), ("pa-PK", true), ("pa-IN", false), ("en", false)]
        {
            assert_eq!(Tag::parse(tag).is_right_to_left(), right_to_left, "{tag}");
        }
    }
}
