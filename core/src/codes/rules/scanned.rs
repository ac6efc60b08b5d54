//! A code while it is identified.

use super::{limits::MAX_STEPS, regex::Steps};
use crate::codes::{emv::EmvCode, link::WebLink, lookup::Key};

/// The text, read once for all rules, and what regular expressions may still spend on it.
pub(super) struct Scanned<'a> {
    pub(super) text: &'a str,
    /// How it begins.
    pub(super) key: Key,
    /// The same code, if it is a web address.
    pub(super) link: Option<WebLink<'a>>,
    /// The same code, if it is one of EMVCo.
    pub(super) emv: Option<EmvCode<'a>>,
    pub(super) steps: Steps,
}

impl<'a> Scanned<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, key: Key::of(text), link: WebLink::parse(text), emv: EmvCode::parse(text).ok(), steps: Steps::new(MAX_STEPS) }
    }
}
