//! Whose signatures are accepted: client id, then key version, then public key.

use std::collections::{BTreeMap, HashMap};

use super::{KeyVersion, PublicKey};

/// Keys of one client id that are valid together: the newest, and during a rotation the one before.
const VALID_TOGETHER: usize = 2;

/// The public keys of one client id; never empty.
#[derive(Clone, Debug)]
pub struct KeyVersions {
    newest: (KeyVersion, PublicKey),
    older: BTreeMap<KeyVersion, PublicKey>,
}

impl KeyVersions {
    /// One key.
    pub fn new(version: KeyVersion, key: PublicKey) -> Self {
        Self { newest: (version, key), older: BTreeMap::new() }
    }

    /// Adds a key. The two newest versions stay valid, older ones are retired.
    #[must_use]
    pub fn with(self, version: KeyVersion, key: PublicKey) -> Self {
        let mut all = self.older;
        all.insert(self.newest.0, self.newest.1);
        all.insert(version, key);
        while all.len() > VALID_TOGETHER {
            all.pop_first();
        }
        let newest = all.pop_last().expect("two keys were just inserted, or one replaced");
        Self { newest, older: all }
    }

    /// The key of `version`; without a version the newest.
    pub fn get(&self, version: Option<KeyVersion>) -> Option<&PublicKey> {
        match version {
            None => Some(&self.newest.1),
            Some(version) if version == self.newest.0 => Some(&self.newest.1),
            Some(version) => self.older.get(&version),
        }
    }
}

/// The public keys of all known client ids.
#[derive(Clone, Debug, Default)]
pub struct KeyRing(HashMap<String, KeyVersions>);

impl KeyRing {
    /// A ring without keys: nothing verifies.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a client id, or replaces its keys.
    #[must_use]
    pub fn with(mut self, client_id: impl Into<String>, keys: KeyVersions) -> Self {
        self.0.insert(client_id.into(), keys);
        self
    }

    /// The keys of `client_id`.
    pub fn get(&self, client_id: &str) -> Option<&KeyVersions> {
        self.0.get(client_id)
    }
}
