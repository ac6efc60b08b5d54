//! Gray pictures.

/// A gray picture: one byte a pixel, 0 black to 255 white, row by row from the top.
#[derive(Clone, PartialEq, Eq)]
pub struct Luma {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Luma {
    /// Wraps `pixels`; nothing if they are not `width` times `height`, or none.
    pub fn new(width: usize, height: usize, pixels: Vec<u8>) -> Option<Self> {
        (width.checked_mul(height)? == pixels.len() && !pixels.is_empty()).then_some(Self { width, height, pixels })
    }

    /// The picture whose pixel at column `x` of row `y` is `pixel(x, y)`.
    pub(crate) fn from_fn(width: usize, height: usize, mut pixel: impl FnMut(usize, usize) -> u8) -> Self {
        let mut pixels = Vec::with_capacity(width * height);
        for y in 0..height {
            pixels.extend((0..width).map(|x| pixel(x, y)));
        }
        Self { width, height, pixels }
    }

    /// Pixels in a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// All pixels, row by row.
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// The pixels of row `y`.
    pub(crate) fn row(&self, y: usize) -> &[u8] {
        &self.pixels[y * self.width..][..self.width]
    }

    /// A part of the picture, cut to its edges.
    pub(crate) fn crop(&self, left: usize, top: usize, width: usize, height: usize) -> Self {
        let (right, bottom) = ((left + width).min(self.width), (top + height).min(self.height));
        let pixels = (top..bottom).flat_map(|y| &self.row(y)[left..right]).copied().collect();
        Self { width: right - left, height: bottom - top, pixels }
    }
}
