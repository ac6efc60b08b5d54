//! The vectors of `testdata/codes/vectors`: one JSON object a line, one file a subject.
//!
//! | key | meaning |
//! | --- | --- |
//! | `name` | says what the specification says |
//! | `rules` or `file` | rules in readable form (see `wire.rs`), or a rule file beside the folder |
//! | `code` | verbatim |
//! | `clientId`, `jarVersion` | if they matter |
//! | `remote` | what remote identify answered: an object, a body as text, `null` for no answer; absent if it was not asked |
//! | `expect` | `verdict` (`decode`, `open_url`, `ask`, `not_supported`, `too_long`), and as far as they matter `rule`, `url`, `userAgent`, `acDecodeConfig`, `kind` |

use std::{fs, path::PathBuf};

use cashier_core::codes::rules::{Action, CodeTooLong, Context, Identification, Supported, Untrusted, Verdict};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use crate::wire;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Vector {
    pub name: String,
    rules: Option<Vec<Value>>,
    file: Option<String>,
    pub code: String,
    #[serde(default = "client_id")]
    pub client_id: String,
    #[serde(default = "jar_version")]
    pub jar_version: String,
    #[serde(default, deserialize_with = "present")]
    pub remote: Option<Value>,
    pub expect: Value,
}

fn client_id() -> String {
    "SANDBOX_EXAMPLE0001".to_owned()
}

fn jar_version() -> String {
    "1.2.1.20240506".to_owned()
}

/// `null` is something else than nothing.
fn present<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(value).map(Some)
}

/// Every vector of every file.
pub fn all() -> Vec<Vector> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder().join("vectors")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let lines = files.iter().flat_map(|path| {
        let text = fs::read_to_string(path).unwrap();
        let line = |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("{}: {error}: {line}", path.display()));
        text.lines().map(line).collect::<Vec<Vector>>()
    });
    lines.collect()
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata/codes")
}

impl Vector {
    /// The rules as they are served.
    pub fn rule_file(&self) -> Vec<u8> {
        match (&self.rules, &self.file) {
            (Some(rules), None) => wire::file(rules).to_string().into_bytes(),
            (None, Some(file)) => fs::read(folder().join(file)).unwrap(),
            _ => panic!("{}: `rules` or `file`", self.name),
        }
    }

    pub fn context(&self) -> Context<'_> {
        Context { client_id: &self.client_id, jar_version: &self.jar_version }
    }

    /// The body of the remote answer; `Some(None)` if there was none.
    pub fn remote_body(&self) -> Option<Option<String>> {
        self.remote.as_ref().map(|remote| match remote {
            Value::Null => None,
            Value::String(body) => Some(body.clone()),
            object => Some(object.to_string()),
        })
    }

    /// What of `found` is not as expected.
    pub fn difference(&self, found: &Value) -> Option<String> {
        let wrong = self.expect.as_object().unwrap().iter().find(|(key, expected)| found[key.as_str()] != **expected);
        wrong.map(|(key, expected)| format!("{}\n    {key}: expected {expected}, found {}", self.name, found[key.as_str()]))
    }
}

/// An identification in the words of `expect`.
pub fn told(identified: &Result<Identification, CodeTooLong>) -> Value {
    let Ok(Identification { kind, verdict }) = identified else { return json!({ "verdict": "too_long" }) };
    let mut told = match verdict {
        Verdict::NotSupported(_) => json!({ "verdict": "not_supported" }),
        Verdict::AskBackend(Untrusted { rule, .. }) => json!({ "verdict": "ask", "rule": rule }),
        Verdict::Supported(Supported { rule, action, ac_decode_config }) => match action {
            Action::Decode => json!({ "verdict": "decode", "rule": rule, "acDecodeConfig": &**ac_decode_config }),
            Action::OpenUrl { url, user_agent } => {
                json!({ "verdict": "open_url", "rule": rule, "url": url, "userAgent": &**user_agent, "acDecodeConfig": &**ac_decode_config })
            }
        },
    };
    told["kind"] = json!(kind);
    told
}
