//! Every word that a page shows, under a key.
//!
//! A language is one exhaustive `match`: a missing key does not compile.

mod en;
mod key;

pub use key::TextKey;

/// A language that the library carries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    #[default]
    English,
}

impl Language {
    /// The carried language that fits a BCP 47 tag best; English if none does.
    pub fn from_tag(_tag: &str) -> Self {
        Self::English
    }
}

/// The words of a page: one language, as the host has it.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    language: Language,
}

impl Texts {
    /// The words of `language` as the library carries them.
    pub fn of(language: Language) -> Self {
        Self { language }
    }

    /// The text of `key`, with its placeholders.
    pub fn text(&self, key: TextKey) -> &str {
        match self.language {
            Language::English => en::text(key),
        }
    }

    /// The text of `key` with `{name}` replaced by its value.
    pub fn fill(&self, key: TextKey, values: &[(&str, &str)]) -> String {
        values.iter().fold(self.text(key).to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    }
}
