//! What surrounds payments: auth codes, regions and acceptance marks, reference rates, and pages of Alipay+ in place of orders.

use cashier_alipayplus::result::ResultCode;
use cashier_backend::BackendConfig;
use cashier_core::wallet_api::{Logo, RegionMarks};
use cashier_simulator::NewOrder;
use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

use crate::world::World;

#[tokio::test]
async fn an_auth_code_is_random_and_stored_by_its_hash_only() {
    let world = World::new().await;
    let asks = json!({"authClientId": "SIM_AGGREGATOR", "scopes": ["auth_base"]});
    let first = world.mina().post("/auth-codes", &asks).await.ok();
    let second = world.mina().post("/auth-codes", &asks).await.ok();
    let (first, second) = (first["authCode"].as_str().unwrap(), second["authCode"].as_str().unwrap());
    assert!(first != second && first.len() == 43);
    let mut database = SqliteConnection::connect(world.config().database.to_str().unwrap()).await.unwrap();
    let rows: Vec<(String, String, String, String)> =
        sqlx::query_as("SELECT code_hash, customer_id, auth_client_id, scopes FROM auth_codes").fetch_all(&mut database).await.unwrap();
    assert_eq!(rows.len(), 2);
    for (hash, customer_id, auth_client_id, scopes) in &rows {
        assert!(hash.len() == 64 && hash != first && hash != second);
        assert!(!customer_id.is_empty());
        assert_eq!((auth_client_id.as_str(), scopes.as_str()), ("SIM_AGGREGATOR", "auth_base"));
    }
    world.end().await;
}

#[tokio::test]
async fn auth_codes_that_are_over_are_forgotten() {
    let world = World::new().await;
    let asks = json!({"authClientId": "A"});
    world.mina().post("/auth-codes", &asks).await.ok();
    world.clock.advance(Duration::minutes(5));
    world.mina().post("/auth-codes", &asks).await.ok();
    let mut database = SqliteConnection::connect(world.config().database.to_str().unwrap()).await.unwrap();
    let left: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM auth_codes").fetch_one(&mut database).await.unwrap();
    assert_eq!(left, 1);
    world.end().await;
}

#[tokio::test]
async fn an_auth_code_needs_a_client_and_is_not_given_without_end() {
    let world = World::new().await;
    let mina = world.mina();
    for wrong in [
        json!({"authClientId": ""}),
        json!({"authClientId": "two words"}),
        json!({"authClientId": "a,b"}),
        json!({"authClientId": "x".repeat(129)}),
        json!({"authClientId": "A", "scopes": vec!["s"; 17]}),
        json!({"authClientId": "A", "scopes": ["a,b"]}),
        json!({"scopes": []}),
    ] {
        assert_eq!(mina.post("/auth-codes", &wrong).await.problem(), "invalid_request", "{wrong}");
    }
    for _ in 0..30 {
        mina.post("/auth-codes", &json!({"authClientId": "A"})).await.ok();
    }
    let refused = mina.post("/auth-codes", &json!({"authClientId": "A"})).await;
    assert_eq!((refused.status, refused.problem()), (429, "rate_limited"));
    world.juno().post("/auth-codes", &json!({"authClientId": "A"})).await.ok();
    world.end().await;
}

#[tokio::test]
async fn regions_and_marks_are_those_of_the_configuration() {
    let configure = |config: &mut BackendConfig| {
        let logo = Logo { logo_name: "A".into(), logo_url: "https://marks.example/a.png".into() };
        config.regions.home = vec!["KR".into()];
        config.regions.marks = vec![RegionMarks { region: "JP".into(), mpm_logos: vec![logo], upm_logos: vec![] }];
    };
    let world = World::with_config(configure).await;
    let mina = world.mina();
    let all = mina.get("/availability").await.ok();
    assert_eq!((&all["pspRegions"], all["availableRegions"].as_array().unwrap().len()), (&json!(["KR"]), 15));
    assert_eq!(mina.get("/availability?region=JP").await.ok()["availableRegions"], json!(["JP"]));
    assert_eq!(mina.get("/availability?region=DE").await.ok()["availableRegions"], json!([]));
    let logos = json!([{"logoName": "A", "logoUrl": "https://marks.example/a.png"}]);
    for (query, shown) in [
        ("scenario=PAYMENT_SCENARIO_MPM", &logos),
        ("scenario=PAYMENT_SCENARIO_MPM&region=JP", &logos),
        ("scenario=PAYMENT_SCENARIO_MPM&region=KR", &json!([])),
        ("scenario=PAYMENT_SCENARIO_UPM", &json!([])),
    ] {
        assert_eq!(&mina.get(&format!("/acceptance-marks?{query}")).await.ok()["logos"], shown, "{query}");
    }
    for wrong in [
        "/availability?region=jp",
        "/acceptance-marks",
        "/acceptance-marks?scenario=X",
        "/acceptance-marks?scenario=PAYMENT_SCENARIO_MPM&region=J",
    ] {
        assert_eq!(mina.get(wrong).await.problem(), "invalid_request", "{wrong}");
    }
    world.end().await;
}

#[tokio::test]
async fn a_reference_quote_is_asked_of_alipay_plus_and_lives_ten_minutes() {
    let world = World::new().await;
    let mina = world.mina();
    let quote = mina.get("/quotes?sell=JPY&buy=KRW").await.ok();
    assert_eq!((&quote["pair"], &quote["price"], &quote["reference"]), (&json!("JPY/KRW"), &json!("10.00"), &Value::Bool(true)));
    let until = OffsetDateTime::parse(quote["expires_at"].as_str().unwrap(), &Rfc3339).unwrap();
    assert!(until <= world.clock.now() + Duration::minutes(10));
    assert_eq!(mina.get("/quotes?sell=JPY&buy=THB").await.problem(), "not_found");
    for wrong in ["/quotes", "/quotes?sell=JPY", "/quotes?sell=jpy&buy=KRW", "/quotes?sell=JPY&buy=XXX"] {
        assert_eq!(mina.get(wrong).await.problem(), "invalid_request", "{wrong}");
    }
    world.link.cut();
    let answer = mina.get("/quotes?sell=JPY&buy=KRW").await;
    assert_eq!((answer.status, answer.problem()), (503, "unavailable"));
    world.link.lead_to(world.simulator.address());
    world.end().await;
}

#[tokio::test]
async fn what_is_switched_off_is_not_served() {
    let world = World::with_config(|config| {
        let features = &mut config.sdk.features;
        (features.aggregated_codes, features.availability, features.quotes) = (false, false, false);
    })
    .await;
    let mina = world.mina();
    for answer in [
        mina.post("/auth-codes", &json!({"authClientId": "A"})).await,
        mina.get("/availability").await,
        mina.get("/acceptance-marks?scenario=PAYMENT_SCENARIO_MPM").await,
        mina.get("/quotes?sell=JPY&buy=KRW").await,
    ] {
        assert_eq!((answer.status, answer.problem()), (404, "not_found"));
    }
    world.end().await;
}

#[tokio::test]
async fn a_page_of_alipay_plus_is_handed_over_with_success_and_with_failure_and_leaves_no_order() {
    let world = World::new().await;
    for decode_result in [None, Some(ResultCode::UserAmountExceedLimit)] {
        let new = NewOrder { handle_by_sdk: true, decode_result, ..NewOrder::new("tea-house", "40000") };
        let answer = world.mina().scan(&world.simulator.create_order(new).unwrap()).await.ok();
        assert!(answer["hand_over"]["sdkActionPayload"].as_str().is_some_and(|payload| !payload.is_empty()), "{answer}");
        assert_eq!(answer.as_object().unwrap().len(), 1);
    }
    assert_eq!(world.mina().get("/orders").await.ok()["orders"], json!([]));
    world.end().await;
}
