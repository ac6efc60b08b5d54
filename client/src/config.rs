//! How a wallet sets the cashier up.

use cashier_core::{
    development::LoopbackOrigins,
    redirect::{PolicyConfig, RedirectPolicy, web_host},
    texts::{Language, Texts},
    wallet_api::Settings,
};

use crate::CashierError;

/// The wallet's set-up; immutable, checked before anything starts.
#[derive(Clone, Debug, Default)]
pub struct CashierConfig {
    /// `https://<wallet>/alipayplus/v1`.
    pub base_url: String,
    /// Platform and its version, such as `android 15`.
    pub platform: String,
    /// BCP 47 tag of the language of the pages.
    pub language: String,
    /// Schemes that open the wallet: a redirect never goes there.
    pub own_schemes: Vec<String>,
    /// Hosts whose links open the wallet: a redirect never goes there.
    pub own_hosts: Vec<String>,
    /// Exact loopback origins of a development build.
    pub loopback: LoopbackOrigins,
    /// Whether payments are recorded, in memory only, for [`Payment::recording`](crate::Payment::recording).
    pub recording: bool,
}

impl CashierConfig {
    pub(crate) fn check(&self) -> Result<(), CashierError> {
        if !self.loopback.allows(&self.base_url) {
            web_host(&self.base_url).map_err(|code| CashierError::InvalidConfig { reason: format!("base URL is refused: {code:?}") })?;
        }
        if self.base_url.contains(['?', '#']) {
            return Err(CashierError::InvalidConfig { reason: "base URL has a query or a fragment".to_owned() });
        }
        if !self.platform.bytes().all(|b| (0x20..0x7f).contains(&b)) {
            return Err(CashierError::InvalidConfig { reason: "platform is not printable ASCII".to_owned() });
        }
        if !self.language.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return Err(CashierError::InvalidConfig { reason: "language is not a BCP 47 tag".to_owned() });
        }
        self.redirect_policy(&Settings::default()).map(drop)
    }

    pub(crate) fn texts(&self) -> Texts {
        Texts::of(Language::from_tag(&self.language))
    }

    /// What the redirect policy is made of: the wallet's own part, and what the backend adds to it.
    pub(crate) fn redirect_config(&self, settings: &Settings) -> PolicyConfig {
        PolicyConfig {
            own_schemes: self.own_schemes.clone(),
            own_hosts: self.own_hosts.clone(),
            app_schemes: settings.app_schemes.clone(),
            allow_hosts: settings.allow_hosts.clone(),
        }
    }

    /// The redirect policy with what the backend adds to it.
    pub(crate) fn redirect_policy(&self, settings: &Settings) -> Result<RedirectPolicy, CashierError> {
        let policy = RedirectPolicy::new(self.redirect_config(settings))
            .map_err(|error| CashierError::InvalidConfig { reason: error.to_string() })?;
        Ok(policy.with_loopback(self.loopback.clone()))
    }
}
