//! Codes that were photographed badly: how many of each kind are read.

mod support;

use std::time::{Duration, Instant};

use cashier_picture::{Decoder, Luma, RxingDecoder};
use support::{Seed, beside, distort, draw, emv, order};

/// Pictures of each kind.
const PICTURES: usize = 12;
/// Pixels a module.
const MODULE: usize = 5;

fn texts(picture: &Luma) -> Vec<String> {
    let found = RxingDecoder.codes(picture, Instant::now() + Duration::from_secs(60)).unwrap();
    found.iter().map(|code| code.text.expose().to_owned()).collect()
}

/// Reads codes of both kinds, distorted from harmless to hopeless; at least `floor` have to be right, and none may be wrong.
#[track_caller]
fn at_least(floor: usize, distort: impl Fn(Luma, f32, &mut Seed) -> Luma) {
    let mut seed = Seed(2026);
    let mut right = 0;
    for index in 0..PICTURES {
        let text = if index % 2 == 0 { emv(&mut seed) } else { order(&mut seed) };
        let picture = distort(draw(&text, MODULE), index as f32 / (PICTURES - 1) as f32, &mut seed);
        match texts(&picture).as_slice() {
            [] => print!("({index}) "),
            [found] if *found == text => right += 1,
            other => panic!("found {other:?} in a picture of {text:?}"),
        }
    }
    println!("{right} of {PICTURES}");
    assert!(right >= floor, "{right} of {PICTURES} were read");
}

#[test]
fn blurred() {
    at_least(0, |code, strength, _| distort::blur(&code, strength, MODULE));
}
#[test]
fn from_below() {
    at_least(0, |code, strength, _| distort::perspective(&code, strength));
}
#[test]
fn bent() {
    at_least(0, |code, strength, _| distort::bent(&code, strength, MODULE));
}
#[test]
fn glare() {
    at_least(0, |code, strength, _| distort::glare(&code, strength));
}
#[test]
fn low_light() {
    at_least(0, |code, strength, seed| distort::low_light(&code, strength, seed));
}
#[test]
fn dull() {
    at_least(0, |code, strength, seed| distort::dull(&code, strength, seed));
}
#[test]
fn moire() {
    at_least(0, |code, strength, _| distort::moire(&code, strength));
}
#[test]
fn rotation() {
    at_least(0, |code, strength, _| distort::rotation(&code, strength));
}
#[test]
fn inverted() {
    at_least(0, |code, strength, _| distort::inverted(&distort::blur(&code, strength * 0.6, MODULE)));
}
#[test]
fn tiny() {
    at_least(0, |code, strength, _| distort::tiny(&code, MODULE, 3.5 - 2.5 * strength));
}
#[test]
fn beside_a_product_barcode() {
    at_least(0, |code, strength, seed| {
        let bars = distort::product_barcode(code.height(), seed);
        distort::rotation(&beside(&[&bars, &code], 10), 0.1 * strength)
    });
}
