//! One JSON object a line in, one a line out, in the same order, flushed per line.

use std::{
    fmt,
    io::{self, BufRead, Read, Write},
    process::ExitCode,
};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeOwned, MapAccess, Visitor},
};
use serde_json::{Map, Value, json};

use crate::Failure;

/// A longer line is answered with an error and not kept in memory.
const MAX_LINE: u64 = 1024 * 1024;

/// Why a line has no result.
pub struct LineError {
    /// Stable.
    pub code: &'static str,
    /// For people; never holds the input.
    pub detail: String,
}

impl LineError {
    /// An error of the input.
    pub fn new(code: &'static str, detail: impl ToString) -> Self {
        Self { code, detail: detail.to_string() }
    }
}

/// Answers every line of `input` with what `each` makes of it.
pub fn answer<I: DeserializeOwned, O: Serialize>(
    mut input: impl BufRead,
    mut output: impl Write,
    mut each: impl FnMut(I) -> Result<O, LineError>,
) -> Result<ExitCode, Failure> {
    while let Some(line) = next_line(&mut input).map_err(Failure::new)? {
        let result = line.and_then(|line| {
            let members = Object::read(&line)?;
            each(I::deserialize(Value::Object(members)).map_err(|_| LineError::new("INVALID_INPUT", WRONG_KEYS))?)
        });
        let written = match result {
            Ok(answer) => write_line(&mut output, &answer),
            Err(LineError { code, detail }) => write_line(&mut output, &json!({ "error": { "code": code, "detail": detail } })),
        };
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => break,
            written => written.map_err(Failure::new)?,
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The next line without its end; `None` at the end of the input.
fn next_line(input: &mut impl BufRead) -> io::Result<Option<Result<Vec<u8>, LineError>>> {
    let mut line = Vec::new();
    if input.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
    } else if line.len() as u64 == MAX_LINE {
        input.skip_until(b'\n')?;
        return Ok(Some(Err(LineError::new("INVALID_INPUT", "the line is too long"))));
    }
    Ok(Some(Ok(line)))
}

fn write_line(output: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    output.write_all(&line)?;
    output.flush()
}

/// What is wrong with a line, without quoting it.
const EMPTY: &str = "the line is empty";
const NO_OBJECT: &str = "not a JSON object";
const WRONG_KEYS: &str = "a key is missing or has another type";
const DUPLICATE_KEY: &str = "a key occurs twice";

/// An object, and nothing else: a list would be taken for one by the place of its items.
struct Object {
    members: Map<String, Value>,
    /// Of two values under one key nobody can say which is meant.
    has_duplicate: bool,
}

impl Object {
    fn read(line: &[u8]) -> Result<Map<String, Value>, LineError> {
        let why = match serde_json::from_slice(line) {
            Ok(Self { members, has_duplicate: false }) => return Ok(members),
            Ok(_) => DUPLICATE_KEY,
            Err(_) if line.trim_ascii().is_empty() => EMPTY,
            Err(_) => NO_OBJECT,
        };
        Err(LineError::new("INVALID_INPUT", why))
    }
}

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor)
    }
}

struct ObjectVisitor;

impl<'de> Visitor<'de> for ObjectVisitor {
    type Value = Object;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut object = Object { members: Map::new(), has_duplicate: false };
        while let Some((key, value)) = entries.next_entry()? {
            object.has_duplicate |= object.members.insert(key, value).is_some();
        }
        Ok(object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Input {
        n: u8,
    }

    fn run(input: &[u8]) -> String {
        let mut output = Vec::new();
        let each = |Input { n }| if n == 0 { Err(LineError::new("ZERO", "nothing")) } else { Ok(n) };
        assert!(answer(input, &mut output, each).is_ok());
        String::from_utf8(output).unwrap()
    }

    #[test]
    fn every_line_has_its_answer_in_order() {
        assert_eq!(run(b"{\"n\":1}\n{\"n\":2,\"more\":[]}\r\n{\"n\":3}"), "1\n2\n3\n");
        assert_eq!(run(b""), "");
    }

    #[test]
    fn a_bad_line_is_answered_and_the_next_one_read() {
        let long = [vec![b'7'; 2_000_000], b"\n{\"n\":5}\n".to_vec()].concat();
        assert_eq!(run(&long).lines().last(), Some("5"));
        let lines = run(b"\n{\"n\":300}\n\xff\n[7]\n7\n{\"m\":7}\n{\"n\":0}\n{\"n\":9}\n");
        let codes: Vec<_> =
            lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["error"]["code"].clone()).collect();
        assert_eq!(codes[..6], [(); 6].map(|()| "INVALID_INPUT"));
        assert_eq!(codes[6], "ZERO");
        assert_eq!(lines.lines().last(), Some("9"));
    }

    #[test]
    fn what_is_wrong_with_a_line_is_told_without_quoting_it() {
        for (line, detail) in [
            ("", EMPTY),
            (" \r", EMPTY),
            ("secret", NO_OBJECT),
            (r#"{"n":1"#, NO_OBJECT),
            (r#"{"n":1}{"n":1}"#, NO_OBJECT),
            (r#"{"secret":1}"#, WRONG_KEYS),
            (r#"{"n":1,"n":1}"#, DUPLICATE_KEY),
            (r#"{"n":1,"\u006e":2}"#, DUPLICATE_KEY),
            (r#"{"secret":1,"n":1,"secret":2}"#, DUPLICATE_KEY),
        ] {
            let answer: Value = serde_json::from_str(&run(format!("{line}\n").as_bytes())).unwrap();
            assert_eq!(answer, json!({ "error": { "code": "INVALID_INPUT", "detail": detail } }), "{line}");
        }
    }
}
