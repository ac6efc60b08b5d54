//! Idle, with several codes of one picture: the user says which one is meant.

use super::{Event, Identified, Lookup, Phase, Settled, Verdict, turn::Turn};
use crate::{
    codes::{self, CodeKind},
    secret::CodeValue,
    wallet_api::Source,
};

/// Two or more codes that may be paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choosing {
    codes: Vec<(CodeValue, Identified)>,
    source: Source,
}

impl Choosing {
    /// Goes on with the only code that the user may mean, or asks.
    pub(super) fn start(codes: Vec<(CodeValue, Identified)>, source: Source, turn: &mut Turn<'_>) -> Phase {
        let mut codes = codes::candidates(codes);
        if codes.len() > 1 {
            return Phase::Choosing(Self { codes, source });
        }
        match codes.pop() {
            Some((code, identified)) => Lookup::start(code, source, identified, turn),
            None => Settled::enter(Verdict::NotSupported(CodeKind::Empty), None, None, turn),
        }
    }

    /// The codes, in the order in which they are offered.
    pub fn codes(&self) -> impl Iterator<Item = &CodeValue> {
        self.codes.iter().map(|(code, _)| code)
    }

    pub(super) fn on(mut self, event: Event, turn: &mut Turn<'_>) -> Phase {
        match event {
            Event::CodePicked(index) => match usize::try_from(index).ok().filter(|at| *at < self.codes.len()) {
                Some(at) => {
                    let (code, identified) = self.codes.swap_remove(at);
                    Lookup::start(code, self.source, identified, turn)
                }
                None => Phase::Choosing(self),
            },
            // The user has scanned again.
            Event::CodeScanned { code, source, identified } => Lookup::start(code, source, identified, turn),
            Event::Close | Event::Back => Phase::cancelled(turn),
            _ => Phase::Choosing(self),
        }
    }
}
