//! What a run looked like: stable text.

use core::fmt::{self, Write};

use super::{PageDigest, RecordingError, Step, Surroundings, surroundings};
use crate::{machine::update, pages::page};

/// A transcript is at most this large.
const MAX_BYTES: usize = 8 * 1024 * 1024;

/// One paragraph for each event: the event, the phase to which it led, the effects, and the page if it is another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transcript {
    text: String,
    strange_pages: usize,
}

impl Transcript {
    pub(super) fn of(surroundings: &Surroundings, steps: Vec<Step>, full: bool) -> Result<Self, RecordingError> {
        let (mut state, mut texts) = (surroundings.state()?, surroundings.texts()?);
        let mut shown = page(&state, surroundings.support.as_ref(), &texts);
        let (mut text, mut strange_pages, mut digest) = (String::new(), 0_usize, None);
        // Writing to a string cannot fail.
        for step in steps {
            match step {
                Step::Event(event) => {
                    let _ = writeln!(text, "> {event:?}");
                    let effects;
                    (state, effects) = update(state, *event);
                    let _ = writeln!(text, "  {}", state.phase().name());
                    for effect in effects {
                        let _ = writeln!(text, "  ! {effect:?}");
                    }
                }
                Step::Words(words) => {
                    let _ = writeln!(text, "~ {}", words.language.escape_debug());
                    texts = surroundings::texts(&words)?;
                }
                Step::Page(showed) => {
                    let own = digest.get_or_insert_with(|| PageDigest::of(state.phase().name(), &format!("{shown:?}")));
                    if *own != showed {
                        let _ = writeln!(text, "  ? the payment showed another page");
                        strange_pages = strange_pages.saturating_add(1);
                    }
                    continue;
                }
            }
            digest = None;
            let shows = page(&state, surroundings.support.as_ref(), &texts);
            if shows != shown {
                let _ = writeln!(text, "  = {shows:?}");
                shown = shows;
            }
            if text.len() > MAX_BYTES {
                return Err(RecordingError::TooLarge);
            }
        }
        if full {
            let _ = writeln!(text, "~ the recording is full: what came after this is not in it");
        }
        Ok(Self { text, strange_pages })
    }

    /// How many pages are not those that the payment showed, because another version of the library runs it, or because a stand-in
    /// was read in another way. Where they are, the text says so.
    pub fn strange_pages(&self) -> usize {
        self.strange_pages
    }

    /// The text, with a line feed at the end of each line.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
