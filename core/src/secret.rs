//! Values that nothing can print: codes, tokens, PINs.

use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

/// A text that has no readable `Debug` form, no `Display`, no `Serialize`, and is wiped when dropped.
///
/// The only way to its content is [`Secret::expose`], so that every place that does it can be found by name.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Wraps `value`.
    pub fn new(value: impl Into<String>) -> Self {
        Self(Zeroizing::new(value.into()))
    }

    /// The content, for the one place that sends or matches it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

/// `#[serde(serialize_with = "secret::exposed")]`: for a field of a message that must carry the secret.
pub fn exposed<S: Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
    secret.expose().serialize(serializer)
}

/// A scanned or intercepted code, kept verbatim (no trim, no change of case).
///
/// Whoever holds an order code can pay or replay it, so it never reaches a log, an error text or a `Debug` output.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct CodeValue(Secret);

impl CodeValue {
    /// Wraps the scanned text.
    pub fn new(value: impl Into<String>) -> Self {
        Self(Secret::new(value))
    }

    /// The scanned text.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// `serialize_with` for a message that must carry the code.
    pub fn exposed<S: Serializer>(value: &Self, serializer: S) -> Result<S::Ok, S::Error> {
        exposed(&value.0, serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_never_shows_the_content() {
        let shown = format!("{:?} {:?}", Secret::new("tok_1234"), CodeValue::new("28166604X"));
        assert!(!shown.contains("tok_1234") && !shown.contains("28166604X"), "{shown}");
    }
}
