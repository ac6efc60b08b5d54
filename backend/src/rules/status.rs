//! What is known of the rules in use, for health checks and tests.

use cashier_core::codes::rules::RuleFinding;
use time::OffsetDateTime;

/// Where the rules in use come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RulesSource {
    /// Served by Alipay+ since the start.
    AlipayPlus,
    /// Saved by an earlier run.
    Saved,
    /// The preset file.
    Preset,
}

/// The rules in use, and how fresh they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulesStatus {
    /// `version` of inquiryCodeRules.
    pub version: String,
    /// Where they come from.
    pub source: RulesSource,
    /// How many rules can match.
    pub usable: usize,
    /// The rules that never match, and why.
    pub bad: Vec<RuleFinding>,
    /// When Alipay+ last answered a pull, with these rules or without any news; `None` if it never did.
    pub answered_at: Option<OffsetDateTime>,
    /// Pulls that failed since then.
    pub failures: u32,
    /// When the next pull is.
    pub next_pull: Option<OffsetDateTime>,
    /// Alipay+ has not answered for a day (A29). The rules stay in use.
    pub alarm: bool,
}
