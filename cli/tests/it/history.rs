//! The history and the detail of payments, from the live backend.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use crate::support::{
    System,
    phone::{self, LoggedIn, leave, scan, until},
    user,
};
use async_trait::async_trait;
use cashier_client::{
    Cashier, CashierError,
    ports::{HttpRequest, HttpResponse, Transport, TransportError},
};
use cashier_core::{
    machine::{Delivery, Outcome},
    pages::{OrderStatus, Page, RowKind},
    secret::Secret,
    wallet_api::{OrderId, ProblemCode},
};

/// A network that refuses every request for orders, and counts them.
struct Refusing(Arc<dyn Transport>, Arc<AtomicUsize>);

#[async_trait]
impl Transport for Refusing {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        if request.url.contains("/orders") {
            self.1.fetch_add(1, Ordering::Relaxed);
            return Err(TransportError::NotSent("refused".to_owned()));
        }
        self.0.send(request).await
    }
}

async fn open(system: &System, name: &'static str) -> Cashier {
    let store = phone::files(&system.path(name));
    let cashier = phone::open(&system.world.backend.base_url(), &store, Arc::new(LoggedIn(name)), |transport| transport);
    cashier.start().await.unwrap();
    cashier
}

async fn pay(system: &System, cashier: &Cashier) -> OrderId {
    let (payment, _) = scan(cashier, system.order().code_value.expose()).await;
    until(&payment, |page| matches!(page, Page::Cashier(page) if page.pay.is_enabled())).await;
    payment.confirm();
    until(&payment, |page| matches!(page, Page::StepUp(page) if !page.busy)).await;
    payment.submit_pin(Secret::new(user("mina").pin));
    let outcome = cashier.outcome_of(&payment).await;
    cashier.acknowledge(&outcome.id);
    let Outcome::Succeeded { order, .. } = outcome.outcome else { panic!("{:?}", outcome.outcome) };
    leave(&payment).await;
    order
}

#[tokio::test(flavor = "multi_thread")]
async fn the_history_is_newest_first_goes_on_after_its_cursor_and_leads_to_details() {
    let system = System::start().await;
    let cashier = open(&system, "mina").await;
    let empty = cashier.history(None, 10).await.unwrap();
    assert_eq!((empty.rows.len(), empty.empty.as_deref(), empty.next), (0, Some("There are no payments yet."), None));

    let older = pay(&system, &cashier).await;
    let newer = pay(&system, &cashier).await;
    let first = cashier.history(None, 1).await.unwrap();
    assert_eq!((first.rows[0].order.as_str(), first.rows[0].status), (newer.0.as_str(), OrderStatus::Paid));
    let second = cashier.history(first.next, 1).await.unwrap();
    assert_eq!(second.rows[0].order, older.0);

    let detail = cashier.order(newer).await.unwrap();
    assert_eq!((detail.status, detail.title.as_str()), (OrderStatus::Paid, "Paid"));
    for kind in [RowKind::PaidAmount, RowKind::Merchant, RowKind::Time, RowKind::Reference, RowKind::PaymentId] {
        assert!(detail.rows.iter().any(|row| row.kind == kind), "{kind:?} is missing in {detail:?}");
    }
    cashier.shut_down().await;
    system.world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reads_another_users_order() {
    let system = System::start().await;
    let hers = open(&system, "mina").await;
    let order = pay(&system, &hers).await;
    let his = open(&system, "joon").await;
    let refused = his.order(order).await.unwrap_err();
    assert!(matches!(refused, CashierError::Refused { problem: ProblemCode::Forbidden | ProblemCode::NotFound, .. }), "{refused:?}");
    assert_eq!((refused.delivery(), refused.is_retryable(), refused.request_id().map(str::len)), (Delivery::Answered, false, Some(32)));
    assert!(his.history(None, 10).await.unwrap().rows.is_empty());
    hers.shut_down().await;
    his.shut_down().await;
    system.world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_without_a_network_is_tried_three_times_and_then_up_to_the_user() {
    let system = System::start().await;
    let tries = Arc::new(AtomicUsize::new(0));
    let store = phone::files(&system.path("phone"));
    let cashier = phone::open(&system.world.backend.base_url(), &store, Arc::new(LoggedIn("mina")), |transport| {
        Arc::new(Refusing(transport, Arc::clone(&tries)))
    });
    assert_eq!(cashier.history(None, 10).await, Err(CashierError::NotStarted));
    cashier.start().await.unwrap();
    let unanswered = cashier.history(None, 10).await.unwrap_err();
    assert_eq!((unanswered.code(), unanswered.delivery(), unanswered.is_retryable()), ("no_answer", Delivery::NotSent, true));
    assert_eq!(tries.load(Ordering::Relaxed), 3);
    cashier.shut_down().await;
    system.world.stop().await;
}
