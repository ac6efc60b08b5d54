//! From codes to orders.

use cashier_alipayplus::result::ResultCode;
use cashier_simulator::NewOrder;
use serde_json::json;
use time::Duration;

use crate::world::World;

#[tokio::test]
async fn the_same_user_gets_the_same_order_again() {
    let world = World::new().await;
    let merchants = world.merchant_order();
    let first = world.mina().order(&merchants).await;
    assert_eq!(world.mina().order(&merchants).await, first);
    world.mina().pay(&first).await.ok();
    let again = world.mina().order(&merchants).await;
    assert_eq!((again["id"].as_str(), again["state"].as_str()), (first["id"].as_str(), Some("SUCCESS")));
    world.end().await;
}

#[tokio::test]
async fn another_user_is_told_that_the_code_is_taken() {
    let world = World::new().await;
    let merchants = world.merchant_order();
    world.mina().order(&merchants).await;
    let declined = world.juno().scan(&merchants).await.ok();
    let reason = json!({"code": "REPEAT_REQ_INCONSISTENT", "text_key": "decline.repeat_req_inconsistent", "retryable": false});
    assert_eq!(declined, json!({"declined": reason}));
    world.end().await;
}

#[tokio::test]
async fn nothing_of_a_stranger_is_shown_or_touched() {
    let world = World::new().await;
    let order = world.mina().order(&world.merchant_order()).await;
    let attempt = world.mina().pay(&order).await.ok();
    let (id, attempt) = (order["id"].as_str().unwrap(), attempt["id"].as_str().unwrap());
    let juno = world.juno();
    let content = crate::world::content(&order, attempt);
    for answer in [
        juno.get(&format!("/orders/{id}")).await,
        juno.post(&format!("/orders/{id}/quote"), &json!({})).await,
        juno.get(&format!("/events?order={id}")).await,
        juno.get(&format!("/attempts/{attempt}")).await,
        juno.post(&format!("/attempts/{attempt}/close"), &json!({"order": id})).await,
        juno.step_up(&order, &content, crate::world::PIN).await,
        juno.confirm(&order, &content, "t").await,
        juno.confirm(&order, &crate::world::content(&order, &crate::world::attempt_id()), "t").await,
    ] {
        assert_eq!((answer.status, answer.problem(), answer.started()), (403, "forbidden", None));
    }
    assert_eq!(juno.get("/orders").await.ok()["orders"], json!([]));
    world.end().await;
}

#[tokio::test]
async fn a_refusal_of_alipay_plus_is_data_with_a_text_key() {
    let world = World::new().await;
    for (code, key) in [(ResultCode::ExpiredCode, "decline.expired_code"), (ResultCode::RiskReject, "decline.risk_reject")] {
        let merchants = world.simulator.create_order(NewOrder { decode_result: Some(code), ..NewOrder::new("tea-house", "1") }).unwrap();
        assert_eq!(world.mina().scan(&merchants).await.ok()["declined"]["text_key"], key);
    }
    world.end().await;
}

#[tokio::test]
async fn an_unclear_answer_is_asked_for_three_times_and_then_unavailable() {
    let world = World::new().await;
    let merchants = world.merchant_order();
    world.link.cut();
    let scanning = tokio::spawn({
        let (phone, merchants) = (world.mina(), merchants.clone());
        async move { phone.scan(&merchants).await }
    });
    let answer = scanning.await.unwrap();
    assert_eq!((answer.status, answer.problem(), answer.started()), (503, "unavailable", Some(false)));
    assert!(answer.body["retry_after_ms"].is_u64());
    // The first call may have found an old connection cut instead of a new one refused.
    assert!((2..=3).contains(&world.link.refused()), "{}", world.link.refused());
    world.link.lead_to(world.simulator.address());
    assert_eq!(world.mina().order(&merchants).await["state"], "DECODED");
    world.end().await;
}

#[tokio::test]
async fn codes_that_are_no_orders_are_told_apart() {
    let world = World::new().await;
    let phone = world.mina();
    let scan = async |code: &str| phone.post("/orders", &json!({"code": code, "source": "scan"})).await;
    assert_eq!(scan("WIFI:S:cafe;T:WPA;P:x;;").await.ok(), json!({"not_supported": {"kind": "wifi"}}));
    let entry = world.simulator.entry_code("tea-house").unwrap();
    let answer = scan(&entry).await.ok();
    assert_eq!(answer["open_url"]["redirectUrl"], entry);
    assert_eq!(phone.post("/codes/identify", &json!({"code": entry})).await.ok(), answer["open_url"]);
    for code in ["", " \t", &"x".repeat(8193)] {
        assert_eq!(scan(code).await.problem(), "invalid_request");
    }
    world.end().await;
}

#[tokio::test]
async fn the_thirty_first_code_in_a_minute_has_to_wait() {
    let world = World::new().await;
    let phone = world.mina();
    for _ in 0..30 {
        phone.post("/codes/identify", &json!({"code": "hello"})).await.ok();
    }
    let answer = phone.post("/orders", &json!({"code": "hello", "source": "link"})).await;
    assert_eq!((answer.status, answer.problem(), answer.started()), (429, "rate_limited", Some(false)));
    assert!((1..=60_000).contains(&answer.body["retry_after_ms"].as_u64().unwrap()));
    world.juno().post("/codes/identify", &json!({"code": "hello"})).await.ok();
    world.clock.advance(Duration::minutes(1));
    phone.post("/codes/identify", &json!({"code": "hello"})).await.ok();
    world.end().await;
}

#[tokio::test]
async fn the_history_is_paged_newest_first() {
    let world = World::new().await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.insert(0, world.mina().order(&world.merchant_order()).await["id"].as_str().unwrap().to_owned());
    }
    let (mut seen, mut path) = (Vec::new(), "/orders?limit=2".to_owned());
    loop {
        let page = world.mina().get(&path).await.ok();
        seen.extend(page["orders"].as_array().unwrap().iter().map(|order| order["id"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => path = format!("/orders?limit=2&after={next}"),
            None => break,
        }
    }
    assert_eq!(seen, ids);
    assert_eq!(world.mina().get("/orders?after=x").await.problem(), "invalid_request");
    world.end().await;
}

#[tokio::test]
async fn a_quote_can_be_refreshed_while_the_order_can_be_paid() {
    let world = World::new().await;
    let order = world.mina().order(&world.merchant_order()).await;
    let path = format!("/orders/{}/quote", order["id"].as_str().unwrap());
    assert_eq!(world.mina().post(&path, &json!({})).await.ok(), order);
    world.mina().pay(&order).await.ok();
    assert_eq!(world.mina().post(&path, &json!({})).await.ok()["state"], "SUCCESS");
    world.end().await;
}
