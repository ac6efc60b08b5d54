//! `cashier sign`: the `Signature` header of a message.

use std::{
    io::{BufRead, Write},
    path::PathBuf,
    process::ExitCode,
};

use aws_lc_rs::digest;
use cashier_alipayplus::signing::{KeyVersion, PrivateKey, Signer, content_to_sign};
use clap::Args;
use serde::Deserialize;
use serde_json::json;

use super::{lines, read_file};
use crate::Failure;

/// Signs messages.
#[derive(Args)]
#[command(after_help = "A line in: {\"method\", \"path\", \"client_id\", \"time\", \"body\"}. A line out: content_sha256, signature.")]
pub struct Arguments {
    /// PKCS#8, base64 DER on one line or PEM
    #[arg(long, value_name = "FILE")]
    private_key: PathBuf,
    /// Version under which the other side knows the key
    #[arg(long, default_value_t = KeyVersion(1), value_name = "N")]
    key_version: KeyVersion,
}

/// The parts of a message that its signature covers.
#[derive(Deserialize)]
pub struct Message {
    pub method: String,
    pub path: String,
    pub client_id: String,
    pub time: String,
    pub body: String,
}

impl Message {
    /// Refuses what HTTP could not carry, or what would make the signed text ambiguous (protocol section 3).
    pub fn check(&self) -> Result<(), lines::LineError> {
        let is_path = self.path.starts_with('/') && !self.path.contains(|c: char| matches!(c, '?' | '#') || c.is_control());
        let wrong = if self.method.is_empty() || !self.method.bytes().all(|byte| byte.is_ascii_uppercase()) {
            "method is not upper-case letters"
        } else if !is_path {
            "path has no leading slash, or holds a query, a fragment or a control character"
        } else if self.client_id.is_empty() || self.client_id.contains(char::is_control) {
            "client_id is empty or holds a control character"
        } else if self.time.contains(char::is_control) {
            "time holds a control character"
        } else {
            return Ok(());
        };
        Err(lines::LineError::new("PARAM_ILLEGAL", wrong))
    }
}

impl Arguments {
    /// Signs every line.
    pub fn run(self, input: impl BufRead, output: impl Write) -> Result<ExitCode, Failure> {
        let key = read_file(&self.private_key, PrivateKey::parse)?;
        let signer = Signer { key, version: self.key_version };
        lines::answer(input, output, |it: Message| {
            it.check()?;
            let content = content_to_sign(&it.method, &it.path, &it.client_id, &it.time, it.body.as_bytes());
            let signature = signer.sign(&content).map_err(|error| lines::LineError::new("PROCESS_FAIL", error))?;
            let sha256: String = digest::digest(&digest::SHA256, &content).as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
            Ok(json!({ "content_sha256": sha256, "signature": signature.to_string() }))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{super::verify, *};

    const MESSAGE: &str = r#"{"method":"POST","path":"/aps/api/v1/payments/userInitiatedPay","client_id":"SANDBOX_EXAMPLE0001","time":"2026-01-05T09:30:00Z","body":"{\"codeValue\":\"281666049Qv7ExampleOrderCode0000001A\",\"customerId\":\"1234567\"}"}"#;

    #[test]
    fn what_is_signed_is_verified_and_nothing_else_is() {
        let folder = tempfile::tempdir().unwrap();
        let key = PrivateKey::generate().unwrap();
        let (private, public) = (folder.path().join("private"), folder.path().join("public"));
        std::fs::write(&private, key.to_base64().unwrap().as_bytes()).unwrap();
        std::fs::write(&public, key.public_key().to_pem()).unwrap();

        let mut signed = Vec::new();
        assert!(Arguments { private_key: private, key_version: KeyVersion(2) }.run(MESSAGE.as_bytes(), &mut signed).is_ok());
        let signed: serde_json::Value = serde_json::from_slice(&signed).unwrap();
        assert_eq!(signed["content_sha256"], "dc9ff96ddc7d1a12ec4e32796eb7d17ee409249970bfdf5107ee19c9fb78c68a");

        let mut message: serde_json::Value = serde_json::from_str(MESSAGE).unwrap();
        message["signature"] = signed["signature"].clone();
        let right = message.to_string();
        let changed = right.replace("1234567", "1234568");
        let mut output = Vec::new();
        assert!(verify::Arguments { public_key: public }.run(format!("{right}\n{changed}\n").as_bytes(), &mut output).is_ok());
        assert_eq!(
            String::from_utf8(output).unwrap(),
            "{\"code\":\"SUCCESS\",\"valid\":true}\n{\"code\":\"INVALID_SIGNATURE\",\"valid\":false}\n"
        );
    }

    #[test]
    fn a_message_that_cannot_be_sent_is_neither_signed_nor_verified() {
        let (folder, key) = (tempfile::tempdir().unwrap(), PrivateKey::generate().unwrap());
        let (private, public) = (folder.path().join("private"), folder.path().join("public"));
        std::fs::write(&private, key.to_base64().unwrap().as_bytes()).unwrap();
        std::fs::write(&public, key.public_key().to_base64()).unwrap();
        let wrong = [
            ("method", ["", "post", "POST ", "PÖST", "POST\n"]),
            ("path", ["", "aps/pay", "/aps?x=1", "/aps#x", "/a\nb"]),
            ("client_id", ["", "A\n", "\0", "A\u{7f}", "A\u{85}"]),
            ("time", ["\n", "2026-01-05T09:30:00Z\r", "\t", "\u{1b}", "\u{9f}"]),
        ];
        let message = |key: &str, value: &str| {
            let mut message: serde_json::Value = serde_json::from_str(MESSAGE).unwrap();
            message[key] = value.into();
            message.to_string() + "\n"
        };
        let input: String = wrong.iter().flat_map(|(key, values)| values.map(|value| message(key, value))).collect();

        let (mut signed, mut verified) = (Vec::new(), Vec::new());
        assert!(Arguments { private_key: private, key_version: KeyVersion(1) }.run(input.as_bytes(), &mut signed).is_ok());
        assert!(verify::Arguments { public_key: public }.run(input.as_bytes(), &mut verified).is_ok());
        for answers in [signed, verified] {
            let answers = String::from_utf8(answers).unwrap();
            assert_eq!(answers.lines().count(), input.lines().count());
            for (line, answer) in input.lines().zip(answers.lines()) {
                let answer: serde_json::Value = serde_json::from_str(answer).unwrap();
                assert_eq!(answer["error"]["code"], "PARAM_ILLEGAL", "{line}");
            }
        }
    }

    #[test]
    fn a_bad_key_file_is_one_line_and_exit_code_2() {
        let failure = Arguments { private_key: "no such file".into(), key_version: KeyVersion(1) }.run(&b""[..], Vec::new()).err().unwrap();
        assert_eq!((failure.code, failure.line.lines().count()), (2, 1));
    }
}
