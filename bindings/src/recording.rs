//! Recordings of payments, run again.

use cashier_core::recording;

/// Why a recording cannot be replayed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
#[uniffi::export(Display)]
pub enum RecordingError {
    /// More bytes or steps than a recording may have, or its transcript would be too long.
    #[error("recording is too large")]
    TooLarge,
    /// Of a version that this library does not know; use the one that recorded it.
    #[error("recording is of version {version}; this library reads version {reads}")]
    Version {
        /// Its version.
        version: u32,
        /// The version that this library reads.
        reads: u32,
    },
    /// Its end is missing.
    #[error("recording is cut off: its end is missing")]
    CutOff,
    /// Its checksum is another one.
    #[error("recording was changed after it was made: its checksum does not fit")]
    Altered,
    /// No recording.
    #[error("not a recording: {place}")]
    Malformed {
        /// Line and column.
        place: String,
    },
    /// What surrounds the payment would open too much, or says nothing.
    #[error("settings are refused: {reason}")]
    Settings {
        /// Which, and why.
        reason: String,
    },
    /// It was made with loopback origins, which only development builds have.
    #[error("recording is of a development build, and this is none")]
    Development,
}

impl From<recording::RecordingError> for RecordingError {
    fn from(error: recording::RecordingError) -> Self {
        use recording::RecordingError as Core;
        match error {
            Core::TooLarge => Self::TooLarge,
            Core::Version(version) => Self::Version { version, reads: recording::VERSION },
            Core::CutOff => Self::CutOff,
            Core::Altered => Self::Altered,
            Core::Malformed(place) => Self::Malformed { place },
            Core::Settings(reason) => Self::Settings { reason },
            Core::Development => Self::Development,
        }
    }
}

/// Runs what [`crate::Payment::recording`] gave; gives the transcript, the same everywhere. Safe on any text.
#[uniffi::export]
pub fn replay(recording: String) -> Result<String, RecordingError> {
    Ok(recording::replay(recording.as_bytes())?.to_string())
}
