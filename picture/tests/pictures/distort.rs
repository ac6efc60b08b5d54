//! What happens to a code between print and file. `strength` is from 0, harmless, to 1, as bad as it gets.

use std::f32::consts::{PI, TAU};

use cashier_picture::Luma;

use crate::codes::{Seed, canvas};

/// The gray between pixels; light outside.
fn at(picture: &Luma, x: f32, y: f32) -> f32 {
    let pixel = |x: f32, y: f32| {
        let inside = x >= 0.0 && y >= 0.0 && x < picture.width() as f32 && y < picture.height() as f32;
        if inside { f32::from(picture.pixels()[y as usize * picture.width() + x as usize]) } else { 225.0 }
    };
    let (left, top) = (x.floor(), y.floor());
    let mix = |from: f32, to: f32, part: f32| from + (to - from) * part;
    let row = |y: f32| mix(pixel(left, y), pixel(left + 1.0, y), x - left);
    mix(row(top), row(top + 1.0), y - top)
}

/// Takes every pixel from another place.
fn moved(picture: &Luma, width: usize, height: usize, from: impl Fn(f32, f32) -> (f32, f32)) -> Luma {
    canvas(width, height, |x, y| {
        let (x, y) = from(x as f32, y as f32);
        at(picture, x, y).round() as u8
    })
}

/// Changes every pixel by itself.
fn lit(picture: &Luma, mut light: impl FnMut(f32, f32, f32) -> f32) -> Luma {
    let pixels = picture.pixels().iter().enumerate().map(|(index, &pixel)| {
        let (x, y) = ((index % picture.width()) as f32, (index / picture.width()) as f32);
        light(f32::from(pixel), x, y).clamp(0.0, 255.0) as u8
    });
    Luma::new(picture.width(), picture.height(), pixels.collect()).unwrap()
}

/// Out of focus: the mean of a disc of up to `strength` times a module.
pub fn blur(picture: &Luma, strength: f32, module: usize) -> Luma {
    let radius = strength * module as f32;
    let reach = radius.ceil();
    let offsets: Vec<(f32, f32)> = (0..=2 * reach as usize)
        .flat_map(|y| (0..=2 * reach as usize).map(move |x| (x as f32 - reach, y as f32 - reach)))
        .filter(|(x, y)| x.hypot(*y) <= radius)
        .collect();
    canvas(picture.width(), picture.height(), |x, y| {
        let sum: f32 = offsets.iter().map(|(dx, dy)| at(picture, x as f32 + dx, y as f32 + dy)).sum();
        (sum / offsets.len() as f32) as u8
    })
}

/// Turned by `turn` of a full turn.
pub fn rotation(picture: &Luma, turn: f32) -> Luma {
    let (sin, cos) = (turn * TAU).sin_cos();
    let side = (picture.width() as f32 * 1.5) as usize;
    let (middle, half) = (side as f32 / 2.0, picture.width() as f32 / 2.0);
    moved(picture, side, side, |x, y| {
        let (x, y) = (x - middle, y - middle);
        (x * cos + y * sin + half, y * cos - x * sin + half)
    })
}

/// Seen from below: the far side is shorter by up to half, and the picture flatter.
pub fn perspective(picture: &Luma, strength: f32) -> Luma {
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    moved(picture, picture.width(), picture.height(), |x, y| {
        let up = 1.0 - y / height;
        let far = up / (1.0 - strength * up).max(0.01);
        let depth = 1.0 + strength * far;
        ((x - width / 2.0) * depth + width / 2.0, height * (1.0 - far))
    })
}

/// On cloth or a curling receipt: waves as high as a module.
pub fn bent(picture: &Luma, strength: f32, module: usize) -> Luma {
    let (size, depth) = (picture.width() as f32, strength * module as f32);
    moved(picture, picture.width(), picture.height(), |x, y| {
        (x + depth * (y / size * 2.2 * PI).sin(), y + depth * (x / size * 2.6 * PI).sin())
    })
}

/// A lamp's reflection that outshines a part.
pub fn glare(picture: &Luma, strength: f32) -> Luma {
    let size = picture.width() as f32;
    lit(picture, |gray, x, y| {
        let distance = (x / size - 0.6).hypot(y / size - 0.45);
        gray + 400.0 * (0.15 + 0.45 * strength - distance).max(0.0)
    })
}

/// A dark room: little light, less of it to one side, and a sensor's noise.
pub fn low_light(picture: &Luma, strength: f32, seed: &mut Seed) -> Luma {
    let size = picture.width() as f32;
    lit(picture, |gray, x, _| {
        let light = (0.5 - 0.42 * strength) * (1.0 - 0.5 * x / size);
        16.0 + gray * light + (4.0 + 20.0 * strength) * seed.noise()
    })
}

/// Hardly any contrast: a code behind dull foil.
pub fn dull(picture: &Luma, strength: f32, seed: &mut Seed) -> Luma {
    let share = 0.3 - 0.27 * strength;
    lit(picture, |gray, x, _| 120.0 + gray * share + x / 8.0 + 2.0 * seed.noise())
}

/// A screen photographed: its lines and the sensor's make stripes.
pub fn moire(picture: &Luma, strength: f32) -> Luma {
    lit(picture, |gray, x, y| {
        gray * (1.0 - 0.4 * strength * (1.0 + (x * 1.9 + y * 0.4).sin())) + 90.0 * strength * (x * 0.31 + y * 0.17).sin()
    })
}

/// Light on dark.
pub fn inverted(picture: &Luma) -> Luma {
    lit(picture, |gray, _, _| 255.0 - gray)
}

/// From far away: `pixels` a module.
pub fn tiny(picture: &Luma, module: usize, pixels: f32) -> Luma {
    let step = module as f32 / pixels;
    let size = |of: usize| (of as f32 / step) as usize;
    let parts = 4;
    canvas(size(picture.width()), size(picture.height()), |x, y| {
        let part = |at: usize, part: usize| (at as f32 + (part as f32 + 0.5) / parts as f32) * step;
        let sum: f32 = (0..parts * parts).map(|index| at(picture, part(x, index % parts), part(y, index / parts))).sum();
        (sum / (parts * parts) as f32) as u8
    })
}

/// Bars as on a product, of the code's height.
pub fn product_barcode(height: usize, seed: &mut Seed) -> Luma {
    let bars: Vec<bool> = (0..60).flat_map(|bar| vec![bar % 2 == 0; 1 + seed.below(4) as usize]).collect();
    canvas(bars.len() * 2, height, |x, _| if bars[x / 2] { 20 } else { 235 })
}
