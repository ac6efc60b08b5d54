//! One compiled rule.

use std::sync::Arc;

use serde_json::Value;

use super::{
    conditions::{EmvConditions, Fulfilled},
    entries::Entries,
    file::{CodeRule, MatchPattern, MatchResult},
    finding::BadRule,
    index::Entry,
    near_miss::MissReason,
    prefix::PrefixPattern,
    regex::{Domains, OverLimit, Room, Steps, WholePattern},
    trust::Trust,
    url::{BuildError, Material, UrlMethod},
    verdict::{Action, Supported, Untrusted},
};
use crate::{
    codes::{
        DEFAULT_USER_AGENT,
        kind::ListedHosts,
        link::{WebLink, strip_prefix_ignoring_case},
        scanned::{Scanned, ScannedLink},
    },
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
    user_agent: Arc<str>,
    ac_decode_config: Arc<str>,
}

#[derive(Clone, Debug)]
enum Matcher {
    Prefix(PrefixPattern),
    Regex(WholePattern),
    Emvco(Box<EmvConditions>),
}

/// What a rule brings from remote identify.
#[derive(Clone, Copy, Default)]
pub(super) struct Overrides<'a> {
    pub(super) action: Option<PostCodeMatchActionType>,
    pub(super) user_agent: Option<&'a str>,
}

impl Rule {
    pub(super) fn compile(index: usize, rule: Value, room: &Room) -> Result<Self, BadRule> {
        let rule = CodeRule::read(rule)?;
        let pattern = &rule.code_match_pattern;
        let extend_info = rule.extend_info()?;
        let filled = |text: &Option<String>| text.clone().filter(|text| !text.is_empty()).ok_or(BadRule::MissingPattern);
        let (matcher, priority) = match pattern.match_method.as_deref() {
            Some("PREFIX") => (Matcher::Prefix(PrefixPattern::new(&filled(&pattern.prefix)?)), pattern.priority),
            Some("REGEX") => (Matcher::Regex(WholePattern::new(&filled(&pattern.regex)?, room)?), pattern.priority),
            Some("EMVCO") => {
                let pattern = match &extend_info {
                    Some(extend_info) => extend_info.match_pattern()?.ok_or(BadRule::ExtendInfo)?,
                    None if rule.has_extend_info() => return Err(BadRule::ExtendInfo),
                    None => MatchPattern::from_emv_match_rules(pattern),
                };
                (Matcher::Emvco(Box::new(EmvConditions::compile(&pattern, room)?)), pattern.priority)
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
            url: UrlMethod::of(action, match_result.dynamic_url_params.as_ref(), room),
            user_agent: action.user_agent.clone().filter(|it| !it.trim().is_empty()).map_or_else(|| DEFAULT_USER_AGENT.into(), Arc::from),
            ac_decode_config: entries.map(|entries| entries.compact_without(&NOT_FOR_THE_CONTAINER)).unwrap_or_default().into(),
        })
    }

    /// Whether the rule takes the code.
    pub(super) fn matches(&self, code: &Scanned<'_>, steps: &Steps) -> Option<Fulfilled> {
        let plain = |matches: bool| matches.then_some(Fulfilled { template: None });
        match &self.matcher {
            Matcher::Prefix(prefix) => plain(prefix.matches(code.text)),
            // Over the limit of steps a pattern does not match.
            Matcher::Regex(pattern) => plain(allows_host(pattern.domains(), code) && pattern.matches(code.text, steps).unwrap_or_default()),
            Matcher::Emvco(conditions) => conditions.fulfilled_by(code.emv.as_ref()?, steps),
        }
    }

    /// Why the rule does not take a code of which something fits.
    pub(super) fn near_miss(&self, code: &Scanned<'_>, steps: &Steps) -> Option<MissReason> {
        let link = code.link.as_ref().map(|it| &it.link);
        let has_user_info = link.is_some_and(|link| link.user_info.is_some());
        match &self.matcher {
            Matcher::Prefix(prefix) if !prefix.begins(code.text) => self.host_is_near(link?),
            Matcher::Prefix(_) if has_user_info => Some(MissReason::UserInfo),
            Matcher::Prefix(_) => Some(MissReason::HostBoundary),
            Matcher::Regex(pattern) => match (pattern.matches(code.text, steps), link) {
                (Err(OverLimit), _) => Some(MissReason::TooManySteps),
                (Ok(true), _) if has_user_info => Some(MissReason::UserInfo),
                (Ok(true), _) => Some(MissReason::OtherHost),
                (Ok(false), Some(link)) if *pattern.domains() != Domains::NotForUrls => self.host_is_near(link),
                (Ok(false), _) => {
                    let begins = !pattern.beginning().is_empty() && code.text.starts_with(pattern.beginning());
                    begins.then_some(MissReason::Pattern)
                }
            },
            Matcher::Emvco(conditions) => conditions.near_miss(code.emv.as_ref()?, steps).map(MissReason::Conditions),
        }
    }

    fn host_is_near(&self, link: &WebLink<'_>) -> Option<MissReason> {
        let hosts = self.hosts();
        let is_named = |text: &str| hosts.iter().any(|host| text.split([':', '%', '/', '\\']).any(|part| is_within(part, host)));
        if link.user_info.is_some_and(|user_info| is_named(user_info) || is_named(link.host)) {
            return Some(MissReason::UserInfo);
        }
        if hosts.iter().any(|host| is_within(link.host, host)) {
            return Some(MissReason::SameHost);
        }
        ListedHosts::new(hosts).are_imitated_by(link.host).then_some(MissReason::LookAlike)
    }

    /// By what the index finds it.
    pub(super) fn entry(&self) -> Entry<'_> {
        match &self.matcher {
            Matcher::Prefix(prefix) => Entry::Beginning(prefix.text()),
            Matcher::Regex(pattern) => match pattern.domains() {
                Domains::Named(hosts) if !hosts.is_empty() => Entry::Hosts { hosts, beginning: pattern.beginning() },
                _ => pattern.first().map_or_else(|| Entry::Beginning(pattern.beginning()), Entry::First),
            },
            Matcher::Emvco(conditions) => Entry::Emv(conditions.anchor()),
        }
    }

    pub(super) fn is_trusted(&self, jar_version: &str) -> bool {
        self.trust.holds_for(jar_version)
    }

    pub(super) fn untrusted(&self) -> Untrusted {
        Untrusted { rule: self.index, action_hint: self.action }
    }

    pub(super) fn apply(&self, from: &Material<'_, '_>, overrides: Overrides<'_>) -> Result<Supported, BuildError> {
        let action = match overrides.action.or(self.action).ok_or(BuildError::Action)? {
            PostCodeMatchActionType::Decode => Action::Decode,
            PostCodeMatchActionType::OpenUrl => Action::OpenUrl {
                url: self.url.build(from)?,
                user_agent: overrides.user_agent.map_or_else(|| Arc::clone(&self.user_agent), Arc::from),
            },
        };
        Ok(Supported { rule: self.index, action, ac_decode_config: Arc::clone(&self.ac_decode_config) })
    }

    /// Hosts that the rule's pattern names.
    pub(super) fn hosts(&self) -> Vec<String> {
        match &self.matcher {
            Matcher::Prefix(prefix) => prefix.host().map(str::to_ascii_lowercase).into_iter().collect(),
            Matcher::Regex(pattern) => match pattern.domains() {
                Domains::Named(hosts) => hosts.clone(),
                Domains::NotForUrls => Vec::new(),
            },
            Matcher::Emvco(_) => Vec::new(),
        }
    }
}

/// What a REGEX rule demands of a URL (A50): no user info, and if its pattern names any hosts, one of them.
fn allows_host(domains: &Domains, code: &Scanned<'_>) -> bool {
    match (domains, &code.link) {
        (Domains::NotForUrls, _) => true,
        (Domains::Named(names), Some(ScannedLink { link, .. })) => {
            link.user_info.is_none() && (names.is_empty() || names.iter().any(|name| is_within(link.host, name)))
        }
        // `https:/evil.test` is a URL to a browser, and its host is not known here.
        (Domains::Named(_), None) => !["http:", "https:"].iter().any(|scheme| strip_prefix_ignoring_case(code.text, scheme).is_some()),
    }
}

/// Whether `host` is `domain` or ends with it at a dot. Only ASCII host characters: what a browser would drop or map, it maps elsewhere.
fn is_within(host: &str, domain: &str) -> bool {
    let plain = host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
    let front = host.len().checked_sub(domain.len()).and_then(|at| host.split_at_checked(at));
    plain && front.is_some_and(|(front, end)| end.eq_ignore_ascii_case(domain) && (front.is_empty() || front.ends_with('.')))
}
