//! What is wrong with a rule file, or with one rule of it.

use super::{
    limits::{MAX_FILE_BYTES, MAX_RULES},
    regex::PatternError,
};

/// Why a rule file cannot be used at all.
#[derive(Debug, thiserror::Error)]
pub enum RuleFileError {
    /// Over 2 MiB.
    #[error("the rule file is larger than {MAX_FILE_BYTES} bytes")]
    TooLarge,
    /// More rules than any real file has.
    #[error("the rule file has more than {MAX_RULES} rules")]
    TooManyRules,
    /// Not JSON, or not in the shape that inquiryCodeRules serves.
    #[error("the rule file cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    /// Its `result` is not `S`.
    #[error("the rule file is an answer without success")]
    NotSuccess,
}

/// A rule that never matches (A29), or what its result lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleFinding {
    /// Its index in the file, from 0.
    pub rule: usize,
    /// Why.
    pub reason: BadRule,
}

/// Why a rule never matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadRule {
    /// Fields of the wrong type.
    #[error("has not the shape of a rule")]
    Shape,
    /// `matchMethod` is none of PREFIX, REGEX, EMVCO.
    #[error("has an unknown match method")]
    MatchMethod,
    /// The prefix or regular expression is missing or empty.
    #[error("has no pattern")]
    MissingPattern,
    /// A regular expression that cannot be used.
    #[error("has a pattern that {0}")]
    Pattern(#[from] PatternError),
    /// `extendInfo`, or a text inside of it, is no JSON of the right shape, or an EMVCO rule's has no `matchPattern`.
    #[error("has an unusable extendInfo")]
    ExtendInfo,
    /// A tag that is missing or no number of two digits.
    #[error("has a wrong tag")]
    Tag,
    /// An accurate tag rule without an expression.
    #[error("has a tag without an expression")]
    MissingExpression,
    /// More conditions than any real rule has, or more hosts together with the rules before it than any real file.
    #[error("is too large")]
    TooLarge,
}
