//! Rules: which codes Alipay+ takes, and what is done with them (protocol sections 8.3 to 8.8).
//!
//! A file is compiled once, into an index; identification then looks at the few rules that may match, and neither fails nor waits: a
//! bad rule never matches, every pattern has a limit of steps, and the first rule in order of priority decides.

mod conditions;
mod entries;
mod expression;
mod file;
mod finding;
mod index;
mod limits;
mod near_miss;
mod prefix;
mod regex;
mod remote;
mod rule;
mod template;
mod trust;
mod url;
mod verdict;

pub use finding::{BadRule, RuleFileError, RuleFinding};
pub use limits::{MAX_CODE_CHARACTERS, MAX_FILE_BYTES, MAX_RULES};
pub use near_miss::{MissReason, NearMiss};
pub(super) use prefix::PrefixPattern;
pub use regex::{PatternError, SyntaxError};
pub use remote::{NoRemoteAnswer, RemoteAnswer};
pub use url::BuildError;
pub use verdict::{Action, Identification, Supported, Unsupported, Untrusted, Verdict};

use self::{
    conditions::Fulfilled,
    file::RuleFile,
    index::Index,
    limits::{MAX_HOSTS, MAX_INSTRUCTIONS, MAX_STEPS},
    regex::{Room, Steps},
    rule::{Overrides, Rule},
    url::Material,
};
use super::{
    CodeKind,
    kind::{ListedHosts, classify_scanned},
    scanned::Scanned,
};
use crate::secret::CodeValue;

/// What identification knows of the wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context<'a> {
    /// The MPP's client id at Alipay+: `${issuer}` of constructed URLs.
    pub client_id: &'a str,
    /// Compared with `nonSdkJarSupportVersion` of untrusted rules (A28).
    pub jar_version: &'a str,
}

/// A text that cannot be a code: over 8,192 characters. `PARAM_ILLEGAL`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a code has at most {MAX_CODE_CHARACTERS} characters")]
pub struct CodeTooLong;

/// A compiled rule file. It never changes: a newer file is another set, and whoever holds them swaps.
#[derive(Clone, Debug)]
pub struct RuleSet {
    version: String,
    /// By priority, then by place in the file: the first one that matches wins.
    rules: Vec<Rule>,
    index: Index,
    findings: Vec<RuleFinding>,
    hosts: ListedHosts,
}

impl RuleSet {
    /// Compiles a file of the form that inquiryCodeRules serves, at most 2 MiB.
    pub fn compile(bytes: &[u8]) -> Result<Self, RuleFileError> {
        let file = RuleFile::read(bytes)?;
        let mut rules = Vec::with_capacity(file.rules.len());
        let mut findings = Vec::new();
        let (room, mut room_for_hosts) = (Room::new(MAX_INSTRUCTIONS), MAX_HOSTS);
        for (index, rule) in file.rules.into_iter().enumerate() {
            let rule = Rule::compile(index, rule, &room).and_then(|rule| {
                room_for_hosts = room_for_hosts.checked_sub(rule.hosts().len()).ok_or(BadRule::TooLarge)?;
                Ok(rule)
            });
            match rule {
                Ok(rule) => rules.push(rule),
                Err(reason) => findings.push(RuleFinding { rule: index, reason }),
            }
        }
        rules.sort_by_key(|rule| (rule.priority, rule.index));
        let hosts = ListedHosts::new(rules.iter().flat_map(Rule::hosts));
        Ok(Self { version: file.version, index: Index::new(&rules), rules, findings, hosts })
    }

    /// `version` of the file; empty if it has none.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// How many rules can match.
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// Whether no rule can match.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The rules that never match, and why.
    pub fn findings(&self) -> &[RuleFinding] {
        &self.findings
    }

    /// What a code is and what is done with it. A blank one is [`CodeKind::Empty`] and not supported.
    pub fn identify(&self, code: &CodeValue, context: &Context<'_>) -> Result<Identification, CodeTooLong> {
        let code = Scanned::new(readable(code)?);
        let kind = classify_scanned(&code, &self.hosts);
        let winner = if kind == CodeKind::Empty { None } else { self.winner(&code) };
        let verdict = match winner {
            None => Verdict::NotSupported(Unsupported::NoRule),
            Some((rule, _)) if !rule.is_trusted(context.jar_version) => Verdict::AskBackend(rule.untrusted()),
            Some((rule, fulfilled)) => {
                let steps = Steps::new(MAX_STEPS);
                let from = Material { code: &code, steps: &steps, fulfilled, client_id: context.client_id, remote_url: None };
                carried_out(rule, &from, Overrides::default())
            }
        };
        Ok(Identification { kind: kind.known_by(&verdict), verdict })
    }

    /// What is done with a code after Alipay+ was asked about it. The answer counts for this code only (A32); without one, that is
    /// `None`, the code is not supported.
    pub fn apply_remote(
        &self,
        code: &CodeValue,
        context: &Context<'_>,
        remote: Option<&RemoteAnswer>,
    ) -> Result<Identification, CodeTooLong> {
        let identification = self.identify(code, context)?;
        let Verdict::AskBackend(untrusted) = identification.verdict else { return Ok(identification) };
        let code = Scanned::new(readable(code)?);
        let verdict = match (remote.filter(|remote| remote.is_supported), self.winner(&code)) {
            (Some(remote), Some((rule, fulfilled))) if rule.index == untrusted.rule => {
                let remote_url = remote.redirect_url.as_deref();
                let steps = Steps::new(MAX_STEPS);
                let from = Material { code: &code, steps: &steps, fulfilled, client_id: context.client_id, remote_url };
                carried_out(rule, &from, Overrides { action: remote.action, user_agent: remote.user_agent.as_deref() })
            }
            _ => Verdict::NotSupported(Unsupported::Refused),
        };
        Ok(Identification { kind: identification.kind.known_by(&verdict), verdict })
    }

    /// The rules that nearly decide about a code, or would if another one did not, in the order in which they are asked; for people
    /// who wonder why. Walks all rules: much dearer than [`RuleSet::identify`].
    pub fn near_misses(&self, code: &CodeValue, context: &Context<'_>) -> Result<Vec<NearMiss>, CodeTooLong> {
        Ok(near_miss::near_misses(self, readable(code)?, &self.identify(code, context)?))
    }

    /// Of the rules that match, the first one.
    fn winner(&self, code: &Scanned<'_>) -> Option<(&Rule, Fulfilled)> {
        let steps = Steps::new(MAX_STEPS);
        let mut best: Option<(index::Place, (&Rule, Fulfilled))> = None;
        self.index.candidates(code, |place| {
            let better = best.is_none_or(|(best, _)| place < best);
            let rule = self.rules.get(usize::from(place)).filter(|_| better);
            if let Some(matching) = rule.and_then(|rule| Some((rule, rule.matches(code, &steps)?))) {
                best = Some((place, matching));
            }
        });
        if steps.are_left() { best.map(|(_, matching)| matching) } else { self.winner_in_order(code) }
    }

    /// Rules that need all steps must not take them from those before them.
    #[cold]
    fn winner_in_order(&self, code: &Scanned<'_>) -> Option<(&Rule, Fulfilled)> {
        let steps = Steps::new(MAX_STEPS);
        self.rules.iter().find_map(|rule| Some((rule, rule.matches(code, &steps)?)))
    }
}

fn carried_out(rule: &Rule, from: &Material<'_, '_>, overrides: Overrides<'_>) -> Verdict {
    match rule.apply(from, overrides) {
        Ok(supported) => Verdict::Supported(supported),
        Err(error) => Verdict::NotSupported(Unsupported::Failed { rule: rule.index, error }),
    }
}

fn readable(code: &CodeValue) -> Result<&str, CodeTooLong> {
    let text = code.expose();
    // Characters are at least as many bytes.
    let is_short = text.len() <= MAX_CODE_CHARACTERS || text.chars().nth(MAX_CODE_CHARACTERS).is_none();
    if is_short { Ok(text) } else { Err(CodeTooLong) }
}
