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

impl Arguments {
    /// Signs every line.
    pub fn run(self, input: impl BufRead, output: impl Write) -> Result<ExitCode, Failure> {
        let key = read_file(&self.private_key, PrivateKey::parse)?;
        let signer = Signer { key, version: self.key_version };
        lines::answer(input, output, |it: Message| {
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
    fn a_bad_key_file_is_one_line_and_exit_code_2() {
        let failure = Arguments { private_key: "no such file".into(), key_version: KeyVersion(1) }.run(&b""[..], Vec::new()).err().unwrap();
        assert_eq!((failure.code, failure.line.lines().count()), (2, 1));
    }
}
