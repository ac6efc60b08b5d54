//! What surrounds payments: auth codes, regions and acceptance marks, reference rates, and pages of Alipay+ in place of orders.

use cashier_alipayplus::result::ResultCode;
use cashier_backend::BackendConfig;
use cashier_core::{
    secret::Secret,
    texts::Language,
    wallet_api::{Logo, RegionMarks},
};
use cashier_simulator::NewOrder;
use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

use crate::world::{AUTH_CLIENT, AUTH_HOST, Phone, World, log};

/// Asks for an auth code as the listed client does.
fn asks() -> Value {
    json!({"authClientId": AUTH_CLIENT, "scopes": ["auth_base"], "redirectHost": AUTH_HOST})
}

async fn auth_code(phone: &Phone) -> Secret {
    Secret::new(phone.post("/auth-codes", &asks()).await.ok()["authCode"].as_str().unwrap())
}

#[tokio::test]
async fn an_auth_code_is_random_and_stored_by_its_hash_only() {
    let world = World::new().await;
    let (first, second) = (auth_code(&world.mina()).await, auth_code(&world.mina()).await);
    assert!(first != second && first.expose().len() == 43);
    let mut database = SqliteConnection::connect(world.config().database.to_str().unwrap()).await.unwrap();
    let rows: Vec<(String, String, String, String)> =
        sqlx::query_as("SELECT code_hash, customer_id, auth_client_id, scopes FROM auth_codes").fetch_all(&mut database).await.unwrap();
    assert_eq!(rows.len(), 2);
    for (hash, customer_id, auth_client_id, scopes) in &rows {
        assert!(hash.len() == 64 && hash != first.expose() && hash != second.expose());
        assert!(!customer_id.is_empty());
        assert_eq!((auth_client_id.as_str(), scopes.as_str()), (AUTH_CLIENT, "auth_base"));
    }
    world.end().await;
}

#[tokio::test]
async fn an_auth_code_is_good_for_one_use_by_its_client_within_five_minutes() {
    let world = World::new().await;
    let redeem = |code: Secret, client: &'static str| {
        let backend = &world.backend;
        async move { backend.redeem_auth_code(&code, client).await.unwrap() }
    };
    let (code, late) = (auth_code(&world.mina()).await, auth_code(&world.juno()).await);
    assert_eq!(redeem(code.clone(), "AGGREGATOR_2").await, None);
    assert_eq!(redeem(Secret::new("guessed"), AUTH_CLIENT).await, None);
    let (first, second) = tokio::join!(redeem(code.clone(), AUTH_CLIENT), redeem(code.clone(), AUTH_CLIENT));
    assert_eq!(first.iter().chain(&second).collect::<Vec<_>>(), ["1001"], "two uses at once");
    assert_eq!(redeem(code, AUTH_CLIENT).await, None);
    world.clock.advance(Duration::minutes(5));
    assert_eq!(redeem(late, AUTH_CLIENT).await, None);
    world.end().await;
}

#[tokio::test]
async fn auth_codes_that_are_over_are_forgotten() {
    let world = World::new().await;
    auth_code(&world.mina()).await;
    world.clock.advance(Duration::minutes(5));
    auth_code(&world.mina()).await;
    let mut database = SqliteConnection::connect(world.config().database.to_str().unwrap()).await.unwrap();
    let left: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM auth_codes").fetch_one(&mut database).await.unwrap();
    assert_eq!(left, 1);
    world.end().await;
}

#[tokio::test]
async fn a_client_or_a_host_that_is_not_listed_gets_no_auth_code() {
    log::capture();
    let world = World::new().await;
    let mina = world.mina();
    for (client, host) in [
        ("AGGREGATOR_2", AUTH_HOST),
        (AUTH_CLIENT, "evil.example"),
        (AUTH_CLIENT, "sub.pages.aggregator.example"),
        (AUTH_CLIENT, "PAGES.aggregator.example"),
        (AUTH_CLIENT, "127.0.0.1"),
        (AUTH_CLIENT, ""),
    ] {
        let refused = mina.post("/auth-codes", &json!({"authClientId": client, "redirectHost": host})).await;
        assert_eq!((refused.status, refused.problem()), (403, "forbidden"), "{client} {host}");
    }
    assert_eq!(mina.post("/auth-codes", &json!({"authClientId": AUTH_CLIENT})).await.status, 403, "a page that is not named");
    let code = auth_code(&mina).await;
    let mut database = SqliteConnection::connect(world.config().database.to_str().unwrap()).await.unwrap();
    let stored: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM auth_codes").fetch_one(&mut database).await.unwrap();
    assert_eq!(stored, 1, "nothing was issued for the others");
    world.end().await;
    let log = log::captured();
    let told = log.lines().find(|line| line.contains("auth code refused") && line.contains("evil.example"));
    assert!(told.is_some_and(|line| line.contains(AUTH_CLIENT)), "{log}");
    assert!(log.contains("auth code issued") && !log.contains(code.expose()));
}

#[tokio::test]
async fn an_auth_code_needs_a_client_and_is_not_given_without_end() {
    let world = World::new().await;
    let mina = world.mina();
    let wrong = |key: &str, value: Value| {
        let mut asks = asks();
        asks[key] = value;
        asks
    };
    for wrong in [
        wrong("authClientId", json!("")),
        wrong("authClientId", json!("two words")),
        wrong("authClientId", json!("a,b")),
        wrong("authClientId", json!("x".repeat(129))),
        wrong("scopes", json!(vec!["s"; 17])),
        wrong("scopes", json!(["a,b"])),
        wrong("redirectHost", json!("a\nb")),
        wrong("redirectHost", json!(null)),
        json!({"redirectHost": AUTH_HOST}),
    ] {
        assert_eq!(mina.post("/auth-codes", &wrong).await.problem(), "invalid_request", "{wrong}");
    }
    for _ in 0..30 {
        auth_code(&mina).await;
    }
    let refused = mina.post("/auth-codes", &asks()).await;
    assert_eq!((refused.status, refused.problem()), (429, "rate_limited"));
    auth_code(&world.juno()).await;
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
    // What was asked a moment ago is not asked again.
    world.link.cut();
    assert_eq!(mina.get("/quotes?sell=JPY&buy=KRW").await.ok(), quote);
    assert_eq!(world.juno().get("/quotes?sell=JPY&buy=THB").await.problem(), "not_found");
    let answer = mina.get("/quotes?sell=KRW&buy=JPY").await;
    assert_eq!((answer.status, answer.problem()), (503, "unavailable"));
    world.clock.advance(Duration::seconds(30));
    assert_eq!(mina.get("/quotes?sell=JPY&buy=KRW").await.problem(), "unavailable");
    world.link.lead_to(world.simulator.address());
    mina.get("/quotes?sell=JPY&buy=KRW").await.ok();
    world.end().await;
}

#[tokio::test]
async fn a_user_has_thirty_reference_quotes_a_minute() {
    let world = World::new().await;
    let mina = world.mina();
    for _ in 0..30 {
        mina.get("/quotes?sell=JPY&buy=KRW").await.ok();
    }
    let refused = mina.get("/quotes?sell=JPY&buy=KRW").await;
    assert_eq!((refused.status, refused.problem()), (429, "rate_limited"));
    assert!(refused.body["retry_after_ms"].as_u64().is_some_and(|wait| (1..=60_000).contains(&wait)), "{refused:?}");
    world.juno().get("/quotes?sell=JPY&buy=KRW").await.ok();
    world.clock.advance(Duration::minutes(1));
    mina.get("/quotes?sell=JPY&buy=KRW").await.ok();
    world.end().await;
}

#[tokio::test]
async fn quotes_are_asked_for_where_the_configuration_says() {
    let world = World::with_config(|config| config.alipayplus.quote_path = "/aps/api/v1/payments/elsewhere".to_owned()).await;
    assert_eq!(world.mina().get("/quotes?sell=JPY&buy=KRW").await.problem(), "unavailable", "nobody answers there");
    world.end().await;
}

#[tokio::test]
async fn phones_are_told_every_language_that_the_sdk_carries() {
    let world = World::new().await;
    let tags: Vec<_> = Language::ALL.iter().map(|language| language.tag()).collect();
    assert_eq!(world.mina().get("/sdk-config").await.ok()["languages"], json!(tags));
    assert_eq!(tags.len(), 14);
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
        mina.post("/auth-codes", &asks()).await,
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
