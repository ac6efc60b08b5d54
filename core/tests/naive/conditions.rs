//! Conditions on elements (protocol section 8.5).

use serde_json::Value;

use super::{
    emv::{Elements, template, value},
    text::whole_match,
};

const ROOT: [(u32, &str); 12] = [
    (0, "payloadFormatIndicator"),
    (1, "pointOfInitiationMethod"),
    (52, "merchantCategoryCode"),
    (53, "transactionCurrency"),
    (54, "transactionAmount"),
    (55, "convenienceIndicator"),
    (56, "fixedConvenienceFee"),
    (57, "percentageConvenienceFee"),
    (58, "countryCode"),
    (59, "merchantName"),
    (60, "merchantCity"),
    (61, "postalCode"),
];

/// The lowest template that satisfies the restrictions, if there are any; `None` if the rule does not take the code.
pub fn hold(pattern: &Value, code: &Elements) -> Option<Option<u32>> {
    let mut lowest = None;
    if pattern["primitiveMai"] == true {
        let tag = number(&pattern["primitiveMaiTag"])?;
        if !(2..=25).contains(&tag) || value(code, tag).is_none() {
            return None;
        }
    } else if pattern["merchantMaiRestrictions"].as_object().is_some_and(|restrictions| !restrictions.is_empty()) {
        let account_tags = (26..=51).chain(80..=99);
        let satisfying = account_tags.filter(|tag| sub_tags_hold(&pattern["merchantMaiRestrictions"], value(code, *tag)));
        lowest = Some(satisfying.min()?);
    }
    for (tag, key) in ROOT {
        if let Some(expression) = pattern[key].as_str()
            && !holds(expression, value(code, tag))
        {
            return None;
        }
    }
    let additional = &pattern["additionalDataFieldTemplate"];
    if let Some(listed) = additional.as_object() {
        value(code, 62)?;
        if !listed.is_empty() && !sub_tags_hold(additional, value(code, 62)) {
            return None;
        }
    }
    for entry in pattern["accurateTagRules"].as_array().into_iter().flatten() {
        if !accurate_tag_holds(entry, code)? {
            return None;
        }
    }
    Some(lowest)
}

fn sub_tags_hold(conditions: &Value, text: Option<&str>) -> bool {
    let Some(elements) = text.and_then(template) else { return false };
    conditions.as_object().unwrap().iter().all(|(tag, expression)| {
        let tag = number(&Value::from(tag.as_str()));
        tag.is_some_and(|tag| holds(expression.as_str().unwrap(), value(&elements, tag)))
    })
}

/// `None` if the entry is malformed.
fn accurate_tag_holds(entry: &Value, code: &Elements) -> Option<bool> {
    let expression = entry["rule"].as_str()?;
    let first = number(&entry["tag"])?;
    if entry["secTag"].is_null() {
        return entry["thiTag"].is_null().then(|| holds(expression, value(code, first)));
    }
    let second = number(&entry["secTag"])?;
    let Some(level) = value(code, first).and_then(template) else { return Some(false) };
    if entry["thiTag"].is_null() {
        return Some(holds(expression, value(&level, second)));
    }
    let third = number(&entry["thiTag"])?;
    let Some(level) = value(&level, second).and_then(template) else { return Some(false) };
    Some(holds(expression, value(&level, third)))
}

fn number(tag: &Value) -> Option<u32> {
    let text = tag.as_str()?;
    if text.is_empty() || text.len() > 2 || text.chars().any(|c| !c.is_ascii_digit()) { None } else { text.parse().ok() }
}

fn holds(expression: &str, value: Option<&str>) -> bool {
    let chars: Vec<char> = expression.chars().collect();
    let tagged = chars.len() >= 3 && chars[1] == '<' && chars[chars.len() - 1] == '>';
    let inner: String = if tagged { chars[2..chars.len() - 1].iter().collect() } else { String::new() };
    let letter = if tagged { chars[0].to_ascii_uppercase() } else { '=' };
    if letter == 'N' {
        return (inner == "NULL" && value.is_none()) || (inner == "NOT_NULL" && value.is_some());
    }
    let Some(value) = value else { return false };
    match letter {
        'S' => value.starts_with(&inner),
        'C' => value.contains(&inner),
        'R' => whole_match(&inner, value),
        _ => value == expression,
    }
}
