//! The CRC: CRC-16/CCITT-FALSE over the UTF-8 bytes up to and including `6304`.

/// Polynomial 1021, initial value FFFF, no reflection, no final xor.
pub fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xFFFF, |crc, byte| {
        let high = u8::try_from(crc >> 8).unwrap_or_default() ^ byte;
        (crc << 8) ^ TABLE.get(usize::from(high)).copied().unwrap_or_default()
    })
}

/// The CRC of each possible byte.
const TABLE: [u16; 256] = {
    let mut table = [0; 256];
    let mut byte: u16 = 0;
    let mut rest: &mut [u16] = &mut table;
    while let Some((entry, following)) = rest.split_first_mut() {
        let mut crc = byte << 8;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 0x8000 == 0 { crc << 1 } else { (crc << 1) ^ 0x1021 };
            bit += 1;
        }
        *entry = crc;
        byte += 1;
        rest = following;
    }
    table
};

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
    /// Looks at the end of `text`: `6304` and four characters.
    pub(super) fn at_end(text: &str) -> Self {
        let tail = text.char_indices().nth_back(3).and_then(|(at, _)| text.split_at_checked(at));
        match tail {
            Some((before, written)) if before.ends_with("6304") => {
                let hex = written.bytes().all(|b| b.is_ascii_hexdigit());
                let right = hex && u16::from_str_radix(written, 16).is_ok_and(|crc| crc == crc16(before.as_bytes()));
                if right { Self::Ok } else { Self::Wrong }
            }
            _ => Self::Missing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_value_of_the_catalogue_holds() {
        assert_eq!(crc16(b"123456789"), 0x29B1);
        assert_eq!(crc16(b""), 0xFFFF);
    }

    #[test]
    fn case_does_not_matter_and_leading_zeros_stay() {
        let body = (0..).map(|n| format!("0002015904{n:04}6304")).find(|body| crc16(body.as_bytes()) < 0x100).unwrap();
        let crc = crc16(body.as_bytes());
        assert_eq!(CrcState::at_end(&format!("{body}{crc:04X}")), CrcState::Ok);
        assert_eq!(CrcState::at_end(&format!("{body}{crc:04x}")), CrcState::Ok);
        assert_eq!(CrcState::at_end(&format!("{body}{crc:X}")), CrcState::Missing);
        assert_eq!(CrcState::at_end(&format!("{body}{:04X}", crc ^ 1)), CrcState::Wrong);
        assert_eq!(CrcState::at_end(&format!("{body}+0A1")), CrcState::Wrong);
    }
}
