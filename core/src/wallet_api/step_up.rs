//! Step-up: the proof that the user is there, bound to one attempt.

use serde::{Deserialize, Serialize};

use super::{AttemptContent, OrderId};
use crate::secret::Secret;

/// `POST /step-up`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StepUpRequest {
    /// Random; the same id gets the same answer and counts once.
    pub try_id: String,
    /// The order.
    pub order: OrderId,
    /// What is about to be confirmed.
    #[serde(flatten)]
    pub content: AttemptContent,
    /// What the user typed.
    #[serde(serialize_with = "crate::secret::exposed")]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub pin: Secret,
}

/// Exactly one of the three is present.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum StepUpAnswer {
    /// Passed.
    Passed {
        /// Single-use, bound to user, attempt, content and payee.
        #[serde(serialize_with = "crate::secret::exposed")]
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        token: Secret,
    },
    /// Refused for now.
    Locked {
        /// RFC 3339.
        locked_until: String,
    },
    /// Wrong PIN.
    Refused {
        /// How many tries are left; 0 ends the order.
        attempts_left: u32,
    },
}
