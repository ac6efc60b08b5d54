//! The code rules: pulled from Alipay+, saved, compiled, swapped as a whole (protocol section 8.3).

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use cashier_alipayplus::{
    message::{InquiryCodeRulesRequest, InquiryCodeRulesResponse},
    result::{ResultInfo, ResultStatus},
    wire::Text,
};
use cashier_core::{
    codes::rules::{CodeTooLong, Context, RuleFileError, RuleSet},
    secret::CodeValue,
    wallet_api::IdentifyAnswer,
};
use reqwest::{Client, Url};
use serde::Serialize;
use serde_json::value::RawValue;
use time::OffsetDateTime;

use crate::{
    alipayplus::{CallError, remote_identify},
    app::App,
    assumptions::{RULES_ALARM_AGE, RULES_PERIOD, RULES_RETRY, RULES_TIMEOUT},
    config::Checked,
    store::{
        StoreError,
        rules::{self as saved, SavedRules},
    },
};

/// The rules in use.
pub struct CurrentRules {
    /// `version` of inquiryCodeRules.
    pub version: String,
    /// The rule file, as phones get it.
    pub body: String,
    set: RuleSet,
}

/// Neither Alipay+ nor the database nor a file has usable rules.
#[derive(Debug, thiserror::Error)]
#[error("no code rules: Alipay+ gives none ({pull}), none are saved, and there is no usable preset file")]
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
    Refused(String),
    /// An answer without rules, and none are there yet.
    #[error("an empty rule set")]
    Empty,
    /// No rule file.
    #[error("{0}")]
    File(#[from] RuleFileError),
    /// They could not be saved.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Identifies codes with the newest rules.
pub struct CodeRules {
    current: RwLock<Option<Arc<CurrentRules>>>,
    schedule: Mutex<Schedule>,
    preset: Option<String>,
    remote_identify_url: Option<Url>,
    http: Client,
}

/// Why a code is not identified.
#[derive(Clone, Copy, Debug, thiserror::Error)]
pub enum IdentifyError {
    /// Over 8,192 characters.
    #[error(transparent)]
    TooLong(#[from] CodeTooLong),
    /// There are no rules.
    #[error("no code rules")]
    NoRules,
}

#[derive(Default)]
struct Schedule {
    /// The last pull that was answered, whether or not it brought a change; the start, if none was.
    answered_at: Option<OffsetDateTime>,
    next: Option<OffsetDateTime>,
    /// The first identification after a start with the preset file pulls once more.
    on_preset: bool,
}

impl CodeRules {
    /// Without rules yet; [`CodeRules::start`] gets them.
    pub fn new(http: Client, config: &Checked) -> Self {
        Self {
            current: RwLock::default(),
            schedule: Mutex::default(),
            preset: config.preset_rules.clone(),
            remote_identify_url: config.remote_identify_url.clone(),
            http,
        }
    }

    /// The rules in use.
    pub fn current(&self) -> Option<Arc<CurrentRules>> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Rules for the start: from Alipay+, else the saved ones, else the preset file.
    pub async fn start(&self, app: &App) -> Result<(), NoRules> {
        let Err(pull) = self.pull(app).await else { return Ok(()) };
        tracing::warn!(%pull, "no rules from Alipay+ at the start");
        let saved = self.saved(app).await.unwrap_or_default();
        // When Alipay+ confirmed them last is not known: their age counts from now.
        self.schedule().answered_at = Some(app.clock.now());
        if let Some(rules) = saved.into_iter().find_map(|it| compiled(it.version, it.body).ok()) {
            self.swap(rules);
            return Ok(());
        }
        let preset = self.preset.clone().and_then(|body| compiled(version_of(&body)?, body).ok());
        let rules = preset.ok_or(NoRules { pull })?;
        self.swap(rules);
        self.schedule().on_preset = true;
        Ok(())
    }

    /// Pulls if it is time, and tells when the next pull is.
    pub async fn refresh_if_due(&self, app: &App) -> Option<OffsetDateTime> {
        let now = app.clock.now();
        if self.schedule().next.is_none_or(|next| next <= now)
            && let Err(error) = self.pull(app).await
        {
            let age = self.schedule().answered_at.map(|at| now - at);
            match age {
                Some(age) if age <= RULES_ALARM_AGE => tracing::warn!(%error, "no new rules"),
                _ => tracing::error!(%error, "ALARM: the rules are older than a day"),
            }
        }
        self.schedule().next
    }

    /// What a code is, and what is done with it. About a code whose rule is untrusted Alipay+ is asked (section 8.6).
    pub async fn identify(&self, app: &App, code: &CodeValue) -> Result<IdentifyAnswer, IdentifyError> {
        let on_preset = std::mem::take(&mut self.schedule().on_preset);
        if on_preset && let Err(error) = self.pull(app).await {
            tracing::warn!(%error, "still no rules from Alipay+");
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

    async fn pull(&self, app: &App) -> Result<(), PullError> {
        let pulled = self.try_pull(app).await;
        let now = app.clock.now();
        let mut schedule = self.schedule();
        schedule.next = Some(now + if pulled.is_ok() { RULES_PERIOD } else { RULES_RETRY });
        if pulled.is_ok() {
            schedule.answered_at = Some(now);
        }
        pulled
    }

    async fn try_pull(&self, app: &App) -> Result<(), PullError> {
        let request = InquiryCodeRulesRequest { jar_version: Text::new(app.sdk.jar_version.as_str()).ok() };
        let InquiryCodeRulesResponse { result, version, code_rules } = app.gateway.call(&request, RULES_TIMEOUT).await?;
        if result.result_status != ResultStatus::S {
            return Err(PullError::Refused(result.result_code.to_string()));
        }
        let current = self.current();
        let (Some(version), Some(code_rules)) = (version, code_rules.filter(|rules| !is_empty(rules))) else {
            return if current.is_some() { Ok(()) } else { Err(PullError::Empty) };
        };
        if current.is_some_and(|current| current.version == version.as_str()) {
            return Ok(());
        }
        // Everything is built before anything is swapped.
        let rules = compiled(version.to_string(), rule_file(&version, &code_rules))?;
        let to_save = SavedRules { version: rules.version.clone(), body: rules.body.clone(), saved_at: app.clock.now() };
        let mut transaction = app.store.write().await?;
        saved::save(&mut transaction, &to_save).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        tracing::info!(version = rules.version, "new rules");
        self.swap(rules);
        Ok(())
    }

    async fn saved(&self, app: &App) -> Result<Vec<SavedRules>, StoreError> {
        saved::saved(&mut *app.store.read().await?).await
    }

    fn swap(&self, rules: CurrentRules) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(rules));
    }

    fn schedule(&self) -> std::sync::MutexGuard<'_, Schedule> {
        self.schedule.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn compiled(version: String, body: String) -> Result<CurrentRules, RuleFileError> {
    let set = RuleSet::compile(body.as_bytes())?;
    for finding in set.findings() {
        tracing::warn!(version, rule = finding.rule, reason = %finding.reason, "a rule never matches");
    }
    Ok(CurrentRules { version, body, set })
}

fn is_empty(rules: &RawValue) -> bool {
    rules.get().trim_start_matches('[').trim_start().starts_with(']')
}

/// The rules in the form in which Alipay+ serves them, byte for byte where it matters.
fn rule_file(version: &str, code_rules: &RawValue) -> String {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct RuleFile<'a> {
        result: ResultInfo,
        version: &'a str,
        code_rules: &'a RawValue,
    }
    let file = RuleFile { result: ResultInfo::success(), version, code_rules };
    serde_json::to_string(&file).expect("texts and JSON have a JSON form")
}

fn version_of(body: &str) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Version {
        version: String,
    }
    serde_json::from_str::<Version>(body).ok().map(|it| it.version)
}
