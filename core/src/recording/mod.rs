//! Recordings: everything that a payment decided upon, without anything secret, so that its run can be repeated elsewhere.
//!
//! A recording holds what surrounds the payment, every event, and a digest of every page that was shown; time is in the events.
//! Secrets, code values, users and the paths of URLs are replaced by stand-ins, so that it can be sent to an engineer. What is
//! promised is the run: [`replay`] gives the same [`Transcript`] everywhere, bit for bit, and says where a page is another one than
//! the payment showed.

mod envelope;
mod recorder;
mod stand_ins;
mod surroundings;
mod transcript;
mod urls;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{machine::Event, texts::Wording};
pub use recorder::Recorder;
use surroundings::Surroundings;
pub use transcript::Transcript;

/// The version that this code writes, and the only one that it reads. Every new field of a recording is a new version, so that an
/// older library says that it cannot read it.
pub const VERSION: u32 = 2;

/// A recording has at most this many steps: events, and pages that were shown. A payment that is not left alone for hours has some
/// hundred.
pub const MAX_STEPS: usize = 8_192;

/// A recording is at most this large, in bytes.
pub const MAX_BYTES: usize = 1024 * 1024;

/// What is recorded. `S` is a [`Step`], or its JSON.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Recording<S> {
    surroundings: Surroundings,
    /// More happened than fits.
    full: bool,
    steps: Vec<S>,
}

/// One thing that happened.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Step {
    /// On its way to the machine.
    Event(Box<Event>),
    /// The pages have other words from here on.
    Words(Wording),
    /// The page that was shown then.
    Page(PageDigest),
}

/// Of a phase and its page: enough to see whether another run shows the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
struct PageDigest(String);

impl PageDigest {
    /// Half of it is enough where nobody looks for a second page with the same.
    const BYTES: usize = 8;

    fn of(phase: &str, page: &str) -> Self {
        Self(hex(Sha256::new().chain_update(phase).chain_update("\n").chain_update(page).finalize().iter().take(Self::BYTES)))
    }
}

fn hex<'a>(bytes: impl Iterator<Item = &'a u8>) -> String {
    bytes.map(|byte| format!("{byte:02x}")).collect()
}

/// Why a recording cannot be replayed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordingError {
    /// Over [`MAX_BYTES`], over [`MAX_STEPS`], or with a transcript that is too long.
    #[error("recording is too large")]
    TooLarge,
    /// Of a version that this library does not know.
    #[error("recording is of version {0}; this library reads version {VERSION}")]
    Version(u32),
    /// Its end is missing.
    #[error("recording is cut off: its end is missing")]
    CutOff,
    /// Its checksum is another one.
    #[error("recording was changed after it was made: its checksum does not fit")]
    Altered,
    /// No recording.
    #[error("not a recording: {0}")]
    Malformed(String),
    /// What surrounds the payment would open too much, or says nothing.
    #[error("settings are refused: {0}")]
    Settings(String),
    /// It was made with loopback origins, which only development builds have.
    #[error("recording is of a development build, and this is none")]
    Development,
}

/// Runs a recording. Safe on any bytes: time and memory are bounded by [`MAX_BYTES`] and [`MAX_STEPS`].
pub fn replay(bytes: &[u8]) -> Result<Transcript, RecordingError> {
    let Recording { surroundings, full, steps }: Recording<Step> = envelope::open(bytes)?;
    if steps.len() > MAX_STEPS {
        return Err(RecordingError::TooLarge);
    }
    Transcript::of(&surroundings, steps, full)
}
