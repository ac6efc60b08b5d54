//! A JSON value in which no key occurs twice and nothing is absent.

use core::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value};

use super::Malformed;

/// How the visitor tells this error from the parser's own.
const DUPLICATE: &str = "duplicate key";

/// The tree of a body: keys are unique, `""` and `null` members of objects are gone.
pub(crate) struct Tree(pub(crate) Value);

impl Tree {
    pub(crate) fn read(body: &[u8]) -> Result<Self, Malformed> {
        serde_json::from_slice(body).map_err(|error| match error.is_data() && error.to_string().starts_with(DUPLICATE) {
            true => Malformed::DuplicateKey,
            false => Malformed::NotJson,
        })
    }
}

/// True for what protocol section 4 reads as absent.
pub(super) fn is_absent(value: &Value) -> bool {
    value.is_null() || value.as_str() == Some("")
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor).map(Self)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(Tree(item)) = seq.next_element()? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            let Tree(value) = map.next_value()?;
            if fields.insert(key, value).is_some() {
                return Err(de::Error::custom(DUPLICATE));
            }
        }
        fields.retain(|_, value| !is_absent(value));
        Ok(Value::Object(fields))
    }
}
