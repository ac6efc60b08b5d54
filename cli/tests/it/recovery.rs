//! A disk that fails, and a process that ends, at each single call of the store: the money, what the user was told and what is on
//! disk fit together in the end, and nothing is sent twice.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
    time::Duration,
};

use crate::support::{
    System,
    disk::{Disk, Fault, Network},
    phone::{self, LoggedIn},
    user,
};
use cashier_client::{Cashier, CashierError, Payment};
use cashier_core::{
    machine::Outcome,
    pages::{Page, Status},
    secret::{CodeValue, Secret},
    wallet_api::Source,
};

/// What there is to know about a payment, over all runs of the app.
#[derive(Default)]
struct Told {
    /// By id: an outcome that comes twice counts once, as a host would have it.
    outcomes: BTreeMap<String, Outcome>,
    confirmed: Arc<Mutex<Vec<String>>>,
}

impl Told {
    fn successes(&self) -> usize {
        self.outcomes.values().filter(|outcome| matches!(outcome, Outcome::Succeeded { .. })).count()
    }

    /// Every outcome that is there by now.
    async fn collect(&mut self, cashier: &Cashier) {
        // An outcome is there before the page that ends its payment: nothing is waited for.
        while let Ok(delivery) = tokio::time::timeout(Duration::ZERO, cashier.next_outcome()).await {
            cashier.acknowledge(&delivery.id);
            if let Some(known) = self.outcomes.insert(delivery.id.clone(), delivery.outcome.clone()) {
                assert_eq!(known, delivery.outcome, "another outcome under the same id");
            }
        }
    }
}

fn open(system: &System, disk: &Arc<Disk>, told: &Told) -> Cashier {
    let store = Arc::clone(disk) as Arc<dyn cashier_client::ports::Store>;
    let (disk, confirmed) = (Arc::clone(disk), Arc::clone(&told.confirmed));
    phone::open(&system.world.backend.base_url(), &store, Arc::new(LoggedIn("mina")), |network| {
        Arc::new(Network { disk, network, confirmed })
    })
}

/// A user who pays, tries again where it is offered, and looks until the page closes.
async fn play(payment: &Payment) {
    let mut state = payment.state();
    loop {
        match &state.page {
            Page::Closed => return,
            Page::Cashier(page) if page.pay.is_enabled() && !page.locked => payment.confirm(),
            Page::StepUp(page) if !page.busy => payment.submit_pin(Secret::new(user("mina").pin)),
            Page::Result(page) if !matches!(page.status, Status::Checking | Status::Pending) => payment.close(),
            Page::Leaving { .. } => payment.redirect_result(false),
            _ => {}
        }
        state = payment.next_state(state.revision).await;
    }
}

/// One run of the app in which a code is paid: until the payment is over, or the process.
async fn pay(system: &System, disk: &Arc<Disk>, code: &str, told: &mut Told) {
    let cashier = open(system, disk, told);
    let whole = async {
        match cashier.start().await {
            Ok(_) => {}
            // Typed, and the same call works once the host has seen to its store.
            Err(CashierError::Port { .. }) => {
                if cashier.start().await.is_err() {
                    return disk.died().await;
                }
            }
            Err(error) => panic!("{error}"),
        }
        let payment = cashier.pay(CodeValue::new(code), Source::Scan).unwrap();
        play(&payment).await;
    };
    tokio::select! {
        () = whole => told.collect(&cashier).await,
        () = disk.died() => cashier.close(),
    }
    if !matches!(tokio::time::timeout(Duration::ZERO, disk.died()).await, Ok(())) {
        cashier.shut_down().await;
    }
}

/// The next run of the app: everything that is left comes to its end.
async fn restart(system: &System, disk: &Arc<Disk>, told: &mut Told) {
    let cashier = open(system, disk, told);
    for payment in cashier.start().await.unwrap() {
        play(&payment).await;
    }
    told.collect(&cashier).await;
    cashier.shut_down().await;
}

async fn balance(system: &System) -> u64 {
    system.world.backend.balance("mina").await.unwrap().unwrap().minor()
}

/// Pays with a disk that has `fault`, and starts the app again with a good one; how often it was called in the first run.
async fn pays_with(system: &System, fault: Option<(usize, Fault)>) -> usize {
    let before = balance(system).await;
    let mut told = Told::default();
    let disk = Disk::new(BTreeMap::new(), fault);
    pay(system, &disk, system.order().code_value.expose(), &mut told).await;
    let kills = fault.is_some_and(|(_, fault)| fault.kills());
    let first_run = told.outcomes.clone();
    if !kills {
        assert_eq!(told.successes(), 1, "{fault:?}: {:?}", told.outcomes);
    }
    let second = Disk::new(disk.values(), None);
    restart(system, &second, &mut told).await;
    if !kills {
        assert_eq!(told.outcomes, first_run, "{fault:?}: something new was told");
    }
    let taken = before - balance(system).await;
    assert_eq!(taken, 1_100 * u64::try_from(told.successes()).unwrap(), "{fault:?}: {:?}", told.outcomes);
    let confirmed = told.confirmed.lock().unwrap().clone();
    assert_eq!(confirmed.iter().collect::<BTreeSet<_>>().len(), confirmed.len(), "{fault:?}: an attempt was confirmed twice");
    let left: Vec<_> = second.values().into_keys().filter(|key| key.starts_with("attempt") || key.starts_with("outcome")).collect();
    assert!(left.is_empty(), "{fault:?}: {left:?}");
    disk.calls()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_ends_at_any_call_of_the_store_leaves_a_payment_that_comes_to_its_end() {
    let system = System::start().await;
    let calls = pays_with(&system, None).await;
    assert!(calls > 10, "{calls}");
    for call in 0..calls {
        pays_with(&system, Some((call, Fault::DiesBefore))).await;
        pays_with(&system, Some((call, Fault::DiesAfter))).await;
    }
    system.world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_fails_or_panics_or_writes_half_at_any_call_loses_no_payment_and_no_outcome() {
    let system = System::start().await;
    let calls = pays_with(&system, None).await;
    for call in 0..calls {
        for fault in [Fault::Fails, Fault::Panics, Fault::HalfWrites] {
            pays_with(&system, Some((call, fault))).await;
        }
    }
    system.world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_is_full_before_the_confirmation_keeps_it_from_being_sent() {
    let system = System::start().await;
    let mut told = Told::default();
    let good = Disk::new(BTreeMap::new(), None);
    restart(&system, &good, &mut told).await;
    let disk = Disk::new(good.values(), Some((0, Fault::Full)));
    let cashier = open(&system, &disk, &told);
    cashier.start().await.unwrap();
    let payment = cashier.pay(CodeValue::new(system.order().code_value.expose()), Source::Scan).unwrap();
    phone::until(&payment, |page| matches!(page, Page::Cashier(page) if page.pay.is_enabled())).await;
    payment.confirm();
    phone::until(&payment, |page| matches!(page, Page::StepUp(page) if !page.busy)).await;
    payment.submit_pin(Secret::new(user("mina").pin));
    phone::until(&payment, |page| matches!(page, Page::Cashier(page) if !page.locked && page.notice.is_some())).await;
    assert!(told.confirmed.lock().unwrap().is_empty());
    cashier.shut_down().await;
    system.world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_is_full_from_any_later_call_on_tells_the_outcome_and_may_tell_it_again_under_the_same_id() {
    let system = System::start().await;
    let mut told = Told::default();
    // The calls up to the attempt's record are those of a start.
    let disk = Disk::new(BTreeMap::new(), None);
    pay(&system, &disk, system.order().code_value.expose(), &mut told).await;
    let calls = disk.calls();
    let mut in_time = 0;
    for call in 0..=calls {
        let mut told = Told::default();
        let before = balance(&system).await;
        let disk = Disk::new(BTreeMap::new(), None);
        restart(&system, &disk, &mut told).await;
        let disk = Disk::new(disk.values(), Some((call, Fault::Full)));
        let cashier = open(&system, &disk, &told);
        cashier.start().await.unwrap();
        let payment = cashier.pay(CodeValue::new(system.order().code_value.expose()), Source::Scan).unwrap();
        let refused = async {
            phone::until(&payment, |page| matches!(page, Page::Cashier(page) if !page.locked && page.notice.is_some())).await;
        };
        tokio::select! {
            () = play(&payment) => in_time += 1,
            () = refused => payment.close(),
        }
        told.collect(&cashier).await;
        cashier.shut_down().await;
        let first_run = told.successes();
        restart(&system, &Disk::new(disk.values(), None), &mut told).await;
        assert_eq!(told.successes(), first_run);
        assert_eq!(before - balance(&system).await, 1_100 * u64::try_from(first_run).unwrap());
    }
    assert!(in_time > 0, "no payment got through before its disk was full");
    system.world.stop().await;
}
