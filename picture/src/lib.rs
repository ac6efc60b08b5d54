//! Reads QR codes in photographs: PNG, JPEG or WebP in, the texts of all codes out.
//!
//! [`PictureReader`] is the door. It decodes the file within [`Limits`], makes it gray, and hands it to a [`Decoder`]: [`RxingDecoder`],
//! or one that a host brings.
//!
//! What is guaranteed, whatever the file holds: memory stays within the limits, no panic gets out, and no text is given that the code's
//! error correction does not vouch for. Time is looked at between passes over the picture and between candidates within a pass, none of
//! which can be interrupted itself; each works on at most [`Limits::pixels`] (decoding of the file) or about three million pixels (every
//! pass), so that the end comes that much later at worst.

#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod decoder;
mod error;
mod file;
mod filters;
mod finder;
mod grid;
mod luma;
mod passes;
mod reader;
mod symbols;

pub use decoder::{Bounds, Decoder, FoundCode, OutOfTime, QR_CODE};
pub use error::PictureError;
pub use luma::Luma;
pub use passes::RxingDecoder;
pub use reader::{Limits, PictureReader};
