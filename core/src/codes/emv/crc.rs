//! The CRC: CRC-16/CCITT-FALSE over the UTF-8 bytes up to and including `6304`.
//!
//! A CRC is the remainder of a division of polynomials over GF(2), where squaring keeps the number of terms: `x^16` is congruent to
//! `x^12 + x^5 + 1`, thus `x^32` to `x^24 + x^10 + 1`, and so on to `x^256`, congruent to `x^192 + x^80 + 1`. With the last one, a
//! few shifts divide 64 bits at once, and with the ones before it the remainder of 256 bits is halved four times. No table is needed.

use super::{Element, LengthUnit, Tag};

/// Polynomial 1021, initial value FFFF, no reflection, no final xor.
pub fn crc16(bytes: &[u8]) -> u16 {
    let (front, words) = bytes.as_rchunks();
    let front = front.iter().fold(u128::from(BEFORE), |front, byte| front << 8 | u128::from(*byte)).to_be_bytes();
    let append = |remainder, word: &[u8; 8]| divide::<64>(remainder, u64::from_be_bytes(*word));
    let remainder = front.as_chunks().0.iter().fold([0; 4], append);
    let remainder = words.iter().fold(remainder, append);
    // The CRC is the remainder of the text with 16 zero bits behind it.
    let shifted = divide::<16>(halve::<16>(halve::<32>(remainder)), 0);
    let nibbles = halve::<4>(halve::<8>(shifted));
    nibbles.into_iter().fold(0, |crc, nibble| crc << 4 | u16::try_from(nibble).unwrap_or_default())
}

/// Two bytes in front of every text, whose own CRC with the initial value 0 is the initial value.
const BEFORE: u16 = 0x84CF;

/// Four words of `WIDTH` bits, the highest first.
type Remainder = [u64; 4];

/// Appends a word, and replaces the highest one by what `x^4w` is congruent to for `w = WIDTH`: `x^3w + x^(w + w/4) + 1`.
#[inline]
fn divide<const WIDTH: u32>([highest, a, b, c]: Remainder, word: u64) -> Remainder {
    let quarter = WIDTH / 4;
    [a ^ highest, b ^ highest >> (3 * quarter), c ^ low::<WIDTH>(highest << quarter), word ^ highest]
}

/// The remainder in words of `WIDTH` bits of one in words of twice as many.
#[inline]
fn halve<const WIDTH: u32>([a, b, c, d]: Remainder) -> Remainder {
    let (high, low) = (|word| word >> WIDTH, low::<WIDTH>);
    let remainder = [high(a), low(a), high(b), low(b)];
    [high(c), low(c), high(d), low(d)].into_iter().fold(remainder, divide::<WIDTH>)
}

#[inline]
fn low<const WIDTH: u32>(word: u64) -> u64 {
    word & u64::MAX >> (u64::BITS - WIDTH)
}

/// What the CRC of a code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CrcState {
    /// Right; upper or lower case.
    Ok,
    /// Not the CRC of the text before it, or not at the end.
    Wrong,
    /// There is none.
    Missing,
}

impl CrcState {
    /// Of a text that does not parse: there is a CRC if it ends like one.
    pub(super) fn at_the_end_of(text: &str) -> Self {
        let end = text.len().checked_sub(8).and_then(|offset| Element::at(offset, text, LengthUnit::Bytes));
        Self::of(text, end.filter(|element| element.tag == Tag::CRC))
    }

    /// Of a text that parses; `element` is its last one of tag 63, which must be its last one at all: the same eight characters inside
    /// another value are no CRC.
    pub(super) fn of(text: &str, element: Option<Element<'_>>) -> Self {
        let Some(element) = element else { return Self::Missing };
        let before = text.as_bytes().get(..element.value_offset()).unwrap_or_default();
        let is_last = element.end() == text.len();
        if is_last && hex(element.value) == Some(crc16(before)) { Self::Ok } else { Self::Wrong }
    }
}

/// The number that four hexadecimal digits are.
fn hex(digits: &str) -> Option<u16> {
    let digits: &[u8; 4] = digits.as_bytes().try_into().ok()?;
    digits.iter().try_fold(0, |number, digit| Some(number << 4 | u16::try_from(char::from(*digit).to_digit(16)?).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::emv::Elements;

    /// Bit by bit, as the standard has it.
    fn reference(bytes: &[u8]) -> u16 {
        let bits = bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| u16::from(byte >> bit & 1)));
        bits.fold(0xFFFF, |crc, bit| (crc << 1) ^ if (crc >> 15) ^ bit == 1 { 0x1021 } else { 0 })
    }

    #[test]
    fn the_check_value_of_the_catalogue_holds() {
        assert_eq!(crc16(b"123456789"), 0x29B1);
        assert_eq!(crc16(b""), 0xFFFF);
    }

    #[test]
    fn every_length_gives_what_division_bit_by_bit_gives() {
        let bytes: Vec<u8> = (0_u32..600).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect();
        for length in 0..bytes.len() {
            assert_eq!(crc16(&bytes[..length]), reference(&bytes[..length]), "{length}");
        }
    }

    fn state(text: &str) -> CrcState {
        let element = Elements::new(text, LengthUnit::Characters).flatten().last().filter(|element| element.tag == Tag::CRC);
        assert!(Elements::new(text, LengthUnit::Characters).all(|element| element.is_ok()) || element.is_none());
        CrcState::of(text, element)
    }

    #[test]
    fn case_does_not_matter_and_leading_zeros_stay() {
        let body = (0..).map(|n| format!("0002015904{n:04}6304")).find(|body| crc16(body.as_bytes()) < 0x100).unwrap();
        let crc = crc16(body.as_bytes());
        assert_eq!(state(&format!("{body}{crc:04X}")), CrcState::Ok);
        assert_eq!(state(&format!("{body}{crc:04x}")), CrcState::Ok);
        assert_eq!(state(&format!("{body}{crc:X}")), CrcState::Missing);
        assert_eq!(state(&format!("{body}{:04X}", crc ^ 1)), CrcState::Wrong);
        assert_eq!(state(&format!("{body}+0A1")), CrcState::Wrong);
        assert_eq!(state(&format!("{body}é0A1")), CrcState::Wrong);
    }

    #[test]
    fn a_text_that_does_not_parse_has_a_crc_if_it_ends_like_one() {
        let body = "5902";
        for (end, state) in [("", CrcState::Missing), ("6304ABCD", CrcState::Wrong), ("6304A", CrcState::Missing)] {
            assert_eq!(CrcState::at_the_end_of(&format!("{body}{end}")), state);
        }
        let sealed = format!("{body}6304{:04X}", crc16(b"59026304"));
        assert_eq!(CrcState::at_the_end_of(&sealed), CrcState::Ok);
    }
}
