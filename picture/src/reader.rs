//! From the bytes of a file to the codes in it.

use std::{
    fs::File,
    io::Read,
    path::Path,
    time::{Duration, Instant},
};

use crate::{Decoder, FoundCode, OutOfTime, PictureError, RxingDecoder, decoder::in_reading_order, file};

/// What one picture may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub file: usize,
    /// Pixels, checked before any is decoded. A 64 megapixel photograph takes a quarter of a gigabyte while it is decoded.
    pub pixels: u64,
    /// Bytes that the decoder of the file may allocate.
    pub memory: u64,
    /// From the call to its end; what it cannot bound is in the documentation of the crate.
    pub time: Duration,
}

impl Default for Limits {
    /// Every phone's photographs, and no more.
    fn default() -> Self {
        Self { file: 64 << 20, pixels: 64_000_000, memory: 256 << 20, time: Duration::from_secs(3) }
    }
}

/// Reads codes in pictures.
pub struct PictureReader {
    decoder: Box<dyn Decoder>,
    limits: Limits,
}

impl Default for PictureReader {
    fn default() -> Self {
        Self::new(RxingDecoder, Limits::default())
    }
}

impl PictureReader {
    /// A reader with a decoder and limits of the caller's choice.
    pub fn new(decoder: impl Decoder + 'static, limits: Limits) -> Self {
        Self { decoder: Box::new(decoder), limits }
    }

    /// All codes in a PNG, JPEG or WebP, at least one: from top to bottom, each row from left to right, every text once.
    ///
    /// Blocks for up to [`Limits::time`].
    pub fn codes(&self, bytes: &[u8]) -> Result<Vec<FoundCode>, PictureError> {
        let deadline = Instant::now() + self.limits.time;
        let picture = file::luma(bytes, &self.limits)?;
        let found = self.decoder.codes(&picture, deadline).map_err(|OutOfTime| PictureError::OutOfTime)?;
        let codes = in_reading_order(found);
        if codes.is_empty() { Err(PictureError::NoCode) } else { Ok(codes) }
    }

    /// [`PictureReader::codes`] of the file at `path`.
    pub fn codes_in_file(&self, path: &Path) -> Result<Vec<FoundCode>, PictureError> {
        let mut bytes = Vec::new();
        // One byte more than allowed tells a file that is too long from one that just fits.
        let most = u64::try_from(self.limits.file).unwrap_or(u64::MAX).saturating_add(1);
        // A pipe of somebody who writes nothing would be waited for without end.
        if !path.metadata().is_ok_and(|it| it.is_file()) {
            return Err(PictureError::Unreadable);
        }
        let file = File::open(path).map_err(|_| PictureError::Unreadable)?;
        file.take(most).read_to_end(&mut bytes).map_err(|_| PictureError::Unreadable)?;
        self.codes(&bytes)
    }
}
