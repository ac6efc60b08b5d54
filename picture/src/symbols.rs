//! QR codes in a picture that is black and white already: where rxing's detector and decoder are called.

use std::time::Instant;

use cashier_core::secret::CodeValue;
use rxing::{
    Point,
    common::{BitMatrix, DetectorRXingResult, cpp_essentials::DecoderResult},
    qrcode::cpp_port::{
        decoder::Decode,
        detector::{FindFinderPatterns, FinderPatternSet, GenerateFinderPatternSets, SampleQR},
    },
};

use crate::{Bounds, FoundCode, OutOfTime, QR_CODE, grid};

/// Triples of finder patterns that are tried, the most plausible ones first: noise makes thousands.
const TRIPLES: usize = 200;
/// Symbols that are read once more as bent ones.
const BENT: usize = 4;

/// All codes in `matrix`; if there are none, those on bent paper.
pub(crate) fn find(matrix: &BitMatrix, deadline: Instant) -> Result<Vec<FoundCode>, OutOfTime> {
    let mut patterns = FindFinderPatterns(matrix, true, 0);
    let triples = GenerateFinderPatternSets(&mut patterns);
    let (mut found, mut used, mut unread) = (Vec::new(), Vec::new(), Vec::new());
    for triple in triples.iter().take(TRIPLES) {
        if Instant::now() >= deadline {
            return Err(OutOfTime);
        }
        if corners(triple).iter().any(|pattern| used.contains(pattern)) {
            continue;
        }
        let Ok(symbol) = SampleQR(matrix, triple) else { continue };
        if let Some(text) = text(symbol.getBits()) {
            used.extend(corners(triple));
            found.push(code(text, symbol.getPoints()));
        } else if unread.len() < BENT && has_finder_patterns(symbol.getBits()) {
            unread.push(symbol);
        }
    }
    if found.is_empty() {
        for symbol in unread {
            if Instant::now() >= deadline {
                return Err(OutOfTime);
            }
            let &[top_left, top_right, bottom_left, bottom_right] = symbol.getPoints() else { continue };
            let outline = [top_left, top_right, bottom_right, bottom_left];
            let bent = grid::follow(matrix, outline, symbol.getBits().width() as usize);
            found.extend(bent.and_then(|bits| text(&bits)).map(|text| code(text, symbol.getPoints())));
        }
    }
    Ok(found)
}

fn corners(triple: &FinderPatternSet) -> [rxing::common::cpp_essentials::ConcentricPattern; 3] {
    [triple.bl, triple.tl, triple.tr]
}

fn code(text: String, outline: &[Point]) -> FoundCode {
    let least = |of: fn(&Point) -> f32| outline.iter().map(of).fold(f32::INFINITY, f32::min);
    let most = |of: fn(&Point) -> f32| outline.iter().map(of).fold(f32::NEG_INFINITY, f32::max);
    let bounds = Bounds { left: least(|at| at.x), top: least(|at| at.y), right: most(|at| at.x), bottom: most(|at| at.y) };
    FoundCode { text: CodeValue::new(text), format: QR_CODE, bounds }
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
    // What does not fit the character set is replaced or left out: a text that differs from the code must not be paid.
    let is_whole = text.chars().count() * 2 >= content.bytes().len();
    (!text.is_empty() && is_whole && !text.contains(char::REPLACEMENT_CHARACTER)).then_some(text)
}
