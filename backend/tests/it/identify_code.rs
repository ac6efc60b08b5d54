//! identifyCode in place of the rules: Alipay+ is asked about every code (protocol section 8.9).

use serde_json::{Value, json};
use time::Duration;
use tokio::net::TcpListener;

use crate::world::{Answer, World, log};

async fn world() -> World {
    World::with_config(|config| config.identify.remote.identify_code = true).await
}

impl World {
    async fn identify(&self, code: &str) -> Answer {
        self.mina().post("/codes/identify", &json!({"code": code})).await
    }
}

#[tokio::test]
async fn orders_are_paid_and_pages_opened_without_any_rules() {
    let world = world().await;
    assert!(world.backend.rules().is_none());
    let merchants = world.merchant_order();
    let answer = world.identify(merchants.code_value.expose()).await.ok();
    assert_eq!((&answer["isSupported"], &answer["postCodeMatchActionType"]), (&json!(true), &json!("DECODE")));
    let order = world.mina().order(&merchants).await;
    assert_eq!(world.mina().pay(&order).await.ok()["state"], "succeeded");

    let shop = world.simulator.entry_code("tea-house").unwrap();
    let opened = world.identify(&shop).await.ok();
    assert_eq!((&opened["redirectUrl"], &opened["userAgent"]), (&json!(shop), &json!("AlipayConnect")));
    assert!(opened["acDecodeConfig"].is_string());
    let resolved = world.mina().post("/orders", &json!({"code": shop, "source": "scan"})).await.ok();
    assert_eq!(resolved["open_url"]["redirectUrl"], shop);
    world.end().await;
}

#[tokio::test]
async fn a_code_that_alipay_plus_does_not_know_is_named_by_its_form() {
    let world = world().await;
    for (code, kind) in [("WIFI:S:Cafe;;", "wifi"), ("hello", "text")] {
        let answer = world.identify(code).await.ok();
        assert_eq!((&answer["isSupported"], &answer["kind"]), (&json!(false), &json!(kind)));
        let resolved = world.mina().post("/orders", &json!({"code": code, "source": "scan"})).await.ok();
        assert_eq!(resolved, json!({"not_supported": {"kind": kind}}));
    }
    for wrong in ["", " ", &"x".repeat(8_193)] {
        assert_eq!(world.identify(wrong).await.problem(), "invalid_request");
    }
    world.end().await;
}

#[tokio::test]
async fn no_clear_answer_is_a_problem_that_passes() {
    let world = world().await;
    let passes = |answer: Answer| {
        assert_eq!(answer.problem(), "unavailable");
        assert!(answer.body["retry_after_ms"].is_u64());
    };
    world.simulator.set_code_rules(r#"{"result":{"resultCode":"UNKNOWN_EXCEPTION","resultStatus":"U"}}"#).unwrap();
    passes(world.identify("281666040098Z1WJ1kpBg7QoFo2tln22r7Zr").await);
    world.link.cut();
    passes(world.identify("281666040098Z1WJ1kpBg7QoFo2tln22r7Zr").await);
    // Takes connections and never answers.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    world.link.lead_to(silent.local_addr().unwrap());
    passes(world.identify("281666040098Z1WJ1kpBg7QoFo2tln22r7Zr").await);
    world.end().await;
}

#[tokio::test]
async fn a_refusal_is_not_supported_and_raises_an_alarm() {
    let world = world().await;
    log::capture();
    // Outside of the window in which Alipay+ takes calls.
    world.clock.advance(Duration::minutes(6));
    let answer = world.identify("281666040098Z1WJ1kpBg7QoFo2tln22r7Zr").await.ok();
    assert_eq!(answer["isSupported"], false);
    let log = log::captured();
    assert!(log.contains("ALARM: identifyCode is refused") && log.contains("ACCESS_DENIED"), "{log}");
    world.clock.advance(Duration::minutes(-6));
    world.end().await;
}

#[tokio::test]
async fn phones_are_told_to_ask_and_get_no_rules() {
    let world = world().await;
    let settings = world.mina().get("/sdk-config").await.ok()["settings"].clone();
    assert_eq!(settings["sdk.identify.by_backend"], true);
    assert_eq!(world.mina().get("/code-rules").await.problem(), "not_found");
    world.end().await;

    let world = World::new().await;
    let settings: Value = world.mina().get("/sdk-config").await.ok()["settings"].clone();
    assert_eq!(settings["sdk.identify.by_backend"], false);
    world.end().await;
}

#[tokio::test]
async fn a_user_may_ask_thirty_times_a_minute() {
    let world = world().await;
    for _ in 0..30 {
        world.identify("hello").await.ok();
    }
    let refused = world.identify("hello").await;
    assert_eq!((refused.status, refused.problem()), (429, "rate_limited"));
    world.mina().with_token("token-of-juno").post("/codes/identify", &json!({"code": "hello"})).await.ok();
    world.clock.advance(Duration::minutes(1));
    world.simulator.put_clock_forward(std::time::Duration::from_secs(60));
    world.identify("hello").await.ok();
    world.end().await;
}

#[tokio::test]
async fn the_service_starts_without_alipay_plus_because_it_needs_no_rules() {
    let world = World::new().await;
    world.link.cut();
    let folder = tempfile::tempdir().unwrap();
    let mut config = crate::world::config(folder.path().join("backend.db"), &world.link.url(), &world.mpp_key, &world.alipayplus_key);
    config.identify.remote.identify_code = true;
    cashier_backend::Backend::start(config).await.unwrap_or_else(|error| panic!("{error}")).stop().await;
    world.end().await;
}
