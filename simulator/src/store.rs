//! The orders, in memory.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard},
};

use tokio::sync::broadcast;

use crate::{config::ORDER_CODE_URL, order::Order};

/// Orders that are kept; with one more the oldest that has ended is forgotten. While all are open there is no room for more.
pub const MAX_ORDERS: usize = 1000;

/// Changes that a slow listener may lag behind before it has to look for itself.
const MAX_CHANGES: usize = 256;

/// What listeners hear.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    /// An order was made or changed.
    Order(Arc<Order>),
    /// The simulator stops: nothing more will come.
    Stopping,
}

/// Which order is meant.
#[derive(Clone, Copy)]
pub(crate) enum By<'a> {
    /// The merchant's id.
    Id(&'a str),
    /// The code in either form.
    Code(&'a str),
    /// Alipay+'s id.
    PaymentRequestId(&'a str),
}

/// The newest [`MAX_ORDERS`] orders.
pub(crate) struct Store {
    orders: Mutex<Orders>,
    changes: broadcast::Sender<Change>,
}

#[derive(Default)]
struct Orders {
    by_id: HashMap<String, Arc<Order>>,
    id_by_code: HashMap<String, String>,
    id_by_payment: HashMap<String, String>,
    oldest_first: VecDeque<String>,
    stopping: bool,
}

impl Orders {
    fn get(&self, by: By<'_>) -> Option<&Arc<Order>> {
        let id = match by {
            By::Id(id) => id,
            By::Code(code) => self.id_by_code.get(bare(code))?,
            By::PaymentRequestId(id) => self.id_by_payment.get(id)?,
        };
        self.by_id.get(id)
    }

    /// Forgets the oldest order that has ended; `None` if all are open.
    fn forget_one(&mut self) -> Option<()> {
        let ended = |id: &String| self.by_id.get(id).is_none_or(|order| order.state.is_final());
        let at = self.oldest_first.iter().position(ended)?;
        if let Some(order) = self.oldest_first.remove(at).and_then(|id| self.by_id.remove(&id)) {
            self.id_by_code.remove(bare(order.code_value.expose()));
            self.id_by_payment.remove(&order.payment_request_id);
        }
        Some(())
    }

    fn insert(&mut self, order: Arc<Order>) -> Option<()> {
        if self.oldest_first.len() >= MAX_ORDERS {
            self.forget_one()?;
        }
        self.id_by_code.insert(bare(order.code_value.expose()).to_owned(), order.id.clone());
        self.id_by_payment.insert(order.payment_request_id.clone(), order.id.clone());
        self.oldest_first.push_back(order.id.clone());
        self.by_id.insert(order.id.clone(), order);
        Some(())
    }
}

/// A code without the URL in front of it: both forms mean the same order.
fn bare(code: &str) -> &str {
    code.strip_prefix(ORDER_CODE_URL).unwrap_or(code)
}

impl Store {
    pub(crate) fn new() -> Self {
        Self { orders: Mutex::default(), changes: broadcast::Sender::new(MAX_CHANGES) }
    }

    /// Adds an order and forgets an ended one if there are too many; `None` if there is no room for it.
    pub(crate) fn insert(&self, order: Order) -> Option<Arc<Order>> {
        let order = Arc::new(order);
        let mut orders = self.lock();
        orders.insert(order.clone())?;
        self.tell(Change::Order(order.clone()));
        Some(order)
    }

    /// The order as it is now.
    pub(crate) fn get(&self, by: By<'_>) -> Option<Arc<Order>> {
        self.lock().get(by).cloned()
    }

    /// The newest orders, newest first.
    pub(crate) fn newest(&self, count: usize) -> Vec<Arc<Order>> {
        let orders = self.lock();
        orders.oldest_first.iter().rev().take(count).filter_map(|id| orders.by_id.get(id).cloned()).collect()
    }

    /// Changes an order; `None` if there is none. Listeners hear of it if its state or its report changed.
    pub(crate) fn update<R>(&self, by: By<'_>, change: impl FnOnce(&mut Order) -> R) -> Option<(R, Arc<Order>)> {
        let mut orders = self.lock();
        let before = orders.get(by)?.clone();
        let mut order = Order::clone(&before);
        let result = change(&mut order);
        if (order.state, &order.report) == (before.state, &before.report) {
            return Some((result, before));
        }
        let order = Arc::new(order);
        orders.by_id.insert(order.id.clone(), order.clone());
        self.tell(Change::Order(order.clone()));
        Some((result, order))
    }

    /// Everything that happens from now on; closed if the simulator stops.
    pub(crate) fn changes(&self) -> broadcast::Receiver<Change> {
        if self.lock().stopping { broadcast::channel(1).1 } else { self.changes.subscribe() }
    }

    /// Ends all listening, also that which begins later.
    pub(crate) fn stop(&self) {
        self.lock().stopping = true;
        self.tell(Change::Stopping);
    }

    /// The order once `wanted` is true for it; `None` if it is forgotten or the simulator stops before.
    pub(crate) async fn wait_for(&self, by: By<'_>, wanted: impl Fn(&Order) -> bool) -> Option<Arc<Order>> {
        // Listening begins before the first look, so that nothing is missed in between.
        let mut changes = self.changes();
        loop {
            let order = self.get(by)?;
            if wanted(&order) {
                return Some(order);
            }
            if let Ok(Change::Stopping) | Err(broadcast::error::RecvError::Closed) = changes.recv().await {
                return None;
            }
        }
    }

    /// The order once it has ended.
    pub(crate) async fn ended(&self, by: By<'_>) -> Option<Arc<Order>> {
        self.wait_for(by, |order| order.state.is_final()).await
    }

    fn tell(&self, change: Change) {
        // An error only says that nobody listens.
        let _ = self.changes.send(change);
    }

    fn lock(&self) -> MutexGuard<'_, Orders> {
        self.orders.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::order::{NewOrder, OrderState};

    fn order() -> Order {
        Order::create(NewOrder::new("tea-house", "100"), datetime!(2026-01-05 09:30:00 UTC)).unwrap()
    }

    #[test]
    fn an_order_is_found_by_each_of_its_names() {
        let store = Store::new();
        let order = store.insert(order()).unwrap();
        let url = order.code_value.expose();
        for by in [By::Id(&order.id), By::Code(url), By::Code(bare(url)), By::PaymentRequestId(&order.payment_request_id)] {
            assert_eq!(store.get(by).unwrap().id, order.id);
        }
        assert!(store.get(By::Code(&order.id)).is_none());
    }

    #[test]
    fn with_one_too_many_the_oldest_that_has_ended_is_forgotten_entirely() {
        let store = Store::new();
        let oldest = store.insert(order()).unwrap();
        let first = store.insert(order()).unwrap();
        for _ in 2..MAX_ORDERS {
            store.insert(order()).unwrap();
        }
        assert!(store.insert(order()).is_none(), "all are open");
        store.update(By::Id(&first.id), Order::close);
        let newest = store.insert(order()).unwrap();
        assert!(store.get(By::Id(&oldest.id)).is_some());
        for by in [By::Id(&first.id), By::Code(first.code_value.expose()), By::PaymentRequestId(&first.payment_request_id)] {
            assert!(store.get(by).is_none());
        }
        let all = store.newest(2 * MAX_ORDERS);
        assert_eq!((all.len(), &all[0].id), (MAX_ORDERS, &newest.id));
        assert_eq!(store.lock().id_by_code.len(), MAX_ORDERS);
    }

    #[tokio::test]
    async fn waiting_ends_with_the_change_or_with_the_simulator() {
        let store = Store::new();
        let order = store.insert(order()).unwrap();
        let by = By::Id(&order.id);
        let (ended, ()) = tokio::join!(store.ended(by), async { drop(store.update(by, Order::close)) });
        assert_eq!(ended.unwrap().state, OrderState::Closed);
        let (never, ()) = tokio::join!(store.wait_for(by, |_| false), async { store.stop() });
        assert!(never.is_none());
        assert!(store.wait_for(by, |_| false).await.is_none());
    }

    #[test]
    fn listeners_hear_of_real_changes_only() {
        let store = Store::new();
        let order = store.insert(order()).unwrap();
        let mut changes = store.changes();
        assert!(store.update(By::Id(&order.id), |_| ()).is_some());
        assert!(changes.try_recv().is_err());
        assert!(store.update(By::Id(&order.id), Order::close).unwrap().0);
        assert!(matches!(changes.try_recv(), Ok(Change::Order(changed)) if changed.state == OrderState::Closed));
    }
}
