//! The outcomes of one user over restarts, with a store that fails.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use cashier_core::{
    machine::{PendingReference, SnapshotRecord},
    wallet_api::OrderId,
};

use super::*;
use crate::{
    ports::{PortError, Store},
    records::{OwedOrder, QUEUE, RULES, Unfinished},
};

/// A host's store that is full when told so.
#[derive(Default)]
struct Memory {
    values: Mutex<BTreeMap<String, Vec<u8>>>,
    full_for: Mutex<Option<&'static str>>,
}

impl Store for Memory {
    fn load(&self, key: &str) -> Result<Option<Vec<u8>>, PortError> {
        Ok(self.values.lock().unwrap().get(key).cloned())
    }

    fn save(&self, key: &str, value: &[u8]) -> Result<(), PortError> {
        if self.full_for.lock().unwrap().is_some_and(|prefix| key.starts_with(prefix)) {
            return Err(PortError("full".to_owned()));
        }
        self.values.lock().unwrap().insert(key.to_owned(), value.to_vec());
        Ok(())
    }

    fn delete(&self, key: &str) -> Result<(), PortError> {
        self.values.lock().unwrap().remove(key);
        Ok(())
    }

    fn list(&self) -> Result<Vec<String>, PortError> {
        Ok(self.values.lock().unwrap().keys().cloned().collect())
    }
}

const USER: &str = "user-1";

fn attempt() -> AttemptId {
    AttemptId::from_random(7)
}

fn order() -> OrderId {
    OrderId("order-1".to_owned())
}

fn pending() -> Outcome {
    Outcome::Pending(PendingReference { attempt: Some(attempt()), order: Some(order()) })
}

fn failed() -> Outcome {
    Outcome::Failed { order: Some(order()), code: "RISK_REJECT".to_owned() }
}

fn record() -> SnapshotRecord {
    SnapshotRecord { user: USER.to_owned(), attempt: attempt(), order: order(), details: None }
}

/// What a start of the app finds.
async fn start(store: &Arc<Memory>) -> (Records, Outcomes) {
    let records = Records::open(Arc::clone(store) as Arc<dyn Store>);
    let outcomes = Outcomes::new(records.clone());
    assert!(outcomes.restore(USER, records.outcomes(USER).await.unwrap()).is_empty());
    (records, outcomes)
}

/// The first start, with an attempt on its way to the disk.
async fn confirmed() -> (Arc<Memory>, Records, Outcomes) {
    let store = Arc::default();
    let (records, outcomes) = start(&store).await;
    records.save_attempt("payment-1", &record(), |_| {});
    (store, records, outcomes)
}

fn waiting(outcomes: &Outcomes) -> Vec<OutcomeDelivery> {
    outcomes.state().waiting.iter().map(|(_, delivery)| delivery.clone()).collect()
}

impl Outcomes {
    /// Saves and tells.
    fn finish(&self, user: &str, payment: &str, outcome: Outcome, attempt: Option<&AttemptId>) {
        self.save(user, payment, outcome, attempt).into_iter().for_each(|saved| self.tell(saved));
    }
}

#[tokio::test]
async fn the_end_of_an_attempt_is_told_once_however_many_payments_see_it() {
    let store = Arc::default();
    let (records, outcomes) = start(&store).await;
    outcomes.finish(USER, "payment-1", failed(), Some(&attempt()));
    outcomes.finish(USER, "payment-2", failed(), Some(&attempt()));
    assert_eq!(waiting(&outcomes).len(), 1);
    records.flush().await.unwrap();
    // Killed before the attempt's record went: the payment that takes it up ends alike.
    let (_, outcomes) = start(&store).await;
    outcomes.finish(USER, "payment-3", failed(), Some(&attempt()));
    assert_eq!(waiting(&outcomes).iter().map(|it| it.payment.as_str()).collect::<Vec<_>>(), ["payment-1"]);
}

#[tokio::test]
async fn the_end_of_an_attempt_that_the_host_has_is_not_told_again_by_another_payment() {
    let store: Arc<Memory> = Arc::default();
    let (records, outcomes) = start(&store).await;
    outcomes.finish(USER, "payment-1", failed(), Some(&attempt()));
    outcomes.acknowledge(&waiting(&outcomes)[0].id);
    outcomes.finish(USER, "payment-2", failed(), Some(&attempt()));
    assert_eq!(waiting(&outcomes), []);
    records.flush().await.unwrap();
    assert!(store.values.lock().unwrap().is_empty(), "nor after a restart");
}

#[tokio::test]
async fn of_two_payments_that_end_at_once_the_second_writes_nothing_behind_the_acknowledgement() {
    let store: Arc<Memory> = Arc::default();
    let (records, outcomes) = start(&store).await;
    let first = outcomes.save(USER, "payment-1", failed(), Some(&attempt())).unwrap();
    assert!(outcomes.save(USER, "payment-2", failed(), Some(&attempt())).is_none());
    outcomes.tell(first);
    outcomes.acknowledge(&waiting(&outcomes)[0].id);
    records.flush().await.unwrap();
    assert!(store.values.lock().unwrap().is_empty());
}

#[tokio::test]
async fn an_outcome_that_is_acknowledged_while_another_login_reads_the_disk_does_not_wait_again() {
    let store = Arc::default();
    let (records, outcomes) = start(&store).await;
    outcomes.finish(USER, "payment-1", failed(), Some(&attempt()));
    records.flush().await.unwrap();
    let stored = records.outcomes(USER).await.unwrap();
    outcomes.acknowledge(&waiting(&outcomes)[0].id);
    outcomes.restore(USER, stored);
    assert_eq!(waiting(&outcomes), []);
}

#[tokio::test(start_paused = true)]
async fn whoever_waits_for_one_of_two_payments_of_an_attempt_gets_the_outcome_that_the_other_tells() {
    let (_, outcomes) = start(&Arc::default()).await;
    outcomes.finish(USER, "payment-1", failed(), Some(&attempt()));
    let of_second = outcomes.next(|| Some(USER.to_owned()), Some("payment-2"));
    // Waits before the second has seen the end.
    let (delivery, ()) = tokio::join!(tokio::time::timeout(Duration::from_secs(60), of_second), async {
        outcomes.finish(USER, "payment-2", failed(), Some(&attempt()));
    });
    assert_eq!(delivery.expect("waits in vain").payment, "payment-1");
}

#[tokio::test]
async fn pending_is_told_once_also_after_a_restart() {
    let (store, records, outcomes) = confirmed().await;
    outcomes.finish(USER, "payment-1", pending(), Some(&attempt()));
    outcomes.acknowledge(&waiting(&outcomes)[0].id);
    records.flush().await.unwrap();
    let (records, outcomes) = start(&store).await;
    outcomes.finish(USER, "payment-2", pending(), Some(&attempt()));
    assert_eq!(waiting(&outcomes), []);
    outcomes.finish(USER, "payment-2", failed(), Some(&attempt()));
    records.forget_attempt(USER, attempt());
    outcomes.acknowledge(&waiting(&outcomes)[0].id);
    records.flush().await.unwrap();
    assert!(store.values.lock().unwrap().is_empty(), "nothing is left of it");
}

#[tokio::test]
async fn an_outcome_that_cannot_be_saved_keeps_the_attempts_record() {
    let (store, records, outcomes) = confirmed().await;
    records.flush().await.unwrap();
    *store.full_for.lock().unwrap() = Some("outcome");
    outcomes.finish(USER, "payment-1", failed(), Some(&attempt()));
    records.forget_attempt(USER, attempt());
    records.flush().await.unwrap();
    let (records, outcomes) = start(&store).await;
    assert_eq!(waiting(&outcomes), []);
    assert_eq!(records.unfinished(USER).await.unwrap().attempts.len(), 1, "the next start asks for the result again");
}

#[tokio::test]
async fn an_outcome_that_was_never_on_disk_is_not_told_again_once_the_host_has_it() {
    let (store, records, outcomes) = confirmed().await;
    records.flush().await.unwrap();
    *store.full_for.lock().unwrap() = Some("outcome");
    outcomes.finish(USER, "payment-1", failed(), Some(&attempt()));
    records.forget_attempt(USER, attempt());
    outcomes.acknowledge(&waiting(&outcomes)[0].id);
    records.flush().await.unwrap();
    assert!(store.values.lock().unwrap().is_empty(), "nothing is left to ask about");
}

#[tokio::test]
async fn pending_that_was_never_on_disk_keeps_no_record_of_an_attempt_that_has_ended() {
    let (store, records, outcomes) = confirmed().await;
    *store.full_for.lock().unwrap() = Some("outcome");
    records.flush().await.unwrap();
    outcomes.finish(USER, "payment-1", pending(), Some(&attempt()));
    records.flush().await.unwrap();
    *store.full_for.lock().unwrap() = None;
    outcomes.finish(USER, "payment-1", failed(), Some(&attempt()));
    records.forget_attempt(USER, attempt());
    records.flush().await.unwrap();
    let keys: Vec<_> = store.values.lock().unwrap().keys().cloned().collect();
    assert!(matches!(keys.as_slice(), [key] if key.contains("-2")), "{keys:?}");
}

#[tokio::test]
async fn an_outcome_that_is_told_again_after_a_restart_has_the_id_that_it_had() {
    let store: Arc<Memory> = Arc::default();
    let (records, outcomes) = start(&store).await;
    *store.full_for.lock().unwrap() = Some("outcome");
    outcomes.finish(USER, "payment-1", failed(), Some(&attempt()));
    let told = waiting(&outcomes)[0].id.clone();
    records.flush().await.unwrap();
    let (_, outcomes) = start(&store).await;
    outcomes.finish(USER, "payment-2", failed(), Some(&attempt()));
    assert_eq!(waiting(&outcomes)[0].id, told);
}

#[tokio::test]
async fn an_outcome_for_which_the_queue_has_no_place_keeps_the_attempts_record() {
    let (store, records, outcomes) = confirmed().await;
    records.flush().await.unwrap();
    // Nothing is written while this test does not wait: the queue runs full.
    for _ in 0..=QUEUE {
        records.save(RULES, Vec::new());
    }
    outcomes.finish(USER, "payment-1", failed(), Some(&attempt()));
    // The first that gets a place again says that there are places.
    let mut has_place = false;
    while !has_place {
        let (done, saved) = tokio::sync::oneshot::channel();
        let other = SnapshotRecord { attempt: AttemptId::from_random(8), ..record() };
        records.save_attempt("payment-1", &other, |result| done.send(result.is_ok()).unwrap());
        has_place = saved.await.unwrap();
    }
    records.forget_attempt(USER, attempt());
    records.flush().await.unwrap();
    let (records, outcomes) = start(&store).await;
    assert_eq!(waiting(&outcomes), []);
    let left = records.unfinished(USER).await.unwrap().attempts;
    assert!(left.iter().any(|it| it.attempt == attempt()), "the next start asks for the result again");
}

/// The only record of an outcome, as `written` says.
fn change_outcome(store: &Memory, written: impl Fn(&str) -> Vec<u8>) {
    let mut values = store.values.lock().unwrap();
    let mut outcomes = values.iter_mut().filter(|(key, _)| key.starts_with("outcome/"));
    let (_, value) = outcomes.next().expect("an outcome");
    *value = written(std::str::from_utf8(value).unwrap());
    assert!(outcomes.next().is_none());
}

fn damages() -> [fn(&str) -> Vec<u8>; 4] {
    [
        |_| Vec::new(),
        |whole| whole.as_bytes()[..whole.len() / 2].to_vec(),
        |_| vec![0xff; 64],
        |whole| whole.replacen("\"version\":1", "\"version\":2", 1).into_bytes(),
    ]
}

/// What a start of the app finds, with what it must ask again.
async fn start_with_questions(store: &Arc<Memory>) -> (Records, Outcomes, Unfinished) {
    let records = Records::open(Arc::clone(store) as Arc<dyn Store>);
    let outcomes = Outcomes::new(records.clone());
    let stored = records.outcomes(USER).await.unwrap();
    let mut unfinished = records.unfinished(USER).await.unwrap();
    outcomes.restore(USER, stored).into_iter().for_each(|question| unfinished.add(USER, question));
    (records, outcomes, unfinished)
}

#[tokio::test]
async fn an_outcome_of_an_attempt_that_cannot_be_read_is_asked_for_again_and_told_under_its_id() {
    for damage in damages() {
        let store = Arc::default();
        let (records, outcomes) = start(&store).await;
        outcomes.finish(USER, "payment-1", failed(), Some(&attempt()));
        let id = waiting(&outcomes)[0].id.clone();
        records.flush().await.unwrap();
        change_outcome(&store, damage);
        let (records, outcomes, unfinished) = start_with_questions(&store).await;
        assert_eq!((waiting(&outcomes), unfinished.attempts), (vec![], vec![record()]));
        outcomes.finish(USER, "payment-2", failed(), Some(&attempt()));
        assert_eq!(waiting(&outcomes)[0].id, id);
        records.flush().await.unwrap();
        assert_eq!(store.values.lock().unwrap().len(), 1, "in the place of the damaged one");
        outcomes.acknowledge(&id);
        records.flush().await.unwrap();
        assert!(store.values.lock().unwrap().is_empty());
    }
}

#[tokio::test]
async fn an_outcome_of_an_order_that_cannot_be_read_is_asked_for_again_and_told_under_its_id() {
    for damage in damages() {
        let store = Arc::default();
        let (records, outcomes) = start(&store).await;
        outcomes.finish(USER, "payment-1", Outcome::PaidElsewhere { order: order() }, None);
        let id = waiting(&outcomes)[0].id.clone();
        records.flush().await.unwrap();
        change_outcome(&store, damage);
        let (_, outcomes, unfinished) = start_with_questions(&store).await;
        let [OwedOrder { payment, order: asked }] = &unfinished.orders[..] else { panic!("nothing to ask") };
        assert_eq!((payment.as_str(), asked), ("payment-1", &order()));
        outcomes.finish(USER, payment, Outcome::PaidElsewhere { order: order() }, None);
        assert_eq!(waiting(&outcomes)[0].id, id);
    }
}

#[tokio::test]
async fn a_lost_outcome_that_has_been_told_again_meanwhile_is_not_asked_for_once_more() {
    let store = Arc::default();
    let (records, outcomes) = start(&store).await;
    outcomes.finish(USER, "payment-1", failed(), Some(&attempt()));
    records.flush().await.unwrap();
    change_outcome(&store, |_| Vec::new());
    // Another login in the same run of the app, and back.
    assert!(outcomes.restore(USER, records.outcomes(USER).await.unwrap()).is_empty());
    assert_eq!(waiting(&outcomes).len(), 1);
}

#[tokio::test]
async fn outcomes_that_were_written_before_records_had_versions_are_told_and_go() {
    let store: Arc<Memory> = Arc::default();
    let key = format!("outcome/757365722d31/{}-2", attempt().as_str());
    let value = br#"{"payment":"payment-1","outcome":{"Failed":{"order":null,"code":"RISK_REJECT"}}}"#;
    store.save(&key, value).unwrap();
    let (records, outcomes) = start(&store).await;
    let [delivery] = &waiting(&outcomes)[..] else { panic!("{:?}", waiting(&outcomes)) };
    assert_eq!(
        (delivery.payment.as_str(), &delivery.outcome),
        ("payment-1", &Outcome::Failed { order: None, code: "RISK_REJECT".to_owned() })
    );
    outcomes.acknowledge(&delivery.id);
    records.flush().await.unwrap();
    assert!(store.values.lock().unwrap().is_empty());
}

#[tokio::test]
async fn pending_that_is_acknowledged_after_the_end_leaves_nothing_on_disk() {
    let (store, records, outcomes) = confirmed().await;
    outcomes.finish(USER, "payment-1", pending(), Some(&attempt()));
    outcomes.finish(USER, "payment-1", failed(), Some(&attempt()));
    records.forget_attempt(USER, attempt());
    waiting(&outcomes).iter().for_each(|delivery| outcomes.acknowledge(&delivery.id));
    records.flush().await.unwrap();
    assert!(store.values.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_mark_that_pending_was_told_goes_at_the_next_start_if_nothing_is_asked_about_any_more() {
    let store: Arc<Memory> = Arc::default();
    store.save(&format!("outcome/757365722d31/{}-1", attempt().as_str()), &[]).unwrap();
    let (records, _) = start(&store).await;
    records.flush().await.unwrap();
    assert!(store.values.lock().unwrap().is_empty());
}

#[tokio::test]
async fn pending_of_an_order_is_told_once_over_restarts_and_leaves_nothing_once_its_result_is_told() {
    let pending = || Outcome::Pending(PendingReference { attempt: None, order: Some(order()) });
    let store: Arc<Memory> = Arc::default();
    let (records, outcomes) = start(&store).await;
    records.save_order(USER, "payment-1", &order());
    outcomes.finish(USER, "payment-1", pending(), None);
    outcomes.acknowledge(&waiting(&outcomes)[0].id);
    records.flush().await.unwrap();
    let (records, outcomes, unfinished) = start_with_questions(&store).await;
    let [OwedOrder { payment, order: asked }] = &unfinished.orders[..] else { panic!("nothing to ask") };
    assert_eq!((payment.as_str(), asked), ("payment-1", &order()));
    assert!(records.take_order(payment) && !records.take_order(payment), "by one payment");
    outcomes.finish(USER, payment, pending(), None);
    assert_eq!(waiting(&outcomes), []);
    outcomes.finish(USER, payment, failed(), None);
    records.forget_order(USER, payment);
    outcomes.acknowledge(&waiting(&outcomes)[0].id);
    records.flush().await.unwrap();
    assert!(store.values.lock().unwrap().is_empty());
}

#[tokio::test]
async fn an_order_is_owed_for_as_long_as_its_result_is_neither_on_disk_nor_with_the_host() {
    let store: Arc<Memory> = Arc::default();
    let (records, outcomes) = start(&store).await;
    records.save_order(USER, "payment-1", &order());
    records.flush().await.unwrap();
    *store.full_for.lock().unwrap() = Some("outcome");
    outcomes.finish(USER, "payment-1", failed(), None);
    records.forget_order(USER, "payment-1");
    records.flush().await.unwrap();
    assert_eq!(start_with_questions(&store).await.2.orders.len(), 1, "the next start asks for the result again");
    outcomes.acknowledge(&waiting(&outcomes)[0].id);
    records.flush().await.unwrap();
    assert!(store.values.lock().unwrap().is_empty());
}

#[tokio::test]
async fn an_owed_order_that_could_not_be_saved_is_saved_with_the_next_write() {
    let store: Arc<Memory> = Arc::default();
    let (records, outcomes) = start(&store).await;
    *store.full_for.lock().unwrap() = Some("order");
    records.save_order(USER, "payment-1", &order());
    outcomes.finish(USER, "payment-1", Outcome::Pending(PendingReference { attempt: None, order: Some(order()) }), None);
    records.flush().await.unwrap();
    assert!(records.unfinished(USER).await.unwrap().orders.is_empty());
    *store.full_for.lock().unwrap() = None;
    records.save(RULES, Vec::new());
    records.flush().await.unwrap();
    assert_eq!(start_with_questions(&store).await.2.orders.len(), 1, "the next start asks for the result");
}

#[tokio::test]
async fn an_order_that_was_never_on_disk_is_not_saved_once_its_result_is_told() {
    let store: Arc<Memory> = Arc::default();
    let (records, outcomes) = start(&store).await;
    *store.full_for.lock().unwrap() = Some("order");
    records.save_order(USER, "payment-1", &order());
    outcomes.finish(USER, "payment-1", failed(), None);
    records.forget_order(USER, "payment-1");
    records.flush().await.unwrap();
    *store.full_for.lock().unwrap() = None;
    outcomes.acknowledge(&waiting(&outcomes)[0].id);
    records.flush().await.unwrap();
    assert!(store.values.lock().unwrap().is_empty());
}
