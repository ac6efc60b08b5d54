//! INTERIM: overwrite.
use crate::Failure;
use std::{
    io::{BufRead, Write},
    process::ExitCode,
};
/// interim
#[derive(clap::Args)]
pub struct Arguments {}
impl Arguments {
    /// interim
    pub fn run(self, _input: impl BufRead, _output: impl Write) -> Result<ExitCode, Failure> {
        Ok(ExitCode::SUCCESS)
    }
}
