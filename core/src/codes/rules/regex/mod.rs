//! Java regular expressions with bounded cost.
//!
//! An engine of its own: it has Java's meaning without a translation, a limit of steps that is exact, and needs hundreds of bytes
//! where a general one needs tens of thousands (docs/decisions/0008-identification.md).

mod char_set;
mod domains;
mod matcher;
mod outline;
mod parse;
mod program;
mod syntax;
#[cfg(test)]
mod tests;
mod text;

use self::{outline::Outline, parse::Node, program::Program};
use super::limits::MAX_PATTERN_CHARACTERS;

pub(super) use char_set::Class;
pub(super) use domains::Domains;
pub(super) use matcher::{OverLimit, Steps};
pub(super) use program::Room;
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
    /// Too large by itself or together with those before it, or a look-behind without a largest width.
    #[error("cannot be compiled")]
    Compile,
}

/// Matches whole texts, as `java.util.regex.Matcher.matches`.
#[derive(Clone, Debug)]
pub(super) struct WholePattern {
    program: Program,
    outline: Outline,
    domains: Domains,
}

impl WholePattern {
    pub(super) fn new(pattern: &str, room: &Room) -> Result<Self, PatternError> {
        let node = parse(pattern)?;
        let program = compile(&node, true, room)?;
        let domains = Domains::of(&node).ok_or(PatternError::Compile)?;
        Ok(Self { outline: Outline::new(&node, &program), domains, program })
    }

    pub(super) fn matches(&self, text: &str, steps: &Steps) -> Result<bool, OverLimit> {
        if self.outline.fits(text) { matcher::matches(&self.program, text, steps) } else { Ok(false) }
    }

    /// The characters with which everything that matches begins, if it has no beginning and they are known.
    pub(super) fn first(&self) -> Option<&Class> {
        self.outline.first.as_ref()
    }

    /// What it says of hosts.
    pub(super) fn domains(&self) -> &Domains {
        &self.domains
    }

    /// The text with which everything that matches begins; may be empty.
    pub(super) fn beginning(&self) -> &str {
        &self.outline.beginning
    }
}

/// Finds a place in a text, as `java.util.regex.Matcher.find`.
#[derive(Clone, Debug)]
pub(super) struct SearchPattern(Program);

impl SearchPattern {
    pub(super) fn new(pattern: &str, room: &Room) -> Result<Self, PatternError> {
        Ok(Self(compile(&parse(pattern)?, false, room)?))
    }

    /// The first capture group of the first place.
    pub(super) fn first_group<'t>(&self, text: &'t str, steps: &Steps) -> Result<Option<&'t str>, OverLimit> {
        matcher::first_group(&self.0, text, steps)
    }
}

fn parse(pattern: &str) -> Result<Node, PatternError> {
    if pattern.chars().nth(MAX_PATTERN_CHARACTERS).is_some() {
        return Err(PatternError::TooLong);
    }
    Ok(parse::parse(pattern)?)
}

fn compile(node: &Node, whole: bool, room: &Room) -> Result<Program, PatternError> {
    Program::compile(node, whole, room).map_err(|_| PatternError::Compile)
}
