//! Rules as people write them, turned into what inquiryCodeRules serves (protocol section 8.4).
//!
//! The readable form of a rule is an object of `match` (codeMatchPattern), `action` (postCodeMatchAction) and, if it has them,
//! `matchPattern` and `matchResult` as objects. A text in their place is taken as it is, for files whose order or faults matter;
//! so is `extendInfo` in place of both.

use serde_json::{Map, Value, json};

/// A whole file.
pub fn file<'a>(rules: impl IntoIterator<Item = &'a Value>) -> Value {
    json!({
        "result": { "resultCode": "SUCCESS", "resultMessage": "Success", "resultStatus": "S" },
        "version": "full_243",
        "codeRules": rules.into_iter().map(rule).collect::<Vec<_>>(),
    })
}

/// One rule: JSON, in it JSON as text, in that JSON as text once more.
pub fn rule(readable: &Value) -> Value {
    let mut wire = Map::new();
    let mut put = |name: &str, value: &Value| {
        if !value.is_null() {
            wire.insert(name.to_owned(), value.clone());
        }
    };
    put("codeMatchPattern", &readable["match"]);
    put("postCodeMatchAction", &readable["action"]);
    let mut extend_info = Map::new();
    for name in ["matchResult", "matchPattern"] {
        match &readable[name] {
            Value::Null => {}
            Value::Object(object) => {
                extend_info.insert(name.to_owned(), nested(object).into());
            }
            as_it_is => {
                extend_info.insert(name.to_owned(), as_it_is.clone());
            }
        }
    }
    match &readable["extendInfo"] {
        Value::Null if extend_info.is_empty() => {}
        Value::Null => put("extendInfo", &Value::Object(extend_info).to_string().into()),
        as_it_is => put("extendInfo", as_it_is),
    }
    wire.into()
}

/// The text of an object; its `dynamicUrlParams` are a text in it.
fn nested(object: &Map<String, Value>) -> String {
    let mut object = object.clone();
    if let Some(parameters) = object.get_mut("dynamicUrlParams").filter(|it| it.is_object()) {
        *parameters = parameters.to_string().into();
    }
    Value::Object(object).to_string()
}
