//! QR codes in a picture that is black and white already: where rxing's detector and decoder are called.

use std::time::Instant;

use cashier_core::secret::CodeValue;
use rxing::{
    Point,
    common::{BitMatrix, DetectorRXingResult, cpp_essentials::DecoderResult},
    qrcode::cpp_port::{
        decoder::Decode,
        detector::{FinderPatternSet, GenerateFinderPatternSets, SampleQR},
    },
};

use crate::{Bounds, FoundCode, OutOfTime, QR_CODE, finder, grid::Grid};

/// Triples of finder patterns that are tried, the most plausible ones first: noise makes thousands.
const TRIPLES: usize = 200;
/// Symbols that are read once more as bent ones.
const BENT: usize = 4;

/// All codes in `matrix`, first those on flat paper, then those on bent; at the deadline, those found so far.
pub(crate) fn find(matrix: &BitMatrix, deadline: Instant) -> Result<Vec<FoundCode>, OutOfTime> {
    let triples = GenerateFinderPatternSets(&mut finder::patterns(matrix, deadline)?);
    let (mut found, mut used, mut unread) = (Vec::new(), Vec::new(), Vec::new());
    for triple in triples.iter().take(TRIPLES) {
        if Instant::now() >= deadline {
            return if found.is_empty() { Err(OutOfTime) } else { Ok(found) };
        }
        if patterns_of(triple).iter().any(|pattern| used.contains(pattern)) {
            continue;
        }
        let outline = match SampleQR(matrix, triple) {
            Ok(symbol) => {
                let &[top_left, top_right, bottom_left, bottom_right] = symbol.getPoints() else { continue };
                let outline =
                    Outline { corners: [top_left, top_right, bottom_right, bottom_left], dimension: symbol.getBits().width() as usize };
                if let Some(text) = text(symbol.getBits()) {
                    used.extend(patterns_of(triple));
                    found.push(outline.code(text));
                    continue;
                }
                Some(outline)
            }
            Err(_) => Outline::estimated(triple),
        };
        if unread.len() < BENT {
            unread.extend(outline.and_then(|outline| outline.grid(matrix).map(|grid| (triple, outline, grid))));
        }
    }
    for (triple, outline, grid) in unread {
        if Instant::now() >= deadline {
            return if found.is_empty() { Err(OutOfTime) } else { Ok(found) };
        }
        if patterns_of(triple).iter().any(|pattern| used.contains(pattern)) {
            continue;
        }
        if let Some(text) = grid.bent().and_then(|modules| text(&modules)) {
            used.extend(patterns_of(triple));
            found.push(outline.code(text));
        }
    }
    Ok(found)
}

/// Where a symbol is.
struct Outline {
    /// Top left, top right, bottom right, bottom left.
    corners: [Point; 4],
    /// Modules a side.
    dimension: usize,
}

impl Outline {
    /// What three finder patterns alone tell: the parallelogram between them.
    fn estimated(triple: &FinderPatternSet) -> Option<Self> {
        let (top_left, right, down) = (triple.tl.p, triple.tr.p - triple.tl.p, triple.bl.p - triple.tl.p);
        let module = (triple.tl.size + triple.tr.size + triple.bl.size) as f32 / 21.0;
        let modules = (right.length() + down.length()) / 2.0 / module;
        // Versions are four modules apart, 21 for the first; finder patterns stand 3.5 modules from the corners.
        let version = ((modules - 10.0) / 4.0).round() as usize;
        let between = (version * 4 + 10) as f32;
        let corner = |x: f32, y: f32| top_left + right * (x / between) + down * (y / between);
        let far = between + 3.5;
        (1..=40).contains(&version).then(|| Self {
            corners: [corner(-3.5, -3.5), corner(far, -3.5), corner(far, far), corner(-3.5, far)],
            dimension: version * 4 + 17,
        })
    }

    /// A grid over a symbol that could not be read; nothing if the corners do not look like finder patterns, as those of noise.
    fn grid<'a>(&self, matrix: &'a BitMatrix) -> Option<Grid<'a>> {
        let grid = Grid::new(matrix, self.corners, self.dimension)?;
        has_finder_patterns(&grid.flat()?).then_some(grid)
    }

    fn code(&self, text: String) -> FoundCode {
        let [xs, ys] = [self.corners.map(|corner| corner.x), self.corners.map(|corner| corner.y)];
        let (least, most) =
            (|of: [f32; 4]| of.into_iter().fold(f32::INFINITY, f32::min), |of: [f32; 4]| of.into_iter().fold(f32::NEG_INFINITY, f32::max));
        let bounds = Bounds { left: least(xs), top: least(ys), right: most(xs), bottom: most(ys) };
        FoundCode { text: CodeValue::new(text), format: QR_CODE, bounds }
    }
}

fn patterns_of(triple: &FinderPatternSet) -> [rxing::common::cpp_essentials::ConcentricPattern; 3] {
    [triple.bl, triple.tl, triple.tr]
}

/// Whether the three corners look like finder patterns in the modules too: a bent symbol's do, noise does not.
fn has_finder_patterns(modules: &BitMatrix) -> bool {
    let far = modules.width() - 7;
    let mut right = 0;
    for (left, top) in [(0, 0), (far, 0), (0, far)] {
        for y in 0..7_u32 {
            for x in 0..7_u32 {
                let ring = x.abs_diff(3).max(y.abs_diff(3));
                right += u32::from(modules.get(left + x, top + y) == (ring != 2));
            }
        }
    }
    right * 10 >= 3 * 49 * 8
}

/// The text of a symbol's modules, if error correction vouches for it and its bytes are text.
fn text(modules: &BitMatrix) -> Option<String> {
    let decoded = Decode(modules).ok().filter(DecoderResult::isValid)?;
    // One of several symbols that make a text together is no code by itself.
    if decoded.structuredAppend().count > 1 {
        return None;
    }
    let content = decoded.content();
    if !content.has_eci {
        // Without a declared character set the bytes are UTF-8 wherever they can be, whatever they look like.
        if let Ok(text) = str::from_utf8(content.bytes()) {
            return (!text.is_empty()).then(|| text.to_owned());
        }
    }
    let text = decoded.text();
    // A declared UTF-8 is no reason to count: characters of three bytes are three bytes.
    if text.as_bytes() == content.bytes() {
        return (!text.is_empty()).then_some(text);
    }
    // What does not fit the character set is replaced or left out: a text that differs from the code must not be paid.
    let is_whole = text.chars().count() * 2 >= content.bytes().len();
    (!text.is_empty() && is_whole && !text.contains(char::REPLACEMENT_CHARACTER)).then_some(text)
}
