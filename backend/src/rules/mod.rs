//! The code rules: pulled from Alipay+, saved, compiled, swapped as a whole (protocol section 8.3).

mod set;
mod status;

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use cashier_alipayplus::{
    message::{InquiryCodeRulesRequest, InquiryCodeRulesResponse},
    result::{ResultCode, ResultStatus},
    wire::Text,
};
use cashier_core::{codes::rules::Context, secret::CodeValue, wallet_api::IdentifyAnswer};
use reqwest::{Client, Url};
use time::OffsetDateTime;
use tokio::sync::{Mutex, watch};

pub use set::{CurrentRules, Unusable};
pub use status::{RulesSource, RulesStatus};

use crate::{
    alipayplus::{CallError, remote_identify},
    app::App,
    assumptions::{PRESET_PULL_PATIENCE, RULES_ALARM_AGE, RULES_PERIOD, RULES_RETRY, RULES_TIMEOUT},
    config::Checked,
    identify::IdentifyError,
    store::{
        StoreError,
        rules::{self as saved, SavedRules},
    },
};

/// Neither Alipay+ nor the database nor a file has usable rules.
#[derive(Debug, thiserror::Error)]
#[error("no code rules: Alipay+ gives none ({pull}), no saved ones are usable, and there is no usable preset file")]
pub struct NoRules {
    pull: PullError,
}

/// Why a pull brought no rules.
#[derive(Debug, thiserror::Error)]
pub enum PullError {
    /// No clear answer.
    #[error(transparent)]
    Call(#[from] CallError),
    /// An answer that is not `S`.
    #[error("{0}")]
    Refused(ResultCode),
    /// An answer without rules, and none are there yet.
    #[error("an empty rule set")]
    Empty,
    /// Rules that cannot be used; those in use stay.
    #[error(transparent)]
    Unusable(#[from] Unusable),
    /// They could not be saved.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Identifies codes with the newest rules.
pub struct CodeRules {
    state: watch::Sender<State>,
    /// One pull at a time, so that an older answer never replaces a newer one.
    pulling: Mutex<()>,
    /// The first identification after a start with the preset file pulls once more.
    pull_at_first_use: AtomicBool,
    preset: Option<String>,
    remote_identify_url: Option<Url>,
    http: Client,
}

/// The rules in use and the history of the pulls.
#[derive(Default)]
struct State {
    rules: Option<(RulesSource, Arc<CurrentRules>)>,
    answered_at: Option<OffsetDateTime>,
    /// Since when `answered_at` is expected, if there is none.
    started_at: Option<OffsetDateTime>,
    failures: u32,
    next_pull: Option<OffsetDateTime>,
    alarm: bool,
}

impl State {
    fn status(&self) -> Option<RulesStatus> {
        let (source, rules) = self.rules.as_ref()?;
        Some(RulesStatus {
            version: rules.version.clone(),
            source: *source,
            usable: rules.set.len(),
            bad: rules.set.findings().to_vec(),
            answered_at: self.answered_at,
            failures: self.failures,
            next_pull: self.next_pull,
            alarm: self.alarm,
        })
    }
}

impl CodeRules {
    /// Without rules yet; [`CodeRules::start`] gets them.
    pub fn new(http: Client, config: &Checked) -> Self {
        Self {
            state: watch::Sender::default(),
            pulling: Mutex::default(),
            pull_at_first_use: AtomicBool::new(false),
            preset: config.preset_rules.clone(),
            remote_identify_url: config.remote_identify_url.clone(),
            http,
        }
    }

    /// The rules in use.
    pub fn current(&self) -> Option<Arc<CurrentRules>> {
        self.state.borrow().rules.as_ref().map(|(_, rules)| Arc::clone(rules))
    }

    /// What is known of them; `None` without rules.
    pub fn status(&self) -> Option<RulesStatus> {
        self.state.borrow().status()
    }

    /// Waits until it `fits`.
    pub async fn wait_for(&self, fits: impl Fn(&RulesStatus) -> bool) -> RulesStatus {
        let mut state = self.state.subscribe();
        loop {
            if let Some(status) = state.borrow_and_update().status().filter(&fits) {
                return status;
            }
            // The sender lives in `self`.
            let _ = state.changed().await;
        }
    }

    /// Rules for the start: from Alipay+, else the saved ones, else the preset file.
    pub async fn start(&self, app: &App) -> Result<(), NoRules> {
        let saved = self.saved(app).await;
        self.state.send_modify(|state| {
            state.started_at = Some(app.clock.now());
            // A restart makes no rules younger.
            state.answered_at = saved.first().map(|newest| newest.served_at);
        });
        let Err(pull) = self.pull(app).await else { return Ok(()) };
        for SavedRules { version, body, .. } in saved {
            match CurrentRules::of_file(body) {
                Ok(rules) => {
                    self.swap(RulesSource::Saved, rules);
                    return Ok(());
                }
                Err(error) => tracing::error!(version, %error, "saved code rules are damaged"),
            }
        }
        match self.preset.clone().map(CurrentRules::of_file) {
            Some(Ok(rules)) => {
                self.swap(RulesSource::Preset, rules);
                self.pull_at_first_use.store(true, Ordering::Relaxed);
                Ok(())
            }
            Some(Err(error)) => {
                tracing::error!(%error, "the preset code rules cannot be used");
                Err(NoRules { pull })
            }
            None => Err(NoRules { pull }),
        }
    }

    /// Pulls if it is time, and tells when the next pull is.
    pub async fn refresh_if_due(&self, app: &App) -> Option<OffsetDateTime> {
        let next = self.state.borrow().next_pull;
        if next.is_none_or(|next| next <= app.clock.now()) {
            // What fails is logged there.
            let _ = self.pull(app).await;
        }
        self.state.borrow().next_pull
    }

    /// What a code is, and what is done with it. About a code whose rule is untrusted Alipay+ is asked (section 8.6).
    pub async fn identify(&self, app: &Arc<App>, code: &CodeValue) -> Result<IdentifyAnswer, IdentifyError> {
        if self.pull_at_first_use.swap(false, Ordering::Relaxed) {
            self.pull_without_delay(app).await;
        }
        let rules = self.current().ok_or(IdentifyError::NoRules)?;
        let context = Context { client_id: &app.sdk.client_id, jar_version: &app.sdk.jar_version };
        if let Some(answer) = rules.set.identify(code, &context)?.answer() {
            return Ok(answer);
        }
        let remote = match &self.remote_identify_url {
            Some(url) => remote_identify(&self.http, url, &context, code).await,
            None => None,
        };
        rules.set.apply_remote(code, &context, remote.as_ref())?.answer().ok_or(IdentifyError::NoRules)
    }

    /// A pull that a user waits for: not for long, and it goes on behind.
    async fn pull_without_delay(&self, app: &Arc<App>) {
        let pulling = app.tasks.spawn({
            let app = Arc::clone(app);
            async move { app.rules.pull(&app).await }
        });
        let _ = tokio::time::timeout(PRESET_PULL_PATIENCE, pulling).await;
    }

    async fn pull(&self, app: &App) -> Result<(), PullError> {
        let _one_at_a_time = self.pulling.lock().await;
        let pulled = self.try_pull(app).await;
        let now = app.clock.now();
        self.state.send_modify(|state| match &pulled {
            Ok(()) => {
                state.next_pull = Some(now + RULES_PERIOD);
                (state.answered_at, state.failures, state.alarm) = (Some(now), 0, false);
            }
            Err(error) => {
                state.next_pull = Some(now + RULES_RETRY);
                state.failures = state.failures.saturating_add(1);
                let since = state.answered_at.or(state.started_at).unwrap_or(now);
                state.alarm = now - since > RULES_ALARM_AGE;
                if state.alarm {
                    tracing::error!(%error, %since, "ALARM: no code rules from Alipay+ for a day; the old ones stay in use");
                } else {
                    tracing::warn!(%error, failures = state.failures, "no code rules from Alipay+");
                }
            }
        });
        pulled
    }

    async fn try_pull(&self, app: &App) -> Result<(), PullError> {
        let request = InquiryCodeRulesRequest { jar_version: Text::new(app.sdk.jar_version.as_str()).ok() };
        let InquiryCodeRulesResponse { result, version, code_rules } = app.gateway.call(&request, RULES_TIMEOUT).await?;
        if result.result_status != ResultStatus::S {
            return Err(PullError::Refused(result.result_code));
        }
        let current = self.current();
        let served = version.zip(code_rules.filter(|rules| !set::is_empty(rules)));
        let Some((version, code_rules)) = served.filter(|(version, _)| current.as_ref().is_none_or(|it| it.version != version.as_str()))
        else {
            return self.save(app, &*current.ok_or(PullError::Empty)?).await;
        };
        // Everything is built and saved before anything is swapped.
        let rules = CurrentRules::of_answer(&version, &code_rules)?;
        self.save(app, &rules).await?;
        tracing::info!(version = rules.version, rules = rules.set.len(), "new code rules");
        self.swap(RulesSource::AlipayPlus, rules);
        self.pull_at_first_use.store(false, Ordering::Relaxed);
        Ok(())
    }

    async fn save(&self, app: &App, rules: &CurrentRules) -> Result<(), PullError> {
        let to_save = SavedRules { version: rules.version.clone(), body: rules.body.clone(), served_at: app.clock.now() };
        let mut transaction = app.store.write().await?;
        saved::save(&mut transaction, &to_save).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(())
    }

    async fn saved(&self, app: &App) -> Vec<SavedRules> {
        let read = async { saved::saved(&mut *app.store.read().await?).await };
        read.await.inspect_err(|error| tracing::error!(%error, "the saved code rules cannot be read")).unwrap_or_default()
    }

    fn swap(&self, source: RulesSource, rules: CurrentRules) {
        self.state.send_modify(|state| state.rules = Some((source, Arc::new(rules))));
    }
}
