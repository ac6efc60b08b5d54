//! What every request and answer has in common.

use reqwest::Method;
use serde_json::json;

use crate::world::{Answer, World};

fn assert_framed(answer: &Answer) {
    let time = answer.headers["server-time"].to_str().unwrap();
    assert!(time.len() == "2026-01-05T09:30:00.000Z".len() && time.ends_with('Z'), "{time}");
    assert!(!answer.headers["request-id"].is_empty());
    if answer.status >= 400 {
        assert_eq!(answer.headers["content-type"], "application/problem+json");
        assert_eq!(answer.body["request_id"].as_str(), answer.headers["request-id"].to_str().ok());
        assert_eq!(answer.body["status"], answer.status);
        assert_eq!(answer.body["type"], format!("urn:cashierkit:problem:{}", answer.problem()));
    }
}

#[tokio::test]
async fn every_answer_has_the_server_time_and_every_error_is_a_problem() {
    let world = World::new().await;
    let phone = world.mina();
    let too_large = json!({"code": "x".repeat(65 * 1024)});
    let broken = phone.request(Method::POST, "/orders").header("content-type", "application/json").body("{");
    let form = phone.request(Method::POST, "/orders").header("content-type", "text/plain").body("{}");
    for (answer, status, code) in [
        (phone.get("/sdk-config").await, 200, None),
        (phone.get("/nothing").await, 404, Some("not_found")),
        (phone.get("/orders/none").await, 404, Some("not_found")),
        (phone.get("/step-up").await, 405, Some("invalid_request")),
        (phone.post("/codes/identify", &too_large).await, 413, Some("invalid_request")),
        (phone.send(broken).await, 400, Some("invalid_request")),
        (phone.send(form).await, 415, Some("invalid_request")),
        (phone.get("/attempts/short").await, 400, Some("invalid_request")),
        (phone.get("/orders?limit=many").await, 400, Some("invalid_request")),
        (phone.with_token("wrong").get("/sdk-config").await, 401, Some("unauthorized")),
        (phone.with_token("").get("/orders").await, 401, Some("unauthorized")),
    ] {
        assert_framed(&answer);
        assert_eq!(answer.status, status, "{answer:?}");
        assert_eq!(code.is_some().then(|| answer.problem()), code);
    }
    world.end().await;
}

#[tokio::test]
async fn the_request_id_comes_back_unless_it_cannot_be_logged() {
    let world = World::new().await;
    let phone = world.mina();
    let ask = async |id: &str| phone.send(phone.request(Method::GET, "/nothing").header("request-id", id)).await.body["request_id"].clone();
    assert_eq!(ask("c0ffee-1").await, "c0ffee-1");
    for strange in ["two words", "", &"x".repeat(65)] {
        assert_ne!(ask(strange).await, strange);
    }
    world.end().await;
}

#[tokio::test]
async fn rules_are_served_with_their_version_as_etag() {
    let world = World::new().await;
    let phone = world.mina();
    let answer = phone.get("/code-rules").await;
    let etag = answer.headers["etag"].to_str().unwrap().to_owned();
    assert_eq!(etag, format!("\"{}\"", answer.body["version"].as_str().unwrap()));
    assert!(!answer.ok()["codeRules"].as_array().unwrap().is_empty());
    for (known, status) in [(etag.as_str(), 304), (&format!("\"old\", W/{etag}"), 304), ("\"old\"", 200)] {
        let answer = phone.send(phone.request(Method::GET, "/code-rules").header("if-none-match", known)).await;
        assert_eq!((answer.status, answer.headers["etag"].to_str().unwrap()), (status, etag.as_str()));
    }
    world.end().await;
}

#[tokio::test]
async fn a_change_of_an_order_is_hinted_at_without_a_result() {
    let world = World::new().await;
    let order = world.mina().order(&world.merchant_order()).await;
    let phone = world.mina();
    let mut events = phone.request(Method::GET, &format!("/events?order={}", order["id"].as_str().unwrap())).send().await.unwrap();
    assert_eq!(events.headers()["content-type"], "text/event-stream");
    phone.pay(&order).await.ok();
    let hint = events.chunk().await.unwrap().unwrap();
    assert!(hint.starts_with(b"event: ask-again\ndata: {}\n"), "{hint:?}");
    // An open stream does not keep the backend from stopping.
    world.end().await;
}
