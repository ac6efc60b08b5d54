//! The built-in decoder: several passes over a picture, the cheap ones first, until one finds codes.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::Instant,
};

use crate::{
    Decoder, FoundCode, Luma, OutOfTime,
    filters::{Threshold, black_and_white, doubled, inverted, reduced, sharpened},
    symbols,
};

/// Reads QR codes with rxing's detector and decoder.
#[derive(Clone, Copy, Debug, Default)]
pub struct RxingDecoder;

impl Decoder for RxingDecoder {
    fn codes(&self, picture: &Luma, deadline: Instant) -> Result<Vec<FoundCode>, OutOfTime> {
        let only: Option<usize> = std::env::var("PASS").ok().and_then(|p| p.parse().ok());
        for (i, pass) in PASSES.iter().enumerate() {
 if only.is_some_and(|o| o != i) { continue }
            if Instant::now() >= deadline {
                return Err(OutOfTime);
            }
            let found = contained(|| pass.codes(picture, deadline))?;
            if !found.is_empty() {
                return Ok(found);
            }
        }
        Ok(Vec::new())
    }
}

/// A panic of the decoder is its bug with a strange picture, and no reason to end the host's process: that pass has found nothing. There
/// is no state that it could leave broken.
fn contained(pass: impl FnOnce() -> Result<Vec<FoundCode>, OutOfTime>) -> Result<Vec<FoundCode>, OutOfTime> {
    catch_unwind(AssertUnwindSafe(pass)).unwrap_or_else(|_| Ok(Vec::new()))
}

enum Size { Half, Same, Double }
struct Pass { size: Size, sharp: bool, threshold: Threshold, inverted: bool }
const fn p(size: Size, sharp: bool, threshold: Threshold, inverted: bool) -> Pass { Pass { size, sharp, threshold, inverted } }
const PASSES: &[Pass] = &[
    p(Size::Same, false, Threshold::Blocks, false),
    p(Size::Same, false, Threshold::Blocks, true),
    p(Size::Same, false, Threshold::Whole, false),
    p(Size::Same, false, Threshold::Window, false),
    p(Size::Same, true, Threshold::Blocks, false),
    p(Size::Half, false, Threshold::Blocks, false),
    p(Size::Double, false, Threshold::Blocks, false),
];

impl Pass {
    fn codes(&self, picture: &Luma, deadline: Instant) -> Result<Vec<FoundCode>, OutOfTime> {
        let sized = match self.size { Size::Half => reduced(picture, 2), Size::Same => picture.clone(), Size::Double => doubled(picture) };
        let sized = if self.sharp { sharpened(&sized) } else { sized };
        let Some(matrix) = black_and_white(&sized, self.threshold) else { return Ok(Vec::new()) };
        symbols::find(&if self.inverted { inverted(&matrix) } else { matrix }, deadline)
    }
}
