//! URLs that are nearly, or just, what the policy lets through.

use proptest::{collection::vec, prelude::*, sample::select, strategy::Union};

/// Both kinds.
pub fn any_url() -> impl Strategy<Value = String> {
    prop_oneof![of_pieces(), nearly_opened()]
}

/// A URL of pieces that mean something to one parser or another.
fn of_pieces() -> impl Strategy<Value = String> {
    let tail = vec(piece(TAIL), 0..8).prop_map(|pieces| pieces.concat());
    let odd = vec(piece(&["/", "//", ":", "@", "#", "?", "https", ".", "\\", "%", " ", "wallet"]), 0..6).prop_map(|pieces| pieces.concat());
    Union::new_weighted(vec![
        (12, (piece(SCHEMES), authority(), tail).prop_map(|(scheme, authority, tail)| format!("{scheme}{authority}{tail}")).boxed()),
        (1, odd.boxed()),
        (1, any::<String>().boxed()),
    ])
}

/// A URL that most likely is opened, with one random character somewhere.
fn nearly_opened() -> impl Strategy<Value = String> {
    let good =
        (piece(&["https://shop.example", "https://a.münchen.example:8443", "merchantapp://x"]), piece(&["", "/a?b=%20#c", "/ä/[1]"]));
    (good, any::<prop::sample::Index>(), select(ODD)).prop_map(|((head, tail), at, odd)| {
        let text = format!("{head}{tail}");
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let (before, after) = text.split_at(*at.get(&places));
        format!("{before}{odd}{after}")
    })
}

fn authority() -> impl Strategy<Value = String> {
    let host =
        vec(Union::new_weighted(vec![(10, piece(LABELS).boxed()), (1, "[a-zα-ωא-ת0-9-]{1,6}".boxed())]), 1..4).prop_map(|it| it.join("."));
    let end = piece(&["", "", ".example", ".test", ".com", ".рф", ".local", ".", ".1", ".1a"]);
    let port = piece(&["", "", "", ":443", ":8443", ":65535", ":0", ":080", ":65536", ":", ":x"]);
    (host, end, port).prop_map(|(host, end, port)| format!("{host}{end}{port}"))
}

fn piece(pieces: &'static [&'static str]) -> impl Strategy<Value = String> {
    select(pieces).prop_map(str::to_owned)
}

const SCHEMES: &[&str] = &[
    "https://",
    "https://",
    "https://",
    "https://",
    "HTTPS://",
    "hTTps://",
    "merchantapp://",
    "http://",
    "wallet://",
    "https:/",
    "https:",
];

const LABELS: &[&str] = &[
    "shop",
    "SHOP",
    "a-b",
    "ab--cd",
    "1",
    "127",
    "0x7f",
    "wallet",
    "münchen",
    "Ünder",
    "例え",
    "пример",
    "אב",
    "1א",
    "xn--mnchen-3ya",
    "XN--FSQ",
    "xn--a",
    "xn--0",
    "-a",
    "a_b",
    "user@shop",
    "[::1]",
    "ａ",
    "straße",
    "ﬁ",
    "हिन्दी",
    "١",
    "۱",
    "",
];

const TAIL: &[&str] = &[
    "/",
    "/a",
    "//b",
    "?c=d",
    "&e",
    "#f",
    "#Intent;",
    "/../",
    "/./",
    "%20",
    "%c3%A4",
    "%00",
    "%2F",
    "%2e%2e",
    "[",
    "]",
    "ä",
    "🍜",
    ";x=1",
    ":",
    "@",
    "~!$&()*+,;=",
    "é\u{301}",
    "\\",
    " ",
    "%",
    "\u{202e}",
    "|",
];

const ODD: &[char] = &[
    '\0', '\t', '\n', ' ', '\\', '/', ':', '@', '#', '?', '%', '[', ']', '.', '-', '_', '0', 'A', 'ä', 'א', '١', '。', '．', '\u{ad}',
    '\u{200d}', '\u{202e}', '\u{301}', 'ａ', '①', '⁄', 'ſ', 'İ', '|', '`', '\'', '"',
];
