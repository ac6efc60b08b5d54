//! RSA keys: one-line base64 DER or PEM (protocol section 3, A7).

use std::{fmt, sync::Arc};

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der},
    rand::SystemRandom,
    rsa::{KeyPair, KeySize, PublicEncryptingKey},
    signature::{KeyPair as _, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

/// Characters of base64 in one line of PEM (RFC 7468).
const PEM_LINE: usize = 64;

/// Why a text is not a usable key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Neither base64 DER nor PEM with the expected label.
    #[error("a key is base64 DER on one line, or PEM with the label {0}")]
    Encoding(&'static str),
    /// The DER is not an RSA key in the expected form, or the key has fewer than 2048 or more than 8192 bits.
    #[error("not an RSA key of 2048 to 8192 bits in the form {0}")]
    NotRsa(&'static str),
    /// The cryptographic library could not do its work (no memory, no randomness).
    #[error("the cryptographic library failed")]
    Library,
}

/// A private RSA key. Cannot be printed; its memory is wiped when it is dropped.
#[derive(Clone)]
pub struct PrivateKey(Arc<KeyPair>);

impl PrivateKey {
    /// Reads PKCS#8: base64 DER on one line, or PEM `PRIVATE KEY`.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let der = der_of(text, "PRIVATE KEY")?;
        KeyPair::from_pkcs8(&der).map(|pair| Self(Arc::new(pair))).map_err(|_| KeyError::NotRsa("PKCS#8"))
    }

    /// A new key of 2048 bits.
    pub fn generate() -> Result<Self, KeyError> {
        KeyPair::generate(KeySize::Rsa2048).map(|pair| Self(Arc::new(pair))).map_err(|_| KeyError::Library)
    }

    /// The public half.
    pub fn public_key(&self) -> PublicKey {
        let spki: Result<PublicKeyX509Der<'_>, _> = self.0.public_key().as_der();
        let spki = spki.expect("a key pair in memory has a public key that encodes");
        PublicKey::from_spki(spki.as_ref()).expect("a key pair has a public key of its own size")
    }

    /// PKCS#8 as base64 DER on one line.
    pub fn to_base64(&self) -> Result<Zeroizing<String>, KeyError> {
        let der: Pkcs8V1Der<'_> = self.0.as_der().map_err(|_| KeyError::Library)?;
        Ok(Zeroizing::new(STANDARD.encode(der.as_ref())))
    }

    /// PKCS#8 as PEM.
    pub fn to_pem(&self) -> Result<Zeroizing<String>, KeyError> {
        Ok(Zeroizing::new(pem("PRIVATE KEY", &self.to_base64()?)))
    }

    /// The RSASSA-PKCS1-v1_5 signature with SHA-256 over `content`.
    pub(super) fn sign(&self, content: &[u8]) -> Result<Vec<u8>, KeyError> {
        let mut signature = vec![0; self.0.public_modulus_len()];
        self.0.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), content, &mut signature).map_err(|_| KeyError::Library)?;
        Ok(signature)
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKey(..)")
    }
}

/// A public RSA key.
#[derive(Clone, Debug)]
pub struct PublicKey(Arc<ParsedPublicKey>);

impl PublicKey {
    /// Reads X.509 SubjectPublicKeyInfo: base64 DER on one line, or PEM `PUBLIC KEY`.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        Self::from_spki(&der_of(text, "PUBLIC KEY")?)
    }

    fn from_spki(der: &[u8]) -> Result<Self, KeyError> {
        // The signature type takes any size and fails at each verification; the encryption type tells now.
        PublicEncryptingKey::from_der(der)
            .and_then(|_| ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, der))
            .map(|key| Self(Arc::new(key)))
            .map_err(|_| KeyError::NotRsa("SubjectPublicKeyInfo"))
    }

    /// SubjectPublicKeyInfo as base64 DER on one line.
    pub fn to_base64(&self) -> String {
        STANDARD.encode(self.0.as_ref())
    }

    /// SubjectPublicKeyInfo as PEM.
    pub fn to_pem(&self) -> String {
        pem("PUBLIC KEY", &self.to_base64())
    }

    /// True if `signature` was made over exactly `content` with the private half of this key.
    pub(super) fn verifies(&self, content: &[u8], signature: &[u8]) -> bool {
        self.0.verify_sig(content, signature).is_ok()
    }
}

/// The DER inside `text`, in memory that is wiped: it may be a private key.
fn der_of(text: &str, label: &'static str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let text = text.trim();
    let armoured = text
        .strip_prefix(&format!("-----BEGIN {label}-----"))
        .map(|rest| rest.strip_suffix(&format!("-----END {label}-----")).ok_or(KeyError::Encoding(label)));
    let base64 = armoured.unwrap_or(Ok(text))?;
    let base64: Zeroizing<String> = Zeroizing::new(base64.split_ascii_whitespace().collect());
    STANDARD.decode(base64.as_bytes()).map(Zeroizing::new).map_err(|_| KeyError::Encoding(label))
}

fn pem(label: &str, base64: &str) -> String {
    let mut text = format!("-----BEGIN {label}-----\n");
    for line in base64.as_bytes().chunks(PEM_LINE) {
        text.extend(line.iter().map(|byte| char::from(*byte)));
        text.push('\n');
    }
    text + &format!("-----END {label}-----\n")
}
