//! The texts that the library carries, made by the build script of the files in `core/texts`.

use super::{Category, TextKey};

include!(concat!(env!("OUT_DIR"), "/shipped.rs"));

/// The texts of one language, in one piece: hardly more than their letters, and nothing to relocate when the library is loaded.
pub(super) struct Shipped {
    /// One after the other, in the order of the keys; of a plural text the form `other`.
    texts: &'static str,
    /// Where each ends.
    ends: &'static [u16],
    /// The other plural forms.
    forms: &'static [(TextKey, Category, &'static str)],
}

impl Shipped {
    pub(super) fn text(&self, key: TextKey, form: Category) -> &'static str {
        if let Some((.., text)) = self.forms.iter().find(|(of, it, _)| (*of, *it) == (key, form)) {
            return text;
        }
        let end_of = |at: usize| self.ends.get(at).map(|end| usize::from(*end));
        let begin = key.index().checked_sub(1).and_then(end_of).unwrap_or_default();
        end_of(key.index()).and_then(|end| self.texts.get(begin..end)).unwrap_or_default()
    }
}
