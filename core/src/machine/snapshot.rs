//! The record of an attempt that may be running: enough to ask for its result, never enough to send it again.

use serde::{Deserialize, Serialize};

use crate::wallet_api::{AttemptContent, AttemptId, Order, OrderId};

/// The version that this code writes.
const VERSION: u32 = 1;

/// What is on disk while an attempt is live.
///
/// User, attempt and order are also the record's name, so that a record nobody can read any more is still a question to ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotRecord {
    /// `Customer-Hint` of the user who began the payment.
    pub user: String,
    /// The attempt.
    pub attempt: AttemptId,
    /// The order.
    pub order: OrderId,
    /// Order and content, unless the record was damaged or of an unknown version.
    pub details: Option<SnapshotDetails>,
}

/// What the pages and the comparison of answers need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotDetails {
    /// The order as it was confirmed.
    pub order: Box<Order>,
    /// What was confirmed.
    pub content: AttemptContent,
}

#[derive(Serialize, Deserialize)]
struct Versioned<T> {
    version: u32,
    #[serde(flatten)]
    details: T,
}

impl SnapshotRecord {
    /// The record of this attempt.
    pub fn new(user: String, order: Box<Order>, content: AttemptContent) -> Self {
        Self { user, attempt: content.attempt.clone(), order: order.id.clone(), details: Some(SnapshotDetails { order, content }) }
    }

    /// The bytes to store.
    pub fn to_bytes(&self) -> Vec<u8> {
        let record = self.details.as_ref().map(|details| Versioned { version: VERSION, details });
        record.and_then(|record| serde_json::to_vec(&record).ok()).unwrap_or_default()
    }

    /// Reads stored bytes. Whatever they are, the attempt can be asked about.
    pub fn from_bytes(user: String, attempt: AttemptId, order: OrderId, bytes: &[u8]) -> Self {
        let details = serde_json::from_slice::<Versioned<SnapshotDetails>>(bytes)
            .ok()
            .filter(|record| record.version == VERSION)
            .map(|record| record.details)
            .filter(|details| details.content.attempt == attempt && details.order.id == order);
        Self { user, attempt, order, details }
    }
}
