//! `cashier verify`: whether a message is signed by a key.

use std::{
    io::{BufRead, Write},
    path::PathBuf,
    process::ExitCode,
};

use cashier_alipayplus::{
    result::ResultCode,
    signing::{KeyVersions, PublicKey, RawMessage, SignatureHeader},
};
use clap::Args;
use serde::Deserialize;
use serde_json::json;

use super::{lines, read_file, sign::Message};
use crate::Failure;

/// Verifies signed messages.
#[derive(Args)]
#[command(after_help = "A line in: {\"method\", \"path\", \"client_id\", \"time\", \"body\", \"signature\"}. A line out: valid, code.")]
pub struct Arguments {
    /// SubjectPublicKeyInfo, base64 DER on one line or PEM
    #[arg(long, value_name = "FILE")]
    pub public_key: PathBuf,
}

#[derive(Deserialize)]
struct Signed {
    #[serde(flatten)]
    message: Message,
    signature: Option<String>,
}

impl Arguments {
    /// Verifies every line.
    pub fn run(self, input: impl BufRead, output: impl Write) -> Result<ExitCode, Failure> {
        let key = read_file(&self.public_key, PublicKey::parse)?;
        lines::answer(input, output, |Signed { message: it, signature }: Signed| {
            it.check()?;
            // One key stands for every version.
            let header = signature.as_deref().and_then(|text| text.parse::<SignatureHeader>().ok());
            let version = header.and_then(|header| header.key_version).unwrap_or_default();
            let keys = KeyVersions::new(version, key.clone());
            let message = RawMessage::new(it.method, it.path, it.client_id, it.time, signature, it.body.into_bytes());
            let valid = message.verify(&keys).is_ok();
            let code = if valid { ResultCode::Success } else { ResultCode::InvalidSignature };
            Ok(json!({ "valid": valid, "code": code.as_str() }))
        })
    }
}

#[cfg(test)]
mod tests {
    use cashier_alipayplus::signing::PrivateKey;

    use super::*;

    #[test]
    fn a_header_that_cannot_be_read_is_no_valid_signature() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), PrivateKey::generate().unwrap().public_key().to_base64()).unwrap();
        let headers = [
            json!(null),
            json!(""),
            json!("RSA256"),
            json!("algorithm=none, signature=Pw=="),
            json!("algorithm=RSA256, keyVersion=99999999999999999999, signature=Pw=="),
            json!("algorithm=RSA256, keyVersion=-1, signature=Pw=="),
            json!("algorithm=RSA256, keyVersion=1, signature=?"),
            json!("algorithm=RSA256, keyVersion=4294967295, signature=Pw=="),
        ];
        let message = |header| json!({ "method": "POST", "path": "/p", "client_id": "C", "time": "T", "body": "", "signature": header });
        let input: String = headers.iter().map(|header| message(header).to_string() + "\n").collect();
        let mut output = Vec::new();
        assert!(Arguments { public_key: file.path().into() }.run(input.as_bytes(), &mut output).is_ok());
        let refused = "{\"code\":\"INVALID_SIGNATURE\",\"valid\":false}\n";
        assert_eq!(String::from_utf8(output).unwrap(), refused.repeat(headers.len()));
    }
}
