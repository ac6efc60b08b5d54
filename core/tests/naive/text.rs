//! Prefixes, regular expressions, and the hosts of both (A49, A50).

use fancy_regex::Regex;

pub fn has_prefix(code: &str, prefix: &str) -> bool {
    if prefix.is_empty() || !code.to_ascii_lowercase().starts_with(&prefix.to_ascii_lowercase()) {
        return false;
    }
    let (Some(wanted), Some(given)) = (authority(prefix), authority(code)) else { return true };
    if given.contains('@') {
        return false;
    }
    let scheme = prefix.find("://").unwrap() + 3;
    if prefix.len() > scheme + wanted.len() {
        return true;
    }
    // Ends in the authority: the host is whole, and so is a port that the prefix begins.
    let behind = code[scheme + given.len()..].chars().next();
    let (host, port) = cut(&given);
    let (wanted_host, wanted_port) = cut(&wanted);
    let is_port = |text: &str| (1..=5).contains(&text.len()) && text.chars().all(|c| c.is_ascii_digit());
    behind != Some('\\')
        && host == wanted_host
        && match (wanted_port.as_deref(), port.as_deref()) {
            (None, port) => port.is_none_or(is_port),
            (Some(""), port) => port.is_some_and(is_port),
            (Some(wanted), port) => port == Some(wanted),
        }
}

pub fn matches_regex(code: &str, pattern: &str) -> bool {
    let start = Regex::new(r"^(\^|\(\?i\)|\(\?i?:|\()*").unwrap().replace(pattern, "").to_ascii_lowercase();
    if start.starts_with("http") {
        let lower = code.to_ascii_lowercase();
        let Some(authority) = authority(code) else {
            // Only a browser knows the host of `https:/a.example`.
            return !lower.starts_with("http:") && !lower.starts_with("https:") && whole_match(pattern, code);
        };
        let literals = domain_literals(pattern);
        // What is no port after a colon belongs to a host that nobody has.
        let (host, port) = cut(&authority);
        let is_port = |text: &str| text.len() <= 5 && text.chars().all(|c| c.is_ascii_digit());
        let is_host = port.as_deref().is_none_or(is_port);
        let within = |literal: &String| is_host && (host == *literal || host.ends_with(&format!(".{literal}")));
        if authority.contains('@') || !(literals.is_empty() || literals.iter().any(within)) {
            return false;
        }
    }
    whole_match(pattern, code)
}

/// What is between `://` and the path of a web address, in small letters.
fn authority(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let rest = lower.strip_prefix("https://").or(lower.strip_prefix("http://"))?;
    Some(rest.split(['/', '?', '#', '\\']).next().unwrap().to_owned())
}

/// Host and port.
fn cut(authority: &str) -> (String, Option<String>) {
    match authority.split_once(':') {
        Some((host, port)) => (host.to_owned(), Some(port.to_owned())),
        None => (authority.to_owned(), None),
    }
}

/// What is left of the pattern, up to its path, when everything that stands for several texts is taken out.
fn domain_literals(pattern: &str) -> Vec<String> {
    let mut left = pattern.replace(r"\/", "/");
    for several in [r"\(\?!(?:\\.|[^)])*\)", r"\[[^\]]*\]", r"\\[A-Za-z]", r"(?:\\.|[^)/])(?:[*+?]|\{[^}]*\})", r"[()?*+|]"] {
        left = Regex::new(several).unwrap().replace_all(&left, " ").into_owned();
    }
    let left = left.replace('\\', "");
    let host = left.split('/').take(3).collect::<Vec<_>>().join(" ");
    let runs = host.split(|c: char| !c.is_ascii_alphanumeric() && c != '.' && c != '-').map(|run| run.trim_start_matches('.'));
    let named = runs.filter(|run| run.contains('.') && run.split('.').all(|label| !label.is_empty()));
    named.map(str::to_ascii_lowercase).collect()
}

/// Whether the whole text matches; a pattern that does not compile matches nothing.
pub fn whole_match(pattern: &str, text: &str) -> bool {
    translated(pattern).and_then(|it| Regex::new(&format!(r"\A(?:{it})\z")).ok()).is_some_and(|it| it.is_match(text).unwrap_or(false))
}

/// The first group of the first place.
pub fn first_group(pattern: &str, text: &str) -> Option<String> {
    let regex = Regex::new(&translated(pattern)?).ok()?;
    Some(regex.captures(text).ok()??.get(1)?.as_str().to_owned())
}

/// The few constructs that mean something else in Java; `None` for an escape that Java does not know.
fn translated(pattern: &str) -> Option<String> {
    const LINE_ENDS: &str = r"\n\r\x{85}\x{2028}\x{2029}";
    let mut out = String::new();
    let mut chars = pattern.chars();
    let mut in_class = false;
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next()? {
                'd' if in_class => out.push_str("0-9"),
                'd' => out.push_str("[0-9]"),
                'D' => out.push_str("[^0-9]"),
                'w' if in_class => out.push_str("A-Za-z0-9_"),
                'w' => out.push_str("[A-Za-z0-9_]"),
                's' => out.push_str(r"[ \t\n\x0B\f\r]"),
                'S' => out.push_str(r"[^ \t\n\x0B\f\r]"),
                other if other.is_ascii_alphanumeric() => return None,
                other => out.push_str(&fancy_regex::escape(&other.to_string())),
            },
            '.' if !in_class => out.push_str(&format!("[^{LINE_ENDS}]")),
            '$' if !in_class => out.push_str(r"(?:\z|(?=(?:\r\n|[\r\x{85}\x{2028}\x{2029}])\z)|(?<!\r)(?=\n\z))"),
            '^' if !in_class => out.push_str(r"\A"),
            _ => {
                in_class = (in_class || c == '[') && c != ']';
                out.push(c);
            }
        }
    }
    Some(out)
}
