//! What a stop in the middle leaves open, the next start finishes.

use std::sync::Arc;

use cashier_backend::{NoticeState, order::State};
use cashier_simulator::{NewOrder, OrderState};
use sqlx::{Connection, SqliteConnection};
use time::Duration;
use tokio::sync::Notify;

use crate::world::{ScriptedPort, Step, World, attempt_id, content};

#[tokio::test]
async fn a_notice_that_was_not_delivered_is_delivered_after_a_restart() {
    let world = World::new().await;
    let merchants = world.merchant_order();
    let order = world.mina().order(&merchants).await;
    world.link.cut();
    assert_eq!(world.mina().pay(&order).await.ok()["state"], "succeeded");
    let pending = world.backend.wait_for(&merchants.payment_request_id, |records| records.notice_tries == 1).await.unwrap();
    assert_eq!(pending.notice, Some(NoticeState::Pending));

    let world = world.restart(None).await;
    world.link.lead_to(world.simulator.address());
    world.clock.advance(Duration::seconds(4));
    world.simulator.wait_for(&merchants.id, |order| order.state == OrderState::Paid).await.unwrap();
    let records =
        world.backend.wait_for(&merchants.payment_request_id, |records| records.notice == Some(NoticeState::Accepted)).await.unwrap();
    assert!(records.notice_tries >= 2);
    assert_eq!(world.balance("1001").await, 49_000);
    world.end().await;
}

#[tokio::test]
async fn a_debit_that_was_not_answered_is_finished_after_a_restart() {
    let port = ScriptedPort::new(vec![Step::LoseTheAnswer]);
    let world = World::with_port(Some(&port)).await;
    let merchants = world.merchant_order();
    let order = world.mina().order(&merchants).await;
    let content = content(&order, &attempt_id());
    let token = world.mina().token(&order, &content).await;
    assert_eq!(world.mina().confirm(&order, &content, &token).await.ok()["state"], "processing");

    let world = world.restart(None).await;
    world.backend.wait_for(&merchants.payment_request_id, |records| records.state == State::Success).await.unwrap();
    let joined = world.mina().confirm(&order, &content, &token).await.ok();
    assert_eq!(joined["state"], "succeeded");
    assert_eq!(world.balance("1001").await, 49_000);
    world.simulator.wait_for(&merchants.id, |order| order.state == OrderState::Paid).await.unwrap();
    world.end().await;
}

#[tokio::test]
async fn an_attempt_that_cannot_be_read_does_not_keep_another_debit_from_being_finished() {
    let port = ScriptedPort::new(vec![Step::LoseTheAnswer, Step::LoseTheAnswer]);
    let world = World::with_port(Some(&port)).await;
    let (broken, other) = (world.merchant_order(), world.merchant_order());
    let mut attempts = Vec::new();
    for merchants in [&broken, &other] {
        let order = world.mina().order(merchants).await;
        attempts.push(world.mina().pay(&order).await.ok()["id"].as_str().unwrap().to_owned());
    }
    let config = world.config();
    world.backend.stop().await;
    let mut connection = SqliteConnection::connect(&format!("sqlite:{}", config.database.display())).await.unwrap();
    let spoil = sqlx::query("UPDATE attempts SET currency = '???' WHERE id = $1").bind(&attempts[0]);
    spoil.execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let backend = cashier_backend::Backend::start(config).await.unwrap();
    backend.wait_for(&other.payment_request_id, |records| records.state == State::Success).await.unwrap();
    backend.stop().await;
}

#[tokio::test]
async fn a_debit_goes_on_when_the_phone_hangs_up() {
    let go_on = Arc::new(Notify::new());
    let port = ScriptedPort::new(vec![Step::WaitFor(go_on.clone())]);
    let world = World::with_port(Some(&port)).await;
    let merchants = world.merchant_order();
    let order = world.mina().order(&merchants).await;
    let paying = tokio::spawn({
        let (phone, order) = (world.mina(), order.clone());
        async move { phone.pay(&order).await }
    });
    port.asked().await;
    paying.abort();
    assert!(paying.await.unwrap_err().is_cancelled());
    go_on.notify_one();
    world.backend.wait_for(&merchants.payment_request_id, |records| records.state == State::Success).await.unwrap();
    assert_eq!(world.balance("1001").await, 49_000);
    world.end().await;
}

#[tokio::test]
async fn the_expiry_of_an_order_survives_a_restart() {
    let world = World::new().await;
    let new = NewOrder { expires_in: Some(std::time::Duration::from_secs(120)), ..NewOrder::new("tea-house", "100") };
    let merchants = world.simulator.create_order(new).unwrap();
    world.mina().order(&merchants).await;
    world.clock.advance(Duration::seconds(60));
    let world = world.restart(None).await;
    world.clock.advance(Duration::seconds(61));
    let records = world.backend.wait_for(&merchants.payment_request_id, |records| records.state == State::Closed).await.unwrap();
    assert_eq!(records.reason.as_deref(), Some("ORDER_IS_CLOSED"));
    world.end().await;
}

#[tokio::test]
async fn rules_are_taken_from_the_last_run_if_alipay_plus_cannot_be_reached() {
    let world = World::new().await;
    world.link.cut();
    let world = world.restart(None).await;
    world.mina().get("/code-rules").await.ok();
    world.end().await;
}

#[tokio::test]
async fn the_same_rules_are_not_saved_again_by_every_start() {
    let world = World::new().await.restart(None).await.restart(None).await;
    let database = format!("sqlite:{}", world.folder.path().join("backend.db").display());
    let mut connection = SqliteConnection::connect(&database).await.unwrap();
    let sets: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM code_rules").fetch_one(&mut connection).await.unwrap();
    assert_eq!(sets, 1);
    connection.close().await.unwrap();
    world.end().await;
}
