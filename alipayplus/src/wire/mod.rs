//! JSON bodies (protocol section 4): written strictly, read tolerantly.
//!
//! Written: every scalar is a string, a value that is absent is left out, `""` never occurs. Read (A8): real numbers and booleans
//! are taken for their text, `""` and `null` count as absent, unknown keys are ignored, a key that occurs twice is an error.

mod datetime;
mod flag;
mod text;
mod tree;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

pub use datetime::{Datetime, NotADatetime};
pub use flag::Flag;
pub use text::{FreeText, IllegalText, Text};
pub(crate) use tree::Tree;

/// Why a body is not the expected message. `PARAM_ILLEGAL` for whoever sent it; never shows what was in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// Not JSON in UTF-8, or nested too deeply.
    #[error("the body is not JSON")]
    NotJson,
    /// An object has a key twice.
    #[error("a key occurs twice in one object")]
    DuplicateKey,
    /// A field is missing, of the wrong type, too long or not a value of its kind.
    #[error("illegal or missing field: {path}")]
    Field {
        /// Where, in wire names: `order.merchant.merchantMCC`. A missing field is named by the object that lacks it, `.` for the
        /// message itself.
        path: String,
    },
}

/// A request or response body.
pub trait Message: DeserializeOwned {
    /// Reads it from bytes that came with a right signature; see [`crate::signing::Verified::parse`].
    fn read(body: &[u8]) -> Result<Self, Malformed> {
        from_tree(Tree::read(body)?)
    }
}

pub(crate) fn from_tree<T: DeserializeOwned>(tree: Tree) -> Result<T, Malformed> {
    serde_path_to_error::deserialize(tree.0).map_err(|error| Malformed::Field { path: error.path().to_string() })
}

/// The bytes of a message, in the form of protocol section 4.
///
/// An error only for a type that JSON cannot hold, such as a map with keys that are no strings.
pub fn write<T: Serialize>(message: &T) -> Result<Vec<u8>, serde_json::Error> {
    let mut tree = serde_json::to_value(message)?;
    leave_out_absent(&mut tree);
    serde_json::to_vec(&tree)
}

fn leave_out_absent(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.values_mut().for_each(leave_out_absent);
            fields.retain(|_, field| !tree::is_absent(field));
        }
        Value::Array(items) => items.iter_mut().for_each(leave_out_absent),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Sample {
        name: Text<4>,
        nick_name: Option<Text<4>>,
        flag: Option<Flag>,
        inner: Option<Box<Sample>>,
    }

    impl Message for Sample {}

    fn sample(name: &str) -> Sample {
        Sample { name: Text::new(name).unwrap(), nick_name: None, flag: None, inner: None }
    }

    fn field(path: &str) -> Malformed {
        Malformed::Field { path: path.into() }
    }

    #[test]
    fn scalars_are_written_as_strings_and_absent_values_are_left_out() {
        let message = Sample { flag: Some(Flag(true)), inner: Some(Box::new(sample("b"))), ..sample("a") };
        assert_eq!(write(&message).unwrap(), br#"{"flag":"true","inner":{"name":"b"},"name":"a"}"#);
    }

    #[test]
    fn real_scalars_are_read_as_their_text() {
        let read = Sample::read(br#"{"name":20,"nickName":true,"flag":true}"#).unwrap();
        assert_eq!(read, Sample { nick_name: Some(Text::new("true").unwrap()), flag: Some(Flag(true)), ..sample("20") });
        assert_eq!(Sample::read(br#"{"name":0.25}"#).unwrap(), sample("0.25"));
        assert_eq!(Sample::read(br#"{"name":"a","flag":"false"}"#).unwrap().flag, Some(Flag(false)));
    }

    #[test]
    fn empty_and_null_are_absent_and_unknown_keys_ignored() {
        let read = Sample::read(br#"{"name":"a","nickName":"","flag":null,"inner":"","x":{"y":[1,null]}}"#).unwrap();
        assert_eq!(read, sample("a"));
        assert_eq!(Sample::read(br#"{"name":""}"#), Err(field(".")));
        assert_eq!(Sample::read(br#"{"name":null}"#), Err(field(".")));
    }

    #[test]
    fn a_key_that_occurs_twice_is_refused_at_any_depth() {
        for body in [
            r#"{"name":"a","name":"a"}"#,
            r#"{"name":"a","x":{"y":1,"y":2}}"#,
            r#"{"name":"a","x":[{"y":1},{"y":1,"z":2,"y":null}]}"#,
            r#"{"name":"a","n\u0061me":"b"}"#,
        ] {
            assert_eq!(Sample::read(body.as_bytes()), Err(Malformed::DuplicateKey), "{body}");
        }
        assert!(Sample::read(br#"{"name":"a","x":{"name":1}}"#).is_ok());
    }

    #[test]
    fn lengths_count_characters_and_the_error_names_the_place() {
        assert!(Sample::read("{\"name\":\"\u{6e2f}\u{6e2f}\u{6e2f}\u{1f600}\"}".as_bytes()).is_ok());
        assert_eq!(Sample::read(br#"{"name":"a","inner":{"name":"abcde"}}"#), Err(field("inner.name")));
        assert_eq!(Sample::read(br#"{"name":"a","flag":"yes"}"#), Err(field("flag")));
        assert_eq!(Sample::read(br#"{"name":["a"]}"#), Err(field("name")));
    }

    #[test]
    fn what_is_not_json_is_refused() {
        let deep = "[".repeat(100_000);
        for body in [&b""[..], b"{", b"{}x", b"{'name':'a'}", b"\xff", b"{\"name\":\"\xff\"}", b"\xef\xbb\xbf{}", deep.as_bytes()] {
            assert_eq!(Sample::read(body), Err(Malformed::NotJson));
        }
        assert_eq!(Sample::read(b"[]"), Err(field(".")));
        assert_eq!(Sample::read(b"{}"), Err(field(".")));
    }
}
