//! Records one payment while it runs.

use core::fmt;

use serde_json::value::{RawValue, to_raw_value};

use super::{MAX_BYTES, MAX_STEPS, PageDigest, Recording, Step, Surroundings, envelope, stand_ins::StandIns};
use crate::{
    machine::{Event, State},
    pages::Page,
    texts::Texts,
    wallet_api::Support,
};

/// Records one payment. Holds no secret: what it needs to know again, it knows by a salted hash.
pub struct Recorder {
    surroundings: Surroundings,
    stand_ins: StandIns,
    /// The words of the newest page.
    texts: Texts,
    /// As JSON, each.
    steps: Vec<Box<RawValue>>,
    /// What is written: the steps, and what stands around them.
    bytes: usize,
    full: bool,
}

/// Nothing of what it holds: the hashes of short secrets can be guessed.
impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder").field("steps", &self.steps.len()).field("full", &self.full).finish_non_exhaustive()
    }
}

impl Recorder {
    /// Of the payment that begins as `state`, with what its pages are made with. `salt` is random, and of this payment only.
    pub fn new(state: &State, support: Option<&Support>, texts: &Texts, salt: u128) -> Self {
        let mut stand_ins = StandIns::new(state.context(), salt);
        let user = stand_ins.user(state.context().owner());
        let surroundings = Surroundings::of(user, state, support, texts);
        let around = to_raw_value(&surroundings).map_or(MAX_BYTES, |it| it.get().len());
        let bytes = around.saturating_add(envelope::FRAME_BYTES);
        Self { surroundings, stand_ins, texts: texts.clone(), steps: Vec::new(), bytes, full: false }
    }

    /// Takes an event on its way to the machine.
    pub fn record(&mut self, event: &Event) {
        if !self.full {
            let event = self.stand_ins.harmless(event.clone());
            self.push(&Step::Event(Box::new(event)));
        }
    }

    /// Takes the page of `state` when it is shown, in the words of `texts`.
    pub fn shows(&mut self, state: &State, page: &Page, texts: &Texts) {
        if self.full {
            return;
        }
        if !self.texts.is(texts) {
            self.texts = texts.clone();
            self.push(&Step::Words(texts.wording()));
        }
        self.push(&Step::Page(PageDigest::of(state.phase().name(), &format!("{page:?}"))));
    }

    /// What no longer fits is left out, with all that comes after it: half of a run would be another run.
    fn push(&mut self, step: &Step) {
        if self.full {
            return;
        }
        let room = MAX_BYTES.saturating_sub(self.bytes);
        match to_raw_value(step) {
            Ok(step) if self.steps.len() < MAX_STEPS && step.get().len() < room => {
                self.bytes = self.bytes.saturating_add(step.get().len()).saturating_add(1);
                self.steps.push(step);
            }
            _ => self.full = true,
        }
    }

    /// The recording so far: one JSON document of at most [`MAX_BYTES`]. None if what surrounds the payment alone is larger.
    pub fn to_json(&self) -> Option<String> {
        let recording = Recording { surroundings: self.surroundings.clone(), full: self.full, steps: self.steps.iter().collect() };
        envelope::seal(&recording).ok().filter(|json| json.len() <= MAX_BYTES)
    }
}
