//! What a reader makes of files: formats, limits, and a decoder of the host's own.

use std::{
    io::Cursor,
    path::Path,
    time::{Duration, Instant},
};

use crate::codes::{Seed, beside, draw, emv, order};
use cashier_core::secret::CodeValue;
use cashier_picture::{Bounds, Decoder, FoundCode, Limits, Luma, OutOfTime, PictureError, PictureReader, QR_CODE, RxingDecoder};
use image::{DynamicImage, GrayImage, ImageFormat};

fn encoded(picture: DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn image(picture: &Luma) -> DynamicImage {
    GrayImage::from_raw(picture.width() as u32, picture.height() as u32, picture.pixels().to_vec()).unwrap().into()
}

fn texts(bytes: &[u8]) -> Vec<String> {
    PictureReader::default().codes(bytes).unwrap().iter().map(|code| code.text.expose().to_owned()).collect()
}

#[test]
fn every_format_is_read() {
    let text = emv(&mut Seed(1));
    let picture = image(&draw(&text, 3));
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        assert_eq!(texts(&encoded(picture.clone(), format)), [text.as_str()], "{format:?}");
        assert_eq!(texts(&encoded(picture.to_rgb8().into(), format)), [text.as_str()], "{format:?}");
    }
    assert_eq!(texts(&encoded(picture.to_rgb8().into(), ImageFormat::Jpeg)), [text.as_str()]);
    assert_eq!(texts(&encoded(picture.to_luma16().into(), ImageFormat::Png)), [text.as_str()]);
}

#[test]
fn a_transparent_background_is_paper() {
    let text = order(&mut Seed(2));
    let mut picture = image(&draw(&text, 4)).to_luma_alpha8();
    for image::LumaA([gray, alpha]) in picture.pixels_mut() {
        (*gray, *alpha) = (0, if *gray < 128 { 255 } else { 0 });
    }
    assert_eq!(texts(&encoded(picture.into(), ImageFormat::Png)), [text]);
}

#[test]
fn several_codes_come_in_reading_order_with_their_places() {
    let mut seed = Seed(3);
    let (first, second) = (emv(&mut seed), order(&mut seed));
    let (left, right) = (draw(&first, 4), draw(&second, 5));
    let picture = beside(&[&left, &right, &left], 20);
    let codes = PictureReader::default().codes(&encoded(image(&picture), ImageFormat::Png)).unwrap();
    assert_eq!(codes.iter().map(|code| code.text.expose()).collect::<Vec<_>>(), [first.as_str(), second.as_str()]);
    assert!(codes.iter().all(|code| code.format == QR_CODE));
    // Within the quiet zone of four modules.
    let place = codes[1].bounds;
    let (start, end) = ((40 + left.width() + 20) as f32, (40 + left.width() + right.width() - 20) as f32);
    assert!((place.left - start).abs() < 3.0 && (place.right - end).abs() < 3.0 && (place.top - 40.0).abs() < 3.0, "{place:?}");
}

#[test]
fn a_small_code_in_a_large_photograph_is_found_at_its_place() {
    let text = order(&mut Seed(4));
    let code = draw(&text, 2);
    let (left, top) = (2_700, 1_650);
    let picture = crate::codes::canvas(3_200, 2_000, |x, y| {
        let inside = (left..left + code.width()).contains(&x) && (top..top + code.height()).contains(&y);
        if inside { code.pixels()[(y - top) * code.width() + x - left] } else { (90 + x / 40) as u8 }
    });
    let codes = RxingDecoder.codes(&picture, Instant::now() + Duration::from_secs(60)).unwrap();
    assert!(!codes.is_empty() && codes.iter().all(|code| code.text.expose() == text));
    let place = codes[0].bounds;
    assert!((place.left - (left + 8) as f32).abs() < 4.0 && (place.top - (top + 8) as f32).abs() < 4.0, "{place:?}");
}

#[test]
fn what_is_no_picture_of_a_code_says_so() {
    let reader = PictureReader::default();
    for nothing in [&b""[..], b"\x89PNG\r\n\x1a\nbroken", b"GIF89a", b"RIFF\0\0\0\0WEBPVP8 ", b"\xff\xd8\xff\xe0"] {
        assert_eq!(reader.codes(nothing), Err(PictureError::NotAPicture), "{nothing:?}");
    }
    let mut cut = encoded(image(&draw("cut", 4)), ImageFormat::Png);
    cut.truncate(cut.len() / 2);
    assert_eq!(reader.codes(&cut), Err(PictureError::NotAPicture));
    let blank = encoded(GrayImage::from_pixel(64, 64, image::Luma([255])).into(), ImageFormat::Png);
    assert_eq!(reader.codes(&blank), Err(PictureError::NoCode));
    assert_eq!(reader.codes_in_file(Path::new("no such file")), Err(PictureError::Unreadable));
}

#[test]
fn limits_hold_before_a_pixel_is_decoded() {
    let bytes = encoded(image(&draw("limits", 4)), ImageFormat::Png);
    let pixels = 4 * 4 * (21 + 8) * (21 + 8);
    let read = |limits| PictureReader::new(RxingDecoder, limits).codes(&bytes).map(|codes| codes.len());
    let limits = Limits { file: bytes.len(), pixels, time: Duration::from_secs(60), ..Limits::default() };
    assert_eq!(read(limits), Ok(1));
    assert_eq!(read(Limits { file: bytes.len() - 1, ..limits }), Err(PictureError::TooLarge));
    assert_eq!(read(Limits { pixels: pixels - 1, ..limits }), Err(PictureError::TooLarge));
    assert_eq!(read(Limits { memory: pixels - 1, ..limits }), Err(PictureError::TooLarge));
    assert_eq!(read(Limits { time: Duration::ZERO, ..limits }), Err(PictureError::OutOfTime));

    // A header that promises ten gigapixels, and nothing behind it.
    let mut bomb = bytes.clone();
    bomb[16..24].copy_from_slice(&[0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0]);
    let sum = crc32(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&sum.to_be_bytes());
    assert_eq!(PictureReader::default().codes(&bomb), Err(PictureError::TooLarge));
}

/// The checksum of PNG's chunks.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
    })
}

#[test]
fn a_host_may_bring_its_own_decoder() {
    struct Platform;
    impl Decoder for Platform {
        fn codes(&self, picture: &Luma, _: Instant) -> Result<Vec<FoundCode>, OutOfTime> {
            let bounds = Bounds { left: 0.0, top: 0.0, right: 1.0, bottom: 1.0 };
            Ok(vec![FoundCode { text: CodeValue::new(format!("{} pixels", picture.pixels().len())), format: "AZTEC", bounds }])
        }
    }
    let picture = encoded(GrayImage::from_pixel(6, 7, image::Luma([0])).into(), ImageFormat::Png);
    let codes = PictureReader::new(Platform, Limits::default()).codes(&picture).unwrap();
    assert_eq!((codes[0].text.expose(), codes[0].format), ("42 pixels", "AZTEC"));
    assert!(!format!("{codes:?}").contains("42 pixels"));
}
