//! What is around a recording: its version, and a checksum over the text of the rest.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{error::Category, value::RawValue};
use sha2::{Digest as _, Sha256};

use super::{MAX_BYTES, RecordingError, VERSION, hex};

/// What is written around a recording.
pub(super) const FRAME_BYTES: usize = 256;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope<'a> {
    version: u32,
    /// Of the text of `recording`, in hexadecimal digits.
    sha256: String,
    #[serde(borrow)]
    recording: &'a RawValue,
}

/// Read first: what else there is depends on it.
#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

/// One JSON document with `recording` in it.
pub(super) fn seal(recording: &impl Serialize) -> Result<String, serde_json::Error> {
    let recording = serde_json::value::to_raw_value(recording)?;
    serde_json::to_string(&Envelope { version: VERSION, sha256: sha256(&recording), recording: &recording })
}

/// What was sealed, if nothing has happened to it since.
pub(super) fn open<R: DeserializeOwned>(bytes: &[u8]) -> Result<R, RecordingError> {
    if bytes.len() > MAX_BYTES {
        return Err(RecordingError::TooLarge);
    }
    let Versioned { version } = serde_json::from_slice(bytes).map_err(told)?;
    if version != VERSION {
        return Err(RecordingError::Version(version));
    }
    let Envelope { sha256: told_once, recording, .. } = serde_json::from_slice(bytes).map_err(told)?;
    if sha256(recording) != told_once {
        return Err(RecordingError::Altered);
    }
    serde_json::from_str(recording.get()).map_err(told)
}

fn sha256(recording: &RawValue) -> String {
    hex(Sha256::digest(recording.get()).iter())
}

fn told(error: serde_json::Error) -> RecordingError {
    match error.classify() {
        Category::Eof => RecordingError::CutOff,
        _ => RecordingError::Malformed(format!("line {}, column {}", error.line(), error.column())),
    }
}
