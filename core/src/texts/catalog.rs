//! The languages of a wallet: those that the library carries, and what the host changes and adds.

use std::{collections::BTreeMap, sync::Arc};

use core::fmt;

use super::{
    Category, Language, TextFault, Texts, Words,
    check::{Checked, Slot, check},
    locale::Locale,
    plural::Rules,
    tag::Tag,
};

/// How many languages a host may change or add.
const MAX_LANGUAGES: usize = 100;

/// Texts of a host: by the BCP 47 tag of a language, the texts by key.
///
/// The key of a plural form is the text's key with `.one`, `.other` ... behind it.
pub type HostTexts = BTreeMap<String, BTreeMap<String, String>>;

/// All languages of a wallet. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct TextCatalog {
    host: Arc<[Arc<HostLanguage>]>,
}

/// What a host has under one tag.
#[derive(Debug)]
pub(super) struct HostLanguage {
    /// The tag as the host writes it.
    pub(super) name: Box<str>,
    tag: Tag,
    /// Sorted.
    pub(super) texts: Vec<(Slot, Box<str>)>,
}

impl HostLanguage {
    pub(super) fn text(&self, slot: Slot) -> Option<&str> {
        let at = self.texts.binary_search_by_key(&slot, |(it, _)| *it).ok()?;
        self.texts.get(at).map(|(_, text)| &**text)
    }
}

/// What is wrong with one text of the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextProblem {
    /// The tag under which it stands.
    pub language: String,
    /// Its key; empty if the language itself is wrong.
    pub key: String,
    /// What is wrong.
    pub fault: TextFault,
}

impl fmt::Display for TextProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}{}{}", self.language, self.key, if self.key.is_empty() { "" } else { ": " }, self.fault)
    }
}

/// Everything that is wrong with the texts of a host.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
pub struct TextsError {
    /// At least one.
    pub problems: Vec<TextProblem>,
}

impl TextCatalog {
    /// The carried languages with the texts of a host.
    ///
    /// The tag of a carried language, or of a region of it (`de-CH`), changes some of its texts; any other tag adds a language, which
    /// has to be complete, together with the more general tags of the host (`pt` for `pt-BR`). The error has every problem.
    pub fn new(host: &HostTexts) -> Result<Self, TextsError> {
        let mut problems = Vec::new();
        if host.len() > MAX_LANGUAGES {
            problems.push(TextProblem {
                language: host.len().to_string(),
                key: String::new(),
                fault: TextFault::TooManyLanguages(MAX_LANGUAGES),
            });
            return Err(TextsError { problems });
        }
        let mut languages = Vec::new();
        for (name, texts) in host {
            let Some(tag) = Tag::strict(name) else {
                problems.push(TextProblem {
                    language: name.chars().take(super::tag::MAX_TAG).collect(),
                    key: String::new(),
                    fault: TextFault::NotATag,
                });
                continue;
            };
            let added = Language::carried(&tag).is_none();
            let mut given: BTreeMap<&str, &str> = BTreeMap::new();
            if added {
                // What the more general tags of the host have, this one need not repeat.
                let general = host.iter().filter(|(other, _)| *other != name && Tag::strict(other).is_some_and(|other| other.covers(&tag)));
                given.extend(general.flat_map(|(_, texts)| texts.iter().map(|(key, text)| (key.as_str(), text.as_str()))));
            }
            given.extend(texts.iter().map(|(key, text)| (key.as_str(), text.as_str())));
            let rules = Rules::of(&tag.language, tag.region.as_deref());
            let Checked { texts, faults } =
                check(given, rules.categories, |key| Some(Language::English.shipped().text(key, Category::Other)), added);
            problems.extend(faults.into_iter().map(|(key, fault)| TextProblem { language: name.clone(), key, fault }));
            let texts = texts.into_iter().map(|(slot, text)| (slot, text.into())).collect();
            languages.push(Arc::new(HostLanguage { name: name.as_str().into(), tag, texts }));
        }
        if !problems.is_empty() {
            return Err(TextsError { problems });
        }
        Ok(Self { host: languages.into() })
    }

    /// The words and formats for a BCP 47 tag: words of the host before carried ones, English if there are none; formats of the
    /// tag's own language and region in any case.
    pub fn texts(&self, tag: &str) -> Texts {
        let (name, tag) = Tag::strict(tag).map_or_else(|| ("und", Tag::parse("und")), |it| (tag, it));
        let of = |regional: bool| self.host.iter().filter(move |it| it.tag.region.is_some() == regional);
        let host: Vec<_> = of(true).chain(of(false)).filter(|language| language.tag.covers(&tag)).cloned().collect();
        let carried = Language::carried(&tag);
        // A language of the host is complete, so nothing of English shows through.
        let spoken = if carried.is_none() && host.is_empty() { Tag::parse(Language::English.tag()) } else { tag.clone() };
        let words = Words {
            tag: name.to_owned(),
            language: carried.or(host.is_empty().then_some(Language::English)),
            host,
            rules: Rules::of(&spoken.language, spoken.region.as_deref()),
            right_to_left: spoken.is_right_to_left(),
        };
        Texts { words: Arc::new(words), locale: Locale::of(&tag), utc_offset: None }
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

    /// English under another tag, with every form that the language wants.
    fn whole(forms: &[&str]) -> BTreeMap<String, String> {
        let english = Texts::default();
        let named = |key: &TextKey| match *key {
            TextKey::NoticeTriesLeft => {
                forms.iter().map(|form| (format!("{}.{form}", key.as_str()), format!("{form}: {{count}}"))).collect()
            }
            key => vec![(key.as_str().to_owned(), english.text(key).to_owned())],
        };
        TextKey::ALL.iter().flat_map(named).collect()
    }

    fn problems(host: &HostTexts) -> Vec<String> {
        TextCatalog::new(host).unwrap_err().problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_text_of_the_host_stands_before_a_carried_one() {
        let catalog = TextCatalog::new(&host(&[
            ("de", &[("action.pay", "Jetzt {amount} zahlen"), ("action.back", "Weg")]),
            ("de-CH", &[("action.back", "Retour")]),
        ]));
        let catalog = catalog.unwrap();
        let told = |tag: &str, key| catalog.texts(tag).text(key).to_owned();
        assert_eq!(told("de-DE", TextKey::ActionBack), "Weg");
        assert_eq!(told("de-CH", TextKey::ActionBack), "Retour");
        assert_eq!(told("de-CH", TextKey::ActionPay), "Jetzt {amount} zahlen");
        assert_eq!(told("de-CH", TextKey::ActionCancel), "Abbrechen");
        assert_eq!(told("en", TextKey::ActionBack), "Back");
    }

    #[test]
    fn a_plural_text_of_the_host_has_the_forms_of_its_language() {
        let catalog = TextCatalog::new(&host(&[(
            "en",
            &[("notice.tries_left.one", "{count} left"), ("notice.tries_left.other", "{count} are left")],
        )]));
        let texts = catalog.unwrap().texts("en");
        assert_eq!(texts.plural(TextKey::NoticeTriesLeft, 1), "1 left");
        assert_eq!(texts.plural(TextKey::NoticeTriesLeft, 1_000), "1,000 are left");
    }

    #[test]
    fn a_whole_language_can_be_added_with_its_own_plurals_direction_and_formats() {
        let languages: HostTexts = [
            ("ru".to_owned(), whole(&["one", "few", "many", "other"])),
            ("ar".to_owned(), whole(&["zero", "one", "two", "few", "many", "other"])),
            ("ar-EG".to_owned(), [("action.back".to_owned(), "رجوع".to_owned())].into()),
        ]
        .into();
        let catalog = TextCatalog::new(&languages).unwrap();
        let russian = catalog.texts("ru-RU");
        assert_eq!([1, 3, 5].map(|count| russian.plural(TextKey::NoticeTriesLeft, count)), ["one: 1", "few: 3", "many: 5"]);
        assert!(!russian.is_right_to_left());
        let egyptian = catalog.texts("ar-EG");
        assert!(egyptian.is_right_to_left());
        assert_eq!((egyptian.text(TextKey::ActionBack), egyptian.plural(TextKey::NoticeTriesLeft, 2)), ("رجوع", "two: ٢".to_owned()));
    }

    #[test]
    fn without_words_a_tag_keeps_its_formats() {
        let texts = TextCatalog::default().texts("fr-FR");
        assert_eq!(texts.text(TextKey::ActionBack), "Back");
        assert!(!TextCatalog::default().texts("ar-EG").is_right_to_left());
        assert_eq!(texts.plural(TextKey::NoticeTriesLeft, 0), "Wrong PIN. 0 tries left.");
    }

    #[test]
    fn every_problem_is_told_at_once() {
        let long = "x".repeat(501);
        let wrong = host(&[
            ("de", &[("action.pay", "Zahlen"), ("action.fly", "Fliegen"), ("action.back", &long)]),
            ("en", &[("action.back", "{name}"), ("notice.tries_left", "{count}"), ("notice.tries_left.one", "{count}")]),
            ("no tag", &[]),
        ]);
        assert_eq!(
            problems(&wrong),
            [
                "de: action.back: the text is longer than 500 characters",
                "de: action.fly: there is no such key",
                "de: action.pay: placeholder {amount} is missing",
                "en: action.back: placeholder {name} is foreign",
                "en: notice.tries_left: the text has plural forms: .one .other",
                "en: notice.tries_left.other: the text is missing",
                "no tag: not a BCP 47 tag",
            ]
        );
        assert_eq!(TextCatalog::new(&wrong).unwrap_err().to_string(), problems(&wrong).join("; "));
    }

    #[test]
    fn an_added_language_has_to_be_complete() {
        let mut portuguese = whole(&["one", "many", "other"]);
        portuguese.remove("brand");
        portuguese.remove("notice.tries_left.many");
        let languages = [("pt-BR".to_owned(), portuguese)].into();
        assert_eq!(problems(&languages), ["pt-BR: brand: the text is missing", "pt-BR: notice.tries_left.many: the text is missing"]);
    }

    #[test]
    fn languages_are_not_without_number() {
        let many: HostTexts = (0..101_u32).map(|at| (format!("x{at}"), BTreeMap::new())).collect();
        assert_eq!(problems(&many), ["101: languages are too many; 100 are enough"]);
    }
}
