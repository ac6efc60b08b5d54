//! Text with the length limit of its field in the type.

use core::{fmt, ops::Deref, str::FromStr};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, Visitor},
};

/// A text of 1 to `MAX` characters, the "max" of the field tables of protocol section 6.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Text<const MAX: usize>(String);

/// A text whose length only the size of the whole body limits.
pub type FreeText = Text<{ usize::MAX }>;

/// A text is empty or longer than its field allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a text of 1 to {max} characters is wanted")]
pub struct IllegalText {
    /// The limit of the field.
    pub max: usize,
}

impl<const MAX: usize> Text<MAX> {
    /// Checks the length, so that what is too long fails here and never on the wire.
    pub fn new(text: impl Into<String>) -> Result<Self, IllegalText> {
        let text = text.into();
        // A text has at least as many bytes as characters: counting is needed for long ones only.
        let fits = text.len() <= MAX || text.chars().count() <= MAX;
        if fits && !text.is_empty() { Ok(Self(text)) } else { Err(IllegalText { max: MAX }) }
    }

    /// The longest beginning of `text` that fits; `None` if it is empty.
    pub fn truncated(text: &str) -> Option<Self> {
        Self::new(text.chars().take(MAX).collect::<String>()).ok()
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> Deref for Text<MAX> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> From<Text<MAX>> for String {
    fn from(text: Text<MAX>) -> Self {
        text.0
    }
}

impl<const MAX: usize> FromStr for Text<MAX> {
    type Err = IllegalText;

    fn from_str(text: &str) -> Result<Self, IllegalText> {
        Self::new(text)
    }
}

impl<const MAX: usize> PartialEq<str> for Text<MAX> {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl<const MAX: usize> fmt::Display for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<const MAX: usize> fmt::Debug for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl<'de, const MAX: usize> Deserialize<'de> for Text<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

/// Takes real booleans and numbers for their text.
struct ScalarVisitor<const MAX: usize>;

impl<const MAX: usize> ScalarVisitor<MAX> {
    fn text<E: de::Error>(value: impl fmt::Display) -> Result<Text<MAX>, E> {
        Text::new(value.to_string()).map_err(E::custom)
    }
}

impl<const MAX: usize> Visitor<'_> for ScalarVisitor<MAX> {
    type Value = Text<MAX>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a scalar")
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Text<MAX>, E> {
        Text::new(value).map_err(E::custom)
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<Text<MAX>, E> {
        Text::new(value).map_err(E::custom)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Text<MAX>, E> {
        Self::text(value)
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Text<MAX>, E> {
        Self::text(value)
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Text<MAX>, E> {
        Self::text(value)
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Text<MAX>, E> {
        Self::text(value)
    }
}
