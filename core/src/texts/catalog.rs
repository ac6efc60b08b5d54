//! The languages of a wallet: those that the library carries, and what the host changes and adds.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

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
    /// From the general to the special.
    host: Arc<[HostLanguage]>,
}

#[derive(Debug)]
struct HostLanguage {
    tag: Tag,
    texts: HashMap<Slot, Box<str>>,
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
            problems.push(TextProblem { language: host.len().to_string(), key: String::new(), fault: TextFault::TooManyLanguages(MAX_LANGUAGES) });
            return Err(TextsError { problems });
        }
        let mut languages = Vec::new();
        for (name, texts) in host {
            let Some(tag) = Tag::strict(name) else {
                problems.push(TextProblem { language: name.chars().take(super::tag::MAX_TAG).collect(), key: String::new(), fault: TextFault::NotATag });
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
            let Checked { texts, faults } = check(given, rules.categories, |key| Some(Language::English.shipped().text(key, Category::Other)), added);
            problems.extend(faults.into_iter().map(|(key, fault)| TextProblem { language: name.clone(), key, fault }));
            languages.push(HostLanguage { tag, texts: texts.into_iter().map(|(slot, text)| (slot, text.into())).collect() });
        }
        if !problems.is_empty() {
            return Err(TextsError { problems });
        }
        languages.sort_by_key(|language| language.tag.region.is_some());
        Ok(Self { host: languages.into() })
    }

    /// The words and formats for a BCP 47 tag: words of the host before carried ones, English if there are none; formats of the
    /// tag's own language and region in any case.
    pub fn texts(&self, tag: &str) -> Texts {
        let tag = Tag::parse(tag);
        let mut host = HashMap::new();
        for language in self.host.iter().filter(|language| language.tag.covers(&tag)) {
            host.extend(language.texts.iter().map(|(slot, text)| (*slot, text.clone())));
        }
        let carried = Language::carried(&tag);
        // A language of the host is complete, so nothing of English shows through.
        let spoken = if carried.is_none() && host.is_empty() { Tag::parse(Language::English.tag()) } else { tag.clone() };
        let words = Words {
            language: carried.or(host.is_empty().then_some(Language::English)),
            host,
            rules: Rules::of(&spoken.language, spoken.region.as_deref()),
            right_to_left: spoken.is_right_to_left(),
        };
        Texts { words: Arc::new(words), locale: Locale::of(&tag) }
    }
}
