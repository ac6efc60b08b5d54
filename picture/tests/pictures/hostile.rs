//! Pictures made to keep a decoder busy, or to break it.

use std::time::{Duration, Instant};

use cashier_picture::{Decoder, Luma, RxingDecoder};

use crate::codes::{Seed, canvas, draw, emv};

/// In a debug build on a busy machine; a release build needs less than a tenth of it.
const BOUND: Duration = Duration::from_secs(20);

fn reads(picture: &Luma) -> usize {
    let start = Instant::now();
    let found = RxingDecoder.codes(picture, start + BOUND);
    assert!(start.elapsed() < BOUND + Duration::from_secs(5), "{:?}", start.elapsed());
    found.map_or(0, |codes| codes.len())
}

/// Dark squares in dark rings, of `module` pixels, edge to edge.
fn finder_patterns(side: usize, module: usize) -> Luma {
    canvas(side, side, |x, y| {
        let (x, y) = (x / module % 8, y / module % 8);
        if x < 7 && y < 7 && x.abs_diff(3).max(y.abs_diff(3)) != 2 { 0 } else { 255 }
    })
}

#[test]
fn pictures_full_of_finder_patterns_end() {
    for module in [1, 2, 4] {
        assert_eq!(reads(&finder_patterns(1_000, module)), 0);
    }
}

#[test]
fn rings_that_look_like_finder_patterns_from_everywhere_end() {
    let rings = canvas(800, 800, |x, y| {
        let distance = (x as f32 - 400.0).hypot(y as f32 - 400.0) as usize;
        [0, 255, 0, 0, 0, 255, 0, 255][distance / 2 % 8]
    });
    assert_eq!(reads(&rings), 0);
}

#[test]
fn thin_pictures_and_pictures_of_nothing_end() {
    for (width, height) in [(1, 1), (1, 40_000), (40_000, 1), (39, 39), (41, 5_000), (1_601, 3)] {
        for gray in [0, 128, 255] {
            assert_eq!(reads(&canvas(width, height, |_, _| gray)), 0, "{width}x{height}");
        }
    }
}

#[test]
fn noise_and_torn_codes_are_no_codes() {
    let mut seed = Seed(7);
    for _ in 0..20 {
        let code = draw(&emv(&mut seed), 3);
        let (from, to) = (seed.below(code.height() as u32 / 3) as usize, 2 * code.height() / 3);
        let noise: Vec<u8> = (0..code.pixels().len()).map(|_| seed.below(256) as u8).collect();
        let torn = canvas(code.width(), code.height(), |x, y| {
            let at = y * code.width() + x;
            if (from..to).contains(&y) { noise[at] } else { code.pixels()[at] }
        });
        assert_eq!(reads(&torn), 0);
    }
}
