//! One compiled rule.

use serde_json::Value;

use super::{
    conditions::{EmvConditions, Fulfilled},
    entries::Entries,
    file::{CodeRule, MatchPattern, MatchResult},
    finding::BadRule,
    prefix::PrefixPattern,
    regex::{WholePattern, begins_like_web_link, domain_literals},
    trust::Trust,
    url::{BuildError, Material, UrlMethod},
    verdict::{Action, Supported, Untrusted},
};
use crate::{
    codes::{DEFAULT_USER_AGENT, emv::EmvCode, link::WebLink},
    wallet_api::PostCodeMatchActionType,
};

/// Priority of a rule that names none; smaller wins.
const DEFAULT_PRIORITY: i64 = 10_000;

/// Entries of `matchResult` that are for identification only.
const NOT_FOR_THE_CONTAINER: [&str; 2] = ["trust", "nonSdkJarSupportVersion"];

#[derive(Clone, Debug)]
pub(super) struct Rule {
    /// In the file.
    pub(super) index: usize,
    pub(super) priority: i64,
    matcher: Matcher,
    trust: Trust,
    action: Option<PostCodeMatchActionType>,
    url: UrlMethod,
    user_agent: String,
    ac_decode_config: String,
}

#[derive(Clone, Debug)]
enum Matcher {
    Prefix(PrefixPattern),
    Regex { pattern: WholePattern, hosts: UrlHosts },
    Emvco(Box<EmvConditions>),
}

/// What a REGEX rule demands of the host of a URL (A50).
#[derive(Clone, Debug)]
enum UrlHosts {
    /// The pattern is not for URLs.
    NotForUrls,
    /// No user info, and if there are any of these, a host that ends in one of them.
    EndIn(Vec<String>),
}

/// What a rule brings from remote identify.
#[derive(Clone, Copy, Default)]
pub(super) struct Overrides<'a> {
    pub(super) action: Option<PostCodeMatchActionType>,
    pub(super) user_agent: Option<&'a str>,
}

impl Rule {
    pub(super) fn compile(index: usize, rule: Value) -> Result<Self, BadRule> {
        let rule = CodeRule::read(rule)?;
        let pattern = &rule.code_match_pattern;
        let extend_info = rule.extend_info()?;
        let filled = |text: &Option<String>| text.clone().filter(|text| !text.is_empty()).ok_or(BadRule::MissingPattern);
        let (matcher, priority) = match pattern.match_method.as_deref() {
            Some("PREFIX") => (Matcher::Prefix(PrefixPattern::new(&filled(&pattern.prefix)?)), pattern.priority),
            Some("REGEX") => (Matcher::regex(&filled(&pattern.regex)?)?, pattern.priority),
            Some("EMVCO") => {
                let pattern = match &extend_info {
                    Some(extend_info) => extend_info.match_pattern()?.ok_or(BadRule::ExtendInfo)?,
                    None => MatchPattern::from_emv_match_rules(pattern),
                };
                (Matcher::Emvco(Box::new(EmvConditions::compile(&pattern)?)), pattern.priority)
            }
            _ => return Err(BadRule::MatchMethod),
        };
        let match_result = match &extend_info {
            Some(extend_info) => extend_info.match_result::<MatchResult>()?.unwrap_or_default(),
            None => MatchResult::default(),
        };
        let entries = extend_info.as_ref().map(|it| it.match_result::<Entries>()).transpose()?.flatten();
        let action = &rule.post_code_match_action;
        Ok(Self {
            index,
            priority: priority.unwrap_or(DEFAULT_PRIORITY),
            matcher,
            trust: Trust::of(&match_result),
            action: match action.post_code_match_action_type.as_deref() {
                Some("DECODE") => Some(PostCodeMatchActionType::Decode),
                Some("OPEN_URL") => Some(PostCodeMatchActionType::OpenUrl),
                _ => None,
            },
            url: UrlMethod::of(action, match_result.dynamic_url_params.as_ref()),
            user_agent: action.user_agent.clone().filter(|it| !it.trim().is_empty()).unwrap_or_else(|| DEFAULT_USER_AGENT.to_owned()),
            ac_decode_config: entries.map(|entries| entries.compact_without(&NOT_FOR_THE_CONTAINER)).unwrap_or_default(),
        })
    }

    /// Whether the rule takes the code; `emv` is the same code, if it is one of EMVCo.
    pub(super) fn matches(&self, code: &str, emv: Option<&EmvCode<'_>>) -> Option<Fulfilled> {
        let plain = |matches: bool| matches.then_some(Fulfilled { template: None });
        match &self.matcher {
            Matcher::Prefix(prefix) => plain(prefix.matches(code)),
            Matcher::Regex { pattern, hosts } => plain(hosts.allow(code) && pattern.matches(code)),
            Matcher::Emvco(conditions) => conditions.fulfilled_by(emv?),
        }
    }

    pub(super) fn is_trusted(&self, jar_version: &str) -> bool {
        self.trust.holds_for(jar_version)
    }

    pub(super) fn untrusted(&self) -> Untrusted {
        Untrusted { rule: self.index, action_hint: self.action }
    }

    pub(super) fn apply(&self, from: &Material<'_>, overrides: Overrides<'_>) -> Result<Supported, BuildError> {
        let action = match overrides.action.or(self.action).ok_or(BuildError::Action)? {
            PostCodeMatchActionType::Decode => Action::Decode,
            PostCodeMatchActionType::OpenUrl => {
                Action::OpenUrl { url: self.url.build(from)?, user_agent: overrides.user_agent.unwrap_or(&self.user_agent).to_owned() }
            }
        };
        Ok(Supported { rule: self.index, action, ac_decode_config: self.ac_decode_config.clone() })
    }

    /// Hosts that the rule's pattern names.
    pub(super) fn hosts(&self) -> Vec<String> {
        match &self.matcher {
            Matcher::Prefix(prefix) => prefix.host().map(str::to_ascii_lowercase).into_iter().collect(),
            Matcher::Regex { hosts: UrlHosts::EndIn(hosts), .. } => hosts.clone(),
            Matcher::Regex { hosts: UrlHosts::NotForUrls, .. } | Matcher::Emvco(_) => Vec::new(),
        }
    }
}

impl Matcher {
    fn regex(pattern: &str) -> Result<Self, BadRule> {
        let hosts = if begins_like_web_link(pattern) { UrlHosts::EndIn(domain_literals(pattern)) } else { UrlHosts::NotForUrls };
        Ok(Self::Regex { pattern: WholePattern::new(pattern)?, hosts })
    }
}

impl UrlHosts {
    fn allow(&self, code: &str) -> bool {
        match (self, WebLink::parse(code)) {
            (Self::NotForUrls, _) | (Self::EndIn(_), None) => true,
            (Self::EndIn(_), Some(link)) if link.user_info.is_some() => false,
            (Self::EndIn(domains), Some(link)) => domains.is_empty() || domains.iter().any(|domain| is_within(link.host, domain)),
        }
    }
}

/// Whether `host` is `domain` or ends with it at a dot. Only ASCII host characters: what a browser would drop or map, it maps elsewhere.
fn is_within(host: &str, domain: &str) -> bool {
    let plain = host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
    let front = host.len().checked_sub(domain.len()).and_then(|at| host.split_at_checked(at));
    plain && front.is_some_and(|(front, end)| end.eq_ignore_ascii_case(domain) && (front.is_empty() || front.ends_with('.')))
}
