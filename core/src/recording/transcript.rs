//! What a run looked like: stable text.

use core::fmt::{self, Write};

use super::RecordingError;
use crate::{
    machine::{Event, State, update},
    pages::page,
    texts::Texts,
};

/// A transcript is at most this large.
const MAX_BYTES: usize = 8 * 1024 * 1024;

/// One paragraph for each event: the event, the phase to which it led, the effects, and the page in English if it is another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transcript(String);

impl Transcript {
    pub(super) fn of(mut state: State, events: Vec<Event>) -> Result<Self, RecordingError> {
        let texts = Texts::default();
        let mut text = String::new();
        let mut shown = page(&state, None, &texts);
        for event in events {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "> {event:?}");
            let effects;
            (state, effects) = update(state, event);
            let _ = writeln!(text, "  {}", state.phase().name());
            for effect in effects {
                let _ = writeln!(text, "  ! {effect:?}");
            }
            let shows = page(&state, None, &texts);
            if shows != shown {
                let _ = writeln!(text, "  = {shows:?}");
                shown = shows;
            }
            if text.len() > MAX_BYTES {
                return Err(RecordingError::TooLarge);
            }
        }
        Ok(Self(text))
    }

    /// The text, with a line feed at the end of each line.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
