//! The host's store.

use super::PortError;

/// Keeps bytes under keys: private to the app, encrypted at rest, excluded from backups.
///
/// A key is up to four segments of `[a-z0-9-]` with `/` between them. Calls come from background threads, several at
/// once, and may block.
pub trait Store: Send + Sync {
    /// What was saved under `key`.
    fn load(&self, key: &str) -> Result<Option<Vec<u8>>, PortError>;
    /// Returns only when `value` would survive a power cut; the old value stays whole if this fails.
    fn save(&self, key: &str, value: &[u8]) -> Result<(), PortError>;
    /// Deletes `key`; one that is not there is no error.
    fn delete(&self, key: &str) -> Result<(), PortError>;
    /// Every key.
    fn list(&self) -> Result<Vec<String>, PortError>;
}
