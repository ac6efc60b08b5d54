//! Recordings of payments, run again.

use cashier_core::recording;

/// Why a recording cannot be replayed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
#[uniffi::export(Display)]
pub enum RecordingError {
    /// More bytes or events than a recording may have, or its transcript would be too long.
    #[error("recording is too large")]
    TooLarge,
    /// Of a version that this library does not know; use the one that recorded it.
    #[error("recording is of version {version}")]
    Version {
        /// Its version.
        version: u32,
    },
    /// No recording.
    #[error("not a recording: {place}")]
    Malformed {
        /// Line and column.
        place: String,
    },
    /// What surrounds the payment would open too much.
    #[error("settings are refused: {reason}")]
    Settings {
        /// Which, and why.
        reason: String,
    },
}

impl From<recording::RecordingError> for RecordingError {
    fn from(error: recording::RecordingError) -> Self {
        use recording::RecordingError as Core;
        match error {
            Core::TooLarge => Self::TooLarge,
            Core::Version(version) => Self::Version { version },
            Core::Malformed(place) => Self::Malformed { place },
            Core::Settings(reason) => Self::Settings { reason },
        }
    }
}

/// Runs what [`crate::Payment::recording`] gave; gives the transcript, the same everywhere. Safe on any text.
#[uniffi::export]
pub fn replay(recording: String) -> Result<String, RecordingError> {
    Ok(recording::replay(recording.as_bytes())?.to_string())
}
