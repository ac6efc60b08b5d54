//! A scanned text, read once for everything that looks at it.

use super::{
    emv::{EmvCode, Tag, Values},
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
    accounts: Vec<(Tag, Values<'a>)>,
}

impl<'a> Scanned<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let link = WebLink::parse(text).map(|link| ScannedLink { ending: Key::backwards(link.host), link });
        Self { text, beginning: Key::of(text), link, emv: EmvCode::parse(text).ok().map(ScannedEmv::new) }
    }
}

impl<'a> ScannedEmv<'a> {
    fn new(code: EmvCode<'a>) -> Self {
        let accounts = code.account_templates().collect();
        Self { code, accounts }
    }

    /// The root's value of `tag`.
    pub(super) fn get(&self, tag: Tag) -> Option<&'a str> {
        self.code.get(tag)
    }

    /// The merchant account templates that parse, in the order of their tags.
    pub(super) fn accounts(&self) -> impl Iterator<Item = (Tag, &Values<'a>)> {
        self.accounts.iter().map(|(tag, values)| (*tag, values))
    }

    /// What `read` finds in the template `tag`; nothing if that is absent or does not parse.
    pub(super) fn in_template<T>(&self, tag: Tag, read: impl FnOnce(&Values<'a>) -> Option<T>) -> Option<T> {
        if tag.is_account_template() {
            self.accounts.iter().find(|(it, _)| *it == tag).and_then(|(_, values)| read(values))
        } else {
            read(&self.code.template(tag)?)
        }
    }
}
