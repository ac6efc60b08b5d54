//! What makes a code easier to see: other sizes, sharper edges, black and white by other rules.

use rxing::{
    Binarizer, Luma8Source,
    common::{BitMatrix, GlobalHistogramBinarizer, HybridBinarizer},
};

use crate::Luma;

/// Smaller by a whole factor, each pixel the mean of `factor` times `factor`; nothing if no pixel is left.
pub(crate) fn reduced(picture: &Luma, factor: usize) -> Option<Luma> {
    let (width, height) = (picture.width() / factor, picture.height() / factor);
    let mut pixels = Vec::with_capacity(width * height);
    let mut sums = vec![0_u32; width];
    for y in 0..height {
        sums.fill(0);
        for row in 0..factor {
            for (sum, block) in sums.iter_mut().zip(picture.row(y * factor + row).chunks_exact(factor)) {
                *sum += block.iter().map(|&pixel| u32::from(pixel)).sum::<u32>();
            }
        }
        pixels.extend(sums.iter().map(|sum| (sum / (factor * factor) as u32) as u8));
    }
    Luma::new(width, height, pixels)
}

/// Twice as large, with smooth transitions: modules of one or two pixels get room for the detector.
pub(crate) fn doubled(picture: &Luma) -> Luma {
    let (width, height) = (picture.width(), picture.height());
    // A pixel of the result lies a quarter of a pixel beside one of the source: three parts of that one, one of its neighbour.
    let near =
        |at: usize, size: usize| (at / 2, if at.is_multiple_of(2) { (at / 2).saturating_sub(1) } else { (at / 2 + 1).min(size - 1) });
    Luma::from_fn(width * 2, height * 2, |x, y| {
        let ((x, beside), (y, above)) = (near(x, width), near(y, height));
        let across = |row: &[u8]| 3 * u32::from(row[x]) + u32::from(row[beside]);
        ((3 * across(picture.row(y)) + across(picture.row(above))) / 16) as u8
    })
}

/// Edges made steeper: what a blurred code has lost in contrast from module to module.
pub(crate) fn sharpened(picture: &Luma) -> Luma {
    let (width, height) = (picture.width(), picture.height());
    Luma::from_fn(width, height, |x, y| {
        let (left, right) = (x.saturating_sub(2), (x + 2).min(width - 1));
        let (above, below) = (picture.row(y.saturating_sub(2)), picture.row((y + 2).min(height - 1)));
        let row = picture.row(y);
        let here = i32::from(row[x]);
        let around = i32::from(row[left]) + i32::from(row[right]) + i32::from(above[x]) + i32::from(below[x]);
        (2 * here - around / 4).clamp(0, 255) as u8
    })
}

/// How gray becomes black and white.
#[derive(Clone, Copy)]
pub(crate) enum Threshold {
    /// From the brightness around each block of eight by eight pixels: shadows and gradients.
    Blocks,
    /// One for the whole picture: patterned modules and coarse prints.
    Whole,
    /// From the mean of a wide window around each pixel: weak contrast, where blocks see nothing but ground.
    Window,
}

/// Black and white by `threshold`; nothing if the picture has no contrast.
pub(crate) fn black_and_white(picture: &Luma, threshold: Threshold) -> Option<BitMatrix> {
    let source = || Luma8Source::new_with_slice(picture.pixels(), picture.width() as u32, picture.height() as u32).ok();
    match threshold {
        Threshold::Blocks => HybridBinarizer::new(source()?).get_black_matrix().ok().cloned(),
        Threshold::Whole => GlobalHistogramBinarizer::new(source()?).get_black_matrix().ok().cloned(),
        Threshold::Window => darker_than_window(picture),
    }
}

fn darker_than_window(picture: &Luma) -> Option<BitMatrix> {
    let (width, height) = (picture.width(), picture.height());
    let reach = (width.min(height) / 16).max(8);
    // Sums of everything above and to the left of each corner; wrapping, since only differences count.
    let mut sums = vec![0_u32; (width + 1) * (height + 1)];
    for y in 0..height {
        let mut sum = 0_u32;
        for (x, &pixel) in picture.row(y).iter().enumerate() {
            sum = sum.wrapping_add(u32::from(pixel));
            sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1].wrapping_add(sum);
        }
    }
    let mut matrix = BitMatrix::new(width as u32, height as u32).ok()?;
    for y in 0..height {
        let (top, bottom) = (y.saturating_sub(reach) * (width + 1), (y + reach + 1).min(height) * (width + 1));
        let rows = (bottom - top) / (width + 1);
        for (x, &pixel) in picture.row(y).iter().enumerate() {
            let (left, right) = (x.saturating_sub(reach), (x + reach + 1).min(width));
            let sum = sums[bottom + right].wrapping_sub(sums[top + right]).wrapping_sub(sums[bottom + left]).wrapping_add(sums[top + left]);
            let area = (rows * (right - left)) as u64;
            // A little below the mean, so that plain ground stays white.
            if u64::from(pixel) * area * 32 < u64::from(sum) * 31 {
                matrix.set(x as u32, y as u32);
            }
        }
    }
    Some(matrix)
}

/// Black for white and white for black.
pub(crate) fn inverted(mut matrix: BitMatrix) -> BitMatrix {
    matrix.flip_self();
    matrix
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_change_and_means_stay() {
        let picture = Luma::new(5, 4, (0..20).map(|pixel| pixel * 10).collect()).unwrap();
        let half = reduced(&picture, 2).unwrap();
        assert_eq!((half.width(), half.height(), half.pixels()), (2, 2, &[30, 50, 130, 150][..]));
        let double = doubled(&picture);
        assert_eq!((double.width(), double.height()), (10, 8));
        assert_eq!(double.row(2)[..4], [37, 40, 45, 50]);
        assert!(reduced(&picture, 5).is_none());
    }

    #[test]
    fn a_step_gets_steeper_and_flat_ground_stays() {
        let step = Luma::from_fn(8, 3, |x, _| if x < 4 { 100 } else { 150 });
        assert_eq!(sharpened(&step).row(1), [100, 100, 88, 88, 163, 163, 150, 150]);
    }

    #[test]
    fn weak_contrast_in_uneven_light_is_seen_by_the_window_alone() {
        let is_square = |x, y| (28..36).contains(&x) && (28..36).contains(&y);
        let weak = Luma::from_fn(64, 64, |x, y| 60 + 2 * x as u8 - if is_square(x, y) { 20 } else { 0 });
        let sees = |threshold| {
            black_and_white(&weak, threshold).is_some_and(|matrix| (16..48).all(|at| matrix.get(at, 32) == is_square(at as usize, 32)))
        };
        assert!(sees(Threshold::Window) && !sees(Threshold::Blocks) && !sees(Threshold::Whole));
    }
}
