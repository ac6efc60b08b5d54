//! Reads QR codes in photographs: PNG, JPEG or WebP in, the texts of all codes out.
//!
//! [`PictureReader`] is the door. It decodes the file within [`Limits`], makes it gray, and hands it to a [`Decoder`]: [`RxingDecoder`],
//! or one that a host brings.
//!
//! What is guaranteed, whatever the file holds: no panic gets out, and no text is given that the code's error correction does not vouch
//! for. Memory: [`Limits::memory`] while the file is decoded, then a byte for each pixel and some megabytes. Time: decoding the file cannot
//! be interrupted and is bounded by [`Limits::pixels`] alone; after it, the clock is looked at between passes, between rows and between
//! symbols. A step in between works on at most three million pixels, but for making a larger picture smaller, which is one step.

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
