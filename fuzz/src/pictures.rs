//! Pictures of codes, and what holds for codes that are found in pictures.

use cashier_picture::{FoundCode, QR_CODE};
use image::{GrayImage, Luma};
use qrcode::{Color, EcLevel, QrCode};

const TEXTS: [&str; 4] = ["1", "281666040092ABCD", "https://qr.acquirer.example/281?s=x", "00020126210001g0112https://a.ex6304EA78"];
const LEVELS: [EcLevel; 4] = [EcLevel::L, EcLevel::M, EcLevel::Q, EcLevel::H];

/// A code with its quiet zone: of each text, level of error correction and size some, dark on light or the other way round.
pub fn drawn(seed: u32) -> GrayImage {
    let pick = |shift: u32, bound: u32| (seed.wrapping_mul(0x9E37_79B9) >> shift) % bound;
    let text = TEXTS[pick(8, 4) as usize];
    let code = QrCode::with_error_correction_level(text, LEVELS[pick(12, 4) as usize]).expect("short texts");
    let (modules, colors) = (code.width(), code.to_colors());
    let (module, inverted) = (pick(16, 2) + 1, pick(20, 8) == 0);
    let side = (modules as u32 + 8) * module;
    GrayImage::from_fn(side, side, |x, y| {
        let [x, y] = [x, y].map(|at| ((at / module) as usize).checked_sub(4).filter(|at| *at < modules));
        let dark = x.zip(y).is_some_and(|(x, y)| colors[y * modules + x] == Color::Dark);
        Luma([if dark != inverted { 25 } else { 235 }])
    })
}

/// What holds for all codes of a picture.
pub fn check_codes(codes: &[FoundCode]) {
    for code in codes {
        let bounds = code.bounds;
        assert!(code.format == QR_CODE);
        assert!([bounds.left, bounds.top, bounds.right, bounds.bottom].iter().all(|side| side.is_finite()));
        assert!(bounds.left <= bounds.right && bounds.top <= bounds.bottom);
    }
}

/// Panics end a fuzzer's process from its hook; those that the decoder catches must not. One that gets out still does.
pub fn let_passes_panic() {
    drop(std::panic::take_hook());
}
