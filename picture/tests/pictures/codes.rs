//! Codes as merchants print them, drawn without a camera.

use cashier_picture::Luma;
use qrcode::{Color, EcLevel, QrCode, Version, bits::Bits};

/// Numbers that look random and are the same in every run.
pub struct Seed(pub u64);

impl Seed {
    /// The next number below `bound`.
    pub fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % u64::from(bound)) as u32
    }

    /// From -1 to 1, most often near 0.
    pub fn noise(&mut self) -> f32 {
        (0..4).map(|_| self.below(2001) as f32 / 1000.0 - 1.0).sum::<f32>() / 4.0
    }
}

fn element(tag: &str, value: &str) -> String {
    format!("{tag}{:02}{value}", value.len())
}

/// A text of the length and alphabet of an EMVCo merchant code, 100 to 300 characters.
pub fn emv(seed: &mut Seed) -> String {
    let digits = |seed: &mut Seed, count: u32| (0..count).map(|_| char::from(b'0' + seed.below(10) as u8)).collect::<String>();
    let account = element("00", "com.alipayplus") + &element("01", &digits(seed, 16)) + &element("02", &digits(seed, 10));
    let mut code = element("00", "01") + &element("01", "12") + &element("26", &account) + &element("52", "5812");
    code += &(element("53", "410")
        + &element("54", "1100")
        + &element("58", "KR")
        + &element("59", "Maple Tea House")
        + &element("60", "Seoul"));
    for tag in 80..80 + seed.below(4) {
        code += &element(&tag.to_string(), &(element("00", "kr.example.pay") + &element("01", &digits(seed, 44))));
    }
    code + "6304" + &format!("{:04X}", seed.below(1 << 16))
}

/// A text of the form of an order code.
pub fn order(seed: &mut Seed) -> String {
    let tail: String = (0..24).map(|_| char::from(b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789"[seed.below(32) as usize])).collect();
    format!("https://qr.alipayplus.com/281666040092{tail}")
}

/// A code with its quiet zone, dark on light, `module` pixels a module.
pub fn draw(text: &str, module: usize) -> Luma {
    drawn(&QrCode::with_error_correction_level(text, EcLevel::M).unwrap(), module)
}

/// The code of a generator that says that its text is UTF-8.
pub fn draw_declared(text: &str, module: usize) -> Luma {
    let mut bits = Bits::new(Version::Normal(5));
    bits.push_eci_designator(26).unwrap();
    bits.push_byte_data(text.as_bytes()).unwrap();
    bits.push_terminator(EcLevel::M).unwrap();
    drawn(&QrCode::with_bits(bits, EcLevel::M).unwrap(), module)
}

fn drawn(code: &QrCode, module: usize) -> Luma {
    let (modules, colors) = (code.width(), code.to_colors());
    canvas((modules + 8) * module, (modules + 8) * module, |x, y| {
        let inside = |at: usize| (at / module).checked_sub(4).filter(|at| *at < modules);
        match (inside(x), inside(y)) {
            (Some(x), Some(y)) if colors[y * modules + x] == Color::Dark => 25,
            _ => 235,
        }
    })
}

/// A picture from a function of its pixels.
pub fn canvas(width: usize, height: usize, pixel: impl Fn(usize, usize) -> u8) -> Luma {
    let pixels = (0..width * height).map(|at| pixel(at % width, at / width)).collect();
    Luma::new(width, height, pixels).unwrap()
}

/// Pictures side by side on light gray, with `gap` pixels around each.
pub fn beside(pictures: &[&Luma], gap: usize) -> Luma {
    let width = pictures.iter().map(|picture| picture.width() + gap).sum::<usize>() + gap;
    let height = pictures.iter().map(|picture| picture.height()).max().unwrap() + 2 * gap;
    canvas(width, height, |x, y| {
        let mut left = gap;
        for picture in pictures {
            if (left..left + picture.width()).contains(&x) && (gap..gap + picture.height()).contains(&y) {
                return picture.pixels()[(y - gap) * picture.width() + x - left];
            }
            left += picture.width() + gap;
        }
        200
    })
}
