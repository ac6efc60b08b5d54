//! Prefixes and regular expressions.

use proptest::{prelude::*, sample::select};
use serde_json::json;

use super::Made;

/// Prefixes that end in texts, hosts, ports, user info and paths; the code goes on behind them.
pub fn prefix() -> impl Strategy<Value = Made> {
    let prefixes = select(vec![
        "281",
        "28166604",
        "NETS",
        "netsQ",
        "0002",
        "wxp://qr",
        "https://qr.acq.example",
        "HTTPS://qr.acq",
        "https://qr.acq.example:",
        "https://qr.acq.example:84",
        "https://qr.acq.example:8443",
        "https://qr.acq.example/",
        "https://qr.acq.example/281",
        "https://Acq.example?s=",
        "https://u@qr.acq.example/",
        "https://u@qr.acq.example",
        "http://",
        "",
    ]);
    let behind = select(vec![
        "",
        "/",
        "/281x",
        "?s=1",
        "#x",
        ":8443/",
        ":65535/x",
        ":123456/",
        ":84",
        "43/x",
        "6604x",
        "QPAY-1",
        ".evil.test/",
        "@evil.test/",
        "/a@b",
        "\\@x/",
    ]);
    (prefixes, behind).prop_map(|(prefix, behind)| Made {
        rule: json!({ "match": { "matchMethod": "PREFIX", "prefix": prefix } }),
        code: format!("{prefix}{behind}"),
        url_tag: None,
    })
}

/// Java's constructs that rules use, each with a code for it.
pub fn regex() -> impl Strategy<Value = Made> {
    let patterns = select(vec![
        ("281[0-9]{3}04.*", "28199904x"),
        (r"281\d+(x|xy)", "2816xy"),
        ("(?!28100)281[0-9]{2}.+", "28166x"),
        ("^(?=.*[A-Z])NETS[A-Za-z0-9]{2,}$", "NETSq1Z"),
        ("NETS.QPAY", "NETS\u{1F35C}QPAY"),
        (r"NETS\S*\s?\w+", "NETS-x y"),
        ("netsqpay", "netsqpay"),
        ("N(E|ET)+S.*", "NETETS"),
        (r"https:\/\/\S+\.acq\.example\/\S*", "https://qr.acq.example/281"),
        (r"https://(qr\.acq\.example|shop\.other\.test)/.*", "https://shop.other.test/x"),
        (r"(?i)https?://[a-z0-9-]+\.acq\.example(:[0-9]+)?/.*", "HTTP://QR.ACQ.EXAMPLE:81/x"),
        (r"^https://(?!admin\.)[a-z]+\.acq\.example/q$", "https://qr.acq.example/q"),
        (r"https://\S*acq.example\S*", "https://acq.example"),
        (r"https://[^/]+/281.*", "https://other.test/281"),
        (r"wxp:\/\/.+", "wxp://qr.acq.example/"),
        (r"https?://qr\.acq\.example/.*", "http://qr.acq.example/281"),
        (r"(https|http)://(qr|shop)\.acq\.example(/.*)?", "http://shop.acq.example"),
        (r"(?:https://qr\.acq\.example/|281).*", "2816"),
        (r"(?:https://qr\.acq\.example/|281).*", "https://qr.acq.example/281"),
        (r"(?:https://|http://|wxp://)qr\.acq\.example/.*", "wxp://qr.acq.example/281"),
        (r"https?://(qr\.acq\.example|other\.test)/.*|NETS.+", "NETSx"),
        (r"https?://(qr\.acq\.example|other\.test)/.*|NETS.+", "https://a.other.test/x"),
        (r"https?:(//qr\.acq\.example)?[a-z0-9/.]*", "https:281"),
        (r"https?:(//qr\.acq\.example)?[a-z0-9/.]*", "https://qr.acq.example/281"),
        (r"(http|281).*acq\.example.*", "281 acq.example"),
        (r"(http|281).*acq\.example.*", "https://acq.example"),
        ("0002.*", "000201"),
        ("281(", "281("),
        (r"281\y", "281y"),
        ("", ""),
    ]);
    patterns.prop_map(|(regex, code)| Made {
        rule: json!({ "match": { "matchMethod": "REGEX", "regex": regex } }),
        code: code.to_owned(),
        url_tag: None,
    })
}
