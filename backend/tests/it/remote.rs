//! Codes whose rule is untrusted: Alipay+ is asked, and without its yes they are not supported.

use std::{collections::HashMap, fs};

use axum::{Json, Router, extract::Query, routing::get};
use cashier_backend::Backend;
use serde_json::{Value, json};

use crate::{
    start::lonely,
    world::{CLIENT_ID, Phone},
};

const CODE: &str = "UNTRUSTED-42 & more";

/// One rule, untrusted whatever the version of the matcher.
fn rules() -> String {
    let match_result = json!({"trust": "N"}).to_string();
    json!({
        "result": {"resultCode": "SUCCESS", "resultStatus": "S"},
        "version": "preset_1",
        "codeRules": [{
            "codeMatchPattern": {"matchMethod": "PREFIX", "prefix": "UNTRUSTED-"},
            "postCodeMatchAction": {
                "postCodeMatchActionType": "OPEN_URL", "urlConstructionMethod": "USE_DIRECTLY", "userAgent": "AlipayConnect"
            },
            "extendInfo": json!({"matchResult": match_result}).to_string(),
        }],
    })
    .to_string()
}

/// Alipay+'s answer: JSON that holds JSON.
async fn remote(Query(query): Query<HashMap<String, String>>) -> Json<String> {
    let asked_rightly = query["clientId"] == CLIENT_ID && query["codeValue"] == CODE && query["jarVersion"] == "1.2.1.20240506";
    let answer = json!({
        "result": {"resultCode": "SUCCESS"},
        "isSupported": asked_rightly,
        "redirectUrl": "https://shop.acquirer.example/42",
    });
    Json(answer.to_string())
}

/// What the backend says of [`CODE`], with remote identification at `url`.
async fn identified(url: Option<String>) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let (preset, users) = (folder.path().join("rules.json"), folder.path().join("users.toml"));
    fs::write(&preset, rules()).unwrap();
    let user = "customer_id = \"1\"\ntoken = \"t\"\npin = \"1\"\naccount = \"*\"\ncurrency = \"KRW\"\nbalance = 0\n";
    fs::write(&users, format!("[[users]]\n{user}")).unwrap();
    let mut config = lonely(folder.path());
    config.users = Some(users);
    config.alipayplus.preset_rules = Some(preset);
    config.alipayplus.remote_identify_url = url;
    let backend = Backend::start(config).await.unwrap();
    let answer = Phone::new(backend.base_url(), "t", "d").post("/codes/identify", &json!({"code": CODE})).await.ok();
    backend.stop().await;
    answer
}

#[tokio::test]
async fn a_yes_of_alipay_plus_makes_the_code_supported_with_its_url() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/identify/code.htm", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/identify/code.htm", get(remote))).await });
    let answer = identified(Some(url)).await;
    assert_eq!(answer["isSupported"], true);
    assert_eq!(answer["redirectUrl"], "https://shop.acquirer.example/42");
    assert_eq!(answer["userAgent"], "AlipayConnect");
}

#[tokio::test]
async fn without_an_answer_the_code_is_not_supported() {
    for url in [None, Some("http://127.0.0.1:9/".to_owned())] {
        let answer = identified(url).await;
        assert_eq!((answer["isSupported"].as_bool(), answer.get("redirectUrl")), (Some(false), None));
    }
}
