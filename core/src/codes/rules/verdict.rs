//! What identification says.

use core::fmt;
use std::sync::Arc;

use super::url::BuildError;
use crate::{
    codes::CodeKind,
    machine::Identified,
    wallet_api::{IdentifyAnswer, PostCodeMatchActionType},
};

/// What a code is, and what is done with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identification {
    /// What was scanned.
    pub kind: CodeKind,
    /// What the rules say.
    pub verdict: Verdict,
}

/// What the rules say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing is done with it.
    NotSupported(Unsupported),
    /// A rule takes it.
    Supported(Supported),
    /// The winning rule is untrusted: the backend asks Alipay+, see [`RuleSet::apply_remote`](super::RuleSet::apply_remote).
    AskBackend(Untrusted),
}

/// Why nothing is done with a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsupported {
    /// No rule matches, or the code is blank.
    NoRule,
    /// Alipay+ says no.
    Refused,
    /// The winning rule cannot be carried out on this code. The next best one is not tried.
    Failed {
        /// Its index in the file.
        rule: usize,
        /// Why.
        error: BuildError,
    },
}

/// What the winning rule does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supported {
    /// Its index in the file, from 0.
    pub rule: usize,
    /// The action.
    pub action: Action,
    /// JSON text for the container; empty if the rule has none.
    pub ac_decode_config: Arc<str>,
}

/// The action for a supported code.
#[derive(Clone, PartialEq, Eq)]
pub enum Action {
    /// An order code: userInitiatedPay with the code as it is.
    Decode,
    /// An entry code.
    OpenUrl {
        /// What the container opens.
        url: String,
        /// Appended to the container's own User-Agent after one space.
        user_agent: Arc<str>,
    },
}

/// The winning rule, not to be used without asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Untrusted {
    /// Its index in the file, from 0.
    pub rule: usize,
    /// What the rule itself would do, if anything.
    pub action_hint: Option<PostCodeMatchActionType>,
}

/// Without the URL, which may be the code itself.
impl fmt::Debug for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Decode => f.write_str("Decode"),
            Self::OpenUrl { user_agent, .. } => f.debug_struct("OpenUrl").field("user_agent", user_agent).finish_non_exhaustive(),
        }
    }
}

impl Action {
    /// Its name in messages.
    pub fn action_type(&self) -> PostCodeMatchActionType {
        match self {
            Self::Decode => PostCodeMatchActionType::Decode,
            Self::OpenUrl { .. } => PostCodeMatchActionType::OpenUrl,
        }
    }
}

impl Identification {
    /// The answer to `POST /codes/identify`; `None` while Alipay+ must be asked.
    pub fn answer(&self) -> Option<IdentifyAnswer> {
        let unsupported = IdentifyAnswer::not_supported(self.kind);
        match &self.verdict {
            Verdict::NotSupported(_) => Some(unsupported),
            Verdict::AskBackend(_) => None,
            Verdict::Supported(Supported { action, ac_decode_config, .. }) => {
                let (redirect_url, user_agent) = match action {
                    Action::Decode => (None, None),
                    Action::OpenUrl { url, user_agent } => (Some(url.clone()), Some(user_agent.to_string())),
                };
                Some(IdentifyAnswer {
                    is_supported: true,
                    post_code_match_action_type: Some(action.action_type()),
                    redirect_url,
                    user_agent,
                    ac_decode_config: Some(ac_decode_config.to_string()),
                    ..unsupported
                })
            }
        }
    }
}

/// What the cashier on the phone goes on with.
impl From<&Identification> for Identified {
    fn from(identification: &Identification) -> Self {
        match &identification.verdict {
            Verdict::NotSupported(_) => Self::NotSupported(identification.kind),
            Verdict::AskBackend(_) => Self::AskBackend,
            Verdict::Supported(Supported { action: Action::Decode, .. }) => Self::Decode,
            Verdict::Supported(Supported { action: Action::OpenUrl { url, user_agent }, .. }) => {
                Self::OpenUrl { url: url.clone(), user_agent: Some(user_agent.to_string()) }
            }
        }
    }
}
