//! JSON in texts, and objects whose order matters.

use serde_json::Value;

/// The JSON that a JSON text holds.
pub fn text_in(value: &Value) -> Option<Value> {
    serde_json::from_str(value.as_str()?).ok()
}

/// The members of the object in `text`: names, and values without blanks between their tokens.
pub fn members(text: &str) -> Option<Vec<(String, String)>> {
    serde_json::from_str::<Value>(text).ok()?.as_object()?;
    let mut tokens = String::new();
    let mut in_text = false;
    let mut escaped = false;
    for c in text.chars() {
        if in_text || !c.is_ascii_whitespace() {
            tokens.push(c);
        }
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == '"' {
            in_text = !in_text;
        }
    }
    let inner = &tokens[1..tokens.len() - 1];
    let mut members = Vec::new();
    for member in split(inner, ',') {
        let halves = split(&member, ':');
        members.push((serde_json::from_str(&halves[0]).unwrap(), halves[1..].join(":")));
    }
    Some(members)
}

/// The object in `text` without the members of these names; empty if it is none.
pub fn without(text: &str, names: &[&str]) -> String {
    let Some(members) = members(text) else { return String::new() };
    let kept = members.iter().filter(|(name, _)| !names.contains(&name.as_str()));
    let written: Vec<String> = kept.map(|(name, value)| format!("{}:{value}", Value::from(name.as_str()))).collect();
    format!("{{{}}}", written.join(","))
}

/// Splits where `separator` is in no text, list or object.
fn split(text: &str, separator: char) -> Vec<String> {
    let mut parts = Vec::new();
    let mut part = String::new();
    let (mut depth, mut in_text, mut escaped) = (0, false, false);
    for c in text.chars() {
        if c == separator && depth == 0 && !in_text {
            parts.push(part);
            part = String::new();
            continue;
        }
        part.push(c);
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == '"' {
            in_text = !in_text;
        } else if !in_text && (c == '{' || c == '[') {
            depth += 1;
        } else if !in_text && (c == '}' || c == ']') {
            depth -= 1;
        }
    }
    if !part.is_empty() {
        parts.push(part);
    }
    parts
}
