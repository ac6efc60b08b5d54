//! Words and formats of the pages: the wallet's language, also when it changes while payments run.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use crate::support::{
    self, System, assert_said,
    phone::{self, LoggedIn, until},
    user,
};
use async_trait::async_trait;
use cashier_client::ports::{HttpRequest, HttpResponse, Transport, TransportError};
use cashier_core::{
    pages::{Page, Status},
    secret::Secret,
};

/// Counts what goes out.
struct Counted {
    transport: Arc<dyn Transport>,
    requests: Arc<AtomicUsize>,
}

#[async_trait]
impl Transport for Counted {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        self.requests.fetch_add(1, Ordering::SeqCst);
        self.transport.send(request).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_language_shows_the_same_page_again_and_asks_nothing() {
    let system = System::start().await;
    let requests = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&requests);
    let around = |transport| Arc::new(Counted { transport, requests: counted }) as Arc<dyn Transport>;
    let base_url = system.world.backend.base_url();
    let cashier = phone::open(&base_url, &phone::files(&system.path("phone")), Arc::new(LoggedIn("mina")), around);
    cashier.start().await.unwrap();
    let (payment, _) = phone::scan(&cashier, system.order().code_value.expose()).await;
    until(&payment, |page| matches!(page, Page::Cashier(page) if page.pay.is_enabled() && page.title == "Confirm payment")).await;

    let before = requests.load(Ordering::SeqCst);
    for (tag, title, pay) in [
        ("de-DE", "Zahlung bestätigen", "1.100\u{a0}KRW zahlen"),
        ("bn", "পেমেন্ট নিশ্চিত করুন", "১,১০০\u{a0}KRW পরিশোধ করুন"),
        ("en", "Confirm payment", "Pay KRW\u{a0}1,100"),
    ] {
        cashier.set_language(tag).unwrap();
        until(
            &payment,
            |page| matches!(page, Page::Cashier(page) if page.title == title && page.pay.label == pay && page.pay.is_enabled()),
        )
        .await;
    }
    assert_eq!(requests.load(Ordering::SeqCst), before);

    // The payment goes on in the language of the moment.
    payment.confirm();
    until(&payment, |page| matches!(page, Page::StepUp(page) if !page.busy)).await;
    cashier.set_language("ja").unwrap();
    until(&payment, |page| matches!(page, Page::StepUp(page) if page.title == "暗証番号を入力")).await;
    payment.submit_pin(Secret::new(user("mina").pin));
    until(&payment, |page| matches!(page, Page::Result(page) if page.status == Status::Succeeded && page.title == "お支払い完了")).await;
    assert!(cashier.set_language("not a tag").is_err());
    cashier.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_pays_in_a_language() {
    let system = System::start().await;
    let mut command = support::command();
    command.args(["pay", "--language", "de", "--backend", &system.world.backend.base_url(), "--token", user("mina").token, "--data"]);
    command.arg(system.path("phone")).arg("--").arg(system.order().code_value.expose());
    let said = support::run(command, &format!("y\n{}\n", user("mina").pin)).await;
    assert_said(&said, 0, &["Zahlung bestätigen", "1.100\u{a0}KRW zahlen", "Bezahlt"]);
}
