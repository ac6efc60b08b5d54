//! From the bytes of a file to a gray picture.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageError, ImageReader, metadata::Orientation};

use crate::{Limits, Luma, PictureError};

/// The picture in a PNG, JPEG or WebP, upright, gray, on white where it is transparent.
pub(crate) fn luma(bytes: &[u8], limits: &Limits) -> Result<Luma, PictureError> {
    if bytes.len() > limits.file {
        return Err(PictureError::TooLarge);
    }
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| PictureError::NotAPicture)?;
    let mut allocations = image::Limits::default();
    allocations.max_alloc = Some(limits.memory);
    reader.limits(allocations.clone());
    let mut decoder = reader.into_decoder().map_err(refusal)?;
    // So far only the header was read.
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > limits.pixels || decoder.total_bytes() > limits.memory {
        return Err(PictureError::TooLarge);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    decoder.set_limits(allocations).map_err(refusal)?;
    let mut gray = DynamicImage::ImageLuma8(on_white(DynamicImage::from_decoder(decoder).map_err(refusal)?));
    gray.apply_orientation(orientation);
    let gray = gray.into_luma8();
    let (width, height) = (gray.width() as usize, gray.height() as usize);
    Luma::new(width, height, gray.into_raw()).ok_or(PictureError::NotAPicture)
}

/// Pictures of codes that come from the web often have a transparent background; paper is white.
fn on_white(picture: DynamicImage) -> image::GrayImage {
    if !picture.color().has_alpha() {
        return picture.into_luma8();
    }
    let picture = picture.into_luma_alpha8();
    let blended = picture.pixels().map(|&image::LumaA([gray, alpha])| {
        let (gray, alpha) = (u16::from(gray), u16::from(alpha));
        ((gray * alpha + 255 * (255 - alpha)) / 255) as u8
    });
    image::GrayImage::from_raw(picture.width(), picture.height(), blended.collect()).unwrap_or_default()
}

fn refusal(error: ImageError) -> PictureError {
    match error {
        ImageError::Limits(_) => PictureError::TooLarge,
        _ => PictureError::NotAPicture,
    }
}
