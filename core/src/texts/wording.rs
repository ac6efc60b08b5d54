//! Where the words of a page come from, so that they can be had again without the host.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{
    Category, HostLanguage, HostTexts, Language, TextCatalog, Texts, TextsError, UtcOffset,
    check::{self, Slot},
};

/// A language, and those texts of the host that it has. What else shapes words or formats belongs here too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    /// BCP 47 tag, with what decides about words and formats.
    pub language: String,
    /// Of the host: those for this language and its region.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub texts: HostTexts,
    /// Of the clock on which times are shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utc_offset_minutes: Option<UtcOffset>,
}

impl Wording {
    /// The same words and formats.
    pub fn texts(&self) -> Result<Texts, TextsError> {
        Ok(TextCatalog::new(&self.texts)?.texts(&self.language).at(self.utc_offset_minutes))
    }
}

impl Texts {
    /// Where these words come from.
    pub fn wording(&self) -> Wording {
        let named = |((key, form), text): &(Slot, Box<str>)| {
            let is_plural = check::is_plural(Language::English.shipped().text(*key, Category::Other));
            let name = if is_plural { format!("{}.{}", key.as_str(), form.as_str()) } else { key.as_str().to_owned() };
            (name, text.to_string())
        };
        let told = |language: &Arc<HostLanguage>| (language.name.to_string(), language.texts.iter().map(named).collect());
        Wording { language: self.words.tag.clone(), texts: self.words.host.iter().map(told).collect(), utc_offset_minutes: self.utc_offset }
    }

    /// Whether these are the very words of `other`; cheap.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.words, &other.words) && self.utc_offset == other.utc_offset
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::TextKey;

    fn host(languages: &[(&str, &[(&str, &str)])]) -> HostTexts {
        let texts = |texts: &[(&str, &str)]| texts.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect();
        languages.iter().map(|(tag, given)| ((*tag).to_owned(), texts(given))).collect()
    }

    fn told(texts: &Texts) -> Vec<String> {
        let forms = |key: &TextKey| Category::ALL.iter().map(|form| texts.form(*key, *form).to_owned()).collect::<Vec<_>>();
        TextKey::ALL.iter().flat_map(forms).collect()
    }

    #[test]
    fn the_same_words_and_formats_come_of_it() {
        let host = host(&[
            (
                "de",
                &[("action.pay", "Jetzt {amount} zahlen"), ("notice.tries_left.one", "{count}!"), ("notice.tries_left.other", "{count}")],
            ),
            ("DE_ch", &[("action.back", "Retour")]),
            ("de-CH", &[("action.back", "Zurück, bitte"), ("action.cancel", "Weg damit")]),
            ("zh-TW", &[("action.back", "回")]),
            ("en", &[("action.back", "Away")]),
        ]);
        let catalog = TextCatalog::new(&host).unwrap();
        let offsets = [None, UtcOffset::from_minutes(345), UtcOffset::from_minutes(-570)];
        for (tag, offset) in ["de-CH", "de", "en-IN", "zh-Hant-HK", "zh-TW", "sr-ME", "ja", "ar-EG", "fr-FR", "in", "no tag", ""]
            .into_iter()
            .zip(offsets.into_iter().cycle())
        {
            let texts = catalog.texts(tag).at(offset);
            let again = texts.wording().texts().unwrap();
            assert_eq!(told(&again), told(&texts), "{tag}");
            assert_eq!(format!("{:?}", again.locale()), format!("{:?}", texts.locale()), "{tag}");
            assert_eq!(again.is_right_to_left(), texts.is_right_to_left(), "{tag}");
            assert_eq!((again.utc_offset(), again.wording()), (offset, texts.wording()), "{tag}");
        }
    }

    #[test]
    fn texts_of_other_languages_are_no_part_of_it() {
        let host = host(&[("de", &[("action.back", "Weg")]), ("ja", &[("action.back", "戻")])]);
        let wording = TextCatalog::new(&host).unwrap().texts("de-AT").wording();
        assert_eq!((wording.language.as_str(), wording.texts.into_keys().collect::<Vec<_>>()), ("de-AT", vec!["de".to_owned()]));
    }
}
