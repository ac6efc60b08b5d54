//! From a picture to the text of its QR code.

use std::{io::Cursor, path::Path};

use image::{ImageReader, Limits};
use rxing::{BarcodeFormat, helpers::detect_in_luma};

/// A larger picture is no photograph of a code.
const MAX_SIDE: u32 = 12_000;
/// What decoding may allocate.
const MAX_BYTES: u64 = 256 * 1024 * 1024;
/// What a file may have.
const MAX_FILE: u64 = 64 * 1024 * 1024;

/// Why there is no text.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoText {
    /// Not a file that can be read, or too large a one.
    #[error("the picture cannot be read")]
    Unreadable,
    /// Not a PNG or JPEG, broken, or of too many pixels.
    #[error("not a picture in PNG or JPEG, or too large a one")]
    NotAPicture,
    /// Nothing in it is a QR code.
    #[error("no QR code in the picture")]
    NoCode,
}

/// The text of the QR code in the file.
pub fn read(path: &Path) -> Result<String, NoText> {
    let size = path.metadata().map_err(|_| NoText::Unreadable)?.len();
    if size > MAX_FILE {
        return Err(NoText::Unreadable);
    }
    decode(&std::fs::read(path).map_err(|_| NoText::Unreadable)?)
}

/// The text of the QR code in a PNG or JPEG.
pub fn decode(bytes: &[u8]) -> Result<String, NoText> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| NoText::NotAPicture)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_BYTES);
    reader.limits(limits);
    let luma = reader.decode().map_err(|_| NoText::NotAPicture)?.into_luma8();
    let (width, height) = luma.dimensions();
    let found = detect_in_luma(luma.into_raw(), width, height, Some(BarcodeFormat::QR_CODE)).map_err(|_| NoText::NoCode)?;
    Ok(found.getText().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_picture_of_a_code_says_so() {
        assert_eq!(decode(b""), Err(NoText::NotAPicture));
        assert_eq!(decode(b"\x89PNG\r\n\x1a\nbroken"), Err(NoText::NotAPicture));
        let mut blank = Cursor::new(Vec::new());
        image::GrayImage::from_pixel(64, 64, image::Luma([255])).write_to(&mut blank, image::ImageFormat::Png).unwrap();
        assert_eq!(decode(blank.get_ref()), Err(NoText::NoCode));
        assert_eq!(read(Path::new("no such file")), Err(NoText::Unreadable));
    }
}
