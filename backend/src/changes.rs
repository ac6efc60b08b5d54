//! Tells whoever waits that something about an order has changed: ask again.

use cashier_core::wallet_api::OrderId;
use tokio::sync::broadcast;

/// Orders that may change before a slow listener looks; whoever misses some is told so and asks about all.
const BUFFER: usize = 256;

/// The one place where changes are announced, after they are committed.
#[derive(Clone, Debug)]
pub struct Changes(broadcast::Sender<OrderId>);

impl Default for Changes {
    fn default() -> Self {
        Self(broadcast::Sender::new(BUFFER))
    }
}

impl Changes {
    /// Something about this order has changed.
    pub fn announce(&self, order: &OrderId) {
        // Nobody may be listening.
        let _ = self.0.send(order.clone());
    }

    /// From now on.
    pub fn listen(&self) -> broadcast::Receiver<OrderId> {
        self.0.subscribe()
    }
}
