//! What surrounds a payment and never changes while it runs: all that is needed to run it elsewhere, without its host.

use serde::{Deserialize, Serialize};

use super::RecordingError;
use crate::{
    codes::{NavigationConfig, NavigationPolicy},
    development::LoopbackOrigins,
    machine::State,
    redirect::{PolicyConfig, RedirectPolicy},
    texts::{Texts, Wording},
    wallet_api::Support,
};

/// The policies are those in force, whatever was configured; the words are those of the beginning.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Surroundings {
    /// A stand-in.
    pub(super) user: String,
    redirect: PolicyConfig,
    navigation: NavigationConfig,
    /// Only of a development build.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    loopback: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) support: Option<Support>,
    words: Wording,
}

impl Surroundings {
    /// Of a payment that begins.
    pub(super) fn of(user: String, state: &State, support: Option<&Support>, texts: &Texts) -> Self {
        let context = state.context();
        Self {
            user,
            redirect: context.redirect().config(),
            navigation: context.navigation().config(),
            loopback: context.redirect().loopback().origins().to_vec(),
            support: support.cloned(),
            words: texts.wording(),
        }
    }

    /// The payment at its beginning.
    pub(super) fn state(&self) -> Result<State, RecordingError> {
        let refused = |error: crate::redirect::PolicyError| RecordingError::Settings(error.to_string());
        let loopback = LoopbackOrigins::recorded(&self.loopback).ok_or(RecordingError::Development)?;
        let redirect = RedirectPolicy::new(self.redirect.clone()).map_err(refused)?.with_loopback(loopback.clone());
        let navigation = NavigationPolicy::new(self.navigation.clone()).map_err(refused)?.with_loopback(loopback);
        Ok(State::new(self.user.clone(), redirect, navigation))
    }

    pub(super) fn texts(&self) -> Result<Texts, RecordingError> {
        texts(&self.words)
    }
}

/// The words that a recording names.
pub(super) fn texts(words: &Wording) -> Result<Texts, RecordingError> {
    words.texts().map_err(|error| RecordingError::Settings(error.to_string()))
}
