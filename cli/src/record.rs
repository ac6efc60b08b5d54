//! `--record FILE`: the recording of a payment, for `cashier replay`.

use std::{
    fs::{self, File, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
};

use cashier_client::Payment;

use crate::Failure;

/// A new file of this user only. It is there before anything is paid: whether it can be written is no question of the end.
pub struct RecordFile {
    path: PathBuf,
    file: File,
}

impl RecordFile {
    /// Creates `path`; a file that is there already stays as it is, and is an error.
    pub fn create(path: &Path) -> Result<Self, Failure> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(|error| Failure { line: format!("{}: {error}", path.display()), code: 2 })?;
        Ok(Self { path: path.to_owned(), file })
    }

    /// Writes what has happened to `payment` so far; without a payment nothing stays behind.
    pub fn finish(mut self, payment: Option<&Payment>) -> Result<(), Failure> {
        let failed = |error: std::io::Error| Failure::new(format!("{}: {error}", self.path.display()));
        match payment.and_then(Payment::recording) {
            Some(recording) => writeln!(self.file, "{recording}").map_err(failed),
            None => fs::remove_file(&self.path).map_err(failed),
        }
    }
}
