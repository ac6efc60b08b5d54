//! What the specification says, as data: rules, a code, and what becomes of it.

#[path = "../support/elements.rs"]
mod elements;
#[path = "../support/engine.rs"]
mod engine;
mod no_leak;
#[path = "../support/vectors.rs"]
mod vectors;
#[path = "../support/wire.rs"]
mod wire;

use std::collections::BTreeSet;

#[test]
fn every_vector_holds() {
    let vectors = vectors::all();
    let failing: Vec<String> = vectors.iter().filter_map(|vector| vector.difference(&vectors::told(&engine::identified(vector)))).collect();
    assert!(failing.is_empty(), "{} of {} vectors fail:\n{}", failing.len(), vectors.len(), failing.join("\n"));
}

#[test]
fn every_vector_has_a_name_of_its_own_and_says_what_is_opened() {
    let vectors = vectors::all();
    assert!(vectors.len() >= 600, "{} vectors", vectors.len());
    let names: BTreeSet<&str> = vectors.iter().map(|vector| vector.name.as_str()).collect();
    assert_eq!(names.len(), vectors.len());
    for vector in &vectors {
        let expect = &vector.expect;
        assert!(expect["verdict"].is_string(), "{}", vector.name);
        assert_eq!(expect["verdict"] == "open_url", expect["url"].is_string(), "{}", vector.name);
    }
}
