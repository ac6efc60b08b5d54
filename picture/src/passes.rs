//! The built-in decoder: several passes over a picture, the cheap ones first, until one finds codes.

use std::{
    borrow::Cow,
    panic::{AssertUnwindSafe, catch_unwind},
    time::Instant,
};

use crate::{
    Decoder, FoundCode, Luma, OutOfTime,
    filters::{Threshold, black_and_white, doubled, inverted, reduced, sharpened},
    symbols,
};

/// The longest side on which a pass works, in pixels. It bounds what a pass costs, and most codes in a larger picture are large too.
const SIDE: usize = 1600;
/// What tiles of a larger picture share: more than the largest code that only its own pixels show.
const OVERLAP: usize = 600;
/// Longest sides between which half the size is worth a pass, and up to which double the size is.
const HALVED: usize = 320;
const DOUBLED: usize = SIDE / 2;

/// Reads QR codes with rxing's detector and decoder.
///
/// A picture of more than 1600 pixels a side is first looked at as a whole at a smaller size, then tile by tile at its own.
#[derive(Clone, Copy, Debug, Default)]
pub struct RxingDecoder;

impl Decoder for RxingDecoder {
    fn codes(&self, picture: &Luma, deadline: Instant) -> Result<Vec<FoundCode>, OutOfTime> {
        let factor = picture.width().max(picture.height()).div_ceil(SIDE);
        if factor == 1 {
            return whole(picture, deadline);
        }
        let found = match reduced(picture, factor) {
            Some(small) => whole(&small, deadline)?,
            None => Vec::new(),
        };
        if found.is_empty() {
            return tiles(picture, deadline);
        }
        Ok(found.into_iter().map(|code| code.placed(factor as f32, 0.0, 0.0)).collect())
    }
}

/// What the first pass that finds something finds.
fn whole(picture: &Luma, deadline: Instant) -> Result<Vec<FoundCode>, OutOfTime> {
    for pass in PASSES {
        let found = pass.codes(picture, deadline)?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

/// What the first pass finds in all tiles of a picture.
fn tiles(picture: &Luma, deadline: Instant) -> Result<Vec<FoundCode>, OutOfTime> {
    let starts = |size: usize| (0..size.saturating_sub(OVERLAP).max(1)).step_by(SIDE - OVERLAP);
    let mut found = Vec::new();
    for top in starts(picture.height()) {
        for left in starts(picture.width()) {
            let tile = picture.crop(left, top, SIDE, SIDE);
            match PASSES[0].codes(&tile, deadline) {
                Ok(codes) => found.extend(codes.into_iter().map(|code| code.placed(1.0, left as f32, top as f32))),
                Err(OutOfTime) if found.is_empty() => return Err(OutOfTime),
                Err(OutOfTime) => return Ok(found),
            }
        }
    }
    Ok(found)
}

/// One look at a picture.
struct Pass {
    size: Size,
    sharpen: bool,
    threshold: Threshold,
    invert: bool,
}

enum Size {
    Half,
    Same,
    Double,
}

/// The first finds nearly everything; the others are in the order of what they add for their cost. docs/decisions has the figures.
const PASSES: [Pass; 8] = [
    Pass { size: Size::Same, sharpen: false, threshold: Threshold::Blocks, invert: false },
    Pass { size: Size::Same, sharpen: false, threshold: Threshold::Blocks, invert: true },
    Pass { size: Size::Same, sharpen: false, threshold: Threshold::Whole, invert: false },
    Pass { size: Size::Half, sharpen: false, threshold: Threshold::Blocks, invert: false },
    Pass { size: Size::Same, sharpen: false, threshold: Threshold::Window, invert: false },
    Pass { size: Size::Same, sharpen: true, threshold: Threshold::Blocks, invert: false },
    Pass { size: Size::Same, sharpen: false, threshold: Threshold::Window, invert: true },
    Pass { size: Size::Double, sharpen: false, threshold: Threshold::Blocks, invert: false },
];

impl Pass {
    fn codes(&self, picture: &Luma, deadline: Instant) -> Result<Vec<FoundCode>, OutOfTime> {
        if Instant::now() >= deadline {
            return Err(OutOfTime);
        }
        let side = picture.width().max(picture.height());
        let (scale, sized) = match self.size {
            Size::Half if side >= HALVED => (2.0, reduced(picture, 2).map(Cow::Owned)),
            Size::Double if side <= DOUBLED => (0.5, Some(Cow::Owned(doubled(picture)))),
            Size::Same => (1.0, Some(Cow::Borrowed(picture))),
            Size::Half | Size::Double => (1.0, None),
        };
        let Some(sized) = sized else { return Ok(Vec::new()) };
        // A panic of the decoder is its bug with a strange picture and no reason to end the host's process: this pass has found nothing.
        // It leaves no state behind that could be broken.
        let found = catch_unwind(AssertUnwindSafe(|| {
            let sized = if self.sharpen { Cow::Owned(sharpened(&sized)) } else { sized };
            let Some(matrix) = black_and_white(&sized, self.threshold) else { return Ok(Vec::new()) };
            symbols::find(&if self.invert { inverted(matrix) } else { matrix }, deadline)
        }));
        let found = found.unwrap_or_else(|_| Ok(Vec::new()))?;
        Ok(found.into_iter().map(|code| code.placed(scale, 0.0, 0.0)).collect())
    }
}
