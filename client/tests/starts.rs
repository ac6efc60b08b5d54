//! One phone over several starts of the app, and two cashiers that want it at once.

mod support;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use cashier_client::{
    Advice, Cashier, CashierError, OutcomeDelivery,
    ports::{AccessToken, AccessTokenSource, HttpMethod, HttpRequest, HttpResponse, PortError, Store, Transport, TransportError},
};
use cashier_core::{
    machine::Outcome,
    pages::{Page, Status},
    secret::{CodeValue, Secret},
    wallet_api::Source,
};
use support::{
    memory::Memory,
    phone::{self, LoggedIn, scripted, until},
    script,
};

/// The backend of the script, and what it says of the order once something is wrong.
#[derive(Default)]
struct Backend {
    /// The state of the order, and of its attempt; while there is none, confirmations find another attempt running.
    order: Mutex<Option<&'static str>>,
    asked: Mutex<Vec<String>>,
}

impl Backend {
    fn times(&self, what: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|asked| asked.starts_with(what)).count()
    }
}

#[async_trait]
impl Transport for Backend {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let path = request.url.split("/v1").nth(1).unwrap_or_default().to_owned();
        self.asked.lock().unwrap().push(path.clone());
        let mut response = scripted(&request);
        let state = *self.order.lock().unwrap();
        let said = match (state, path.as_str()) {
            (None, path) if path.ends_with("/confirm") => Some(script::problem(409, "attempt_running", Some(false))),
            (Some(state), "/orders/order-1") if request.method == HttpMethod::Get => {
                let mut order = script::order();
                order["state"] = state.into();
                Some((200, "application/json", order.to_string()))
            }
            (Some("SUCCESS"), path) if path.starts_with("/attempts/") => {
                let attempt = path.rsplit('/').next().unwrap_or_default();
                let body = serde_json::json!({
                    "id": attempt, "order": "order-1", "state": "succeeded", "pay_amount": script::order()["pay_amount"], "order_state": "SUCCESS",
                });
                Some((200, "application/json", body.to_string()))
            }
            _ => None,
        };
        if let Some((status, media_type, body)) = said {
            (response.status, response.body) = (status, body.into_bytes());
            response.headers[0].1 = media_type.to_owned();
        }
        Ok(response)
    }
}

async fn start(backend: &Arc<Backend>, store: &Arc<Memory>) -> Cashier {
    let cashier = phone::open(Arc::clone(backend) as _, Arc::clone(store) as _, Arc::new(LoggedIn));
    cashier.start().await.unwrap();
    cashier
}

async fn told(cashier: &Cashier) -> OutcomeDelivery {
    let delivery = cashier.next_outcome().await;
    cashier.acknowledge(&delivery.id);
    delivery
}

fn payments_on(store: &Memory) -> Vec<String> {
    let is_of_a_payment = |key: &String| ["attempt/", "order/", "outcome/"].iter().any(|kind| key.starts_with(kind));
    store.values().into_keys().filter(is_of_a_payment).collect()
}

/// What became of the bytes of a record.
type Damage = fn(&[u8]) -> Vec<u8>;

#[tokio::test(flavor = "multi_thread")]
async fn an_outcome_whose_record_is_damaged_or_newer_is_asked_for_and_told_under_its_id() {
    let damages: [Damage; 3] = [
        |_| b"{\"payment\":".to_vec(),
        |_| Vec::new(),
        |whole| String::from_utf8_lossy(whole).replacen("\"version\":1", "\"version\":9", 1).into_bytes(),
    ];
    for damage in damages {
        let (backend, store) =
            (Arc::new(Backend { order: Mutex::new(Some("SUCCESS")), ..Backend::default() }), Arc::new(Memory::default()));
        let cashier = start(&backend, &store).await;
        let payment = phone::confirm(&cashier).await;
        until(&payment, |page| matches!(page, Page::Result(page) if page.status == Status::Succeeded)).await;
        let first = cashier.next_outcome().await;
        cashier.shut_down().await;

        let mut values: BTreeMap<_, _> = store.values();
        let (_, record) = values.iter_mut().find(|(key, _)| key.starts_with("outcome/")).expect("not acknowledged");
        *record = damage(record);
        let store = Arc::new(Memory::of(values));
        let confirmations = backend.times("/orders/order-1/confirm");
        let cashier = start(&backend, &store).await;
        let again = told(&cashier).await;
        // All but the total: what was confirmed went with the record.
        let total = None;
        let Outcome::Succeeded { order, attempt, pay_amount, surcharge, .. } = first.outcome else { panic!("{:?}", first.outcome) };
        assert_eq!((again.id, again.outcome), (first.id, Outcome::Succeeded { order, attempt, pay_amount, surcharge, total }));
        cashier.shut_down().await;
        assert_eq!((backend.times("/attempts/"), backend.times("/orders/order-1/confirm")), (1, confirmations));
        assert_eq!(payments_on(&store), Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_is_left_unresolved_is_asked_about_by_the_next_start_and_its_result_is_told_once() {
    let (backend, store) = (Arc::new(Backend::default()), Arc::new(Memory::default()));
    let cashier = start(&backend, &store).await;
    let payment = phone::confirm(&cashier).await;
    until(&payment, |page| matches!(page, Page::Result(page) if page.status == Status::Checking)).await;
    payment.close();
    let pending = told(&cashier).await;
    assert!(matches!(&pending.outcome, Outcome::Pending(reference) if reference.attempt.is_none() && reference.order.is_some()));
    cashier.shut_down().await;

    *backend.order.lock().unwrap() = Some("CLOSED");
    let cashier = start(&backend, &store).await;
    let end = told(&cashier).await;
    assert!(matches!(end.outcome, Outcome::Failed { .. }), "{end:?}");
    assert_eq!(end.payment, pending.payment, "the host knows it by this name");
    cashier.shut_down().await;
    assert_eq!(payments_on(&store), Vec::<String>::new());

    let cashier = start(&backend, &store).await;
    assert!(cashier.start().await.unwrap().is_empty(), "nothing is left of it");
    cashier.shut_down().await;
}

/// Nobody is logged in.
struct LoggedOut;

#[async_trait]
impl AccessTokenSource for LoggedOut {
    async fn token(&self, _stale: Option<Secret>) -> Result<AccessToken, PortError> {
        Err(PortError("no login".to_owned()))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn edge_28_of_two_cashiers_over_one_store_the_second_start_is_refused_until_the_first_is_gone() {
    let (backend, store) = (Arc::new(Backend::default()), Arc::new(Memory::default()));
    let open = || phone::open(Arc::clone(&backend) as _, Arc::clone(&store) as Arc<dyn Store>, Arc::new(LoggedIn));
    let (first, second) = (open(), open());
    first.start().await.unwrap();
    let refused = second.start().await.unwrap_err();
    assert_eq!((&refused, refused.advice()), (&CashierError::FolderInUse, Advice::UseTheOtherCashier));
    first.start().await.expect("its own store is not in its way");
    assert_eq!(second.pay(CodeValue::new("281666"), Source::Scan).unwrap_err(), CashierError::NotStarted);
    first.close();
    second.start().await.expect("the first is closed");
    drop(second);
    let third = open();
    third.start().await.expect("the second is dropped");
    third.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn edge_28_a_start_that_failed_holds_the_store_until_its_cashier_is_closed() {
    let (backend, store) = (Arc::new(Backend::default()), Arc::new(Memory::default()));
    let failing = phone::open(Arc::clone(&backend) as _, Arc::clone(&store) as _, Arc::new(LoggedOut));
    let other = phone::open(Arc::clone(&backend) as _, Arc::clone(&store) as _, Arc::new(LoggedIn));
    assert!(matches!(failing.start().await, Err(CashierError::Port { .. })));
    assert_eq!(other.start().await.unwrap_err(), CashierError::FolderInUse);
    failing.close();
    other.start().await.unwrap();
    other.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn edge_28_of_two_first_starts_at_once_one_is_refused() {
    let (backend, store) = (Arc::new(Backend::default()), Arc::new(Memory::default()));
    let open = || phone::open(Arc::clone(&backend) as _, Arc::clone(&store) as Arc<dyn Store>, Arc::new(LoggedIn));
    let (one, other) = (open(), open());
    let (first, second) = tokio::join!(one.start(), other.start());
    let refused = [first, second].into_iter().filter_map(Result::err).collect::<Vec<_>>();
    assert_eq!(refused, [CashierError::FolderInUse]);
    one.shut_down().await;
    other.shut_down().await;
}
