//! Nothing that could be used to pay ever reaches the log.

use serde_json::json;

use crate::world::{PIN, WRONG_PIN, World, attempt_id, content, log};

#[tokio::test]
async fn a_whole_payment_at_the_most_talkative_level_leaves_no_secret() {
    log::capture();
    let world = World::new().await;
    let merchants = world.merchant_order();
    let order = world.mina().order(&merchants).await;
    world.mina().post("/codes/identify", &json!({"code": merchants.code_value.expose()})).await.ok();
    let content = content(&order, &attempt_id());
    world.mina().step_up(&order, &content, WRONG_PIN).await.ok();
    let token = world.mina().token(&order, &content).await;
    world.mina().confirm(&order, &content, &token).await.ok();
    world.mina().confirm(&order, &content, "t0ken-that-is-wrong").await.ok();
    world.mina().with_token("l0gin-that-is-wrong").get("/orders").await;
    world.backend.wait_for(&merchants.payment_request_id, |records| records.notice.is_some()).await.unwrap();
    let mpp_key = world.mpp_key.to_base64().unwrap();
    let simulators = merchants.payment_request_id.clone();
    world.end().await;

    let log = log::captured();
    assert!(log.contains(&simulators) && log.contains("confirmed"), "the log is not captured");
    // Whoever gets a support reference finds the payment with it.
    assert!(log.lines().any(|line| line.contains("request_id=") && line.contains("confirmed") && line.contains(&simulators)));
    let code = merchants.code_value.expose();
    let bare = code.rsplit('/').next().unwrap();
    for secret in [code, bare, PIN, WRONG_PIN, &token, "token-of-mina", "t0ken-that", "l0gin-that", &mpp_key[100..140], "orderDescription"]
    {
        assert!(!log.contains(secret), "in the log: {secret}\n{}", log.lines().find(|line| line.contains(secret)).unwrap_or_default());
    }
}
