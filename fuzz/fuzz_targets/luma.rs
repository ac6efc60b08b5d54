//! Any gray pixels, past the file formats: the first byte is the width.

#![no_main]

use std::time::{Duration, Instant};

use cashier_fuzz::pictures::{check_codes, drawn, let_passes_panic};
use cashier_picture::{Decoder, Luma, RxingDecoder};
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};

fuzz_target!(init: let_passes_panic(), |bytes: &[u8]| {
    let Some((&width, pixels)) = bytes.split_first() else { return };
    let (width, height) = (usize::from(width), pixels.len().checked_div(width.into()).unwrap_or_default());
    let Some(picture) = Luma::new(width, height, pixels[..width * height].to_vec()) else { return };
    if let Ok(codes) = RxingDecoder.codes(&picture, Instant::now() + Duration::from_secs(1)) {
        check_codes(&codes);
    }
});

// Now and then begins anew with a code.
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let picture = drawn(seed);
    let whole = 1 + picture.as_raw().len();
    match u8::try_from(picture.width()) {
        Ok(width) if whole <= max_size && (size < 16 || seed.is_multiple_of(64)) => {
            data[0] = width;
            data[1..whole].copy_from_slice(picture.as_raw());
            whole
        }
        _ => fuzzer_mutate(data, size, max_size),
    }
});
