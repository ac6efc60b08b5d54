//! What the fuzz targets have in common.

pub mod pictures;

use cashier_core::codes::{
    emv::crc16,
    rules::{Action, Context, Identification, Supported, Verdict},
};

/// The wallet that identifies.
pub const CONTEXT: Context<'static> = Context { client_id: "ME", jar_version: "1.2.1.20240506" };

/// The text as it is, and with a right CRC at its end: no mutation finds one by itself.
pub fn as_it_is_and_sealed(text: &str) -> [String; 2] {
    let body = text.char_indices().rev().nth(3).map_or(text, |(at, _)| &text[..at]);
    let body = if body.ends_with("6304") { body.to_owned() } else { format!("{text}6304") };
    let crc = crc16(body.as_bytes());
    [text.to_owned(), format!("{body}{crc:04X}")]
}

/// What holds for every identification: `rules` is how many there are in the file.
pub fn check(identification: &Identification, rules: usize) {
    match &identification.verdict {
        Verdict::NotSupported(_) => {}
        Verdict::AskBackend(untrusted) => assert!(untrusted.rule < rules),
        Verdict::Supported(Supported { rule, action, ac_decode_config }) => {
            assert!(*rule < rules);
            assert!(ac_decode_config.is_empty() || serde_json::from_str::<serde_json::Value>(ac_decode_config).is_ok());
            if let Action::OpenUrl { url, user_agent } = action {
                assert!(!url.is_empty() && !user_agent.is_empty());
            }
        }
    }
    assert_eq!(identification.answer().is_none(), matches!(identification.verdict, Verdict::AskBackend(_)));
}
