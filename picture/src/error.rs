//! Why a picture gave no code.

/// Why a picture gave no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// The file cannot be opened or read.
    #[error("the picture cannot be read")]
    Unreadable,
    /// Not a PNG, JPEG or WebP, or a broken one.
    #[error("not a picture in PNG, JPEG or WebP, or a broken one")]
    NotAPicture,
    /// More bytes, pixels or memory than the limits allow.
    #[error("the picture is too large")]
    TooLarge,
    /// Nothing in it is a QR code that can be read.
    #[error("no QR code in the picture")]
    NoCode,
    /// The time was over before a code was found.
    #[error("no QR code found in the picture in time")]
    OutOfTime,
}

impl PictureError {
    /// Stable name for logs and tables.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::NotAPicture => "not_a_picture",
            Self::TooLarge => "too_large",
            Self::NoCode => "no_code",
            Self::OutOfTime => "out_of_time",
        }
    }
}
