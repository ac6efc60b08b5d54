//! `cashier pay`: a payment by hand, and everything that can be wrong with a code, each with its text.

use crate::support::{self, System, assert_said, draw, user};
use cashier_backend::NoticeState;
use cashier_simulator::{NewOrder, OrderState};

const CONFIRM: &str = "y\n";

fn typed(name: &str) -> String {
    format!("{CONFIRM}{}\n", user(name).pin)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_paid_once_and_all_books_agree() {
    let system = System::start().await;
    let order = system.order();
    let before = system.world.backend.balance("mina").await.unwrap().unwrap();
    let said = system.pay(order.code_value.expose(), "mina", "phone", &typed("mina")).await;
    assert_said(
        &said,
        0,
        &["Confirm payment", "Maple Tea House", "Pay KRW\u{a0}1,100", "Powered by Alipay+", "outcome: succeeded, KRW 1100"],
    );

    let records = system.world.backend.wait_for(&order.payment_request_id, |it| it.notice == Some(NoticeState::Accepted)).await.unwrap();
    let after = system.world.backend.balance("mina").await.unwrap().unwrap();
    let record = system.world.simulator.wait_for(&order.id, |it| it.state == OrderState::Paid).await.unwrap();
    assert_eq!(before.checked_sub(after).unwrap(), records.pay_to_amount);
    assert_eq!(record.pay_to_amount, Some(records.pay_to_amount));
    assert_eq!(record.report.as_ref().unwrap().notice.pay_to_amount, Some(records.pay_to_amount));
    assert_eq!(records.debit_log.len(), 1);
    assert_eq!(records.debit_log[0].amount, records.pay_to_amount);
}

#[tokio::test(flavor = "multi_thread")]
async fn text_that_is_no_code_is_refused_at_once() {
    let system = System::start().await;
    let said = system.pay("   ", "mina", "phone", "").await;
    assert_eq!((said.code, said.err.as_str()), (1, "cashier: not a code\n"));
    let said = system.pay("hello", "mina", "phone", "").await;
    assert_said(&said, 1, &["This code cannot be paid", "This is a text, not a payment code.", "outcome: not supported, text"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_of_no_rule_is_named() {
    let system = System::start().await;
    let wifi = system.pay("WIFI:T:WPA;S:guest;P:secret;;", "mina", "phone", "").await;
    assert_said(&wifi, 1, &["This is a Wi-Fi code. Open it in your camera app", "outcome: not supported, wifi"]);
    assert!(!wifi.out.contains("secret") && !wifi.err.contains("secret"));
    let payer = system.pay("281002020123456789012345", "mina", "phone", "").await;
    assert_said(&payer, 1, &["let the merchant scan it", "outcome: not supported, payer_code"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_of_the_wallet_itself_is_none_of_this_commands_business() {
    let system = System::start().await;
    let own = system.pay("DEMOWALLET:mina", "mina", "phone", "").await;
    assert_said(&own, 1, &["outcome: a code of the wallet itself"]);
    assert!(!own.out.contains("cannot be paid"), "{}", own.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_somebody_else_scanned_is_refused() {
    let system = System::start().await;
    let order = system.order();
    let left = system.pay(order.code_value.expose(), "mina", "phone", "n\n").await;
    assert_said(&left, 1, &["outcome: cancelled"]);
    let said = system.pay(order.code_value.expose(), "joon", "other", "").await;
    assert_said(&said, 1, &["Somebody else has already scanned this code.", "outcome: failed, REPEAT_REQ_INCONSISTENT"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_code_says_so() {
    let system = System::start().await;
    let new = NewOrder { expires_in: Some(std::time::Duration::from_secs(1)), ..NewOrder::new("tea-house", "110") };
    let order = system.world.simulator.create_order(new).unwrap();
    system.world.simulator.wait_for(&order.id, |it| it.state == OrderState::Expired).await.unwrap();
    let said = system.pay(order.code_value.expose(), "mina", "phone", "").await;
    assert_said(&said, 1, &["This code has expired.", "outcome: failed, EXPIRED_CODE"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paid_order_is_shown_and_not_paid_again() {
    let system = System::start().await;
    let order = system.order();
    assert_eq!(system.pay(order.code_value.expose(), "mina", "phone", &typed("mina")).await.code, 0);
    let paid = system.world.backend.balance("mina").await.unwrap();

    let again = system.pay(order.code_value.expose(), "mina", "phone", &typed("mina")).await;
    assert_said(&again, 0, &["Paid", "outcome: succeeded, KRW 1100"]);
    let other_phone = system.pay(order.code_value.expose(), "mina", "other", &typed("mina")).await;
    assert_said(&other_phone, 0, &["You have paid this order on another device.", "outcome: paid elsewhere"]);
    assert_eq!(system.world.backend.balance("mina").await.unwrap(), paid);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wallet_without_enough_money_says_so_before_it_asks() {
    let system = System::start().await;
    let order = system.order();
    let said = system.pay(order.code_value.expose(), "sora", "phone", &typed("sora")).await;
    assert_said(&said, 1, &["Not enough money", "None of your payment methods can pay this order.", "outcome: cancelled"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_pin_may_be_typed_again_until_none_is_left() {
    let system = System::start().await;
    let order = system.order();
    let second_try = format!("{CONFIRM}000000\n{}\n", user("mina").pin);
    let said = system.pay(order.code_value.expose(), "mina", "phone", &second_try).await;
    assert_said(&said, 0, &["Wrong PIN. 4 tries left.", "outcome: succeeded"]);

    let order = system.order();
    let before = system.world.backend.balance("joon").await.unwrap();
    let always_wrong = format!("{CONFIRM}{}", "000000\n".repeat(5));
    let said = system.pay(order.code_value.expose(), "joon", "other", &always_wrong).await;
    assert_said(&said, 1, &["Wrong PIN. 1 try left.", "The PIN was wrong too often.", "outcome: failed, USER_PAYMENT_VERIFICATION_FAILED"]);
    assert_eq!(system.world.backend.balance("joon").await.unwrap(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_agreed_to_beforehand_is_asked_about_once_nobody_is_there_to_type() {
    let system = System::start().await;
    let order = system.order();
    let mut command = support::command();
    command.args(["pay", "--yes", "--backend", &system.world.backend.base_url(), "--token", user("mina").token]);
    command.arg("--data").arg(system.path("phone")).arg(order.code_value.expose());
    let said = support::run(command, "").await;
    assert_said(&said, 1, &["outcome: cancelled"]);
    assert_eq!(said.out.matches("PIN:").count(), 1, "{}", said.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_read_unless_it_has_no_code() {
    let system = System::start().await;
    let blank = system.path("blank.png");
    image::GrayImage::from_pixel(64, 64, image::Luma([255])).save(&blank).unwrap();
    let said = system.pay(&blank, "mina", "phone", "").await;
    assert_eq!(said.code, 1);
    assert!(said.err.ends_with("blank.png: no QR code in the picture\n"), "{}", said.err);

    let order = system.order();
    let one = system.path("one.png");
    draw(&one, &[order.code_value.expose()]);
    let said = system.pay(&one, "mina", "phone", &typed("mina")).await;
    assert_said(&said, 0, &["outcome: succeeded"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_code_leads_to_its_page_and_a_wrong_file_name_is_no_code() {
    let system = System::start().await;
    let said = system.pay(system.world.simulator.entry_code("tea-house").unwrap(), "mina", "phone", "").await;
    assert_said(&said, 1, &["/shop/tea-house", "This is an entry code", "outcome: cancelled"]);
    let said = system.pay("no-such-order.png", "mina", "phone", "").await;
    assert_eq!((said.code, said.err.as_str()), (2, "cashier: no-such-order.png: no such file\n"));
}
