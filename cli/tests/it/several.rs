//! Several codes in one picture: the one that may be paid is paid, and between more than one the user chooses.

use std::sync::Arc;

use crate::support::{
    System, assert_said, draw,
    phone::{self, LoggedIn},
    run_at_a_terminal, user,
};
use cashier_client::CashierError;
use cashier_core::{codes::Scan, secret::CodeValue};

const BARCODE: &str = "4006381333931";
/// A merchant's code that the simulator's rules take.
const NOODLES: &str = "00020101021126370019example.harbour-pay011028177704005204581253033925802JP5909NOODLE 886005Tokyo6304DD0F";

fn codes(texts: &[&str]) -> Vec<CodeValue> {
    texts.iter().map(|text| CodeValue::new(*text)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_phone_says_which_code_to_pay_or_asks_the_user() {
    let system = System::start().await;
    let store = phone::files(&system.path("phone"));
    let cashier = phone::open(&system.world.backend.base_url(), &store, Arc::new(LoggedIn("mina")), |network| network);
    assert_eq!(cashier.scan(codes(&[BARCODE])), Err(CashierError::NotStarted));
    cashier.start().await.unwrap();
    let order = system.order();
    let order = order.code_value.expose();

    assert_eq!(cashier.scan(codes(&[BARCODE, order, " "])), Ok(Scan::One(CodeValue::new(order))));
    let scan = cashier.scan(codes(&[NOODLES, BARCODE, order, NOODLES]));
    let Ok(Scan::Several(choices)) = scan else { panic!("{scan:?}") };
    let choices: Vec<_> = choices.iter().map(|choice| (choice.code.expose(), choice.label.as_deref())).collect();
    assert_eq!(choices, [(NOODLES, Some("NOODLE 88")), (order, Some("qr.alipayplus.com"))]);

    let too_long = "x".repeat(8_193);
    for nothing in [&[][..], &["", " \n", &too_long]] {
        assert_eq!(cashier.scan(codes(nothing)), Err(CashierError::NotACode));
    }
    let full_of_barcodes = [[BARCODE; 64].as_slice(), &[order]].concat();
    assert_eq!(cashier.scan(codes(&full_of_barcodes)), Ok(Scan::One(CodeValue::new(BARCODE))));
    assert_eq!(cashier.scan(codes(&full_of_barcodes[1..])), Ok(Scan::One(CodeValue::new(order))));
    cashier.shut_down().await;
    assert_eq!(cashier.scan(codes(&[order])), Err(CashierError::Closed));
    system.world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_only_code_of_a_picture_that_may_be_paid_is_paid() {
    let system = System::start().await;
    let picture = system.path("poster.png");
    draw(&picture, &["https://merchant.example/menu", system.order().code_value.expose(), BARCODE]);
    let said = system.pay(&picture, "mina", "phone", &format!("y\n{}\n", user("mina").pin)).await;
    assert_said(&said, 0, &["Maple Tea House", "outcome: succeeded, KRW 1100"]);

    draw(&picture, &[BARCODE, "WIFI:S:guest;;"]);
    let said = system.pay(&picture, "mina", "phone", "").await;
    assert_said(&said, 1, &["outcome: not supported, wifi"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn between_two_codes_of_a_picture_the_person_at_the_terminal_chooses() {
    let system = System::start().await;
    let order = system.order();
    let order = order.code_value.expose();
    let picture = system.path("two.png");
    draw(&picture, &[NOODLES, order]);

    let command = system.pay_command(&picture, "mina", "phone");
    let said = run_at_a_terminal(command, "3\n2\nn\n").await;
    let list = "2 codes in the picture may be paid:\n  1  NOODLE 88, emv_merchant\n  2  qr.alipayplus.com, order_code\n";
    assert_said(&said, 1, &[list, "Which one? [1-2] Which one? [1-2] ", "Maple Tea House", "outcome: cancelled"]);
    assert!(!said.out.contains(order) && !said.out.contains(NOODLES), "{}", said.out);

    const CTRL_D: &str = "\x04";
    let said = run_at_a_terminal(system.pay_command(&picture, "mina", "phone"), CTRL_D).await;
    assert_eq!((said.code, said.err.as_str()), (1, "cashier: no code was chosen\n"));

    let said = system.pay(&picture, "mina", "phone", "2\n").await;
    let line = "cashier: 2 codes in the picture may be paid (NOODLE 88, emv_merchant; qr.alipayplus.com, order_code): cut out the one \
                to be paid, or give its text\n";
    assert_eq!((said.code, said.err.as_str()), (2, line));
}
