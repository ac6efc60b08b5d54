//! PINs.

use cashier_simulator::OrderState;
use time::Duration;

use crate::world::{PIN, WRONG_PIN, World, attempt_id, content};

#[tokio::test]
async fn the_fifth_wrong_pin_ends_the_order() {
    let world = World::new().await;
    let merchants = world.merchant_order();
    let order = world.mina().order(&merchants).await;
    for left in (0..5).rev() {
        let answer = world.mina().step_up(&order, &content(&order, &attempt_id()), WRONG_PIN).await.ok();
        assert_eq!(answer["attempts_left"], left);
    }
    let answer = world.mina().step_up(&order, &content(&order, &attempt_id()), PIN).await;
    assert_eq!(answer.problem(), "order_final");
    let shown = world.mina().show(&order).await;
    assert_eq!(shown["state"], "FAILED");
    assert_eq!(shown["reason"]["text_key"], "decline.user_payment_verification_failed");
    let failed = world.simulator.wait_for(&merchants.id, |order| order.state == OrderState::Failed).await.unwrap();
    assert_eq!(failed.report.as_ref().unwrap().notice.payment_result.result_code.as_str(), "USER_PAYMENT_VERIFICATION_FAILED");
    world.end().await;
}

#[tokio::test]
async fn the_same_try_counts_once_and_gets_the_same_answer() {
    let world = World::new().await;
    let order = world.mina().order(&world.merchant_order()).await;
    let content = content(&order, &attempt_id());
    let phone = world.mina();
    for _ in 0..3 {
        assert_eq!(phone.step_up_try("wrong", &order, &content, WRONG_PIN).await.ok()["attempts_left"], 4);
    }
    let first = phone.step_up_try("right", &order, &content, PIN).await.ok();
    let second = phone.step_up_try("right", &order, &content, PIN).await.ok();
    assert!(first["token"].is_string());
    assert_eq!(first, second);
    let mut changed = content.clone();
    changed["pay_amount"]["value"] = "1".into();
    assert_eq!(phone.step_up_try("right", &order, &changed, PIN).await.problem(), "invalid_request");
    world.end().await;
}

#[tokio::test]
async fn a_token_that_is_used_up_or_too_old_is_not_given_again() {
    let world = World::new().await;
    let phone = world.mina();
    let order = phone.order(&world.merchant_order()).await;
    let first = content(&order, &attempt_id());
    phone.step_up_try("old", &order, &first, PIN).await.ok();
    world.clock.advance(Duration::minutes(5));
    assert_eq!(phone.step_up_try("old", &order, &first, PIN).await.problem(), "invalid_request");
    let token = phone.step_up_try("new", &order, &first, PIN).await.ok()["token"].as_str().unwrap().to_owned();
    phone.confirm(&order, &first, &token).await.ok();
    assert_eq!(phone.step_up_try("new", &order, &first, PIN).await.problem(), "invalid_request");
    world.end().await;
}

#[tokio::test]
async fn many_guesses_at_once_count_like_one_after_the_other() {
    let world = World::new().await;
    let phone = world.mina();
    let order = phone.order(&world.merchant_order()).await;
    let content = content(&order, &attempt_id());
    let answers = futures_util::future::join_all((0..12).map(|_| phone.step_up(&order, &content, WRONG_PIN))).await;
    let counted = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(counted, 5);
    assert!(answers.iter().filter(|answer| answer.status != 200).all(|answer| answer.problem() == "order_final"));
    world.end().await;
}

#[tokio::test]
async fn guessing_over_many_orders_locks_the_pin() {
    let world = World::new().await;
    let mut answers = Vec::new();
    for _ in 0..3 {
        let order = world.mina().order(&world.merchant_order()).await;
        for _ in 0..4 {
            answers.push(world.mina().step_up(&order, &content(&order, &attempt_id()), WRONG_PIN).await.ok());
        }
    }
    assert!(answers[..9].iter().all(|answer| answer["attempts_left"].is_u64()), "{answers:?}");
    assert!(answers[9..].iter().all(|answer| answer["locked_until"].is_string()), "{answers:?}");
    let order = world.mina().order(&world.merchant_order()).await;
    let content = content(&order, &attempt_id());
    // Also the right PIN, so that the answer tells nothing about it.
    assert!(world.mina().step_up(&order, &content, PIN).await.ok()["locked_until"].is_string());
    let junos = world.juno().order(&world.merchant_order()).await;
    assert!(world.juno().step_up(&junos, &crate::world::content(&junos, &attempt_id()), PIN).await.ok()["token"].is_string());
    world.clock.advance(Duration::minutes(4));
    world.clock.advance(Duration::minutes(11));
    let later = world.mina().step_up(&order, &content, PIN).await;
    assert_eq!(later.problem(), "order_expired");
    world.end().await;
}
