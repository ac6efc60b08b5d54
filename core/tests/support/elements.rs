//! EMVCo codes, written element by element.

use cashier_core::codes::emv::crc16;

/// Tag, length in characters, value.
pub fn element(tag: u8, value: &str) -> String {
    format!("{tag:02}{:02}{value}", value.chars().count())
}

/// A whole code: the payload format indicator, these elements, the CRC.
pub fn sealed(elements: &str) -> String {
    let body = format!("000201{elements}6304");
    format!("{body}{:04X}", crc16(body.as_bytes()))
}
