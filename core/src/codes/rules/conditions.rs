//! EMVCO patterns: conditions on the elements of a code.

use core::fmt;
use std::collections::BTreeMap;

use super::{
    expression::Expression,
    file::MatchPattern,
    finding::BadRule,
    limits::MAX_ACCURATE_TAG_RULES,
    regex::{PatternError, Room, Steps},
};
use crate::codes::{
    emv::{EmvCode, Tag, Template},
    scanned::ScannedEmv,
};

/// All conditions of a rule; all must hold. A rule without any takes every EMVCo code.
#[derive(Clone, Debug)]
pub(super) struct EmvConditions {
    account: Account,
    /// Conditions on the root that cost no more than a comparison, and those that do.
    root: Vec<(Tag, Expression)>,
    root_patterns: Vec<(Tag, Expression)>,
    /// Tag 62 must be there.
    additional_data: Option<Vec<(Tag, Expression)>>,
    accurate: Vec<AccurateTag>,
}

/// The condition on the merchant account.
#[derive(Clone, Debug)]
enum Account {
    Any,
    /// One of 02-25 is there.
    Primitive(Tag),
    /// One template of 26-51 and 80-99 has all of these.
    Template(Vec<(Tag, Expression)>),
}

/// An element by its path.
#[derive(Clone, Debug)]
struct AccurateTag {
    path: Path,
    expression: Expression,
}

/// Up to three tags, each below the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Path {
    Root(Tag),
    Second(Tag, Tag),
    Third(Tag, Tag, Tag),
}

impl Path {
    /// The value there; nothing if a level above is absent or does not parse.
    fn value<'a>(&self, code: &ScannedEmv<'a>) -> Option<Option<&'a str>> {
        match *self {
            Self::Root(tag) => Some(code.get(tag)),
            Self::Second(first, tag) => Some(code.template(first)?.get(tag)),
            Self::Third(first, second, tag) => Some(EmvCode::read_template(code.template(first)?.get(second)?)?.get(tag)),
        }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root(tag) => write!(f, "{tag}"),
            Self::Second(first, tag) => write!(f, "{first}.{tag}"),
            Self::Third(first, second, tag) => write!(f, "{first}.{second}.{tag}"),
        }
    }
}

/// The only text that the element `tag` may have.
fn literal(conditions: &[(Tag, Expression)], tag: Tag) -> Option<&str> {
    conditions.iter().find(|(it, _)| *it == tag).and_then(|(_, expression)| expression.literal())
}

/// What a code must have to fulfil the conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor<'a> {
    /// A merchant account template with this text in its sub-tag 00; and perhaps another text elsewhere: the rules of a scheme often
    /// differ in the institution only.
    Identifier(&'a str, Option<(Mark, &'a str)>),
    /// One of 02-25.
    Primitive(Tag),
    /// This text in 58.
    Country(&'a str),
    /// Nothing that can be looked up.
    None,
}

/// Where the text stands that tells the rules of one scheme apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    /// In sub-tag 01 of the merchant account template.
    Account,
    /// At the path of an accurate tag rule.
    Path(Path),
}

impl Mark {
    /// What a code has there; `account` is the template with the identifier.
    pub(super) fn value<'a>(&self, code: &ScannedEmv<'a>, account: Template<'a>) -> Option<&'a str> {
        match self {
            Self::Account => account.get(SECOND),
            Self::Path(path) => path.value(code)?,
        }
    }
}

/// Sub-tag 01 of a merchant account.
const SECOND: Tag = Tag::INITIATION;

/// A code that fulfils the conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fulfilled {
    /// The lowest template that satisfied the restrictions, if there are any.
    pub(super) template: Option<Tag>,
}

impl EmvConditions {
    pub(super) fn compile(pattern: &MatchPattern, room: &Room) -> Result<Self, BadRule> {
        let account = if pattern.primitive_mai.unwrap_or_default() {
            let tag = pattern.primitive_mai_tag.as_deref().and_then(Tag::parse).filter(|tag| (2..=25).contains(&tag.number()));
            Account::Primitive(tag.ok_or(BadRule::Tag)?)
        } else {
            match &pattern.merchant_mai_restrictions {
                Some(restrictions) if !restrictions.is_empty() => Account::Template(sub_tags(restrictions, room)?),
                _ => Account::Any,
            }
        };
        let given = pattern.root_conditions().into_iter().filter_map(|(number, text)| Some((Tag::new(number)?, text.as_deref()?)));
        let root = given.map(|(tag, text)| Ok((tag, expression(text, room)?))).collect::<Result<Vec<_>, BadRule>>()?;
        let (root_patterns, root) = root.into_iter().partition(|(_, expression)| expression.is_costly());
        let additional_data = pattern.additional_data_field_template.as_ref().map(|it| sub_tags(it, room)).transpose()?;
        let accurate = pattern.accurate_tag_rules.as_deref().unwrap_or_default();
        if accurate.len() > MAX_ACCURATE_TAG_RULES {
            return Err(BadRule::TooLarge);
        }
        let accurate = accurate.iter().map(|rule| AccurateTag::compile(rule, room)).collect::<Result<_, _>>()?;
        Ok(Self { account, root, root_patterns, additional_data, accurate })
    }

    pub(super) fn fulfilled_by(&self, code: &ScannedEmv<'_>, steps: &Steps) -> Option<Fulfilled> {
        let in_root = |needed: &[(Tag, Expression)]| needed.iter().all(|(tag, expression)| expression.holds(code.get(*tag), steps));
        let additional = |needed: &Vec<_>| {
            let has_all = || code.template(Tag::ADDITIONAL_DATA).is_some_and(|template| all_hold(template, needed, steps));
            code.get(Tag::ADDITIONAL_DATA).is_some() && (needed.is_empty() || has_all())
        };
        // The cheap ones first: they decide most rules.
        let template = if in_root(&self.root) { self.account_holds(code, steps)? } else { return None };
        let others = self.accurate.iter().all(|it| it.holds(code, steps))
            && self.additional_data.as_ref().is_none_or(additional)
            && in_root(&self.root_patterns);
        others.then_some(Fulfilled { template })
    }

    /// What a code must have, to find the rule by; the first of these that the rule asks for.
    pub(super) fn anchor(&self) -> Anchor<'_> {
        match &self.account {
            Account::Primitive(tag) => return Anchor::Primitive(*tag),
            Account::Template(needed) => {
                if let Some(identifier) = literal(needed, Tag::FORMAT_INDICATOR) {
                    let account = || literal(needed, SECOND).map(|text| (Mark::Account, text));
                    let path = || self.accurate.iter().find_map(|it| Some((Mark::Path(it.path), it.expression.literal()?)));
                    return Anchor::Identifier(identifier, account().or_else(path));
                }
            }
            Account::Any => {}
        }
        literal(&self.root, Tag::COUNTRY).map_or(Anchor::None, Anchor::Country)
    }

    /// The paths of the conditions that do not hold, if the code names the merchant account that the rule is for, or if only one does
    /// not hold.
    pub(super) fn near_miss(&self, code: &ScannedEmv<'_>, steps: &Steps) -> Option<Vec<String>> {
        let failing = |needed: &[(Tag, Expression)], template: Option<Template<'_>>, parent: &str| -> Vec<String> {
            let fails = |(tag, expression): &&(Tag, Expression)| !expression.holds(template.and_then(|template| template.get(*tag)), steps);
            needed.iter().filter(fails).map(|(tag, _)| format!("{parent}{tag}")).collect()
        };
        let root = self.root.iter().chain(&self.root_patterns);
        let mut paths: Vec<String> = root.filter(|(tag, it)| !it.holds(code.get(*tag), steps)).map(|(tag, _)| tag.to_string()).collect();
        paths.sort();
        let account = match &self.account {
            Account::Any => None,
            Account::Primitive(tag) => Some(if code.get(*tag).is_some() { Vec::new() } else { return None }),
            Account::Template(needed) => {
                let each = code.accounts().map(|(tag, template)| failing(needed, Some(template), &format!("{tag}.")));
                // The template that has most of what is needed, if it has anything.
                Some(each.min_by_key(Vec::len).filter(|fewest| fewest.is_empty() || fewest.len() < needed.len())?)
            }
        };
        if let Some(needed) = &self.additional_data {
            paths.extend(failing(needed, code.template(Tag::ADDITIONAL_DATA), "62."));
        }
        paths.extend(self.accurate.iter().filter(|it| !it.holds(code, steps)).map(|it| it.path.to_string()));
        let is_for_account = account.is_some();
        paths.splice(0..0, account.into_iter().flatten());
        (is_for_account || paths.len() == 1).then_some(paths)
    }

    /// `None` if the account's condition fails, else the template that fulfils it.
    fn account_holds(&self, code: &ScannedEmv<'_>, steps: &Steps) -> Option<Option<Tag>> {
        match &self.account {
            Account::Any => Some(None),
            Account::Primitive(tag) => code.get(*tag).map(|_| None),
            Account::Template(needed) => code.accounts().find(|(_, template)| all_hold(*template, needed, steps)).map(|(tag, _)| Some(tag)),
        }
    }
}

fn all_hold(template: Template<'_>, needed: &[(Tag, Expression)], steps: &Steps) -> bool {
    needed.iter().all(|(tag, expression)| expression.holds(template.get(*tag), steps))
}

impl AccurateTag {
    fn compile(rule: &super::file::AccurateTagRule, room: &Room) -> Result<Self, BadRule> {
        let tag = |text: &String| Tag::parse(text).ok_or(BadRule::Tag);
        let path = match (&rule.tag, &rule.sec_tag, &rule.thi_tag) {
            (Some(first), None, None) => Path::Root(tag(first)?),
            (Some(first), Some(second), None) => Path::Second(tag(first)?, tag(second)?),
            (Some(first), Some(second), Some(third)) => Path::Third(tag(first)?, tag(second)?, tag(third)?),
            _ => return Err(BadRule::Tag),
        };
        let text = rule.rule.as_deref().ok_or(BadRule::MissingExpression)?;
        Ok(Self { path, expression: expression(text, room)? })
    }

    fn holds(&self, code: &ScannedEmv<'_>, steps: &Steps) -> bool {
        self.path.value(code).is_some_and(|value| self.expression.holds(value, steps))
    }
}

fn sub_tags(conditions: &BTreeMap<String, String>, room: &Room) -> Result<Vec<(Tag, Expression)>, BadRule> {
    conditions.iter().map(|(tag, text)| Ok((Tag::parse(tag).ok_or(BadRule::Tag)?, expression(text, room)?))).collect()
}

fn expression(text: &str, room: &Room) -> Result<Expression, BadRule> {
    Expression::parse(text, room).map_err(|error: PatternError| BadRule::Pattern(error))
}
