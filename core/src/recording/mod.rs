//! Recordings: everything that a payment decided upon, without anything secret, so that its run can be repeated elsewhere.
//!
//! A recording holds what surrounds the payment and every event; time is in the events. Secrets, code values and users are replaced
//! by stand-ins, the same one by the same, so that a recording can be sent to an engineer. What is promised is the run of the
//! recording: [`replay`] gives the same [`Transcript`] everywhere, bit for bit.

mod stand_ins;
mod transcript;

use serde::{Deserialize, Serialize};

use crate::{
    codes::{NavigationConfig, NavigationPolicy},
    machine::{Event, State},
    redirect::{PolicyConfig, RedirectPolicy},
};
use stand_ins::StandIns;
pub use transcript::Transcript;

/// The version that this code writes, and the only one there is.
const VERSION: u32 = 1;

/// A recording has at most this many events; a payment that is not left alone for hours has a few dozen.
pub const MAX_EVENTS: usize = 4_096;

/// A recording is at most this large.
pub const MAX_BYTES: usize = 1024 * 1024;

/// A recording: one JSON document.
#[derive(Serialize, Deserialize)]
struct Recording<E> {
    version: u32,
    redirect: PolicyConfig,
    navigation: NavigationConfig,
    /// More happened than fits.
    truncated: bool,
    user: String,
    events: Vec<E>,
}

#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

/// Why a recording cannot be replayed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordingError {
    /// Over [`MAX_BYTES`], over [`MAX_EVENTS`], or with a transcript that is too long.
    #[error("recording is too large")]
    TooLarge,
    /// Of a version that this library does not know.
    #[error("recording is of version {0}")]
    Version(u32),
    /// No recording.
    #[error("not a recording: {0}")]
    Malformed(String),
    /// What surrounds the payment would open too much.
    #[error("settings are refused: {0}")]
    Settings(String),
}

/// Records one payment.
#[derive(Debug)]
pub struct Recorder {
    redirect: PolicyConfig,
    navigation: NavigationConfig,
    user: String,
    stand_ins: StandIns,
    /// As JSON, each.
    events: Vec<Box<serde_json::value::RawValue>>,
    /// What is written at most: the events, and what stands around them.
    bytes: usize,
    truncated: bool,
}

impl Recorder {
    /// Of a payment of `user` (its `Customer-Hint`) with these settings, before its first event.
    pub fn new(user: &str, redirect: PolicyConfig, navigation: NavigationConfig) -> Self {
        let mut stand_ins = StandIns::new(&navigation);
        let user = stand_ins.of("user", user);
        let bytes = bytes_around(&redirect, &navigation);
        Self { redirect, navigation, user, stand_ins, events: Vec::new(), bytes, truncated: false }
    }

    /// Takes an event on its way to the machine. What no longer fits is left out, and the recording says so.
    pub fn record(&mut self, event: &Event) {
        if self.truncated {
            return;
        }
        let room = MAX_BYTES.saturating_sub(self.bytes);
        let event = self.stand_ins.harmless(event.clone());
        match serde_json::value::to_raw_value(&event) {
            Ok(event) if self.events.len() < MAX_EVENTS && event.get().len() < room => {
                self.bytes = self.bytes.saturating_add(event.get().len()).saturating_add(1);
                self.events.push(event);
            }
            _ => self.truncated = true,
        }
    }

    /// The recording so far.
    pub fn to_json(&self) -> String {
        let recording = Recording {
            version: VERSION,
            redirect: self.redirect.clone(),
            navigation: self.navigation.clone(),
            truncated: self.truncated,
            user: self.user.clone(),
            events: self.events.iter().collect(),
        };
        serde_json::to_string(&recording).unwrap_or_default()
    }
}

/// An upper bound of what is written around the events.
fn bytes_around(redirect: &PolicyConfig, navigation: &NavigationConfig) -> usize {
    const FRAME: usize = 1_024;
    let settings = serde_json::to_vec(&(redirect, navigation)).map_or(0, |it| it.len());
    settings.saturating_add(FRAME)
}

/// Runs a recording. Safe on any bytes: time and memory are bounded by [`MAX_BYTES`] and [`MAX_EVENTS`].
pub fn replay(bytes: &[u8]) -> Result<Transcript, RecordingError> {
    if bytes.len() > MAX_BYTES {
        return Err(RecordingError::TooLarge);
    }
    let malformed = |error: serde_json::Error| RecordingError::Malformed(format!("line {}, column {}", error.line(), error.column()));
    let Versioned { version } = serde_json::from_slice(bytes).map_err(malformed)?;
    if version != VERSION {
        return Err(RecordingError::Version(version));
    }
    let recording: Recording<Event> = serde_json::from_slice(bytes).map_err(malformed)?;
    if recording.events.len() > MAX_EVENTS {
        return Err(RecordingError::TooLarge);
    }
    let redirect = RedirectPolicy::new(recording.redirect).map_err(|error| RecordingError::Settings(error.to_string()))?;
    let navigation = NavigationPolicy::new(recording.navigation).map_err(|error| RecordingError::Settings(error.to_string()))?;
    Transcript::of(State::new(recording.user, redirect, navigation), recording.events)
}
