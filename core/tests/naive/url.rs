//! How a URL is made (protocol section 8.7).

use serde_json::Value;

use super::{emv, json::members, text::first_group};

pub struct Source<'a> {
    pub code: &'a str,
    /// The lowest template that satisfied the rule.
    pub template: Option<u32>,
    pub client_id: &'a str,
}

/// `None` for every error. `remote` is the URL that remote identify gave.
pub fn made(action: &Value, parameters: &str, source: &Source<'_>, remote: Option<&str>) -> Option<String> {
    match action["urlConstructionMethod"].as_str() {
        Some("USE_DIRECTLY") => Some(remote.unwrap_or(source.code).to_owned()),
        Some("EXTRACT_URL_FROM_EMVCODE") => extracted(action["emvUrlTag"].as_str()?, source),
        Some("CONSTRUCT_DYNAMIC_URL") => constructed(remote.or(action["dynamicUrlExpression"].as_str())?, parameters, source),
        _ => remote.map(str::to_owned),
    }
}

fn extracted(tag: &str, source: &Source<'_>) -> Option<String> {
    let value = element(&[source.template?.to_string().as_str(), tag.strip_prefix("merchantTag.")?], source.code)?;
    let at = value.to_ascii_lowercase().find("http")?;
    Some(value[at..].to_owned())
}

fn constructed(template: &str, parameters: &str, source: &Source<'_>) -> Option<String> {
    let mut url = template.to_owned();
    url = url.replace("${codeValue}", &encoded(source.code));
    url = url.replace("${issuer}", source.client_id);
    for (name, text) in members(parameters)? {
        let parameter: String = serde_json::from_str(&text).ok()?;
        let value = value(&parameter, source.code)?;
        if value.is_empty() {
            return None;
        }
        url = url.replace(&format!("${{{name}}}"), &encoded(&value));
    }
    if url.is_empty() || url.contains("${") { None } else { Some(url) }
}

fn value(parameter: &str, code: &str) -> Option<String> {
    let inner = parameter.get(2..)?.strip_suffix('>')?;
    match parameter.get(..2)? {
        "R<" => first_group(inner, code),
        "E<" => element(&inner.split('.').collect::<Vec<_>>(), code),
        "L<" => {
            let chars: Vec<char> = code.chars().collect();
            let index = |text: &str| text.chars().all(|c| c.is_ascii_digit()).then(|| text.parse::<usize>().ok()).flatten();
            let (from, to) = match inner.split_once(',') {
                Some((from, to)) => (index(from)?, index(to)?),
                None => (index(inner)?, chars.len()),
            };
            Some(chars.get(from..to)?.iter().collect())
        }
        _ => None,
    }
}

/// The value at a path of one or two tags.
fn element(path: &[&str], code: &str) -> Option<String> {
    let number = |text: &str| text.chars().all(|c| c.is_ascii_digit()).then(|| text.parse::<u32>().ok()).flatten();
    let root = emv::code(code)?;
    match path {
        [tag] => emv::value(&root, number(tag)?).map(str::to_owned),
        [tag, sub] => emv::value(&emv::template(emv::value(&root, number(tag)?)?)?, number(sub)?).map(str::to_owned),
        _ => None,
    }
}

fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        let c = char::from(byte);
        if c.is_ascii_alphanumeric() || "-_.*".contains(c) {
            encoded.push(c);
        } else {
            encoded += &format!("%{byte:02X}");
        }
    }
    encoded
}
