//! The `Signature` header: `algorithm=RSA256, keyVersion=1, signature=<percent-encoded base64>`.

use std::{fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::STANDARD};
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, percent_encode};

/// The name that Alipay+ gives to RSASSA-PKCS1-v1_5 with SHA-256, its only algorithm.
const ALGORITHM: &str = "RSA256";

/// What base64 has and a header value must not show raw.
const ESCAPED: &AsciiSet = &CONTROLS.add(b'+').add(b'/').add(b'=');

/// Which key of a client id made a signature. The larger number is the newer key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyVersion(pub u32);

impl fmt::Display for KeyVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for KeyVersion {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// A read `Signature` header. It says what the sender claims; nothing is verified yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureHeader {
    /// The key that made the signature; `None` means the newest one.
    pub key_version: Option<KeyVersion>,
    /// The signature in base64, without percent-encoding.
    base64: Vec<u8>,
}

/// Why a `Signature` header cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureHeaderError {
    /// A part is no `key=value`, a known key is there twice, or `algorithm` or `signature` is missing.
    #[error("malformed Signature header")]
    Malformed,
    /// An algorithm other than `RSA256`.
    #[error("unknown signature algorithm")]
    UnknownAlgorithm,
    /// `keyVersion` is not a whole number.
    #[error("keyVersion is not a whole number")]
    KeyVersion,
    /// The signature is not base64, with or without percent-encoding.
    #[error("the signature is not base64")]
    NotBase64,
}

impl FromStr for SignatureHeader {
    type Err = SignatureHeaderError;

    fn from_str(value: &str) -> Result<Self, SignatureHeaderError> {
        let (mut algorithm, mut key_version, mut signature) = (None, None, None);
        for part in value.split(',') {
            // Only the first `=` separates: unescaped base64 ends with some more.
            let (key, value) = part.trim().split_once('=').ok_or(SignatureHeaderError::Malformed)?;
            let slot = match key.trim_end() {
                "algorithm" => &mut algorithm,
                "keyVersion" => &mut key_version,
                "signature" => &mut signature,
                _ => continue,
            };
            if slot.replace(value.trim_start()).is_some() {
                return Err(SignatureHeaderError::Malformed);
            }
        }
        if algorithm.ok_or(SignatureHeaderError::Malformed)? != ALGORITHM {
            return Err(SignatureHeaderError::UnknownAlgorithm);
        }
        let key_version = key_version.map(str::parse).transpose().map_err(|_| SignatureHeaderError::KeyVersion)?;
        let escaped = signature.filter(|text| !text.is_empty()).ok_or(SignatureHeaderError::Malformed)?;
        // Plain percent-decoding, not form decoding: a raw `+` belongs to base64.
        Ok(Self { key_version, base64: percent_decode_str(escaped).collect() })
    }
}

impl SignatureHeader {
    /// A header with the signature of a key.
    pub fn new(key_version: KeyVersion, signature: &[u8]) -> Self {
        Self { key_version: Some(key_version), base64: STANDARD.encode(signature).into_bytes() }
    }

    /// The signature itself. Decoded only when its key is known: an unknown key is the first thing to be told of.
    pub fn signature(&self) -> Result<Vec<u8>, SignatureHeaderError> {
        STANDARD.decode(&self.base64).map_err(|_| SignatureHeaderError::NotBase64)
    }
}

impl fmt::Display for SignatureHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "algorithm={ALGORITHM}, ")?;
        if let Some(version) = self.key_version {
            write!(f, "keyVersion={version}, ")?;
        }
        write!(f, "signature={}", percent_encode(&self.base64, ESCAPED))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes whose base64 has `+`, `/` and `=`: `+/+/Pw==`.
    const BYTES: &[u8] = &[0xfb, 0xff, 0xbf, 0x3f];

    fn read(value: &str) -> Result<SignatureHeader, SignatureHeaderError> {
        value.parse()
    }

    #[test]
    fn it_is_written_with_the_documented_spelling() {
        let header = SignatureHeader::new(KeyVersion(1), BYTES);
        assert_eq!(header.to_string(), "algorithm=RSA256, keyVersion=1, signature=%2B%2F%2B%2FPw%3D%3D");
        assert_eq!(read(&header.to_string()), Ok(header));
    }

    #[test]
    fn order_spaces_and_unknown_keys_do_not_matter() {
        for value in [
            "algorithm=RSA256,keyVersion=1,signature=%2B%2F%2B%2FPw%3D%3D",
            "signature=%2B%2F%2B%2FPw%3D%3D ,  keyVersion = 1 , algorithm= RSA256",
            "algorithm=RSA256, headers=a=b, keyVersion=1, signature=%2b%2f%2b%2fPw%3d%3d, nonce=",
        ] {
            let header = read(value).unwrap();
            assert_eq!(header.signature().unwrap(), BYTES, "{value}");
            assert_eq!(header.key_version, Some(KeyVersion(1)), "{value}");
        }
    }

    #[test]
    fn base64_may_be_raw_or_escaped_and_a_plus_is_never_a_space() {
        assert_eq!(read("algorithm=RSA256, signature=+/+/Pw==").unwrap().signature().unwrap(), BYTES);
        assert_eq!(read("algorithm=RSA256, signature=+%2F+/Pw%3D=").unwrap().signature().unwrap(), BYTES);
        assert_eq!(read("algorithm=RSA256, signature= / /Pw==").unwrap().signature(), Err(SignatureHeaderError::NotBase64));
    }

    #[test]
    fn without_a_key_version_none_is_guessed() {
        assert_eq!(read("algorithm=RSA256, signature=Pw==").unwrap().key_version, None);
    }

    #[test]
    fn everything_else_is_refused() {
        use SignatureHeaderError::*;
        for (value, error) in [
            ("", Malformed),
            ("RSA256", Malformed),
            ("signature=Pw==", Malformed),
            ("algorithm=RSA256", Malformed),
            ("algorithm=RSA256, signature=", Malformed),
            ("algorithm=RSA256, signature=Pw==, signature=Pw==", Malformed),
            ("algorithm=RSA256, algorithm=RSA256, signature=Pw==", Malformed),
            ("algorithm=ECC256, signature=Pw==", UnknownAlgorithm),
            ("algorithm=none, signature=Pw==", UnknownAlgorithm),
            ("algorithm=rsa256, signature=Pw==", UnknownAlgorithm),
            ("algorithm=RSA256, keyVersion=one, signature=Pw==", KeyVersion),
            ("algorithm=RSA256, keyVersion=-1, signature=Pw==", KeyVersion),
            ("algorithm=RSA256, keyVersion=, signature=Pw==", KeyVersion),
            ("algorithm=RSA256, keyVersion=2, signature=testing_signature", NotBase64),
            ("algorithm=RSA256, signature=Pw", NotBase64),
            ("algorithm=RSA256, signature=%ZZ", NotBase64),
        ] {
            assert_eq!(read(value).and_then(|header| header.signature()), Err(error), "{value}");
        }
    }
}
