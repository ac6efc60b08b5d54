//! The rules on the phone: the last good set, refreshed in the background, used offline.

use std::sync::{Arc, Mutex, PoisonError};

use cashier_core::{
    codes::rules::{Context, RuleSet},
    machine::Identified,
    secret::CodeValue,
    wallet_api::SdkConfig,
};

use crate::{
    CashierError,
    api::{Backend, Rules, SdkNotice},
    ports::PortError,
    records::{CONFIG, RULES, RULES_ETAG, Records},
};

/// What the backend serves to every phone.
#[derive(Clone, Default)]
pub(crate) struct Served {
    pub(crate) config: Option<Arc<SdkConfig>>,
    pub(crate) notice: Option<SdkNotice>,
    rules: Option<Arc<RuleSet>>,
    etag: Option<String>,
}

impl Served {
    /// This version may not begin a payment any more.
    pub(crate) fn update_required(&self) -> bool {
        self.notice == Some(SdkNotice::UpdateRequired)
    }
}

/// Holds what is served, and swaps it as a whole.
#[derive(Default)]
pub(crate) struct Identification {
    served: Mutex<Served>,
}

impl Identification {
    pub(crate) fn served(&self) -> Served {
        self.served.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn swap(&self, served: Served) {
        *self.served.lock().unwrap_or_else(PoisonError::into_inner) = served;
    }

    /// What the phone has from last time. What cannot be read any more is fetched again.
    pub(crate) async fn restore(&self, records: &Records) -> Result<(), PortError> {
        let config = records.load(CONFIG).await?.and_then(|bytes| serde_json::from_slice(&bytes).ok()).map(Arc::new);
        let rules = records.load(RULES).await?.and_then(|bytes| RuleSet::compile(&bytes).ok());
        let etag = records.load(RULES_ETAG).await?.and_then(|bytes| String::from_utf8(bytes).ok()).filter(|_| rules.is_some());
        self.swap(Served { config, notice: None, rules: rules.map(Arc::new), etag });
        Ok(())
    }

    /// Asks the backend for what is newer; whether all of it was answered. Without an answer everything stays as it is.
    pub(crate) async fn refresh(&self, backend: &Backend, records: &Records) -> bool {
        let mut served = self.served();
        let config = backend.config().await;
        let rules = backend.rules(served.etag.as_deref()).await;
        let answered = config.is_some() && rules.is_some();
        if let Some((config, notice)) = config {
            if let Ok(bytes) = serde_json::to_vec(&config) {
                records.save(CONFIG, bytes);
            }
            served.config = Some(Arc::new(config));
            served.notice = notice;
        }
        if let Some(Rules::New { file, etag }) = rules {
            match RuleSet::compile(&file) {
                Ok(rules) => {
                    tracing::info!(version = rules.version(), "code rules");
                    // The version last: half a write is at most an old version beside new rules, and is fetched again.
                    records.save(RULES, file);
                    records.save(RULES_ETAG, etag.clone().into_bytes());
                    served.rules = Some(Arc::new(rules));
                    served.etag = Some(etag);
                }
                Err(error) => tracing::warn!(%error, "code rules cannot be read"),
            }
        }
        self.swap(served);
        answered
    }

    /// Whether there is anything to identify with.
    pub(crate) fn is_ready(&self) -> bool {
        let served = self.served();
        served.config.is_some() && served.rules.is_some()
    }

    /// What the rules say of a code; without rules the backend is asked.
    pub(crate) fn identify(&self, code: &CodeValue) -> Result<Identified, CashierError> {
        let served = self.served();
        let (Some(config), Some(rules)) = (served.config, served.rules) else {
            return Ok(Identified::AskBackend);
        };
        let context = Context { client_id: &config.client_id, jar_version: &config.jar_version };
        let identification = rules.identify(code, &context).map_err(|_| CashierError::NotACode)?;
        Ok(Identified::from(&identification))
    }
}
