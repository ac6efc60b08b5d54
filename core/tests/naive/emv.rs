//! EMVCo codes, read character by character.

/// The elements of one level in the order of the text: tag and value.
pub type Elements = Vec<(u32, String)>;

/// The root's elements of a code whose CRC is right.
pub fn code(text: &str) -> Option<Elements> {
    let chars: Vec<char> = text.chars().collect();
    let elements = template(text)?;
    if !text.starts_with("0002") || chars.len() < 5 || elements.last()?.0 != 63 || elements.last()?.1.chars().count() != 4 {
        return None;
    }
    let before: String = chars[..chars.len() - 4].iter().collect();
    let written: String = chars[chars.len() - 4..].iter().collect();
    (format!("{:04X}", crc(before.as_bytes())) == written.to_ascii_uppercase()).then_some(elements)
}

/// The elements of a value.
pub fn template(text: &str) -> Option<Elements> {
    let chars: Vec<char> = text.chars().collect();
    let number = |at: usize| -> Option<u32> { Some(chars.get(at)?.to_digit(10)? * 10 + chars.get(at + 1)?.to_digit(10)?) };
    let mut elements = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let tag = number(at)?;
        let length = usize::try_from(number(at + 2)?).unwrap();
        if length == 0 || at + 4 + length > chars.len() {
            return None;
        }
        elements.push((tag, chars[at + 4..at + 4 + length].iter().collect()));
        at += 4 + length;
    }
    if elements.is_empty() { None } else { Some(elements) }
}

/// Of a repeated tag the last one counts.
pub fn value(elements: &Elements, tag: u32) -> Option<&str> {
    elements.iter().rev().find(|(other, _)| *other == tag).map(|(_, value)| value.as_str())
}

/// CRC-16/CCITT-FALSE, bit by bit.
fn crc(bytes: &[u8]) -> u16 {
    let mut register = 0xFFFF_u16;
    for byte in bytes {
        for bit in (0..8).rev() {
            let carry = (register & 0x8000 != 0) != (byte >> bit & 1 != 0);
            register <<= 1;
            if carry {
                register ^= 0x1021;
            }
        }
    }
    register
}
