//! Pages and codes, drawn in a terminal.

mod page;

pub use page::draw;

/// Prints a line. Whoever has stopped reading loses it, and that is all: a payment goes on.
macro_rules! say {
    ($($text:tt)*) => {{
        let _ = std::io::Write::write_fmt(&mut std::io::stdout(), format_args!("{}\n", format_args!($($text)*)));
    }};
}

pub(crate) use say;

use qrcode::{QrCode, render::unicode::Dense1x2};

/// A QR code in half blocks; `None` for a text that no QR code holds.
pub fn qr(text: &str) -> Option<String> {
    let code = QrCode::new(text).ok()?;
    Some(code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build())
}

/// A text of somebody else's, without control characters: it cannot move the cursor or clear the screen.
pub fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
