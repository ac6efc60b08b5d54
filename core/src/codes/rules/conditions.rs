//! EMVCO patterns: conditions on the elements of a code.

use std::collections::BTreeMap;

use super::{
    expression::Expression,
    file::MatchPattern,
    finding::BadRule,
    limits::MAX_ACCURATE_TAG_RULES,
    regex::{PatternError, Room, Steps},
};
use crate::codes::{
    emv::{EmvCode, Tag, Values},
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

/// An element by its path of up to three tags.
#[derive(Clone, Debug)]
struct AccurateTag {
    above: Vec<Tag>,
    last: Tag,
    expression: Expression,
}

/// The only text that the element `tag` may have.
fn literal(conditions: &[(Tag, Expression)], tag: Tag) -> Option<&str> {
    conditions.iter().find(|(it, _)| *it == tag).and_then(|(_, expression)| expression.literal())
}

/// What a code must have to fulfil the conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor<'a> {
    /// A merchant account template with this text in its sub-tag 00, and perhaps this one in [`Anchor::NEXT`]: a scheme's rules often
    /// differ in the institution there.
    Identifier(&'a str, Option<&'a str>),
    /// One of 02-25.
    Primitive(Tag),
    /// This text in 58.
    Country(&'a str),
    /// Nothing that can be looked up.
    None,
}

impl Anchor<'_> {
    /// Sub-tag 01.
    pub(super) const NEXT: Tag = Tag::INITIATION;
}

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
            let has_all = |values: &Values<'_>| all_hold(values, needed, steps).then_some(());
            code.get(Tag::ADDITIONAL_DATA).is_some() && (needed.is_empty() || code.in_template(Tag::ADDITIONAL_DATA, has_all).is_some())
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
                    return Anchor::Identifier(identifier, literal(needed, Anchor::NEXT));
                }
            }
            Account::Any => {}
        }
        literal(&self.root, Tag::COUNTRY).map_or(Anchor::None, Anchor::Country)
    }

    /// The paths of the conditions that do not hold, if the code names the merchant account that the rule is for, or if only one does
    /// not hold.
    pub(super) fn near_miss(&self, code: &ScannedEmv<'_>, steps: &Steps) -> Option<Vec<String>> {
        let failing = |needed: &[(Tag, Expression)], values: Option<&Values<'_>>, parent: &str| -> Vec<String> {
            let fails = |(tag, expression): &&(Tag, Expression)| !expression.holds(values.and_then(|values| values.get(*tag)), steps);
            needed.iter().filter(fails).map(|(tag, _)| format!("{parent}{tag}")).collect()
        };
        let root = self.root.iter().chain(&self.root_patterns);
        let mut paths: Vec<String> = root.filter(|(tag, it)| !it.holds(code.get(*tag), steps)).map(|(tag, _)| tag.to_string()).collect();
        paths.sort();
        let account = match &self.account {
            Account::Any => None,
            Account::Primitive(tag) => Some(if code.get(*tag).is_some() { Vec::new() } else { return None }),
            Account::Template(needed) => {
                let each = code.accounts().map(|(tag, values)| failing(needed, Some(values), &format!("{tag}.")));
                // The template that has most of what is needed, if it has anything.
                Some(each.min_by_key(Vec::len).filter(|fewest| fewest.is_empty() || fewest.len() < needed.len())?)
            }
        };
        if let Some(needed) = &self.additional_data {
            let some = code.in_template(Tag::ADDITIONAL_DATA, |values| Some(failing(needed, Some(values), "62.")));
            paths.extend(some.unwrap_or_else(|| failing(needed, None, "62.")));
        }
        paths.extend(self.accurate.iter().filter(|it| !it.holds(code, steps)).map(AccurateTag::path));
        let is_for_account = account.is_some();
        paths.splice(0..0, account.into_iter().flatten());
        (is_for_account || paths.len() == 1).then_some(paths)
    }

    /// `None` if the account's condition fails, else the template that fulfils it.
    fn account_holds(&self, code: &ScannedEmv<'_>, steps: &Steps) -> Option<Option<Tag>> {
        match &self.account {
            Account::Any => Some(None),
            Account::Primitive(tag) => code.get(*tag).map(|_| None),
            Account::Template(needed) => code.accounts().find(|(_, values)| all_hold(values, needed, steps)).map(|(tag, _)| Some(tag)),
        }
    }
}

fn all_hold(values: &Values<'_>, needed: &[(Tag, Expression)], steps: &Steps) -> bool {
    needed.iter().all(|(tag, expression)| expression.holds(values.get(*tag), steps))
}

impl AccurateTag {
    fn path(&self) -> String {
        self.above.iter().map(|tag| format!("{tag}.")).chain([self.last.to_string()]).collect()
    }

    fn compile(rule: &super::file::AccurateTagRule, room: &Room) -> Result<Self, BadRule> {
        let tags = match (&rule.tag, &rule.sec_tag, &rule.thi_tag) {
            (Some(tag), None, None) => vec![tag],
            (Some(tag), Some(second), None) => vec![tag, second],
            (Some(tag), Some(second), Some(third)) => vec![tag, second, third],
            _ => return Err(BadRule::Tag),
        };
        let mut above = tags.into_iter().map(|tag| Tag::parse(tag)).collect::<Option<Vec<_>>>().ok_or(BadRule::Tag)?;
        let last = above.pop().ok_or(BadRule::Tag)?;
        let text = rule.rule.as_deref().ok_or(BadRule::MissingExpression)?;
        Ok(Self { above, last, expression: expression(text, room)? })
    }

    fn holds(&self, code: &ScannedEmv<'_>, steps: &Steps) -> bool {
        match *self.above.as_slice() {
            [] => self.expression.holds(code.get(self.last), steps),
            [first] => code.in_template(first, |values| Some(self.expression.holds(values.get(self.last), steps))).unwrap_or_default(),
            [first, second, ..] => {
                let inner = code.in_template(first, |values| EmvCode::read_template(values.get(second)?));
                inner.is_some_and(|values| self.expression.holds(values.get(self.last), steps))
            }
        }
    }
}

fn sub_tags(conditions: &BTreeMap<String, String>, room: &Room) -> Result<Vec<(Tag, Expression)>, BadRule> {
    conditions.iter().map(|(tag, text)| Ok((Tag::parse(tag).ok_or(BadRule::Tag)?, expression(text, room)?))).collect()
}

fn expression(text: &str, room: &Room) -> Result<Expression, BadRule> {
    Expression::parse(text, room).map_err(|error: PatternError| BadRule::Pattern(error))
}
