//! From codes to orders.

use cashier_alipayplus::result::ResultCode;
use cashier_backend::order::State;
use cashier_simulator::NewOrder;
use serde_json::json;
use sqlx::{Connection, SqliteConnection};
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
async fn a_fresh_quote_is_counted_like_a_code() {
    let world = World::new().await;
    let order = world.mina().order(&world.merchant_order()).await;
    let path = format!("/orders/{}/quote", order["id"].as_str().unwrap());
    for _ in 1..30 {
        world.mina().post(&path, &json!({})).await.ok();
    }
    assert_eq!(world.mina().post(&path, &json!({})).await.problem(), "rate_limited");
    world.end().await;
}

#[tokio::test]
async fn a_quote_for_a_code_that_is_over_says_so() {
    let world = World::new().await;
    let new = NewOrder { expires_in: Some(std::time::Duration::from_secs(2)), ..NewOrder::new("tea-house", "100") };
    let merchants = world.simulator.create_order(new).unwrap();
    // The clock of the backend is behind: only Alipay+ knows that the time is over.
    world.clock.advance(Duration::minutes(-1));
    let order = world.mina().order(&merchants).await;
    let left = merchants.expires_at.get() + Duration::seconds(1) - time::OffsetDateTime::now_utc();
    tokio::time::sleep(left.try_into().unwrap()).await;
    let answer = world.mina().post(&format!("/orders/{}/quote", order["id"].as_str().unwrap()), &json!({})).await;
    assert_eq!(answer.problem(), "order_expired");
    world.end().await;
}

#[tokio::test]
async fn trouble_between_the_mpp_and_alipay_plus_is_not_explained_to_the_user() {
    let world = World::new().await;
    for code in [ResultCode::KeyNotFound, ResultCode::InvalidClient, ResultCode::InvalidSignature, ResultCode::AccessDenied] {
        let merchants = world.simulator.create_order(NewOrder { decode_result: Some(code), ..NewOrder::new("tea-house", "1") }).unwrap();
        assert_eq!(world.mina().scan(&merchants).await.ok()["declined"]["code"], "PROCESS_FAIL");
    }
    world.end().await;
}

#[tokio::test]
async fn an_order_is_stored_even_if_the_phone_hangs_up() {
    let world = World::new().await;
    let merchants = world.merchant_order();
    world.link.cut();
    let scanning = tokio::spawn({
        let (phone, merchants) = (world.mina(), merchants.clone());
        async move { phone.scan(&merchants).await }
    });
    world.link.refuses_one().await;
    scanning.abort();
    assert!(scanning.await.unwrap_err().is_cancelled());
    world.link.lead_to(world.simulator.address());
    world.backend.wait_for(&merchants.payment_request_id, |_| true).await.unwrap();
    world.end().await;
}

#[tokio::test]
async fn an_order_that_cannot_be_read_does_not_keep_the_others_from_expiring() {
    let world = World::new().await;
    let (broken, other) = (world.merchant_order(), world.merchant_order());
    world.mina().order(&broken).await;
    world.mina().order(&other).await;
    let database = format!("sqlite:{}", world.folder.path().join("backend.db").display());
    let mut connection = SqliteConnection::connect(&database).await.unwrap();
    let spoil = async |connection: &mut SqliteConnection, find: &str, put: &str| {
        let sql = "UPDATE orders SET answer = replace(answer, $1, $2) WHERE payment_request_id = $3";
        sqlx::query(sql).bind(find).bind(put).bind(&broken.payment_request_id).execute(connection).await.unwrap();
    };
    spoil(&mut connection, "paymentRequestId", "spoiltRequestId").await;
    world.clock.advance(Duration::minutes(10));
    world.backend.wait_for(&other.payment_request_id, |records| records.state == State::Closed).await.unwrap();
    spoil(&mut connection, "spoiltRequestId", "paymentRequestId").await;
    connection.close().await.unwrap();
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
