//! How a wallet sets the cashier up.

use cashier_core::{
    development::LoopbackOrigins,
    redirect::{PolicyConfig, RedirectPolicy, web_host},
    texts::{HostTexts, TextCatalog},
    wallet_api::Settings,
};

use crate::{CashierError, error::Error};

/// The wallet's set-up; immutable, checked before anything starts.
#[derive(Clone, Debug, Default)]
pub struct CashierConfig {
    /// `https://<wallet>/alipayplus/v1`.
    pub base_url: String,
    /// Platform and its version, such as `android 15`.
    pub platform: String,
    /// BCP 47 tag of the language of the pages, with the region for how numbers and dates are written: `de-CH`.
    pub language: String,
    /// Texts of the wallet in place of carried ones, and languages that the library does not carry.
    pub texts: HostTexts,
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
            web_host(&self.base_url).map_err(Error::BaseUrl)?;
        }
        if self.base_url.contains(['?', '#']) {
            return Err(Error::Setting("base URL has a query or a fragment").into());
        }
        if !self.platform.bytes().all(|b| (0x20..0x7f).contains(&b)) {
            return Err(Error::Setting("platform is not printable ASCII").into());
        }
        check_language(&self.language)?;
        self.catalog()?;
        self.redirect_policy(&Settings::default()).map(drop)
    }

    /// The languages of the wallet; the error tells every problem of its texts.
    pub(crate) fn catalog(&self) -> Result<TextCatalog, CashierError> {
        TextCatalog::new(&self.texts).map_err(|error| Error::from(error).into())
    }

    /// The redirect policy with what the backend adds to it.
    pub(crate) fn redirect_policy(&self, settings: &Settings) -> Result<RedirectPolicy, CashierError> {
        let policy = RedirectPolicy::new(PolicyConfig {
            own_schemes: self.own_schemes.clone(),
            own_hosts: self.own_hosts.clone(),
            app_schemes: settings.app_schemes.clone(),
            allow_hosts: settings.allow_hosts.clone(),
        })
        .map_err(Error::from)?;
        Ok(policy.with_loopback(self.loopback.clone()))
    }
}

/// A tag goes into a header. One that nobody knows is no error: it gets English.
pub(crate) fn check_language(tag: &str) -> Result<(), CashierError> {
    const MAX_TAG: usize = 100;
    if tag.len() <= MAX_TAG && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        Ok(())
    } else {
        Err(Error::Setting("language is not a BCP 47 tag").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_wrong_with_the_texts_is_told_at_once() {
        let texts = |of: &[(&str, &str)]| of.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect();
        let german = texts(&[("action.pay", "Zahlen"), ("action.fly", "Fliegen")]);
        let config = CashierConfig {
            base_url: "https://wallet.example/alipayplus/v1".to_owned(),
            texts: [("de".to_owned(), german), ("en".to_owned(), texts(&[("action.back", " ")]))].into(),
            ..CashierConfig::default()
        };
        let reason = "invalid configuration: texts: de: action.fly: there is no such key; de: action.pay: placeholder {amount} is missing; \
                      en: action.back: the text is empty, or begins or ends with a blank";
        assert_eq!(config.check().unwrap_err().reason(), reason);
    }

    #[test]
    fn a_language_that_nobody_knows_is_no_error_and_one_that_is_no_tag_is() {
        for known in ["", "en", "de-CH", "tlh"] {
            assert_eq!(check_language(known), Ok(()), "{known}");
        }
        for wrong in ["de CH", "de\r\nx: y", "dé", &"x".repeat(101)] {
            assert!(check_language(wrong).is_err(), "{wrong}");
        }
    }
}
