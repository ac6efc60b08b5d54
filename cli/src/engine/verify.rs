//! `cashier verify`: whether a message is signed by a key.

use std::{
    io::{BufRead, Write},
    path::PathBuf,
    process::ExitCode,
};

use cashier_alipayplus::signing::{KeyVersion, KeyVersions, PublicKey, RawMessage, SignatureHeader};
use clap::Args;
use serde::Deserialize;
use serde_json::json;

use super::{lines, read_file, sign::Message};
use crate::Failure;

/// Verifies signed messages.
#[derive(Args)]
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
            // One key stands for every version.
            let header = signature.as_deref().and_then(|text| text.parse::<SignatureHeader>().ok());
            let version = header.and_then(|header| header.key_version).unwrap_or(KeyVersion(0));
            let keys = KeyVersions::new(version, key.clone());
            let message = RawMessage::new(it.method, it.path, it.client_id, it.time, signature, it.body.into_bytes());
            Ok(match message.verify(&keys) {
                Ok(_) => json!({ "valid": true, "code": "SUCCESS" }),
                Err(error) => json!({ "valid": false, "code": error.result_code().as_str() }),
            })
        })
    }
}
