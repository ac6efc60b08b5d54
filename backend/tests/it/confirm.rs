//! Confirm: from the happy path to everything that can go wrong with it.

use std::sync::Arc;

use cashier_backend::{DebitAction, NoticeState, order::State};
use cashier_core::money::Money;
use cashier_simulator::{NewOrder, OrderState};
use serde_json::{Value, json};
use time::Duration;
use tokio::sync::Notify;

use crate::world::{ScriptedPort, Step, World, attempt_id, content};

#[tokio::test]
async fn a_payment_is_on_record_everywhere_with_the_same_amount() {
    let world = World::new().await;
    let merchants = world.merchant_order();
    let order = world.mina().order(&merchants).await;
    assert_eq!(order["state"], "DECODED");
    assert_eq!(order["pay_amount"], json!({"currency": "KRW", "value": "1000"}));
    assert_eq!(order["merchant"]["name"], "Maple Tea House");

    let attempt = world.mina().pay(&order).await.ok();
    assert_eq!((attempt["state"].as_str(), attempt["order_state"].as_str()), (Some("succeeded"), Some("SUCCESS")));
    assert_eq!(attempt["pay_amount"], order["pay_amount"]);

    let paid = world.simulator.wait_for(&merchants.id, |order| order.state == OrderState::Paid).await.unwrap();
    let notice = &paid.report.as_ref().unwrap().notice;
    let records =
        world.backend.wait_for(&merchants.payment_request_id, |records| records.notice == Some(NoticeState::Accepted)).await.unwrap();
    assert_eq!(records.state, State::Success);
    assert_eq!(notice.pay_to_amount, Some(records.pay_to_amount));
    assert_eq!(notice.payment_id.as_deref(), records.payment_id.as_deref());
    let [line] = records.debit_log.as_slice() else { panic!("{:?}", records.debit_log) };
    assert_eq!((line.action, line.amount, line.customer_id.as_str()), (DebitAction::Debited, records.pay_to_amount, "1001"));
    assert_eq!(world.balance("1001").await, 49_000);
    assert_eq!(world.balance("1002").await, 50_000);
    world.end().await;
}

#[tokio::test]
async fn confirming_the_same_attempt_again_joins_it_and_debits_nothing() {
    let world = World::new().await;
    let order = world.mina().order(&world.merchant_order()).await;
    let content = content(&order, &attempt_id());
    let token = world.mina().token(&order, &content).await;
    let first = world.mina().confirm(&order, &content, &token).await.ok();
    // The token is used up, and not looked at.
    let second = world.mina().confirm(&order, &content, &token).await.ok();
    let third = world.mina().confirm(&order, &content, "no token at all").await.ok();
    assert_eq!(first["state"], "succeeded");
    assert_eq!((&first, &first), (&second, &third));
    assert_eq!(world.balance("1001").await, 49_000);
    world.end().await;
}

#[tokio::test]
async fn many_confirms_at_once_debit_once() {
    let world = World::new().await;
    let order = world.mina().order(&world.merchant_order()).await;
    let content = content(&order, &attempt_id());
    let token = world.mina().token(&order, &content).await;
    let phone = world.mina();
    let all = futures_util::future::join_all((0..8).map(|_| phone.confirm(&order, &content, &token))).await;
    for answer in all {
        let state = answer.ok()["state"].as_str().unwrap().to_owned();
        assert!(["processing", "succeeded"].contains(&state.as_str()), "{state}");
    }
    assert_eq!(world.balance("1001").await, 49_000);
    world.end().await;
}

#[tokio::test]
async fn the_same_attempt_with_other_content_is_a_mismatch_that_says_whether_it_started() {
    let world = World::new().await;
    let order = world.mina().order(&world.merchant_order()).await;
    let mut content = content(&order, &attempt_id());
    let token = world.mina().token(&order, &content).await;
    world.mina().confirm(&order, &content, &token).await.ok();
    content["pay_amount"]["value"] = "999".into();
    let answer = world.mina().confirm(&order, &content, &token).await;
    assert_eq!((answer.status, answer.problem(), answer.started()), (409, "attempt_mismatch", Some(true)));
    let other = world.mina().order(&world.merchant_order()).await;
    content["pay_amount"]["value"] = "1000".into();
    let answer = world.mina().confirm(&other, &content, &token).await;
    assert_eq!((answer.problem(), answer.started()), ("attempt_mismatch", Some(true)));
    world.end().await;
}

#[tokio::test]
async fn another_attempt_while_one_runs_is_refused() {
    let go_on = Arc::new(Notify::new());
    let port = ScriptedPort::new(vec![Step::WaitFor(go_on.clone())]);
    let world = World::with_port(Some(&port)).await;
    let order = world.mina().order(&world.merchant_order()).await;
    let (first, second) = (content(&order, &attempt_id()), content(&order, &attempt_id()));
    let tokens = (world.mina().token(&order, &first).await, world.mina().token(&order, &second).await);
    let (phone, other_phone) = (world.mina(), world.mina().on_device("tablet of Mina"));
    let running = tokio::spawn({
        let (order, first) = (order.clone(), first.clone());
        async move { phone.confirm(&order, &first, &tokens.0).await }
    });
    port.asked().await;
    let answer = other_phone.confirm(&order, &second, &tokens.1).await;
    assert_eq!((answer.problem(), answer.started()), ("attempt_running", Some(false)));
    let shown = other_phone.show(&order).await;
    assert_eq!((shown["state"].as_str(), shown["attempt"]["mine"].as_bool()), (Some("PROCESSING"), Some(false)));
    assert_eq!(
        world.mina().show(&order).await["attempt"],
        json!({"id": first["attempt"], "state": "processing", "mine": true, "method_id": "balance"})
    );
    go_on.notify_one();
    assert_eq!(running.await.unwrap().ok()["state"], "succeeded");
    // A delayed duplicate of what was refused: it said that it never begins.
    assert_eq!(other_phone.confirm(&order, &second, "any").await.ok()["state"], "void");
    let answer = other_phone.confirm(&order, &content(&order, &attempt_id()), "any").await;
    assert_eq!((answer.problem(), answer.started()), ("order_final", Some(false)));
    world.end().await;
}

#[tokio::test]
async fn an_attempt_that_was_closed_before_it_arrived_stays_void() {
    let world = World::new().await;
    let order = world.mina().order(&world.merchant_order()).await;
    let content = content(&order, &attempt_id());
    let path = format!("/attempts/{}", content["attempt"].as_str().unwrap());
    assert_eq!(world.mina().get(&path).await.ok(), json!({"id": content["attempt"], "state": "unknown"}));
    let token = world.mina().token(&order, &content).await;
    for _ in 0..2 {
        let closed = world.mina().post(&format!("{path}/close"), &json!({"order": order["id"]})).await.ok();
        assert_eq!((closed["state"].as_str(), &closed["order"]), (Some("void"), &order["id"]));
    }
    assert_eq!(world.mina().confirm(&order, &content, &token).await.ok()["state"], "void");
    assert_eq!(world.mina().get(&path).await.ok()["state"], "void");
    assert_eq!(world.balance("1001").await, 50_000);
    // The order itself can still be paid, by another attempt.
    assert_eq!(world.mina().pay(&order).await.ok()["state"], "succeeded");
    let close_paid = world.mina().show(&order).await["attempt"]["id"].as_str().unwrap().to_owned();
    let closed = world.mina().post(&format!("/attempts/{close_paid}/close"), &json!({"order": order["id"]})).await.ok();
    assert_eq!(closed["state"], "succeeded");
    world.end().await;
}

#[tokio::test]
async fn an_order_has_room_for_ten_attempts_that_never_begin() {
    let world = World::new().await;
    let order = world.mina().order(&world.merchant_order()).await;
    let close = async || {
        let path = format!("/attempts/{}/close", attempt_id());
        world.mina().post(&path, &json!({"order": order["id"]})).await
    };
    for _ in 0..10 {
        close().await.ok();
    }
    assert_eq!(close().await.problem(), "rate_limited");
    assert_eq!(world.mina().pay(&order).await.ok()["state"], "succeeded");
    world.end().await;
}

#[tokio::test]
async fn what_was_not_shown_is_not_debited() {
    let world = World::new().await;
    let order = world.mina().order(&world.merchant_order()).await;
    let refused = async |change: fn(&mut Value)| {
        let mut content = content(&order, &attempt_id());
        change(&mut content);
        let token = world.mina().token(&order, &content).await;
        let answer = world.mina().confirm(&order, &content, &token).await;
        assert_eq!((answer.status, answer.started()), (409, Some(false)));
        answer.problem().to_owned()
    };
    assert_eq!(refused(|content| content["pay_amount"]["value"] = "999".into()).await, "amount_changed");
    assert_eq!(refused(|content| content["pay_amount"]["currency"] = "JPY".into()).await, "amount_changed");
    assert_eq!(refused(|content| content["surcharge"] = json!({"currency": "KRW", "value": "1"})).await, "amount_changed");
    assert_eq!(refused(|content| content["quote_id"] = "another".into()).await, "quote_expired");
    assert_eq!(refused(|content| drop(content.as_object_mut().unwrap().remove("quote_id"))).await, "quote_expired");
    assert_eq!(world.balance("1001").await, 50_000);
    world.end().await;
}

#[tokio::test]
async fn a_step_up_token_is_for_one_attempt_and_one_use() {
    let world = World::new().await;
    let (order, other) = (world.mina().order(&world.merchant_order()).await, world.mina().order(&world.merchant_order()).await);
    let first = content(&order, &attempt_id());
    let token = world.mina().token(&order, &first).await;
    for (order, content) in [(&order, content(&order, &attempt_id())), (&other, content(&other, first["attempt"].as_str().unwrap()))] {
        let answer = world.mina().confirm(order, &content, &token).await;
        assert_eq!((answer.problem(), answer.started()), ("step_up_invalid", Some(false)));
    }
    world.clock.advance(Duration::minutes(5));
    assert_eq!(world.mina().confirm(&order, &first, &token).await.problem(), "step_up_invalid");
    assert_eq!(world.balance("1001").await, 50_000);
    world.end().await;
}

#[tokio::test]
async fn without_money_an_attempt_fails_and_the_order_can_be_tried_again_five_times() {
    let world = World::new().await;
    let merchants = world.simulator.create_order(NewOrder::new("tea-house", "5001")).unwrap();
    let order = world.mina().order(&merchants).await;
    let method = &order["methods"][0];
    assert_eq!((method["enabled"].as_bool(), method["reason_key"].as_str()), (Some(false), Some("method.not_enough_balance")));
    for left in (0..5).rev() {
        let attempt = world.mina().pay(&order).await.ok();
        assert_eq!((attempt["state"].as_str(), attempt["attempts_left"].as_u64()), (Some("failed"), Some(left)));
        let reason = json!({"code": "USER_BALANCE_NOT_ENOUGH", "text_key": "decline.user_balance_not_enough", "retryable": left > 0});
        assert_eq!(attempt["reason"], reason);
        assert_eq!(attempt["order_state"], if left > 0 { "DECODED" } else { "FAILED" });
    }
    let failed = world.simulator.wait_for(&merchants.id, |order| order.state == OrderState::Failed).await.unwrap();
    let told = &failed.report.as_ref().unwrap().notice.payment_result;
    assert_eq!(told.result_code.as_str(), "USER_BALANCE_NOT_ENOUGH");
    assert_eq!(world.balance("1001").await, 50_000);
    world.end().await;
}

#[tokio::test]
async fn an_order_that_has_expired_cannot_be_paid_and_alipay_plus_is_told() {
    let world = World::new().await;
    let new = NewOrder { expires_in: Some(std::time::Duration::from_secs(120)), ..NewOrder::new("tea-house", "100") };
    let merchants = world.simulator.create_order(new).unwrap();
    let order = world.mina().order(&merchants).await;
    let content = content(&order, &attempt_id());
    let token = world.mina().token(&order, &content).await;
    world.clock.advance(Duration::seconds(121));
    let answer = world.mina().confirm(&order, &content, &token).await;
    assert_eq!((answer.problem(), answer.started()), ("order_expired", Some(false)));
    let ended = world.simulator.wait_for(&merchants.id, |order| order.report.is_some()).await.unwrap();
    assert_eq!(ended.report.as_ref().unwrap().notice.payment_result.result_code.as_str(), "ORDER_IS_CLOSED");
    let shown = world.mina().show(&order).await;
    assert_eq!((shown["state"].as_str(), shown["reason"]["code"].as_str()), (Some("CLOSED"), Some("ORDER_IS_CLOSED")));
    assert_eq!(world.balance("1001").await, 50_000);
    world.end().await;
}

#[tokio::test]
async fn a_debit_that_ends_after_the_order_is_given_back() {
    let go_on = Arc::new(Notify::new());
    let port = ScriptedPort::new(vec![Step::WaitFor(go_on.clone())]);
    let world = World::with_port(Some(&port)).await;
    let new = NewOrder { expires_in: Some(std::time::Duration::from_secs(120)), ..NewOrder::new("tea-house", "100") };
    let merchants = world.simulator.create_order(new).unwrap();
    let order = world.mina().order(&merchants).await;
    let paying = tokio::spawn({
        let (phone, order) = (world.mina(), order.clone());
        async move { phone.pay(&order).await.ok() }
    });
    port.asked().await;
    world.clock.advance(Duration::seconds(121));
    go_on.notify_one();
    let attempt = paying.await.unwrap();
    assert_eq!((attempt["state"].as_str(), attempt["order_state"].as_str()), (Some("failed"), Some("CLOSED")));
    assert_eq!(
        (&attempt["returned"]["amount"], attempt["returned"]["reason_key"].as_str()),
        (&order["pay_amount"], Some("returned.late_debit"))
    );
    let records = world.records(&merchants).await;
    let actions: Vec<_> = records.debit_log.iter().map(|line| line.action).collect();
    assert_eq!(actions, [DebitAction::Debited, DebitAction::Returned]);
    assert_eq!(world.balance("1001").await, 50_000);
    world.end().await;
}

#[tokio::test]
async fn an_answer_of_the_debit_port_that_gets_lost_is_asked_for_again() {
    let port = ScriptedPort::new(vec![Step::LoseTheAnswer]);
    let world = World::with_port(Some(&port)).await;
    let merchants = world.merchant_order();
    let order = world.mina().order(&merchants).await;
    assert_eq!(world.mina().pay(&order).await.ok()["state"], "processing");
    world.clock.advance(Duration::seconds(1));
    let records = world.backend.wait_for(&merchants.payment_request_id, |records| records.state == State::Success).await.unwrap();
    assert_eq!(records.debit_log.len(), 1);
    assert_eq!(world.balance("1001").await, 49_000);
    world.end().await;
}

#[tokio::test]
async fn an_unknown_method_is_a_decline_not_an_error() {
    let world = World::new().await;
    let order = world.mina().order(&world.merchant_order()).await;
    let mut content = content(&order, &attempt_id());
    content["method_id"] = "card".into();
    let token = world.mina().token(&order, &content).await;
    let attempt = world.mina().confirm(&order, &content, &token).await.ok();
    assert_eq!(attempt["reason"]["code"], "UNAVAILABLE_PAYMENT_METHOD");
    assert_eq!(attempt["order_state"], "DECODED");
    world.end().await;
}

#[tokio::test]
async fn the_amounts_of_a_notice_are_those_that_alipay_plus_gave() {
    let world = World::new().await;
    let merchants = world
        .simulator
        .create_order(NewOrder {
            promotion: Some(cashier_simulator::NewPromotion { name: "Summer".to_owned(), amount: "10".to_owned() }),
            ..NewOrder::new("tea-house", "110")
        })
        .unwrap();
    let order = world.mina().order(&merchants).await;
    assert_eq!(order["promotions"], json!([{"name": "Summer", "savings": {"currency": "JPY", "value": "10"}}]));
    world.mina().pay(&order).await.ok();
    let paid = world.simulator.wait_for(&merchants.id, |order| order.state == OrderState::Paid).await.unwrap();
    let notice = &paid.report.as_ref().unwrap().notice;
    assert_eq!(notice.payment_amount, Money::new("JPY".parse().unwrap(), 100).ok());
    assert_eq!(notice.pay_to_amount, Money::new("KRW".parse().unwrap(), 1000).ok());
    world.end().await;
}
