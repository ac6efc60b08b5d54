//! The rules on the phone: the last good set, refreshed in the background, used offline.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use cashier_core::{
    codes::{
        EntryPage, OwnCodes,
        rules::{Context, MAX_CODE_CHARACTERS, RuleSet},
    },
    machine::Identified,
    secret::CodeValue,
    wallet_api::{Features, SdkConfig},
};
use tokio::sync::Notify;

use crate::{
    CashierError,
    adapters::now,
    api::{Backend, Configured, Rules, SdkNotice},
    driver::sleep_until,
    ports::PortError,
    records::{CONFIG, RULES, RULES_ETAG, Records},
};

/// How often the phone asks for newer rules and settings.
const REFRESH_PERIOD: Duration = Duration::from_secs(30 * 60);
/// After a failure (protocol section 8.3); each further one doubles it, up to the period.
const AFTER_FAILURE: Duration = Duration::from_secs(2 * 60);

/// What the backend serves to every phone.
#[derive(Clone, Default)]
pub(crate) struct Served {
    pub(crate) config: Option<Arc<SdkConfig>>,
    pub(crate) notice: Option<SdkNotice>,
    /// `Request-Id` of the answer with settings and notice, if it came in this run of the app.
    request_id: Option<String>,
    own_codes: Arc<OwnCodes>,
    rules: Option<Arc<RuleSet>>,
    etag: Option<String>,
}

impl Served {
    fn set_config(&mut self, config: SdkConfig) {
        self.own_codes = Arc::new(OwnCodes::new(&config.settings.own_codes));
        self.config = Some(Arc::new(config));
    }

    /// What the backend has not switched off.
    pub(crate) fn features(&self) -> Features {
        self.config.as_ref().map(|config| config.features.clone()).unwrap_or_default()
    }

    /// Whether the backend lets a payment begin that was `identified` so.
    pub(crate) fn may_begin(&self, identified: &Identified) -> Result<(), CashierError> {
        if self.notice == Some(SdkNotice::UpdateRequired) {
            return Err(CashierError::UpdateRequired { request_id: self.request_id.clone() });
        }
        let features = self.features();
        // An entry code leads to an order code.
        let is_entry = matches!(identified, Identified::OpenUrl { .. });
        let is_on = features.order_codes && (features.entry_codes || !is_entry);
        if is_on { Ok(()) } else { Err(self.switched_off()) }
    }

    /// The backend's settings do not let something happen.
    pub(crate) fn switched_off(&self) -> CashierError {
        CashierError::SwitchedOff { request_id: self.request_id.clone() }
    }
}

/// Holds what is served. Every part is swapped as a whole, as soon as it is there.
#[derive(Default)]
pub(crate) struct Identification {
    served: Mutex<Served>,
    reachable: Notify,
}

impl Identification {
    pub(crate) fn served(&self) -> Served {
        self.change(|served| served.clone())
    }

    fn change<T>(&self, change: impl FnOnce(&mut Served) -> T) -> T {
        change(&mut self.served.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What the phone has from last time. What cannot be read any more is fetched again.
    pub(crate) async fn restore(&self, records: &Records) -> Result<(), PortError> {
        let config = records.load(CONFIG).await?.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let rules = records.load(RULES).await?.and_then(|bytes| usable(&bytes));
        let etag = records.load(RULES_ETAG).await?.and_then(|bytes| String::from_utf8(bytes).ok()).filter(|_| rules.is_some());
        self.change(|served| {
            *served = Served { rules: rules.map(Arc::new), etag, ..Served::default() };
            if let Some(config) = config {
                served.set_config(config);
            }
        });
        Ok(())
    }

    /// Asks the backend for what is newer, for as long as the cashier lives. No payment waits for it.
    pub(crate) async fn keep_fresh(&self, backend: &Backend, records: &Records) {
        let mut failures = 0_u32;
        loop {
            failures = if self.refresh(backend, records).await { 0 } else { failures.saturating_add(1) };
            let pause = sleep_until(now, Some(now().after(pause_after(failures))));
            tokio::select! {
                () = pause => {}
                () = self.reachable.notified(), if failures > 0 => {}
            }
        }
    }

    /// The network is back, or the app: what has failed is tried again at once.
    pub(crate) fn wake(&self) {
        self.reachable.notify_waiters();
    }

    /// Asks the backend for what is newer; whether all of it was answered. Without an answer everything stays as it is.
    pub(crate) async fn refresh(&self, backend: &Backend, records: &Records) -> bool {
        let has_config = self.refresh_config(backend, records).await;
        let by_backend = self.served().config.is_some_and(|config| config.settings.identify_by_backend);
        (by_backend || self.refresh_rules(backend, records).await) && has_config
    }

    async fn refresh_config(&self, backend: &Backend, records: &Records) -> bool {
        let Some(Configured { config, notice, request_id }) = backend.config().await else { return false };
        let is_new = self.change(|served| {
            served.notice = notice;
            served.request_id = Some(request_id);
            let is_new = served.config.as_deref() != Some(&config);
            if is_new {
                served.set_config(config.clone());
            }
            is_new
        });
        if is_new && let Ok(bytes) = serde_json::to_vec(&config) {
            records.save(CONFIG, bytes);
        }
        true
    }

    async fn refresh_rules(&self, backend: &Backend, records: &Records) -> bool {
        let etag = self.served().etag;
        let Some(rules) = backend.rules(etag.as_deref()).await else { return false };
        if let Rules::New { file, etag } = rules
            && let Some(rules) = usable(&file)
        {
            tracing::info!(version = rules.version(), "code rules");
            // The version last: half a write is at most an old version beside new rules, and is fetched again.
            records.save(RULES, file);
            records.save(RULES_ETAG, etag.clone().into_bytes());
            self.change(|served| (served.rules, served.etag) = (Some(Arc::new(rules)), Some(etag)));
        }
        true
    }

    /// Whether there is anything to identify with.
    pub(crate) fn is_ready(&self) -> bool {
        self.change(|served| served.config.as_ref().is_some_and(|config| config.settings.identify_by_backend || served.rules.is_some()))
    }

    /// What a code is: the wallet's own, or what the rules say of it. Without rules the backend is asked.
    pub(crate) fn identify(&self, code: &CodeValue) -> Result<Identified, CashierError> {
        if code.expose().trim().is_empty() || code.expose().chars().nth(MAX_CODE_CHARACTERS).is_some() {
            return Err(CashierError::NotACode);
        }
        let served = self.served();
        let Some(config) = served.config else { return Ok(Identified::AskBackend) };
        if served.own_codes.contain(code) {
            return Ok(Identified::Own);
        }
        let Some(rules) = served.rules.filter(|_| !config.settings.identify_by_backend) else { return Ok(Identified::AskBackend) };
        let context = Context { client_id: &config.client_id, jar_version: &config.jar_version };
        let identification = rules.identify(code, &context).map_err(|_| CashierError::NotACode)?;
        Ok(match Identified::from(&identification) {
            Identified::NotSupported(kind) if config.settings.open_unsupported => match EntryPage::of_unsupported(kind, code) {
                Some(page) => Identified::OpenUrl { url: page.url, user_agent: Some(page.user_agent) },
                None => Identified::NotSupported(kind),
            },
            identified => identified,
        })
    }
}

/// The rules of `file`, unless it is none or has not one that can match: then those at hand are better.
fn usable(file: &[u8]) -> Option<RuleSet> {
    let rules = RuleSet::compile(file).inspect_err(|error| tracing::warn!(%error, "code rules cannot be read")).ok()?;
    if rules.is_empty() {
        tracing::warn!("code rules without a usable rule");
    }
    Some(rules).filter(|rules| !rules.is_empty())
}

/// Until the next refresh, after so many failures in a row: a phone without a network is not kept awake.
fn pause_after(failures: u32) -> Duration {
    match failures.checked_sub(1) {
        None => REFRESH_PERIOD,
        Some(doublings) => AFTER_FAILURE.saturating_mul(1_u32.checked_shl(doublings).unwrap_or(u32::MAX)).min(REFRESH_PERIOD),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_after_failures_up_to_the_ordinary_one() {
        let minutes: Vec<_> = [0, 1, 2, 3, 4, 5, 6, 32, 33, 1_000].map(|failures| pause_after(failures).as_secs() / 60).to_vec();
        assert_eq!(minutes, [30, 2, 4, 8, 16, 30, 30, 30, 30, 30]);
    }
}
