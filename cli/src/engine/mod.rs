//! The engine for scripts: each file is one subcommand of JSON Lines.

pub mod emv;
pub mod identify;
mod lines;
pub mod navigate;
pub mod redirect;
pub mod sign;
pub mod verify;

use std::{fmt::Display, fs, path::Path};

use crate::Failure;

/// Reads a file that a flag names; whatever is wrong with it is one line and exit code 2.
fn read_file<T, E: Display>(path: &Path, parse: impl FnOnce(&str) -> Result<T, E>) -> Result<T, Failure> {
    let bad = |error: &dyn Display| Failure { line: format!("{}: {error}", path.display()), code: 2 };
    let text = fs::read_to_string(path).map_err(|error| bad(&error))?;
    parse(&text).map_err(|error| bad(&error))
}
