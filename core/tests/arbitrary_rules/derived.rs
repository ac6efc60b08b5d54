//! Conditions made from a code, so that the code mostly fulfils them.

use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index, select},
};
use serde_json::{Map, Value, json};

use super::{Made, emvco};
use crate::naive::emv;

/// How a condition is written, and where.
#[derive(Clone, Copy, Debug)]
enum Form {
    Equals,
    Starts,
    Contains,
    Anything,
    Present,
    OtherIsAbsent,
    Wrong,
}

pub fn pattern() -> impl Strategy<Value = Made> {
    use Form::{Anything, Contains, Equals, OtherIsAbsent, Present, Starts, Wrong};
    let form = select(vec![Equals, Equals, Starts, Contains, Anything, Present, OtherIsAbsent, Equals, Anything, Wrong]);
    (emvco::code(), vec((any::<Index>(), form, any::<bool>()), 1..4), any::<bool>()).prop_map(|(code, picks, extract)| {
        let leaves = leaves(&code);
        let mut pattern = Map::new();
        for (which, form, accurate) in picks {
            let (path, value) = which.get(&leaves);
            add(&mut pattern, path, &expression(form, value), matches!(form, OtherIsAbsent), accurate);
        }
        let url = leaves.iter().find(|(path, value)| path.len() == 2 && value.to_ascii_lowercase().contains("http") && extract);
        if let Some((path, _)) = url {
            add(&mut pattern, path, "C<://>", false, false);
        }
        let url_tag = url.map(|(path, _)| format!("{:02}", path[1]));
        Made { rule: json!({ "match": { "matchMethod": "EMVCO" }, "matchPattern": pattern }), code, url_tag }
    })
}

/// Every value with the path of its tags.
fn leaves(code: &str) -> Vec<(Vec<u32>, String)> {
    let mut leaves = Vec::new();
    for (tag, value) in emv::code(code).unwrap() {
        let templates = emv::template(&value).filter(|_| tag >= 26 && !(52..=61).contains(&tag) && tag != 63);
        match templates {
            Some(elements) => leaves.extend(elements.into_iter().map(|(sub, value)| (vec![tag, sub], value))),
            None => leaves.push((vec![tag], value)),
        }
    }
    leaves
}

fn expression(form: Form, value: &str) -> String {
    let front: String = value.chars().take(2).collect();
    match form {
        Form::Equals => value.to_owned(),
        Form::Starts => format!("S<{front}>"),
        Form::Contains => format!("c<{}>", value.chars().skip(1).collect::<String>()),
        Form::Anything => "R<^.+$>".to_owned(),
        Form::Present => "N<NOT_NULL>".to_owned(),
        Form::OtherIsAbsent => "N<NULL>".to_owned(),
        Form::Wrong => format!("S<{value}x>"),
    }
}

/// Where the condition on this path goes: as what it is for, or as an accurate tag. `other`: on a tag that is not there.
fn add(pattern: &mut Map<String, Value>, path: &[u32], expression: &str, other: bool, accurate: bool) {
    let last = path[path.len() - 1] + if other { 40 } else { 0 };
    let entry = |object: &mut Map<String, Value>, name: &str| {
        let object = object.entry(name).or_insert_with(|| json!({}));
        object[format!("{last:02}")] = expression.into();
    };
    let root = emvco::ROOT.iter().find(|(_, tag)| u32::from(*tag) == last).map(|(key, _)| *key);
    match (path, root) {
        ([_], Some(key)) if !accurate && !other => drop(pattern.insert(key.to_owned(), expression.into())),
        ([26..=51 | 80..=99, _], _) if !accurate => entry(pattern, "merchantMaiRestrictions"),
        ([62, _], _) if !accurate => entry(pattern, "additionalDataFieldTemplate"),
        ([2..=25], _) if !accurate => {
            pattern.insert("primitiveMai".to_owned(), true.into());
            pattern.insert("primitiveMaiTag".to_owned(), format!("{last}").into());
        }
        _ => {
            let mut rule = json!({ "tag": format!("{:02}", path[0]), "rule": expression });
            match path {
                [_] => rule["tag"] = format!("{:02}", last % 100).into(),
                _ => rule["secTag"] = format!("{:02}", last % 100).into(),
            }
            let rules = pattern.entry("accurateTagRules").or_insert_with(|| json!([]));
            rules.as_array_mut().unwrap().push(rule);
        }
    }
}
