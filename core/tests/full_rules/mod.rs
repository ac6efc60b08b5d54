//! A rule file of full size, and codes for it.
//!
//! As many rules and the same shapes as a served file has late in a roll-out: 120 prefixes, 40 regular expressions (10 of them with
//! look-ahead) and 83 EMVCo patterns. Schemes have their real identifiers; acquirers, banks and hosts are invented.

mod expressions;
mod prefixes;
mod schemes;

use serde_json::{Value, json};

use crate::wire;

/// The rules in readable form, and codes that they take and do not take.
#[derive(Default)]
pub struct FullRules {
    rules: Vec<Value>,
    emv: Samples,
    url: Samples,
    text: Samples,
}

/// Codes of one family.
#[derive(Default)]
pub struct Samples {
    hits: Vec<String>,
    misses: Vec<String>,
}

/// Invented acquirers; each has hosts below `NAME.example` and `NAME.test`.
const ACQUIRERS: [&str; 20] = [
    "sakura", "tanjong", "mekong", "lantern", "harbour", "pagoda", "cedar", "delta", "orchid", "summit", "bamboo", "coral", "monsoon",
    "jasmine", "granite", "juniper", "lagoon", "marigold", "nimbus", "quartz",
];

impl FullRules {
    pub fn generate() -> Self {
        let mut full = Self::default();
        prefixes::add(&mut full);
        expressions::add(&mut full);
        schemes::add(&mut full);
        full
    }

    /// The file as served, one rule a line.
    pub fn rule_file(&self) -> String {
        let text = wire::file(&self.rules).to_string();
        text.replace(r#"{"codeMatchPattern""#, "\n{\"codeMatchPattern\"") + "\n"
    }

    /// The codes by family, one a line.
    pub fn code_file(&self) -> String {
        let family = |samples: &Samples| json!({ "hits": samples.hits, "misses": samples.misses });
        let codes = json!({ "emv": family(&self.emv), "url": family(&self.url), "text": family(&self.text) });
        serde_json::to_string_pretty(&codes).unwrap() + "\n"
    }

    fn rule(&mut self, rule: Value) {
        self.rules.push(rule);
    }
}

impl Samples {
    fn hit(&mut self, code: impl Into<String>) {
        self.hits.push(code.into());
    }

    fn miss(&mut self, code: impl Into<String>) {
        self.misses.push(code.into());
    }
}

fn decode() -> Value {
    json!({ "postCodeMatchActionType": "DECODE" })
}

/// The code is the URL.
fn direct(user_agent: &str) -> Value {
    json!({ "postCodeMatchActionType": "OPEN_URL", "urlConstructionMethod": "USE_DIRECTLY", "userAgent": user_agent })
}

fn construct(template: impl Into<String>) -> Value {
    json!({ "postCodeMatchActionType": "OPEN_URL", "urlConstructionMethod": "CONSTRUCT_DYNAMIC_URL", "userAgent": "AlipayConnect",
            "dynamicUrlExpression": template.into() })
}

fn extract(sub_tag: &str) -> Value {
    json!({ "postCodeMatchActionType": "OPEN_URL", "urlConstructionMethod": "EXTRACT_URL_FROM_EMVCODE", "userAgent": "AlipayConnect",
            "emvUrlTag": format!("merchantTag.{sub_tag}") })
}

/// `matchResult` of a rule with this action.
fn router(action: &Value) -> Value {
    let router = if action["postCodeMatchActionType"] == "DECODE" { "AC_CODE" } else { "AC_URL" };
    json!({ "routerType": router, "routerTypeNonSdk": router, "trust": "Y" })
}

/// The same, to be used only by readers of `version` or newer.
fn untrusted(action: &Value, version: Option<&str>) -> Value {
    let mut result = router(action);
    result["trust"] = "N".into();
    if let Some(version) = version {
        result["nonSdkJarSupportVersion"] = version.into();
    }
    result
}
