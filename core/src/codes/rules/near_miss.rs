//! Why a rule that nearly takes a code does not: for people who write rules or wonder about a code, never for a payment.

use super::{BuildError, Identification, RuleSet, Unsupported, Verdict, limits::MAX_STEPS, regex::Steps, rule::Rule};
use crate::codes::{
    emv::{EmvCode, crc16},
    scanned::Scanned,
};

/// A rule that does not decide about a code, although something of it fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearMiss {
    /// Its index in the file, from 0.
    pub rule: usize,
    /// Why it does not decide.
    pub reason: MissReason,
}

/// Why a rule does not decide. The texts hold nothing of the code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MissReason {
    /// It decides, but cannot be carried out on this code, which is therefore not supported.
    #[error("decides, but {0}")]
    Failed(BuildError),
    /// It matches too, but another rule comes first by priority or by place.
    #[error("matches too, but rule {by} comes first")]
    Outranked {
        /// The rule that decides.
        by: usize,
    },
    /// The code begins with the prefix, but its host goes on behind it (A49).
    #[error("the host of the code goes on behind the prefix")]
    HostBoundary,
    /// The pattern matches, but the host of the code is none that it names (A50).
    #[error("the host of the code is none of the rule's")]
    OtherHost,
    /// The host of the code only looks like one of the rule's.
    #[error("the host of the code only looks like the rule's")]
    LookAlike,
    /// The host of the code is the rule's, but its scheme, port or path is not.
    #[error("the host of the code is the rule's, but not all of the rest")]
    SameHost,
    /// The code begins as the rule's pattern does, and goes on differently.
    #[error("the code begins as the pattern does, and goes on differently")]
    Pattern,
    /// A name in front of the host disguises where the link goes.
    #[error("the code has user info before its host")]
    UserInfo,
    /// A regular expression needs more steps than one match may take.
    #[error("its regular expression takes too many steps")]
    TooManySteps,
    /// An EMVCo code that the rule would take if its CRC were right.
    #[error("would match if the CRC of the code were right")]
    Crc,
    /// Conditions of an EMVCo rule do not hold, by the paths of their elements (`26-51.00`, `58`).
    #[error("does not hold at {}", .0.join(", "))]
    Conditions(Vec<String>),
}

impl MissReason {
    /// A stable name, such as `host_boundary`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Failed(_) => "failed",
            Self::Outranked { .. } => "outranked",
            Self::HostBoundary => "host_boundary",
            Self::OtherHost => "other_host",
            Self::LookAlike => "look_alike",
            Self::SameHost => "same_host",
            Self::Pattern => "pattern",
            Self::UserInfo => "user_info",
            Self::TooManySteps => "too_many_steps",
            Self::Crc => "crc",
            Self::Conditions(_) => "conditions",
        }
    }
}

/// See [`RuleSet::near_misses`].
pub(super) fn near_misses(set: &RuleSet, text: &str, identification: &Identification) -> Vec<NearMiss> {
    let failure = match &identification.verdict {
        Verdict::NotSupported(Unsupported::Failed { error, .. }) => Some(error),
        _ => None,
    };
    let code = Scanned::new(text);
    let winner = set.winner(&code).map(|(rule, _)| rule.index);
    let repaired = if code.emv.is_none() { with_right_crc(text) } else { None };
    let repaired = repaired.as_deref().map(Scanned::new);
    // More than one identification has: the question is what each rule would do alone.
    let steps = Steps::new(MAX_STEPS.saturating_mul(10));
    let reason = |rule: &Rule| {
        let takes = |code: &Scanned<'_>| rule.matches(code, &steps).is_some();
        match winner {
            Some(winner) if winner == rule.index => failure.cloned().map(MissReason::Failed),
            Some(by) if takes(&code) => Some(MissReason::Outranked { by }),
            _ if repaired.as_ref().is_some_and(takes) => Some(MissReason::Crc),
            _ => rule.near_miss(&code, &steps),
        }
    };
    set.rules.iter().filter_map(|rule| Some(NearMiss { rule: rule.index, reason: reason(rule)? })).collect()
}

/// An EMVCo code with the CRC that it should have.
fn with_right_crc(text: &str) -> Option<String> {
    let (at, _) = text.char_indices().nth_back(3)?;
    let body = text.get(..at).filter(|body| body.ends_with("6304"))?;
    let repaired = format!("{body}{:04X}", crc16(body.as_bytes()));
    EmvCode::parse(&repaired).is_ok().then_some(repaired)
}
