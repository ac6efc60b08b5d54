//! EMVCO rules of one scheme: they name the same identifier and differ in one text, beside it or elsewhere in the code.

use proptest::{collection::vec, option, prelude::*, sample::select};
use serde_json::{Map, Value, json};

use super::Made;
use crate::elements::{element, sealed};

/// Where the rules' texts stand.
#[derive(Clone, Copy, Debug)]
enum Place {
    Account,
    /// At this path, as an accurate tag rule.
    Accurate(&'static [&'static str]),
}

pub fn rules() -> impl Strategy<Value = Vec<Made>> {
    let places = select(vec![
        Place::Accurate(&["58"]),
        Place::Accurate(&["26", "02"]),
        Place::Accurate(&["38", "02"]),
        Place::Accurate(&["62", "03"]),
        Place::Accurate(&["62", "04", "00"]),
    ]);
    places.prop_flat_map(|accurate| {
        let place = prop_oneof![Just(Place::Account), Just(accurate)];
        vec((place, identifier(), text(), any::<bool>(), code()).prop_map(made), 2..5)
    })
}

fn made((place, identifier, text, also_elsewhere, code): (Place, &str, &str, bool, String)) -> Made {
    let mut restrictions = Map::from_iter([("00".to_owned(), Value::from(identifier))]);
    let mut accurate = Vec::new();
    match place {
        Place::Account => drop(restrictions.insert("01".to_owned(), text.into())),
        Place::Accurate(path) => {
            let mut rule = json!({ "rule": text });
            for (key, tag) in ["tag", "secTag", "thiTag"].into_iter().zip(path) {
                rule[key] = (*tag).into();
            }
            // The first text decides where the rule is found, not the first condition.
            if also_elsewhere {
                accurate.push(json!({ "tag": "58", "rule": "N<NOT_NULL>" }));
            }
            accurate.push(rule);
        }
    }
    let pattern = json!({ "merchantMaiRestrictions": restrictions, "accurateTagRules": accurate });
    Made { rule: json!({ "match": { "matchMethod": "EMVCO" }, "matchPattern": pattern }), code, url_tag: None }
}

/// Mostly the same one.
fn identifier() -> impl Strategy<Value = &'static str> {
    prop_oneof![8 => Just("g"), 1 => Just("gh"), 1 => Just("S<g>")]
}

fn text() -> impl Strategy<Value = &'static str> {
    prop_oneof![5 => Just("A"), 3 => Just("B"), 1 => select(vec!["AB", "S<A>", "N<NULL>", ""])]
}

/// A code with a text, or none, everywhere.
fn code() -> impl Strategy<Value = String> {
    let value = || option::weighted(0.9, prop_oneof![5 => Just("A"), 2 => Just("B"), 1 => Just("AB")]);
    let name = || prop_oneof![5 => Just("g"), 1 => Just("gh")];
    let template = |elements: &[(u8, Option<String>)]| -> String {
        elements.iter().filter_map(|(tag, value)| value.as_ref().map(|value| element(*tag, value))).collect()
    };
    let owned = |value: Option<&str>| value.map(str::to_owned);
    let account = move || {
        (name(), value(), value())
            .prop_map(move |(name, first, second)| template(&[(0, Some(name.to_owned())), (1, owned(first)), (2, owned(second))]))
    };
    (account(), option::of(account()), value(), value(), value()).prop_map(move |(account, other, country, third, nested)| {
        let nested = nested.map(|value| element(0, value));
        let additional = Some(template(&[(3, owned(third)), (4, nested)])).filter(|it| !it.is_empty());
        sealed(&template(&[(26, Some(account)), (38, other), (58, owned(country)), (62, additional)]))
    })
}
