//! What a text has to be, whoever wrote it. Read by the build script too: a text of ours that is none stops the build.

use std::collections::{BTreeMap, BTreeSet};

use super::{direction::turns_text, key::TextKey, plural::Category};

/// The longest text, in characters.
pub const MAX_TEXT: usize = 500;

/// The placeholder on which a text's plural form depends; a text that has it has plural forms.
const COUNT: &str = "count";

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextFault {
    /// There is no such key, or the key has no such form.
    #[error("there is no such key")]
    UnknownKey,
    /// A language lacks the text, or a plural form of it.
    #[error("the text is missing")]
    Missing,
    /// The text has plural forms and was given as one.
    #[error("the text has plural forms: {0}")]
    WantsForms(String),
    /// The language has no such plural form.
    #[error("the language has no such plural form")]
    ForeignForm,
    /// Nothing in it, or blanks at its ends.
    #[error("the text is empty, or begins or ends with a blank")]
    Blank,
    /// Line ends, tabs, or marks that change the direction of writing.
    #[error("the text has a control character")]
    Control,
    /// More than 500 characters.
    #[error("the text is longer than {MAX_TEXT} characters")]
    TooLong,
    /// A brace that does not belong to a placeholder.
    #[error("the text has a brace without its other half")]
    Brace,
    /// The name of the language is no BCP 47 tag.
    #[error("not a BCP 47 tag")]
    NotATag,
    /// More languages than a wallet needs.
    #[error("languages are too many; {0} are enough")]
    TooManyLanguages(usize),
    /// English has a placeholder that this text lacks.
    #[error("placeholder {{{0}}} is missing")]
    MissingPlaceholder(String),
    /// The text has a placeholder that English lacks.
    #[error("placeholder {{{0}}} is foreign")]
    ForeignPlaceholder(String),
}

/// A text, or one form of a plural text.
pub type Slot = (TextKey, Category);

/// The texts of one language that are in order, and what is wrong with the others, by their names.
#[derive(Debug, Default)]
pub struct Checked<'a> {
    /// What can be used; a text without plural forms is [`Category::Other`].
    pub texts: BTreeMap<Slot, &'a str>,
    /// What cannot, and what is missing.
    pub faults: Vec<(String, TextFault)>,
}

/// Holds texts against English. The name of a text is its key, of a plural form the key with `.one`, `.other` ... behind it.
///
/// `forms` are those of the language. With `complete` every text has to be there; without, a plural text has all its forms or none.
pub fn check<'a, 'e>(
    given: impl IntoIterator<Item = (&'a str, &'a str)>,
    forms: &[Category],
    english: impl Fn(TextKey) -> Option<&'e str>,
    complete: bool,
) -> Checked<'a> {
    let mut checked = Checked::default();
    for (name, text) in given {
        let told = slot(name, forms, &english).map_err(|fault| vec![fault]).and_then(|slot| {
            let faults = english(slot.0).map(|english| faults(text, english)).unwrap_or_default();
            if faults.is_empty() { Ok(slot) } else { Err(faults) }
        });
        match told {
            Ok(slot) => drop(checked.texts.insert(slot, text)),
            Err(faults) => checked.faults.extend(faults.into_iter().map(|fault| (name.to_owned(), fault))),
        }
    }
    for key in TextKey::ALL {
        let plural = english(*key).is_some_and(is_plural);
        let wanted = if plural { forms } else { &[Category::Other] };
        let named = |form: Category| if plural { format!("{}.{}", key.as_str(), form.as_str()) } else { key.as_str().to_owned() };
        let begun = wanted.iter().any(|form| checked.texts.contains_key(&(*key, *form)));
        for form in wanted.iter().filter(|_| complete || begun) {
            let name = named(*form);
            // What is there and wrong is not missing besides.
            if !checked.texts.contains_key(&(*key, *form)) && !checked.faults.iter().any(|(faulty, _)| *faulty == name) {
                checked.faults.push((name, TextFault::Missing));
            }
        }
    }
    checked
}

fn slot<'e>(name: &str, forms: &[Category], english: impl Fn(TextKey) -> Option<&'e str>) -> Result<Slot, TextFault> {
    let key_of = |name: &str| TextKey::ALL.iter().copied().find(|key| key.as_str() == name);
    let plural = |key: TextKey| english(key).is_some_and(is_plural);
    if let Some(key) = key_of(name) {
        let forms = || forms.iter().map(|form| format!(".{}", form.as_str())).collect::<Vec<_>>().join(" ");
        return if plural(key) { Err(TextFault::WantsForms(forms())) } else { Ok((key, Category::Other)) };
    }
    let (base, form) = name.rsplit_once('.').ok_or(TextFault::UnknownKey)?;
    let key = key_of(base).filter(|key| plural(*key)).ok_or(TextFault::UnknownKey)?;
    let form = Category::ALL.iter().copied().find(|it| it.as_str() == form).ok_or(TextFault::UnknownKey)?;
    if forms.contains(&form) { Ok((key, form)) } else { Err(TextFault::ForeignForm) }
}

/// Whether a text has plural forms: by the English one.
pub fn is_plural(english: &str) -> bool {
    placeholders(english).is_some_and(|names| names.contains(COUNT))
}

fn faults(text: &str, english: &str) -> Vec<TextFault> {
    let mut faults = Vec::new();
    if text.is_empty() || text.trim() != text {
        faults.push(TextFault::Blank);
    }
    if text.chars().any(|c| c.is_control() || turns_text(c)) {
        faults.push(TextFault::Control);
    }
    if text.chars().nth(MAX_TEXT).is_some() {
        faults.push(TextFault::TooLong);
    }
    match (placeholders(text), placeholders(english).unwrap_or_default()) {
        (None, _) => faults.push(TextFault::Brace),
        (Some(own), wanted) => {
            faults.extend(wanted.difference(&own).map(|name| TextFault::MissingPlaceholder((*name).to_owned())));
            faults.extend(own.difference(&wanted).map(|name| TextFault::ForeignPlaceholder((*name).to_owned())));
        }
    }
    faults
}

/// The names in braces; `None` if the braces do not pair.
fn placeholders(text: &str) -> Option<BTreeSet<&str>> {
    let mut names = BTreeSet::new();
    let mut pieces = text.split('{');
    if pieces.next().is_some_and(|before| before.contains('}')) {
        return None;
    }
    for piece in pieces {
        let (name, after) = piece.split_once('}')?;
        if after.contains('}') {
            return None;
        }
        names.insert(name);
    }
    Some(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORMS: &[Category] = &[Category::One, Category::Other];

    fn english(key: TextKey) -> Option<&'static str> {
        Some(match key {
            TextKey::ActionPay => "Pay {amount}",
            TextKey::NoticeTriesLeft => "{count} tries left",
            _ => "Word",
        })
    }

    fn told(name: &str, text: &str) -> Vec<(String, TextFault)> {
        check([(name, text)], FORMS, english, false).faults
    }

    fn one(name: &str, fault: TextFault) -> Vec<(String, TextFault)> {
        vec![(name.to_owned(), fault)]
    }

    #[test]
    fn a_text_in_order_is_taken() {
        let checked = check([("action.pay", "{amount} zahlen"), ("action.back", "Zurück")], FORMS, english, false);
        assert!(checked.faults.is_empty());
        assert_eq!(checked.texts[&(TextKey::ActionPay, Category::Other)], "{amount} zahlen");
    }

    #[test]
    fn an_unknown_key_is_named() {
        for name in ["action.fly", "action", "", "action.back.one", "action.back.", "notice.tries_left.several"] {
            assert_eq!(told(name, "Word"), one(name, TextFault::UnknownKey), "{name}");
        }
    }

    #[test]
    fn placeholders_are_those_of_english() {
        assert_eq!(told("action.pay", "Pay"), one("action.pay", TextFault::MissingPlaceholder("amount".into())));
        assert_eq!(told("action.back", "Back {amount}"), one("action.back", TextFault::ForeignPlaceholder("amount".into())));
        let both = [TextFault::MissingPlaceholder("amount".into()), TextFault::ForeignPlaceholder("Amount".into())];
        assert_eq!(told("action.pay", "Pay {Amount}"), both.map(|fault| ("action.pay".to_owned(), fault)));
        for text in ["{", "}", "{a", "a}", "{a}}", "}{", "{amount} {"] {
            assert_eq!(told("action.pay", text), one("action.pay", TextFault::Brace), "{text}");
        }
    }

    #[test]
    fn a_plural_text_has_the_forms_of_its_language_and_no_others() {
        let (singular, plural) = ("notice.tries_left.one", "notice.tries_left.other");
        assert!(check([(singular, "{count}"), (plural, "{count}")], FORMS, english, false).faults.is_empty());
        assert_eq!(told(singular, "{count}"), one(plural, TextFault::Missing));
        assert_eq!(told("notice.tries_left", "{count}"), one("notice.tries_left", TextFault::WantsForms(".one .other".into())));
        let few = check([("notice.tries_left.few", "{count}")], FORMS, english, false);
        assert_eq!(few.faults, one("notice.tries_left.few", TextFault::ForeignForm));
    }

    #[test]
    fn a_whole_language_has_every_text() {
        let faults = check([("action.pay", "{amount}")], FORMS, english, true).faults;
        assert!(faults.iter().all(|(_, fault)| *fault == TextFault::Missing));
        // The plural text lacks both its forms.
        assert_eq!(faults.len(), TextKey::ALL.len());
        assert!(faults.iter().any(|(name, _)| name == "notice.tries_left.one"));
    }

    #[test]
    fn a_text_is_neither_blank_nor_unbounded_nor_full_of_control_characters() {
        for text in ["", " ", " Back", "Back\u{a0}"] {
            assert_eq!(told("action.back", text), one("action.back", TextFault::Blank), "{text:?}");
        }
        for text in ["Ba\nck", "Ba\u{202e}ck", "Ba\u{2067}ck", "Ba\0ck"] {
            assert_eq!(told("action.back", text), one("action.back", TextFault::Control), "{text:?}");
        }
        assert!(told("action.back", &"ي".repeat(MAX_TEXT)).is_empty());
        assert_eq!(told("action.back", &"ي".repeat(MAX_TEXT + 1)), one("action.back", TextFault::TooLong));
    }
}
