//! `cashier replay`: what a recorded payment did.

use std::{
    fs::File,
    io::{Read, Write},
    path::PathBuf,
    process::ExitCode,
};

use cashier_core::recording::{self, MAX_BYTES};
use clap::Args;

use crate::Failure;

/// Runs a recorded payment again, without a network, and prints its transcript: each event, the phase to which it led, the effects (!)
/// and the page, if it is another one (=). Exit code 1: a page is not the one that the payment showed (?).
#[derive(Args)]
pub struct Arguments {
    /// A recording, of `cashier pay --record` or of a wallet
    file: PathBuf,
}

impl Arguments {
    /// Prints the transcript. A file that is no recording is exit code 2.
    pub fn run(self, mut output: impl Write) -> Result<ExitCode, Failure> {
        let refused = |why: String| Failure { line: format!("{}: {why}", self.file.display()), code: 2 };
        let mut bytes = Vec::new();
        // One byte more than a recording may have tells that there are more.
        let limit = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX).saturating_add(1);
        let read = File::open(&self.file).and_then(|file| file.take(limit).read_to_end(&mut bytes));
        read.map_err(|error| refused(error.to_string()))?;
        let transcript = recording::replay(&bytes).map_err(|error| refused(error.to_string()))?;
        output.write_all(transcript.as_str().as_bytes()).map_err(Failure::new)?;
        match transcript.strange_pages() {
            0 => Ok(ExitCode::SUCCESS),
            pages => Err(Failure::new(format!("{pages} pages are not those that the payment showed: where a line begins with `?`"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(file: &str) -> Result<String, Failure> {
        let mut output = Vec::new();
        let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../core/testdata/recordings").join(file);
        Arguments { file }.run(&mut output)?;
        Ok(String::from_utf8(output).unwrap())
    }

    #[test]
    fn the_transcript_is_printed_byte_for_byte() {
        let expected = include_str!("../../core/testdata/recordings/paid.txt");
        assert!(run("paid.json").is_ok_and(|printed| printed == expected));
    }

    #[test]
    fn what_is_no_recording_ends_the_command_with_2() {
        for file in ["paid.txt", "missing.json"] {
            assert_eq!(run(file).map_err(|failure| failure.code), Err(2), "{file}");
        }
    }
}
