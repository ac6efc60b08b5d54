//! Finder patterns: the three squares that a QR code is found by.

use std::time::Instant;

use rxing::{
    common::{
        BitMatrix,
        cpp_essentials::{ConcentricPattern, LocateConcentricPattern},
    },
    point,
};

use crate::OutOfTime;

/// The dark centre is three modules high: a smaller one could not be read anyway.
const ROWS: usize = 3;
/// Finder patterns that are enough: no picture of codes has more, and each one found is compared with all others.
const MOST: usize = 500;
/// Dark, light, dark, light, dark, in modules: what every line through the middle crosses.
const RUNS: [u16; 5] = [1, 1, 3, 1, 1];

/// The finder patterns in `matrix`. rxing's own search could not be ended: it compares every candidate with all patterns found so far,
/// and takes many seconds for a picture that is full of them.
pub(crate) fn patterns(matrix: &BitMatrix, deadline: Instant) -> Result<Vec<ConcentricPattern>, OutOfTime> {
    let mut found: Vec<ConcentricPattern> = Vec::new();
    let mut runs = Vec::new();
    for y in (ROWS as u32 - 1..matrix.height()).step_by(ROWS) {
        if Instant::now() >= deadline {
            return Err(OutOfTime);
        }
        dark_and_light(matrix, y, &mut runs);
        // Runs alternate, beginning with a light one.
        let mut start = 0;
        for pair in 0..runs.len().saturating_sub(4) / 2 {
            start += runs[2 * pair];
            let [first, second, third, fourth, fifth] = [1, 2, 3, 4, 5].map(|run| runs[2 * pair + run]);
            if is_finder([first, second, third, fourth, fifth]) {
                let middle = point((start + first + second) as f32 + third as f32 / 2.0, y as f32 + 0.5);
                let is_new = !found.iter().any(|other| rxing::Point::distance(middle, other.p) < other.size as f32 / 2.0);
                // Three times the width: a slanted pattern is larger in other directions.
                let range = 3 * (first + second + third + fourth + fifth);
                if is_new {
                    found.extend(LocateConcentricPattern::<true, 5, 7>(matrix, &RUNS, middle, range as i32));
                }
                if found.len() == MOST {
                    return Ok(found);
                }
            }
            start += first;
        }
    }
    Ok(found)
}

/// The lengths of a row's runs of one colour; the first is light, and may be none.
fn dark_and_light(matrix: &BitMatrix, y: u32, runs: &mut Vec<u32>) {
    runs.clear();
    let (mut dark, mut start) = (false, 0);
    for x in 0..matrix.width() {
        if matrix.get(x, y) != dark {
            runs.push(x - start);
            (dark, start) = (!dark, x);
        }
    }
    runs.push(matrix.width() - start);
}

/// Whether five runs are near 1:1:3:1:1. Dark and light modules are measured apart, since ink and light spread at each other's cost.
fn is_finder(runs: [u32; 5]) -> bool {
    let [first, second, third, fourth, fifth] = runs.map(|run| run as f32);
    let (dark, light) = ((first + third + fifth) / 5.0, (second + fourth) / 2.0);
    let near = |run: f32, modules: f32, module: f32, share: f32| (run - modules * module).abs() <= share * module + 0.5;
    third >= 3.0
        && third >= 2.0 * first.max(fifth)
        && third >= second.max(fourth)
        && dark.max(light) <= 4.0 * dark.min(light)
        && near(first, 1.0, dark, 0.75)
        && near(third, 3.0, dark, 0.75)
        && near(fifth, 1.0, dark, 0.75)
        && near(second, 1.0, light, 0.33)
        && near(fourth, 1.0, light, 0.33)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// Finder patterns of seven pixels, `gap` pixels apart.
    fn tiled(side: u32, gap: u32) -> BitMatrix {
        let mut matrix = BitMatrix::new(side, side).unwrap();
        for y in 0..side {
            for x in 0..side {
                let (x_in, y_in) = (x % (7 + gap), y % (7 + gap));
                if x_in < 7 && y_in < 7 && x_in.abs_diff(3).max(y_in.abs_diff(3)) != 2 {
                    matrix.set(x, y);
                }
            }
        }
        matrix
    }

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(60)
    }

    #[test]
    fn every_pattern_is_found_at_its_middle() {
        let found = patterns(&tiled(60, 13), soon()).unwrap();
        let mut middles: Vec<_> = found.iter().map(|pattern| (pattern.p.y.round() as u32, pattern.p.x.round() as u32)).collect();
        middles.sort_unstable();
        let at = [4, 24, 44];
        assert_eq!(middles, at.iter().flat_map(|y| at.map(|x| (*y, x))).collect::<Vec<_>>());
    }

    #[test]
    fn a_picture_full_of_patterns_ends_the_search() {
        assert_eq!(patterns(&tiled(1600, 1), soon()).unwrap().len(), MOST);
    }

    #[test]
    fn the_deadline_ends_the_search() {
        assert_eq!(patterns(&tiled(60, 13), Instant::now()), Err(OutOfTime));
    }

    #[test]
    fn other_runs_are_no_finder() {
        assert!(is_finder([4, 5, 13, 4, 5]) && is_finder([1, 1, 3, 1, 1]) && is_finder([6, 3, 17, 3, 6]));
        assert!(!is_finder([5, 5, 5, 5, 5]) && !is_finder([5, 5, 15, 12, 5]) && !is_finder([5, 0, 15, 5, 5]));
    }
}
