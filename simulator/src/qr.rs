//! QR codes as pictures.

use std::io::Cursor;

use image::{GrayImage, ImageFormat, Luma};
use qrcode::{Color, EcLevel, QrCode, render::svg, types::QrError};

/// Light modules around the code (ISO/IEC 18004).
const QUIET_ZONE: usize = 4;

/// Pixels of a module in a PNG: smallest, default and largest.
pub(crate) const SCALE: (u32, u32, u32) = (1, 8, 32);

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoPicture {
    #[error(transparent)]
    Code(#[from] QrError),
    #[error(transparent)]
    Image(#[from] image::ImageError),
}

/// Black on white, with a quiet zone, scalable.
pub(crate) fn svg(content: &str) -> Result<String, NoPicture> {
    let code = QrCode::with_error_correction_level(content, EcLevel::M)?;
    Ok(code.render::<svg::Color<'_>>().min_dimensions(256, 256).build())
}

/// Black on white, with a quiet zone, `scale` pixels a module (cut to what [`SCALE`] allows).
pub(crate) fn png(content: &str, scale: u32) -> Result<Vec<u8>, NoPicture> {
    let code = QrCode::with_error_correction_level(content, EcLevel::M)?;
    let scale = scale.clamp(SCALE.0, SCALE.2);
    let width = code.width();
    let modules = u32::try_from(width + 2 * QUIET_ZONE).expect("a QR code has at most 177 modules");
    let dark = |x: u32, y: u32| {
        let module = |pixel: u32| ((pixel / scale) as usize).checked_sub(QUIET_ZONE).filter(|at| *at < width);
        module(x).zip(module(y)).is_some_and(|at| code[at] == Color::Dark)
    };
    let picture = GrayImage::from_fn(modules * scale, modules * scale, |x, y| Luma([if dark(x, y) { 0 } else { 255 }]));
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, ImageFormat::Png)?;
    Ok(png.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_png_has_a_quiet_zone_and_the_wanted_scale() {
        let content = "https://qr.alipayplus.com/281666040098Z1WJ1kpBg7QoFo2tln22r7Zr";
        let width = u32::try_from(QrCode::with_error_correction_level(content, EcLevel::M).unwrap().width()).unwrap();
        let picture = image::load_from_memory(&png(content, 3).unwrap()).unwrap().into_luma8();
        assert_eq!(picture.dimensions(), ((width + 8) * 3, (width + 8) * 3));
        // The finder pattern begins right after the quiet zone, and its first ring is seven modules long.
        assert_eq!(picture.get_pixel(11, 11).0, [255]);
        assert_eq!(picture.get_pixel(12, 12).0, [0]);
        assert_eq!(picture.get_pixel(12 + 7 * 3 - 1, 12).0, [0]);
        assert_eq!(picture.get_pixel(12 + 7 * 3, 12).0, [255]);
    }

    #[test]
    fn a_scale_is_kept_in_bounds() {
        let width = |scale| image::load_from_memory(&png("x", scale).unwrap()).unwrap().width();
        assert_eq!((width(0), width(u32::MAX)), (29, 29 * 32));
    }

    #[test]
    fn an_svg_is_a_picture_of_its_own() {
        assert!(svg("x").unwrap().contains("<svg"));
    }
}
