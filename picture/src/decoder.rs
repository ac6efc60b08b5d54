//! What finds codes in gray pictures.

use std::time::Instant;

use cashier_core::secret::CodeValue;

use crate::Luma;

/// The format name of a QR code.
pub const QR_CODE: &str = "QR_CODE";

/// A code in a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundCode {
    /// Its text, verbatim.
    pub text: CodeValue,
    /// Its format, such as [`QR_CODE`].
    pub format: &'static str,
    /// Where it is.
    pub bounds: Bounds,
}

impl FoundCode {
    /// The code in a picture in which this one is enlarged by `scale`, then moved.
    pub(crate) fn placed(self, scale: f32, right: f32, down: f32) -> Self {
        let Bounds { left, top, right: far, bottom } = self.bounds;
        let (x, y) = (|x: f32| x * scale + right, |y: f32| y * scale + down);
        Self { bounds: Bounds { left: x(left), top: y(top), right: x(far), bottom: y(bottom) }, ..self }
    }
}

/// The upright rectangle around a code, in pixels of the picture, x to the right and y down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// The smallest x.
    pub left: f32,
    /// The smallest y.
    pub top: f32,
    /// The largest x.
    pub right: f32,
    /// The largest y.
    pub bottom: f32,
}

/// The time was over before anything was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfTime;

/// Finds codes in gray pictures: [`crate::RxingDecoder`], or what a host or a test puts in its place.
pub trait Decoder: Send + Sync {
    /// The codes of `picture`, in any order, none if there are none; gives up at `deadline`.
    fn codes(&self, picture: &Luma, deadline: Instant) -> Result<Vec<FoundCode>, OutOfTime>;
}

/// Puts codes in the order in which people read, row by row from the top, each row from the left, and drops repeated texts.
pub(crate) fn in_reading_order(mut codes: Vec<FoundCode>) -> Vec<FoundCode> {
    codes.sort_by(|a, b| a.bounds.top.total_cmp(&b.bounds.top).then(a.bounds.left.total_cmp(&b.bounds.left)));
    let mut rest = &mut codes[..];
    while let Some(first) = rest.first() {
        // Photographs are hardly ever quite straight: what begins above the middle of the row's first code stands beside it.
        let middle = (first.bounds.top + first.bounds.bottom) / 2.0;
        let row = rest.iter().take_while(|code| code.bounds.top <= middle).count().max(1);
        let (row, below) = rest.split_at_mut(row);
        row.sort_by(|a, b| a.bounds.left.total_cmp(&b.bounds.left));
        rest = below;
    }
    let mut seen: Vec<FoundCode> = Vec::with_capacity(codes.len());
    for code in codes {
        if !seen.iter().any(|other| other.text == code.text) {
            seen.push(code);
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str, left: f32, top: f32) -> FoundCode {
        let bounds = Bounds { left, top, right: left + 100.0, bottom: top + 100.0 };
        FoundCode { text: CodeValue::new(text), format: QR_CODE, bounds }
    }

    #[test]
    fn codes_come_row_by_row_from_the_left_and_each_text_once() {
        let found =
            vec![code("d", 150.0, 190.0), code("b", 200.0, 5.0), code("c", 10.0, 200.0), code("a", 20.0, 30.0), code("a", 400.0, 9.0)];
        let ordered = in_reading_order(found);
        assert_eq!(ordered.iter().map(|code| code.text.expose()).collect::<String>(), "abcd");
    }

    #[test]
    fn places_that_are_no_numbers_do_no_harm() {
        let odd = Bounds { left: f32::NAN, top: f32::NAN, right: f32::NAN, bottom: f32::NAN };
        let found = vec![FoundCode { bounds: odd, ..code("a", 0.0, 0.0) }, FoundCode { bounds: odd, ..code("b", 0.0, 0.0) }];
        assert_eq!(in_reading_order(found).len(), 2);
    }
}
