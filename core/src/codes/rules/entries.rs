//! A JSON object whose entries keep their order and their text.

use core::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

/// The entries of an object, as received.
pub(super) struct Entries(Vec<(String, Box<RawValue>)>);

impl Entries {
    /// The object as compact JSON, without the entries of these names.
    pub(super) fn compact_without(&self, names: &[&str]) -> String {
        let mut text = String::from("{");
        for (name, value) in self.0.iter().filter(|(name, _)| !names.contains(&name.as_str())) {
            if text.len() > 1 {
                text.push(',');
            }
            text.push_str(&serde_json::Value::from(name.as_str()).to_string());
            text.push(':');
            push_compact(value.get(), &mut text);
        }
        text.push('}');
        text
    }

    /// The entries whose values are texts; `None` if one is not.
    pub(super) fn into_texts(self) -> Option<Vec<(String, String)>> {
        self.0.into_iter().map(|(name, value)| Some((name, serde_json::from_str(value.get()).ok()?))).collect()
    }
}

/// Valid JSON without the blanks between its tokens.
fn push_compact(json: &str, out: &mut String) {
    let (mut in_text, mut escaped) = (false, false);
    for c in json.chars() {
        if in_text || !matches!(c, ' ' | '\t' | '\n' | '\r') {
            out.push(c);
        }
        in_text ^= c == '"' && !escaped;
        escaped = in_text && c == '\\' && !escaped;
    }
}

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntriesVisitor)
    }
}

struct EntriesVisitor;

impl<'de> Visitor<'de> for EntriesVisitor {
    type Value = Entries;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Entries(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_text_stay_and_blanks_between_tokens_go() {
        let text = r#"{ "z": [1, {"b": null, "a": " x\" \\"}], "trust":"N", "a" : -2.50 }"#;
        let entries: Entries = serde_json::from_str(text).unwrap();
        assert_eq!(entries.compact_without(&["trust"]), r#"{"z":[1,{"b":null,"a":" x\" \\"}],"a":-2.50}"#);
        assert_eq!(entries.compact_without(&["trust", "z", "a"]), "{}");
    }
}
