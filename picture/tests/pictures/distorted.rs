//! Codes that were photographed badly: how many of each kind are read.
//!
//! Each floor is one below what is reached, since sines differ a little between platforms.

use std::time::{Duration, Instant};

use cashier_picture::{Decoder, Luma, RxingDecoder};

use crate::{
    codes::{Seed, beside, draw, draw_declared, emv, order},
    distort,
};

/// Pictures of each kind.
const PICTURES: usize = 12;
/// Pixels a module.
const MODULE: usize = 6;

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
            [] => {}
            [found] if *found == text => right += 1,
            other => panic!("found {other:?} in a picture of {text:?}"),
        }
    }
    assert!(right >= floor, "{right} of {PICTURES} were read");
}

#[test]
fn out_of_focus() {
    at_least(9, |code, strength, _| distort::blur(&code, strength, MODULE));
}

#[test]
fn from_below() {
    at_least(7, |code, strength, _| distort::perspective(&code, strength));
}

#[test]
fn on_bent_paper() {
    at_least(6, |code, strength, _| distort::bent(&code, strength, MODULE));
}

#[test]
fn under_a_lamp() {
    at_least(11, |code, strength, _| distort::glare(&code, strength));
}

#[test]
fn in_a_dark_room() {
    at_least(9, |code, strength, seed| distort::low_light(&code, strength, seed));
}

#[test]
fn behind_dull_foil() {
    at_least(8, |code, strength, seed| distort::dull(&code, strength, seed));
}

#[test]
fn from_a_screen() {
    at_least(5, |code, strength, _| distort::moire(&code, strength));
}

#[test]
fn at_any_angle() {
    at_least(12, |code, strength, _| distort::rotation(&code, strength));
}

#[test]
fn light_on_dark() {
    at_least(11, |code, strength, _| distort::inverted(&distort::blur(&code, strength * 0.6, MODULE)));
}

#[test]
fn from_far_away() {
    at_least(10, |code, strength, _| distort::tiny(&code, MODULE, 3.5 - 2.5 * strength));
}

#[test]
fn beside_a_product_barcode() {
    at_least(12, |code, strength, seed| {
        let bars = distort::product_barcode(code.height(), seed);
        distort::rotation(&beside(&[&bars, &code], 10), 0.1 * strength)
    });
}

#[test]
fn of_two_codes_both_are_read() {
    let mut seed = Seed(2027);
    for index in 0..PICTURES {
        let (left, right) = (emv(&mut seed), order(&mut seed));
        let picture = beside(&[&draw(&left, 5), &draw(&right, 4)], 24);
        let strength = index as f32 / PICTURES as f32;
        let picture = distort::rotation(&distort::blur(&picture, 0.4 * strength, 4), 0.02 * strength);
        let found = texts(&picture);
        assert!(found.len() == 2 && found.contains(&left) && found.contains(&right), "{found:?}");
    }
}

#[test]
fn of_any_script_with_its_character_set_or_without() {
    for text in ["麺屋八番の店で支払う", "🍜🍜🍜🍜", "Café Müller", "https://shop.example/1"] {
        assert_eq!(texts(&draw(text, 4)), [text]);
        assert_eq!(texts(&draw_declared(text, 4)), [text]);
    }
}
