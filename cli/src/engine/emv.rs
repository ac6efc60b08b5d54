//! `cashier emv`: what a text is as an EMVCo merchant code.

use std::{
    io::{BufRead, Write},
    process::ExitCode,
};

use cashier_core::{codes::emv::EmvReport, secret::CodeValue};
use clap::Args;
use serde::Deserialize;

use super::lines::answer;
use crate::Failure;

/// No flags.
#[derive(Args, Clone)]
#[command(
    after_help = "A line in: {\"payload\": text}. A line out: well_formed, length_unit, crc, fields (by path), form [findings], schemes, profiles [{scheme, fits,\n\
    findings}], country, currency, amount, strict, findings; a finding is {code, path, offset, detail}."
)]
pub struct Arguments {}

#[derive(Deserialize)]
struct Input {
    payload: CodeValue,
}

impl Arguments {
    /// Reads every line.
    pub fn run(self, input: impl BufRead, output: impl Write) -> Result<ExitCode, Failure> {
        answer(input, output, |line: Input| Ok(EmvReport::of(line.payload.expose())))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn every_key_is_there_for_any_text() {
        let mut output = Vec::new();
        let input = b"{\"payload\":\"hello\"}\n{}\n";
        assert!(Arguments {}.run(&input[..], &mut output).is_ok());
        let lines: Vec<Value> = String::from_utf8(output).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let keys: Vec<_> = lines[0].as_object().unwrap().keys().map(String::as_str).collect();
        let mut expected = [
            "well_formed",
            "length_unit",
            "crc",
            "form",
            "fields",
            "schemes",
            "profiles",
            "country",
            "currency",
            "amount",
            "strict",
            "findings",
        ];
        expected.sort_unstable();
        assert_eq!(keys, expected);
        assert_eq!(
            (&lines[0]["well_formed"], &lines[0]["length_unit"], &lines[0]["crc"]),
            (&json!(false), &Value::Null, &json!("missing"))
        );
        assert_eq!(lines[1]["error"]["code"], "INVALID_INPUT");
    }
}
