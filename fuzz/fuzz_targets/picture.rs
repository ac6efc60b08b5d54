//! Any bytes as a picture file.

#![no_main]

use std::{io::Cursor, sync::LazyLock, time::Duration};

use cashier_fuzz::pictures::{check_codes, drawn, let_passes_panic};
use cashier_picture::{Limits, PictureError, PictureReader, RxingDecoder};
use image::{DynamicImage, ImageFormat};
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};

/// Small ones, so that an input never takes long: a header of twenty bytes may promise as many pixels as are allowed.
const LIMITS: Limits = Limits { file: 16 << 10, pixels: 150_000, memory: 4 << 20, time: Duration::from_secs(1) };

static READER: LazyLock<PictureReader> = LazyLock::new(|| PictureReader::new(RxingDecoder, LIMITS));

fuzz_target!(init: let_passes_panic(), |bytes: &[u8]| {
    match READER.codes(bytes) {
        Ok(codes) => {
            assert!(!codes.is_empty());
            check_codes(&codes);
        }
        Err(error) => assert!(error != PictureError::Unreadable && (bytes.len() <= LIMITS.file || error == PictureError::TooLarge)),
    }
});

// Now and then begins anew with a file that can be read: no mutation of nothing becomes one.
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    match file(seed).filter(|file| size < 16 || (seed.is_multiple_of(64) && file.len() <= max_size)) {
        Some(file) if file.len() <= data.len() => {
            data[..file.len()].copy_from_slice(&file);
            file.len()
        }
        _ => fuzzer_mutate(data, size, max_size),
    }
});

/// A code in one of the formats, gray, in colours or with transparency.
fn file(seed: u32) -> Option<Vec<u8>> {
    let picture = DynamicImage::from(drawn(seed));
    let (picture, format) = match seed / 64 % 6 {
        0 => (picture, ImageFormat::Png),
        1 => (picture.into_luma_alpha8().into(), ImageFormat::Png),
        2 => (picture.into_luma16().into(), ImageFormat::Png),
        3 => (picture.into_rgb8().into(), ImageFormat::WebP),
        4 => (picture.into_rgb8().into(), ImageFormat::Jpeg),
        _ => (picture, ImageFormat::Jpeg),
    };
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, format).ok()?;
    Some(file.into_inner())
}
