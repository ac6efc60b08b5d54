//! Codes in pictures, for wallets that let the user choose one from the gallery. Cargo feature `image`.

pub use cashier_picture::{FoundCode, PictureError};

use cashier_picture::PictureReader;

use crate::runtime;

/// All codes in a PNG, JPEG or WebP, at least one, in the order in which people read. Works on a thread of its own for up to three seconds.
///
/// [`crate::Cashier::scan`] says which of the texts to pay, or that the user has to choose.
pub async fn codes_in_picture(bytes: Vec<u8>) -> Result<Vec<FoundCode>, PictureError> {
    // A phone without room for a thread, or a bug that no pass contained: either way the picture was not read.
    let runtime = runtime::get().map_err(|_| PictureError::Unreadable)?;
    let reading = runtime.spawn_blocking(move || PictureReader::default().codes(&bytes));
    reading.await.unwrap_or(Err(PictureError::Unreadable))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn bytes_of_something_else_are_refused() {
        assert_eq!(codes_in_picture(b"no picture".to_vec()).await, Err(PictureError::NotAPicture));
    }
}
