//! From received bytes to a verified message, with no other way to get there.

use super::{KeyVersions, SignatureHeader, SignatureHeaderError, content_to_sign};
use crate::wire::{Malformed, Message};

/// A request or response as it came in. It has no content yet: only [`RawMessage::verify`] leads to one.
///
/// The body is what the transport delivered. There is no constructor from a message, so a signature can never be held
/// against JSON that was read and written again.
#[derive(Clone)]
pub struct RawMessage {
    method: String,
    path: String,
    client_id: String,
    time: String,
    signature: Option<String>,
    body: Vec<u8>,
}

/// Why a message is not verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotVerified {
    /// There is no `Signature` header.
    #[error("the message is not signed")]
    Unsigned,
    /// The header cannot be read.
    #[error(transparent)]
    Header(#[from] SignatureHeaderError),
    /// The sender has no key of this version.
    #[error("unknown keyVersion")]
    UnknownKey,
    /// The signature is not over these bytes, or not by this key.
    #[error("wrong signature")]
    WrongSignature,
}

impl RawMessage {
    /// The parts as received. `path` is the one that the sender signs; a response has the method and path of its request.
    pub fn new(
        method: impl Into<String>,
        path: impl Into<String>,
        client_id: impl Into<String>,
        time: impl Into<String>,
        signature: Option<String>,
        body: Vec<u8>,
    ) -> Self {
        Self { method: method.into(), path: path.into(), client_id: client_id.into(), time: time.into(), signature, body }
    }

    /// The `Signature` header as received.
    pub fn signature(&self) -> Option<&str> {
        self.signature.as_deref()
    }

    /// Checks the signature over the received bytes with one of the sender's `keys`.
    pub fn verify(self, keys: &KeyVersions) -> Result<Verified, NotVerified> {
        let header: SignatureHeader = self.signature.as_deref().ok_or(NotVerified::Unsigned)?.parse()?;
        let key = keys.get(header.key_version).ok_or(NotVerified::UnknownKey)?;
        let content = content_to_sign(&self.method, &self.path, &self.client_id, &self.time, &self.body);
        if !key.verifies(&content, &header.signature()?) {
            return Err(NotVerified::WrongSignature);
        }
        Ok(Verified { client_id: self.client_id, time: self.time, body: self.body })
    }
}

/// A message whose signature is right. The only thing that can be parsed.
#[derive(Clone)]
pub struct Verified {
    client_id: String,
    time: String,
    body: Vec<u8>,
}

impl Verified {
    /// The `Client-Id` that the signature covers.
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// The literal `Request-Time` or `Response-Time` that the signature covers.
    pub fn time(&self) -> &str {
        &self.time
    }

    /// The bytes that the signature covers.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Reads the message.
    pub fn parse<T: Message>(&self) -> Result<T, Malformed> {
        T::read(&self.body)
    }
}
