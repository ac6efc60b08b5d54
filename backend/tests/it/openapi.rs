//! The checked-in description of the wallet API.

use std::collections::HashSet;

use serde_json::Value;

#[test]
fn the_file_is_what_the_code_says() {
    let file = include_str!("../../openapi.json");
    let code = cashier_backend::openapi().to_pretty_json().unwrap() + "\n";
    assert!(file == code, "write it anew: cargo run -p cashier-backend -- openapi --out backend/openapi.json");
}

#[test]
fn every_operation_has_an_id_of_its_own() {
    let document: Value = serde_json::from_str(include_str!("../../openapi.json")).unwrap();
    let paths = document["paths"].as_object().unwrap().values();
    let ids: Vec<_> =
        paths.flat_map(|path| path.as_object().unwrap().values()).map(|operation| operation["operationId"].as_str()).collect();
    assert_eq!(ids.len(), 16);
    assert!(ids.iter().all(Option::is_some));
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len());
}
