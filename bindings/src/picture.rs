//! Codes in pictures. The function is there in every build, so that the generated code is the same; only the feature `image` can read.

/// A code in a picture.
#[derive(uniffi::Record)]
pub struct FoundCode {
    /// Its text, verbatim: for [`crate::Cashier::scan`].
    pub text: String,
    /// Its format, such as `QR_CODE`.
    pub format: String,
}

/// Why a picture gave no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
#[uniffi::export(Display)]
pub enum PictureError {
    /// The library was built without the feature `image`; use the platform's reader, or another build.
    #[error("this build cannot read pictures: it lacks the feature `image`")]
    NotInThisBuild,
    /// It could not be read at all; try again later.
    #[error("the picture cannot be read")]
    Unreadable,
    /// Not a PNG, JPEG or WebP, or a broken one; ask for another picture.
    #[error("not a picture in PNG, JPEG or WebP, or a broken one")]
    NotAPicture,
    /// More bytes or pixels than the library reads; ask for a smaller one.
    #[error("the picture is too large")]
    TooLarge,
    /// Nothing in it is a QR code that can be read; ask for another picture.
    #[error("no QR code in the picture")]
    NoCode,
    /// No code was found in time; ask for a picture of the code alone.
    #[error("no QR code found in the picture in time")]
    OutOfTime,
}

/// All codes in a PNG, JPEG or WebP, at least one, in the order in which people read. Takes up to three seconds, on a thread of the
/// library.
#[uniffi::export(async_runtime = "tokio")]
pub async fn codes_in_picture(bytes: Vec<u8>) -> Result<Vec<FoundCode>, PictureError> {
    read(bytes).await
}

#[cfg(feature = "image")]
async fn read(bytes: Vec<u8>) -> Result<Vec<FoundCode>, PictureError> {
    use cashier_client::picture::{PictureError as Client, codes_in_picture};

    let codes = codes_in_picture(bytes).await.map_err(|error| match error {
        Client::Unreadable => PictureError::Unreadable,
        Client::NotAPicture => PictureError::NotAPicture,
        Client::TooLarge => PictureError::TooLarge,
        Client::NoCode => PictureError::NoCode,
        Client::OutOfTime => PictureError::OutOfTime,
    })?;
    Ok(codes.into_iter().map(|code| FoundCode { text: code.text.expose().to_owned(), format: code.format.to_owned() }).collect())
}

#[cfg(not(feature = "image"))]
async fn read(_: Vec<u8>) -> Result<Vec<FoundCode>, PictureError> {
    Err(PictureError::NotInThisBuild)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_a_build_with_the_feature_looks_at_the_bytes() {
        let expected = if cfg!(feature = "image") { PictureError::NotAPicture } else { PictureError::NotInThisBuild };
        assert_eq!(codes_in_picture(b"no picture".to_vec()).await.err(), Some(expected));
    }
}
