//! The reference MPP backend: the wallet API for the SDK in the phones, and the Alipay+ API in both directions.
//!
//! Layers, from the outside in: `api` and `alipayplus` speak HTTP, `order` decides, `debit` takes money, `store` speaks SQL.
//! Everything that changes an order goes through the one table of [`order::transition`], in one database transaction with its
//! ledger entries and its notice to Alipay+.

mod alipayplus;
mod api;
mod app;
mod assumptions;
mod audit;
mod changes;
mod clock;
mod config;
mod debit;
mod expiry;
mod identify;
pub mod order;
mod pin;
mod random;
mod records;
mod rules;
pub mod seed;
mod start;
mod store;

pub use api::{BASE_PATH, document as openapi};
pub use audit::{Audit, audit};
pub use clock::Clock;
pub use config::{
    AlipayPlusConfig, AuthClient, BackendConfig, ConfigError, ConfigProblems, ENVIRONMENT_PREFIX, IdentifyConfig, KeySource, RegionsConfig,
    RemoteConfig, SdkOptions,
};
pub use debit::{Debit, DebitOutcome, DebitPort, GiveBackOutcome};
pub use records::PaymentRecords;
pub use rules::{RulesSource, RulesStatus};
pub use start::{Backend, Ports, ReplaceDebits, RunningBackend, StartError};
pub use store::{
    StoreError,
    debit_log::{Action as DebitAction, Line as DebitLine},
    outbox::NoticeState,
};
