//! A scanned text, read once for everything that looks at it.

use smallvec::SmallVec;

use super::{
    emv::{EmvCode, Tag, Template},
    link::WebLink,
    lookup::Key,
};

pub(super) struct Scanned<'a> {
    pub(super) text: &'a str,
    /// How it begins.
    pub(super) beginning: Key,
    /// The same text, if it is a web address.
    pub(super) link: Option<ScannedLink<'a>>,
    /// The same text, if it is an EMVCo code.
    pub(super) emv: Option<ScannedEmv<'a>>,
}

pub(super) struct ScannedLink<'a> {
    pub(super) link: WebLink<'a>,
    /// How its host ends.
    pub(super) ending: Key,
}

pub(super) struct ScannedEmv<'a> {
    code: EmvCode<'a>,
    /// The merchant account templates (26-51, 80-99) that parse, in the order of their tags.
    accounts: SmallVec<[(Tag, Template<'a>); 4]>,
}

impl<'a> Scanned<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let link = WebLink::parse(text).map(|link| ScannedLink { ending: Key::backwards(link.host), link });
        let emv = match EmvCode::parse(text) {
            Ok(code) => Some(ScannedEmv { accounts: code.account_templates().collect(), code }),
            Err(_) => None,
        };
        Self { text, beginning: Key::of(text), link, emv }
    }
}

impl<'a> ScannedEmv<'a> {
    /// The root's value of `tag`.
    pub(super) fn get(&self, tag: Tag) -> Option<&'a str> {
        self.code.get(tag)
    }

    /// The merchant account templates that parse, in the order of their tags.
    pub(super) fn accounts(&self) -> impl Iterator<Item = (Tag, Template<'a>)> {
        self.accounts.iter().copied()
    }

    /// The template `tag`; nothing if it is absent or does not parse.
    pub(super) fn template(&self, tag: Tag) -> Option<Template<'a>> {
        if tag.is_account_template() {
            self.accounts.iter().find(|(it, _)| *it == tag).map(|(_, template)| *template)
        } else {
            self.code.template(tag)
        }
    }
}
