//! What a code is: the wallet's own, or what Alipay+ says of it (protocol section 8.1).

use std::sync::Arc;

use cashier_core::{
    codes::{
        EntryPage, ListedHosts, OwnCodes, classify,
        rules::{CodeTooLong, MAX_CODE_CHARACTERS},
    },
    secret::CodeValue,
    wallet_api::IdentifyAnswer,
};

use crate::{alipayplus::identify_code, app::App, config::Checked};

/// How codes are identified.
#[derive(Debug)]
pub struct Identification {
    own_codes: OwnCodes,
    /// Alipay+ is asked about each code, in place of the rules.
    pub by_identify_code: bool,
    open_unsupported: bool,
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
    /// Alipay+ gives no clear answer.
    #[error("no clear answer of Alipay+")]
    Unclear,
}

impl Identification {
    /// As configured.
    pub fn new(config: &Checked) -> Self {
        let settings = &config.sdk.settings;
        Self {
            own_codes: OwnCodes::new(&settings.own_codes),
            by_identify_code: config.identify_code,
            open_unsupported: settings.open_unsupported,
        }
    }

    /// What a code of a user is, and what is done with it.
    pub async fn identify(&self, app: &Arc<App>, customer_id: &str, code: &CodeValue) -> Result<IdentifyAnswer, IdentifyError> {
        if code.expose().chars().nth(MAX_CODE_CHARACTERS).is_some() {
            return Err(CodeTooLong.into());
        }
        // The wallet's own path comes first: nobody else hears of these codes.
        if self.own_codes.contain(code) {
            return Ok(IdentifyAnswer::own(classify(code.expose(), &ListedHosts::default())));
        }
        let answer = if self.by_identify_code {
            identify_code(app, customer_id, code).await.map_err(|_| IdentifyError::Unclear)?
        } else {
            app.rules.identify(app, code).await?
        };
        match EntryPage::of_unsupported(answer.kind, code).filter(|_| self.open_unsupported && !answer.is_supported) {
            Some(page) => Ok(IdentifyAnswer::open_url(answer.kind, page)),
            None => Ok(answer),
        }
    }
}
