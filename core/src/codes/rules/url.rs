//! How a rule makes the URL of an entry code (protocol section 8.7).

use smallvec::SmallVec;

use super::{
    conditions::Fulfilled,
    entries::Entries,
    expression::tagged,
    file,
    limits::MAX_PARAMETERS,
    regex::{Room, SearchPattern, Steps},
    template::Template,
};
use crate::codes::{emv::Tag, link::strip_prefix_ignoring_case, scanned::Scanned};

/// Why there is no result although a rule matches: the code is not supported (protocol section 8.6).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// The action is neither `DECODE` nor `OPEN_URL`.
    #[error("the rule has no action")]
    Action,
    /// There is no URL to open and no known way to make one.
    #[error("the rule has no way to make its URL")]
    Method,
    /// `emvUrlTag` is not `merchantTag.` and a sub-tag.
    #[error("the rule's URL tag cannot be read")]
    UrlTag,
    /// The tag is absent or holds no URL.
    #[error("the code has no URL where the rule expects it")]
    NoUrl,
    /// `dynamicUrlParams` is no object of texts.
    #[error("the rule's parameters cannot be read")]
    Parameters,
    /// A parameter that cannot be read, has no value in this code, or an empty one.
    #[error("parameter `{0}` has no value")]
    Parameter(String),
    /// A URL that no container would open, over 64 KiB.
    #[error("the URL is too long")]
    TooLong,
    /// `${` is left in the URL (A31).
    #[error("a placeholder is left in the URL")]
    LeftoverPlaceholder,
}

/// `urlConstructionMethod`.
#[derive(Clone, Debug)]
pub(super) enum UrlMethod {
    /// `USE_DIRECTLY`: the code is the URL.
    Directly,
    /// `EXTRACT_URL_FROM_EMVCODE`: from this sub-tag of the template that matched.
    Extract(Option<Tag>),
    /// `CONSTRUCT_DYNAMIC_URL`.
    Construct { template: Result<Template, BuildError>, parameters: Vec<(String, Parameter)> },
    /// The same with parameters that cannot be read.
    BadParameters,
    /// None, or an unknown one.
    Unknown,
}

/// One of `dynamicUrlParams`.
#[derive(Clone, Debug)]
pub(super) enum Parameter {
    /// `R<regex>`: the first group of the first place.
    Group(SearchPattern),
    /// `E<tag>`, `E<tag.sub>`
    Element(Tag, Option<Tag>),
    /// `L<from>`, `L<from,to>`: characters.
    Slice(usize, Option<usize>),
    /// One that has no value in any code.
    Invalid,
}

/// What a URL is made from.
#[derive(Clone, Copy)]
pub(super) struct Material<'m, 'a> {
    pub(super) code: &'m Scanned<'a>,
    pub(super) steps: &'m Steps,
    pub(super) fulfilled: Fulfilled,
    pub(super) client_id: &'m str,
    /// The URL of remote identify, which replaces the code or the template.
    pub(super) remote_url: Option<&'m str>,
}

impl UrlMethod {
    pub(super) fn of(action: &file::PostCodeMatchAction, parameters: Option<&serde_json::Value>, room: &Room) -> Self {
        match action.url_construction_method.as_deref() {
            Some("USE_DIRECTLY") => Self::Directly,
            Some("EXTRACT_URL_FROM_EMVCODE") => {
                let tag = action.emv_url_tag.as_deref().and_then(|tag| tag.strip_prefix("merchantTag.")).and_then(Tag::parse);
                Self::Extract(tag)
            }
            Some("CONSTRUCT_DYNAMIC_URL") => match read_parameters(parameters, room) {
                None => Self::BadParameters,
                Some(parameters) => {
                    let template = action.dynamic_url_expression.as_deref().unwrap_or_default();
                    Self::Construct { template: Template::parse(template, names(&parameters)), parameters }
                }
            },
            _ => Self::Unknown,
        }
    }

    pub(super) fn build(&self, from: &Material<'_, '_>) -> Result<String, BuildError> {
        match self {
            Self::Directly => Ok(from.remote_url.unwrap_or(from.code.text).to_owned()),
            Self::Extract(tag) => extract(tag.ok_or(BuildError::UrlTag)?, from),
            Self::Construct { template, parameters } => construct(template.as_ref(), parameters, from),
            Self::BadParameters => Err(BuildError::Parameters),
            Self::Unknown => from.remote_url.map(str::to_owned).ok_or(BuildError::Method),
        }
    }
}

fn extract(sub_tag: Tag, from: &Material<'_, '_>) -> Result<String, BuildError> {
    let template = from.code.emv.as_ref().zip(from.fulfilled.template).and_then(|(emv, template)| emv.template(template));
    let value = template.and_then(|template| template.get(sub_tag)).ok_or(BuildError::NoUrl)?;
    let begins = |(at, _): (usize, char)| value.get(at..).filter(|rest| strip_prefix_ignoring_case(rest, "http").is_some());
    value.char_indices().find_map(begins).map(str::to_owned).ok_or(BuildError::NoUrl)
}

fn construct(
    template: Result<&Template, &BuildError>,
    parameters: &[(String, Parameter)],
    from: &Material<'_, '_>,
) -> Result<String, BuildError> {
    let mut values: SmallVec<[&str; 8]> = SmallVec::new();
    for (name, parameter) in parameters {
        let value = parameter.value(from).filter(|value| !value.is_empty());
        values.push(value.ok_or_else(|| BuildError::Parameter(name.clone()))?);
    }
    let fill = |template: &Template| template.fill(from.code.text, from.client_id, &values);
    match from.remote_url {
        None => fill(template.map_err(BuildError::clone)?),
        Some(remote) => fill(&Template::parse(remote, names(parameters))?),
    }
}

fn names(parameters: &[(String, Parameter)]) -> impl Iterator<Item = &str> + Clone {
    parameters.iter().map(|(name, _)| name.as_str())
}

/// `None` if they are there but cannot be read, or are more than any rule needs.
fn read_parameters(value: Option<&serde_json::Value>, room: &Room) -> Option<Vec<(String, Parameter)>> {
    let entries = file::nested::<Entries>(value.filter(|value| value.as_str() != Some(""))).ok()?;
    let texts = entries.map_or_else(|| Some(Vec::new()), Entries::into_texts).filter(|texts| texts.len() <= MAX_PARAMETERS)?;
    Some(texts.into_iter().map(|(name, text)| (name, Parameter::parse(&text, room).unwrap_or(Parameter::Invalid))).collect())
}

impl Parameter {
    fn parse(text: &str, room: &Room) -> Option<Self> {
        let (letter, inner) = tagged(text)?;
        match letter {
            'R' => SearchPattern::new(inner, room).ok().map(Self::Group),
            'E' => match inner.split_once('.') {
                Some((tag, sub)) => Some(Self::Element(Tag::parse(tag)?, Some(Tag::parse(sub)?))),
                None => Some(Self::Element(Tag::parse(inner)?, None)),
            },
            'L' => {
                let index = |text: &str| if text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok() } else { None };
                match inner.split_once(',') {
                    Some((from, to)) => Some(Self::Slice(index(from)?, Some(index(to)?))),
                    None => Some(Self::Slice(index(inner)?, None)),
                }
            }
            _ => None,
        }
    }

    fn value<'a>(&self, from: &Material<'_, 'a>) -> Option<&'a str> {
        match self {
            Self::Group(pattern) => pattern.first_group(from.code.text, from.steps).ok()?,
            Self::Element(tag, None) => from.code.emv.as_ref()?.get(*tag),
            Self::Element(tag, Some(sub)) => from.code.emv.as_ref()?.template(*tag)?.get(*sub),
            Self::Slice(start, end) => {
                let start_at = byte_offset(from.code.text, *start)?;
                match end {
                    Some(end) => from.code.text.get(start_at..byte_offset(from.code.text, *end)?),
                    None => from.code.text.get(start_at..),
                }
            }
            Self::Invalid => None,
        }
    }
}

/// Where the character of this index begins, or the end of the text behind its last one.
fn byte_offset(text: &str, characters: usize) -> Option<usize> {
    text.char_indices().map(|(at, _)| at).chain([text.len()]).nth(characters)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(template: &str, parameters: &str, code: &str) -> Result<String, BuildError> {
        let action = file::PostCodeMatchAction {
            url_construction_method: Some("CONSTRUCT_DYNAMIC_URL".to_owned()),
            dynamic_url_expression: Some(template.to_owned()),
            ..Default::default()
        };
        let code = &Scanned::new(code);
        let from = Material { code, steps: &Steps::new(1_000), fulfilled: Fulfilled { template: None }, client_id: "ME", remote_url: None };
        UrlMethod::of(&action, Some(&parameters.into()), &Room::new(1_000)).build(&from)
    }

    #[test]
    fn every_parameter_takes_its_part_of_the_code() {
        for (parameter, code, value) in [
            ("L<2>", "abcd", Some("cd")),
            ("L<0>", "abcd", Some("abcd")),
            ("l<1,3>", "a\u{1F35C}cd", Some("%F0%9F%8D%9Cc")),
            ("L<1,4>", "abcd", Some("bcd")),
            ("L<1,5>", "abcd", None),
            ("L<4>", "abcd", None),
            ("L<5>", "abcd", None),
            ("L<2,2>", "abcd", None),
            ("L<3,2>", "abcd", None),
            ("L<-1>", "abcd", None),
            ("L<+1>", "abcd", None),
            ("L<1,-1>", "abcd", None),
            ("L<>", "abcd", None),
            ("L<1,2,3>", "abcd", None),
            ("R<b(.)>", "abcabd", Some("c")),
            ("R<b.>", "abc", None),
            ("R<x(y)?>", "x", None),
            ("R<(>", "abc", None),
            ("E<59>", "abc", None),
            ("X<1>", "abc", None),
            ("abc", "abc", None),
            ("", "abc", None),
        ] {
            let parameters = serde_json::json!({ "p": parameter }).to_string();
            let expected = value.map(|value| format!("u?{value}")).ok_or(BuildError::Parameter("p".to_owned()));
            assert_eq!(built("u?${p}", &parameters, code), expected, "{parameter}");
        }
    }

    #[test]
    fn parameters_must_be_readable_and_have_a_value_even_if_no_placeholder_names_them() {
        assert_eq!(built("u?c=${codeValue}&i=${issuer}", "", "a b"), Ok("u?c=a%20b&i=ME".to_owned()));
        assert_eq!(built("u?constant", "{}", "x"), Ok("u?constant".to_owned()));
        assert_eq!(built("u?x", "{\"p\":1}", "x"), Err(BuildError::Parameters));
        assert_eq!(built("u?x", "{", "x"), Err(BuildError::Parameters));
        assert_eq!(built("u?x", r#"{"p":"L<9>"}"#, "x"), Err(BuildError::Parameter("p".to_owned())));
        let many = (0..33).map(|at| (format!("p{at}"), "L<0>".into())).collect::<serde_json::Map<_, _>>();
        assert_eq!(built("u?x", &serde_json::Value::from(many).to_string(), "x"), Err(BuildError::Parameters));
        // What a code holds is encoded, and never a placeholder again.
        assert_eq!(built("u?${a}${b}", r#"{"a":"L<0>","b":"L<0,1>"}"#, "${b}"), Ok("u?%24%7Bb%7D%24".to_owned()));
    }
}
