//! The record of an attempt that may be running: enough to ask for its result, never enough to send it again.

use serde::{Deserialize, Serialize};

use crate::wallet_api::{AttemptContent, AttemptId, Order, OrderId};

/// The version that this code writes.
const VERSION: u32 = 1;

/// No record is larger: an answer of the backend, of which an order is a part, has at most this many bytes (wallet API, section 1).
pub const MAX_BYTES: usize = 256 * 1024;

/// What is on disk while an attempt is live.
///
/// User, attempt and order are also the record's name, so that a record nobody can read any more is still a question to ask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

/// What says how the rest is to be read. Every version that was ever shipped stays readable.
#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

#[derive(Serialize)]
struct Written<'a> {
    version: u32,
    #[serde(flatten)]
    details: &'a SnapshotDetails,
}

impl SnapshotRecord {
    /// The record of this attempt.
    pub fn new(user: String, order: Box<Order>, content: AttemptContent) -> Self {
        Self { user, attempt: content.attempt.clone(), order: order.id.clone(), details: Some(SnapshotDetails { order, content }) }
    }

    /// The bytes to store, at most [`MAX_BYTES`]; of a record that is larger only its name remains.
    pub fn to_bytes(&self) -> Vec<u8> {
        let written = self.details.as_ref().map(|details| Written { version: VERSION, details });
        let bytes = written.and_then(|written| serde_json::to_vec(&written).ok());
        bytes.filter(|bytes| bytes.len() <= MAX_BYTES).unwrap_or_default()
    }

    /// Reads stored bytes. Whatever they are, the attempt can be asked about.
    pub fn from_bytes(user: String, attempt: AttemptId, order: OrderId, bytes: &[u8]) -> Self {
        let details = read(bytes).filter(|details| details.content.attempt == attempt && details.order.id == order);
        Self { user, attempt, order, details }
    }
}

/// The details in a record of any version that this code knows.
fn read(bytes: &[u8]) -> Option<SnapshotDetails> {
    if bytes.len() > MAX_BYTES {
        return None;
    }
    match serde_json::from_slice::<Versioned>(bytes).ok()?.version {
        1 => serde_json::from_slice(bytes).ok(),
        _ => None,
    }
}
