//! What every part of a running backend shares.

use std::sync::Arc;

use aws_lc_rs::hmac;
use cashier_alipayplus::party::Party;
use cashier_core::wallet_api::{AvailabilityAnswer, SdkConfig};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    alipayplus::Gateway,
    api::{RateLimit, RecentQuotes},
    changes::Changes,
    clock::Clock,
    config::AuthClients,
    debit::{Claims, DebitPort},
    identify::Identification,
    rules::CodeRules,
    store::Store,
};

/// The parts of a running backend.
pub struct App {
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// Announces changes of orders.
    pub changes: Changes,
    /// The users' money.
    pub debits: Arc<dyn DebitPort>,
    /// Who works on which debit.
    pub claims: Claims,
    /// Calls to Alipay+.
    pub gateway: Gateway,
    /// Checks calls of Alipay+ and signs the answers.
    pub party: Party,
    /// What codes are.
    pub identification: Identification,
    /// The code rules.
    pub rules: CodeRules,
    /// Signs step-up tokens.
    pub step_up_key: hmac::Key,
    /// How often users may have codes identified.
    pub identifications: RateLimit,
    /// How often users may have auth codes issued.
    pub auth_codes: RateLimit,
    /// For whom.
    pub auth_clients: AuthClients,
    /// How often users may ask for reference quotes.
    pub quotes: RateLimit,
    /// Reference quotes of the last seconds.
    pub recent_quotes: RecentQuotes,
    /// Where Alipay+ can be used.
    pub regions: AvailabilityAnswer,
    /// What the phones are told.
    pub sdk: SdkConfig,
    /// Work that nobody waits for; a stop waits for it.
    pub tasks: TaskTracker,
    /// Cancelled by a stop.
    pub stopping: CancellationToken,
}
