//! Whether a code keeps what the schemes that it names ask.

use serde::Serialize;

use super::{Ask, Named, named};
use crate::codes::emv::{
    Element, Finding, FindingCode, Tag,
    finding::Findings,
    tree::{Level, Path},
};

/// What one scheme has to say of a code that names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SchemeProfile {
    /// Name of the scheme.
    pub scheme: &'static str,
    /// Whether there is no finding.
    pub fits: bool,
    /// Every deviation from what is known of the scheme's own rules, in the order of the text.
    pub findings: Vec<Finding>,
}

/// The profile of each scheme that a well-formed code names; `root` is its outermost level.
pub fn profiles(text: &str, root: &Level<'_>) -> Vec<SchemeProfile> {
    let mut checks: Vec<(&'static str, Findings<'_>)> = Vec::new();
    for Named { scheme, sign, element } in named(root) {
        let known = checks.iter().position(|(name, _)| *name == scheme.name);
        let at = known.unwrap_or_else(|| {
            let mut findings = Findings::of(text);
            scheme.asks.iter().for_each(|ask| check(ask, root, text.len(), &mut findings));
            checks.push((scheme.name, findings));
            checks.len() - 1
        });
        let Some((_, findings)) = checks.get_mut(at) else { continue };
        if !sign.home.contains(&element.tag.number()) {
            findings.add(FindingCode::Misplaced, element.tag, element.offset, format!("{} does not stand here", scheme.name));
        }
        let template = root.below(&element);
        sign.asks.iter().for_each(|ask| check(ask, &template, element.end(), findings));
    }
    let profile = |(scheme, findings): (_, Findings<'_>)| {
        let findings = findings.in_order();
        SchemeProfile { scheme, fits: findings.is_empty(), findings }
    };
    checks.into_iter().map(profile).collect()
}

/// `end` is where the level ends, in bytes.
fn check(ask: &Ask, level: &Level<'_>, end: usize, findings: &mut Findings<'_>) {
    match ask {
        Ask::Must(path, form) | Ask::May(path, form) => match walk(level, end, path) {
            Ok((path, element)) if !form.takes(element.value) => {
                findings.add(FindingCode::BadValue, path, element.offset, format!("is not {form}"));
            }
            Err((path, end)) if matches!(ask, Ask::Must(..)) => {
                findings.add(FindingCode::Missing, path, end, format!("there must be {form}"));
            }
            _ => {}
        },
        Ask::OneOf(tags) => {
            if !level.elements().any(|element| tags.contains(&element.tag.number())) {
                let tags: Vec<_> = tags.iter().filter_map(|tag| Tag::new(*tag)).map(|tag| tag.to_string()).collect();
                findings.add(FindingCode::Missing, level.path, end, format!("there must be one of {}", tags.join(", ")));
            }
        }
        Ask::AmountIfDynamic => {
            let is_dynamic = level.get(Tag::INITIATION).is_some_and(|element| element.value == "12");
            if is_dynamic && level.get(Tag::AMOUNT).is_none() {
                findings.add(FindingCode::Missing, Tag::AMOUNT, end, "a dynamic code must have an amount");
            }
        }
    }
}

/// The element at `path` below `level`; if there is none, its whole path and where the level that lacks it ends.
fn walk<'a>(level: &Level<'a>, end: usize, path: &[u8]) -> Result<(Path, Element<'a>), (Path, usize)> {
    let absent = (level.path, end);
    let (first, rest) = path.split_first().ok_or(absent)?;
    let tag = Tag::new(*first).ok_or(absent)?;
    let here = level.path.child(tag);
    let Some(element) = level.get(tag) else {
        let whole = rest.iter().filter_map(|tag| Tag::new(*tag)).fold(here, Path::child);
        return Err((whole, end));
    };
    if rest.is_empty() { Ok((here, element)) } else { walk(&level.below(&element), element.end(), rest) }
}
