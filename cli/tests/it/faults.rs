//! What the network does to a confirmation never decides what became of the money, and never sends it twice.

use std::sync::atomic::Ordering;

use crate::support::{
    self, System, command,
    proxy::{Fault, Proxy},
    run, user,
};
use cashier_simulator::OrderState;

/// One payment through a network with `fault`; what was said, and how much was taken.
async fn pay_through(fault: Fault) -> (support::Said, u64) {
    let system = System::start().await;
    let proxy = Proxy::start(&system.world.backend.base_url(), fault).await;
    let order = system.order();
    let before = system.world.backend.balance("mina").await.unwrap().unwrap();
    let mut pay = command();
    pay.args(["pay", "--yes", "--backend", &proxy.base_url, "--token", user("mina").token]).arg("--data").arg(system.path("phone"));
    pay.arg(order.code_value.expose());
    let said = run(pay, &format!("{}\n", user("mina").pin)).await;
    let after = system.world.backend.balance("mina").await.unwrap().unwrap();
    assert_eq!(proxy.confirmations.load(Ordering::SeqCst), 1, "sent again by itself");
    (said, before.checked_sub(after).unwrap().minor())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmation_that_never_arrived_is_closed_and_nothing_is_taken() {
    let (said, taken) = pay_through(Fault::LostBefore).await;
    assert!(said.out.contains("Checking your payment") && said.out.contains("The payment was not started."), "{}", said.out);
    assert_eq!((said.code, taken), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_ends_in_the_true_result() {
    let (said, taken) = pay_through(Fault::LostAfter).await;
    assert!(said.out.contains("Checking your payment") && said.out.contains("outcome: succeeded, KRW 1100"), "{}", said.out);
    assert_eq!((said.code, taken), (0, 1_100));
}

#[tokio::test(flavor = "multi_thread")]
async fn half_an_answer_ends_in_the_true_result() {
    let (said, taken) = pay_through(Fault::HalfAnAnswer).await;
    assert!(said.out.contains("outcome: succeeded, KRW 1100"), "{}", said.out);
    assert_eq!((said.code, taken), (0, 1_100));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_a_captive_portal_is_no_answer() {
    let (said, taken) = pay_through(Fault::Portal).await;
    assert!(said.out.contains("Checking your payment") && said.out.contains("The payment was not started."), "{}", said.out);
    assert_eq!((said.code, taken), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_whose_process_was_killed_ends_in_the_true_result_at_the_next_start() {
    let system = System::start().await;
    let proxy = Proxy::start(&system.world.backend.base_url(), Fault::Silence).await;
    let order = system.order();
    let mut pay = command();
    pay.args(["pay", "--yes", "--backend", &proxy.base_url, "--token", user("mina").token]).arg("--data").arg(system.path("phone"));
    pay.arg(order.code_value.expose()).stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::null());
    let mut child = pay.spawn().unwrap();
    std::io::Write::write_all(child.stdin.as_mut().unwrap(), format!("{}\n", user("mina").pin).as_bytes()).unwrap();
    proxy.processed.notified().await;
    child.kill().unwrap();
    child.wait().unwrap();
    system.world.simulator.wait_for(&order.id, |it| it.state == OrderState::Paid).await.unwrap();
    let taken = system.world.backend.balance("mina").await.unwrap();

    let said = system.pay("hello", "mina", "phone", "").await;
    assert!(said.out.contains("An earlier payment has not ended") && said.out.contains("Paid"), "{}", said.out);
    // Told once, on a line of its own; the last line is the outcome of this payment.
    assert_eq!(
        (said.out.matches("earlier outcome: succeeded, KRW 1100\n").count(), said.out.matches("╭─ Paid").count()),
        (1, 1),
        "{}",
        said.out
    );
    assert!(said.out.ends_with("\noutcome: not supported, text\n"), "{}", said.out);
    assert_eq!(system.world.backend.balance("mina").await.unwrap(), taken);
    // Its end is on record: it is not asked about again.
    let said = system.pay("hello", "mina", "phone", "").await;
    assert!(!said.out.contains("An earlier payment") && !said.out.contains("earlier outcome"), "{}", said.out);
}
