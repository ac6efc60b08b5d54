//! Rule sets and codes at random, from so few words that codes often match several rules.

mod codes;
mod derived;
mod emvco;
mod patterns;
mod siblings;

use proptest::{collection::vec, option, prelude::*, sample::select};
use serde_json::{Value, json};

use crate::wire;

/// A rule file, some codes, and what else identification is given.
#[derive(Clone, Debug)]
pub struct Case {
    pub file: String,
    pub codes: Vec<String>,
    pub client_id: &'static str,
    pub jar_version: &'static str,
    /// The body of a remote answer, or none.
    pub remote: Option<String>,
}

/// A rule in readable form, and a code that its pattern was made for.
#[derive(Clone, Debug)]
struct Made {
    rule: Value,
    code: String,
    /// A sub-tag of the code that holds a URL, for rules that extract it.
    url_tag: Option<String>,
}

pub fn cases() -> impl Strategy<Value = Case> {
    let siblings = siblings::rules().prop_flat_map(|rules| rules.into_iter().map(|made| completed(Just(made))).collect::<Vec<_>>());
    let rules = prop_oneof![
        5 => vec(made(), 1..7),
        1 => (siblings, vec(made(), 0..3)).prop_map(|(siblings, others)| [siblings, others].concat()),
    ];
    let context = (select(vec!["ME", "A b&c", "${codeValue}"]), select(vec!["1.2.1.20240506", "1.2.1.20240506", "1.2.1", "1.10.0.0", "x"]));
    (rules, codes::changes(), context, option::weighted(0.8, remote())).prop_map(|(rules, changes, (client_id, jar_version), remote)| {
        let codes = changes.iter().map(|change| change.of(&rules.iter().map(|it| it.code.clone()).collect::<Vec<_>>())).collect();
        let file = wire::file(rules.iter().map(|it| &it.rule)).to_string();
        Case { file, codes, client_id, jar_version, remote }
    })
}

/// Any kind of rule.
fn made() -> impl Strategy<Value = Made> {
    completed(prop_oneof![3 => patterns::prefix(), 3 => patterns::regex(), 1 => emvco::pattern(), 10 => derived::pattern()])
}

/// A pattern and the rest of its rule; priorities from few, so that ties are common.
fn completed(pattern: impl Strategy<Value = Made>) -> impl Strategy<Value = Made> {
    let priority = option::of(select(vec![-1_i64, 1, 1, 5, 9_999, 10_000, 10_001]));
    (pattern, priority, action(), match_result()).prop_map(|(mut made, priority, action, result)| {
        let inner = made.rule["matchPattern"].is_object();
        if let Some(priority) = priority {
            made.rule["match"]["priority"] = priority.into();
            if inner {
                // The outer one does not count then.
                made.rule["match"]["priority"] = (-priority).into();
                made.rule["matchPattern"]["priority"] = priority.into();
            }
        }
        if let Some(result) = result
            && (inner || made.rule["match"]["matchMethod"] != "EMVCO")
        {
            made.rule["matchResult"] = result;
        }
        made.rule["action"] = action;
        if let Some(tag) = made.url_tag.as_ref().filter(|_| made.rule["action"]["urlConstructionMethod"].is_string()) {
            made.rule["action"]["urlConstructionMethod"] = "EXTRACT_URL_FROM_EMVCODE".into();
            made.rule["action"]["emvUrlTag"] = format!("merchantTag.{tag}").into();
        }
        made
    })
}

fn action() -> impl Strategy<Value = Value> {
    let template = select(vec![
        "https://t.example/",
        "https://t.example/?c=${codeValue}&i=${issuer}",
        "https://t.example/${p}",
        "https://t.example/?p=${p}&q=${q}",
        "${q}",
        "https://t.example/?${codeValue",
    ]);
    let user_agent = option::of(select(vec!["AlipayConnect", "AlipayConnect / AlipayClient/"]));
    let tag = select(vec!["merchantTag.01", "merchantTag.03", "merchantTag.1", "01", "merchantTag.x"]);
    let method = prop_oneof![
        6 => Just(json!("DECODE")),
        3 => Just(json!("USE_DIRECTLY")),
        3 => Just(json!("EXTRACT_URL_FROM_EMVCODE")),
        6 => Just(json!("CONSTRUCT_DYNAMIC_URL")),
        1 => Just(json!("OTHER")),
    ];
    (method, template, user_agent, tag).prop_map(|(method, template, user_agent, tag)| match method.as_str() {
        Some("DECODE") => json!({ "postCodeMatchActionType": "DECODE" }),
        _ => {
            let mut action = json!({ "postCodeMatchActionType": "OPEN_URL", "urlConstructionMethod": method, "dynamicUrlExpression": template, "emvUrlTag": tag });
            if let Some(user_agent) = user_agent {
                action["userAgent"] = user_agent.into();
            }
            action
        }
    })
}

/// As text, in an order that is not that of the alphabet.
fn match_result() -> impl Strategy<Value = Option<Value>> {
    let trust = prop_oneof![3 => Just(""), 2 => Just(r#""trust":"N","#), 1 => Just(r#""trust" : "Y" , "#), 1 => Just(r#""trust":"n","#)];
    let version = option::of(select(vec!["1.2.1.20240506", "1.2.1.20240507", "1.2.0.1", "1.9.9.9", "1.2.1", "x"]));
    let parameter = || {
        select(vec![
            "L<0>",
            "L<1,3>",
            "L<40>",
            "L<2,2>",
            "L<-1>",
            "R<(.)>",
            "R<([0-9]+)>",
            "R<h(t+)p>",
            "R<281(x)?>",
            "R<(>",
            "E<58>",
            "E<26.01>",
            "E<38.01>",
            "E<26>",
            "E<63>",
            "X<1>",
            "",
        ])
    };
    let parameters = option::of((parameter(), parameter()));
    (any::<bool>(), trust, version, parameters).prop_map(|(present, trust, version, parameters)| {
        let version = version.map(|version| format!(r#""nonSdkJarSupportVersion":"{version}","#)).unwrap_or_default();
        let parameters = parameters.map(|(q, p)| {
            let inner = format!(r#"{{"q":"{q}", "p":"{p}"}}"#);
            format!(r#""dynamicUrlParams":{},"#, Value::from(inner))
        });
        let text = format!(r#"{{{version}"z": "1",{trust}{} "routerType":"AC_URL"}}"#, parameters.unwrap_or_default());
        (present || !trust.is_empty()).then(|| text.into())
    })
}

fn remote() -> impl Strategy<Value = String> {
    let supported = select(vec![json!(true), json!("true"), json!(true), json!(false)]);
    let action = option::of(select(vec!["DECODE", "OPEN_URL", " ", "RUN"]));
    let url = option::of(select(vec!["https://r.example/", "https://r.example/?${p}", ""]));
    let user_agent = option::of(select(vec!["Other", " "]));
    let form = select(vec![0, 0, 1, 2, 3]);
    (supported, action, url, user_agent, form).prop_map(|(supported, action, url, user_agent, form)| {
        let code = if form == 3 { "UNKNOWN_EXCEPTION" } else { "SUCCESS" };
        let body = json!({ "result": { "resultCode": code }, "isSupported": supported, "postCodeMatchActionType": action,
                           "redirectUrl": url, "userAgent": user_agent })
        .to_string();
        match form {
            1 => Value::from(body).to_string(),
            2 => body[1..].to_owned(),
            _ => body,
        }
    })
}
