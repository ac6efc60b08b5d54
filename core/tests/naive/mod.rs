//! The engine once more, as plainly as protocol sections 8.5 to 8.8 read: every rule for every code, nothing prepared, nothing
//! shared with the engine. It serves to be compared with.

mod conditions;
pub mod emv;
mod json;
mod text;
mod url;

use cashier_core::codes::rules::Context;
use serde_json::{Value, json};

use self::json::text_in;

/// What a rule file says of a code, in the words of the vectors. `remote` is the body that remote identify answered with.
pub fn identify(file: &[u8], code: &str, context: &Context<'_>, remote: Option<Option<&str>>) -> Value {
    if code.chars().count() > 8192 {
        return json!({ "verdict": "too_long" });
    }
    let no = json!({ "verdict": "not_supported" });
    let file: Value = serde_json::from_slice(file).unwrap();
    let mut best: Option<(i64, usize, Matched)> = None;
    for (index, rule) in file["codeRules"].as_array().unwrap().iter().enumerate() {
        let Some(matched) = matched(rule, code) else { continue };
        let priority = priority(rule);
        if best.as_ref().is_none_or(|(smallest, ..)| priority < *smallest) {
            best = Some((priority, index, matched));
        }
    }
    let Some((_, index, matched)) = best.filter(|_| !code.trim().is_empty()) else { return no };
    let rule = &file["codeRules"][index];
    let mut answer = Answer::default();
    if !is_trusted(rule, context.jar_version) {
        match remote {
            None => return json!({ "verdict": "ask", "rule": index }),
            Some(body) => match body.and_then(Answer::read) {
                None => return no,
                Some(read) => answer = read,
            },
        }
    }
    carried_out(rule, index, &url::Source { code, template: matched.template, client_id: context.client_id }, &answer).unwrap_or(no)
}

/// A rule took the code.
struct Matched {
    /// The lowest template that satisfied it.
    template: Option<u32>,
}

fn matched(rule: &Value, code: &str) -> Option<Matched> {
    let pattern = &rule["codeMatchPattern"];
    match pattern["matchMethod"].as_str()? {
        "PREFIX" => text::has_prefix(code, pattern["prefix"].as_str()?).then_some(Matched { template: None }),
        "REGEX" => text::matches_regex(code, pattern["regex"].as_str()?).then_some(Matched { template: None }),
        "EMVCO" => {
            let elements = emv::code(code)?;
            let template = conditions::hold(&emv_pattern(rule)?, &elements)?;
            Some(Matched { template })
        }
        _ => None,
    }
}

/// Where an EMVCO rule's conditions are.
fn emv_pattern(rule: &Value) -> Option<Value> {
    if !rule["extendInfo"].is_null() {
        return text_in(&text_in(&rule["extendInfo"])?["matchPattern"]).filter(Value::is_object);
    }
    let pattern = &rule["codeMatchPattern"];
    let mut restrictions = serde_json::Map::new();
    for one in pattern["emvMatchRules"].as_array().into_iter().flatten() {
        if let (Some(tag), Some(_)) = (one["extendedMerchantTag"].as_str(), one["extendedMerchantValue"].as_str()) {
            restrictions.insert(tag.to_owned(), one["extendedMerchantValue"].clone());
        }
    }
    let first = &pattern["emvMatchRules"][0];
    Some(json!({ "primitiveMai": first["primitiveMerchant"], "primitiveMaiTag": first["primitiveMerchantTag"],
                 "merchantMaiRestrictions": restrictions, "priority": pattern["priority"] }))
}

fn priority(rule: &Value) -> i64 {
    let inner = rule["codeMatchPattern"]["matchMethod"] == "EMVCO" && !rule["extendInfo"].is_null();
    let priority = if inner { emv_pattern(rule).unwrap()["priority"].as_i64() } else { rule["codeMatchPattern"]["priority"].as_i64() };
    priority.unwrap_or(10_000)
}

/// `matchResult`, as text and read.
fn match_result(rule: &Value) -> (String, Value) {
    let text = text_in(&rule["extendInfo"]).and_then(|info| info["matchResult"].as_str().map(str::to_owned)).unwrap_or_default();
    let read = serde_json::from_str(&text).unwrap_or(Value::Null);
    (text, read)
}

fn is_trusted(rule: &Value, jar_version: &str) -> bool {
    let (_, result) = match_result(rule);
    if result["trust"] != "N" {
        return true;
    }
    let numbers = |text: &str| -> Option<Vec<u64>> {
        let mut numbers = Vec::new();
        for part in text.split('.') {
            if part.chars().any(|c| !c.is_ascii_digit()) {
                return None;
            }
            numbers.push(part.parse().ok()?);
        }
        Some(numbers)
    };
    let needed = result["nonSdkJarSupportVersion"].as_str().and_then(numbers);
    let (Some(needed), Some(ours)) = (needed, numbers(jar_version)) else { return false };
    if needed.len() != ours.len() {
        return false;
    }
    for (needed, ours) in needed.iter().zip(&ours) {
        if needed != ours {
            return ours > needed;
        }
    }
    true
}

/// What remote identify changes of a rule.
#[derive(Default)]
struct Answer {
    action: Option<String>,
    url: Option<String>,
    user_agent: Option<String>,
}

impl Answer {
    /// `None` unless it is a yes.
    fn read(body: &str) -> Option<Self> {
        let read: Value = serde_json::from_str(body).ok()?;
        let read = if read.is_string() { text_in(&read)? } else { read };
        let supported = read["isSupported"] == true || read["isSupported"] == "true";
        if read["result"]["resultCode"] != "SUCCESS" || !supported {
            return None;
        }
        let filled = |name: &str| read[name].as_str().filter(|text| !text.trim().is_empty()).map(str::to_owned);
        Some(Self { action: filled("postCodeMatchActionType"), url: filled("redirectUrl"), user_agent: filled("userAgent") })
    }
}

/// `None` for every error.
fn carried_out(rule: &Value, index: usize, source: &url::Source<'_>, answer: &Answer) -> Option<Value> {
    let own = &rule["postCodeMatchAction"];
    let (text, result) = match_result(rule);
    let config = json::without(&text, &["trust", "nonSdkJarSupportVersion"]);
    match answer.action.as_deref().or(own["postCodeMatchActionType"].as_str())? {
        "DECODE" => Some(json!({ "verdict": "decode", "rule": index, "acDecodeConfig": config })),
        "OPEN_URL" => {
            let parameters = result["dynamicUrlParams"].as_str().unwrap_or("{}");
            let url = url::made(own, parameters, source, answer.url.as_deref())?;
            let named = own["userAgent"].as_str().unwrap_or("AlipayConnect").to_owned();
            let user_agent = answer.user_agent.clone().unwrap_or(named);
            Some(json!({ "verdict": "open_url", "rule": index, "url": url, "userAgent": user_agent, "acDecodeConfig": config }))
        }
        _ => None,
    }
}
