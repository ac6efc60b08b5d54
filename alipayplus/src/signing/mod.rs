//! Signing and verifying (protocol section 3): RSASSA-PKCS1-v1_5 with SHA-256 over raw bytes.

mod content;
mod header;
mod keys;
mod raw;
mod ring;

pub use content::content_to_sign;
pub use header::{KeyVersion, SignatureHeader, SignatureHeaderError};
pub use keys::{KeyError, PrivateKey, PublicKey};
pub use raw::{NotVerified, RawMessage, Verified};
pub use ring::{KeyRing, KeyVersions};

/// A private key and the version under which the other side knows its public half.
#[derive(Clone, Debug)]
pub struct Signer {
    /// The key.
    pub key: PrivateKey,
    /// Its version.
    pub version: KeyVersion,
}

impl Signer {
    /// The `Signature` header over `content`, see [`content_to_sign`].
    pub fn sign(&self, content: &[u8]) -> Result<SignatureHeader, KeyError> {
        Ok(SignatureHeader::new(self.version, &self.key.sign(content)?))
    }
}
