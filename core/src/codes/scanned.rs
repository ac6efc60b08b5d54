//! A scanned text, read once for everything that looks at it.

use super::{emv::EmvCode, link::WebLink, lookup::Key};

pub(super) struct Scanned<'a> {
    pub(super) text: &'a str,
    /// How it begins.
    pub(super) beginning: Key,
    /// The same text, if it is a web address.
    pub(super) link: Option<ScannedLink<'a>>,
    /// The same text, if it is an EMVCo code.
    pub(super) emv: Option<EmvCode<'a>>,
}

pub(super) struct ScannedLink<'a> {
    pub(super) link: WebLink<'a>,
    /// How its host ends.
    pub(super) ending: Key,
}

impl<'a> Scanned<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let link = WebLink::parse(text).map(|link| ScannedLink { ending: Key::backwards(link.host), link });
        Self { text, beginning: Key::of(text), link, emv: EmvCode::parse(text).ok() }
    }
}
