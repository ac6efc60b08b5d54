//! Every word that a page shows, under a key, and how numbers and dates are written.
//!
//! A language is a file of `core/texts`; the build script refuses one that is not complete.

mod catalog;
mod check;
mod choice;
mod key;
mod language;
mod locale;
mod plural;
mod shipped;
mod tag;
mod utc_offset;
mod wording;

use std::sync::Arc;

use catalog::HostLanguage;
pub use catalog::{HostTexts, TextCatalog, TextProblem, TextsError};
pub use check::TextFault;
pub use key::TextKey;
pub use language::Language;
pub(crate) use locale::{Locale, Moment};
pub(crate) use plural::Operands;
use plural::{Category, Rules};
pub use utc_offset::UtcOffset;

use crate::invisible::direction;
pub use wording::Wording;

/// The words of a page, and how its numbers and dates are written. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Texts {
    words: Arc<Words>,
    locale: Locale,
    utc_offset: Option<UtcOffset>,
}

struct Words {
    /// The tag that they are for.
    tag: String,
    /// Where the texts are that the host does not have; `None` if it has all of them.
    language: Option<Language>,
    /// Of the host, the most special first.
    host: Vec<Arc<HostLanguage>>,
    rules: Rules,
    right_to_left: bool,
}

impl core::fmt::Debug for Words {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Words").field("language", &self.language).field("host", &self.host.len()).finish_non_exhaustive()
    }
}

impl Default for Texts {
    fn default() -> Self {
        Self::of(Language::default())
    }
}

impl Texts {
    /// The words of `language` as the library carries them, with its formats.
    pub fn of(language: Language) -> Self {
        TextCatalog::default().texts(language.tag())
    }

    /// The text of `key`, with its placeholders; of a plural text the form for many.
    pub fn text(&self, key: TextKey) -> &str {
        self.form(key, Category::Other)
    }

    /// The text of `key` with `{name}` replaced by its value.
    pub fn fill(&self, key: TextKey, values: &[(&str, &str)]) -> String {
        filled(self.text(key), values)
    }

    /// The form of a plural text that `count` takes, with `{count}` replaced by it.
    pub fn plural(&self, key: TextKey, count: u64) -> String {
        let form = self.words.rules.select(Operands::new(count, 0));
        filled(self.form(key, form), &[("count", &self.locale.numbers().decimal(&count.to_string()))])
    }

    /// The same with times on the device's clock; without an offset they are on the backend's, and say so.
    #[must_use]
    pub fn at(self, utc_offset: Option<UtcOffset>) -> Self {
        Self { utc_offset, ..self }
    }

    /// The offset of the device's clock, if it is known.
    pub fn utc_offset(&self) -> Option<UtcOffset> {
        self.utc_offset
    }

    /// Whether the words are written from right to left.
    pub fn is_right_to_left(&self) -> bool {
        self.words.right_to_left
    }

    /// How numbers and dates are written.
    pub(crate) fn locale(&self) -> Locale {
        self.locale
    }

    /// CLDR's name of a currency for a number of it, with the blank before it where the language has one; `None` for a currency or a
    /// language without names.
    pub(crate) fn currency_name(&self, code: &str, number: Operands) -> Option<String> {
        let line = self.words.language?.currency_names().lines().find_map(|line| line.strip_prefix(code))?;
        let names = line.trim_start_matches(' ');
        let blank = if names.len() < line.len() { " " } else { "" };
        // One name, or one per plural form.
        let form = self.words.rules.select(number);
        let at = self.words.rules.categories.iter().position(|it| *it == form)?;
        Some(format!("{blank}{}", names.split('|').nth(at).unwrap_or(names)))
    }

    fn form(&self, key: TextKey, form: Category) -> &str {
        let own = self.words.host.iter().find_map(|language| language.text((key, form)));
        own.or_else(|| self.words.language.map(|language| language.shipped().text(key, form))).unwrap_or_default()
    }
}

/// Values are put in as they are: a brace in one of them is no placeholder.
fn filled(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len().saturating_add(values.iter().map(|(_, value)| value.len()).sum()));
    let mut pieces = text.split('{');
    filled.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let (name, after) = piece.split_once('}').unwrap_or((piece, ""));
        filled.push_str(values.iter().find(|(it, _)| *it == name).map_or("", |(_, value)| value));
        filled.push_str(after);
    }
    filled
}
