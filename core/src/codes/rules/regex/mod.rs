//! Java regular expressions with bounded cost.

mod char_set;
mod domains;
mod java;
mod syntax;

use fancy_regex::{Regex, RegexBuilder, RegexInput};

use super::limits::{MAX_BACKTRACKS, MAX_PATTERN_BYTES, MAX_PATTERN_CHARACTERS, MAX_PATTERN_INSTRUCTIONS};

pub(super) use domains::{begins_like_web_link, domain_literals};
pub use syntax::SyntaxError;

/// Why a regular expression cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// Longer than any that is taken.
    #[error("is longer than {MAX_PATTERN_CHARACTERS} characters")]
    TooLong,
    /// Not in Java's syntax, or a part of it that is not supported.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// Too large, or a look-behind without a fixed length.
    #[error("cannot be compiled")]
    Compile,
}

/// Matches whole texts, as `java.util.regex.Matcher.matches`.
#[derive(Clone, Debug)]
pub(super) struct WholePattern(Regex);

impl WholePattern {
    pub(super) fn new(pattern: &str) -> Result<Self, PatternError> {
        let translated = translate(pattern, java::Mode::Whole)?;
        compile(&format!(r"\A(?:{translated})\z")).map(Self)
    }

    /// No match, or over the limit of steps: `false`.
    pub(super) fn matches(&self, text: &str) -> bool {
        // Anchored: there is no second place to look at, which would cost steps.
        self.0.is_match_input(RegexInput::new(text).anchored(true)).unwrap_or(false)
    }
}

/// Finds a place in a text, as `java.util.regex.Matcher.find`.
#[derive(Clone, Debug)]
pub(super) struct SearchPattern(Regex);

impl SearchPattern {
    pub(super) fn new(pattern: &str) -> Result<Self, PatternError> {
        compile(&translate(pattern, java::Mode::Search)?).map(Self)
    }

    /// The first capture group of the first place.
    pub(super) fn first_group<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.0.captures(text).ok().flatten()?.get(1).map(|group| group.as_str())
    }
}

fn translate(pattern: &str, mode: java::Mode) -> Result<String, PatternError> {
    if pattern.chars().nth(MAX_PATTERN_CHARACTERS).is_some() {
        return Err(PatternError::TooLong);
    }
    Ok(java::translate(pattern, mode)?)
}

fn compile(translated: &str) -> Result<Regex, PatternError> {
    RegexBuilder::new(translated)
        .backtrack_limit(MAX_BACKTRACKS)
        .delegate_size_limit(MAX_PATTERN_BYTES)
        .delegate_dfa_size_limit(MAX_PATTERN_BYTES)
        .max_prog_size(MAX_PATTERN_INSTRUCTIONS)
        .build()
        .map_err(|_| PatternError::Compile)
}
