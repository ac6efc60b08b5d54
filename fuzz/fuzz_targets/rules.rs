//! Rules in the right shape with anything in their fields, and a code: what bytes never get through three layers of JSON.

#![no_main]

use cashier_core::{
    codes::rules::{RemoteAnswer, RuleSet, Verdict},
    secret::CodeValue,
};
use cashier_fuzz::{CONTEXT, as_it_is_and_sealed, check};
use libfuzzer_sys::{
    arbitrary::{self, Arbitrary},
    fuzz_target,
};
use serde_json::{Map, Value, json};

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    rules: Vec<Rule<'a>>,
    code: &'a str,
    remote_url: Option<&'a str>,
}

#[derive(Arbitrary, Debug)]
struct Rule<'a> {
    pattern: Pattern<'a>,
    priority: Option<i64>,
    action: Action<'a>,
    untrusted: bool,
    parameter: Option<(Letter, &'a str)>,
}

#[derive(Arbitrary, Debug)]
enum Pattern<'a> {
    Prefix(&'a str),
    Regex(&'a str),
    Emvco {
        primitive: Option<u8>,
        account: Vec<(u8, Expression<'a>)>,
        root: Vec<(RootKey, Expression<'a>)>,
        tags: Vec<(u8, Option<u8>, Option<u8>, Expression<'a>)>,
    },
}

#[derive(Arbitrary, Debug)]
enum RootKey {
    PointOfInitiationMethod,
    TransactionAmount,
    CountryCode,
    MerchantName,
}

#[derive(Arbitrary, Debug)]
enum Expression<'a> {
    Tagged(Letter, &'a str),
    Null,
    NotNull,
    Literal(&'a str),
}

#[derive(Arbitrary, Debug)]
enum Letter {
    S,
    C,
    R,
    E,
    L,
}

#[derive(Arbitrary, Debug)]
enum Action<'a> {
    Decode,
    Direct,
    Extract(u8),
    Construct(&'a str),
}

impl Letter {
    fn around(&self, inner: &str) -> String {
        format!("{self:?}<{inner}>")
    }
}

impl Expression<'_> {
    fn text(&self) -> String {
        match self {
            Self::Tagged(letter, inner) => letter.around(inner),
            Self::Null => "N<NULL>".to_owned(),
            Self::NotNull => "N<NOT_NULL>".to_owned(),
            Self::Literal(text) => (*text).to_owned(),
        }
    }
}

impl Rule<'_> {
    fn on_the_wire(&self) -> Value {
        let mut result = json!({ "trust": if self.untrusted { "N" } else { "Y" } });
        if let Some((letter, inner)) = &self.parameter {
            result["dynamicUrlParams"] = json!({ "p": letter.around(inner) }).to_string().into();
        }
        let mut extend_info = json!({ "matchResult": result.to_string() });
        let pattern = match &self.pattern {
            Pattern::Prefix(prefix) => json!({ "matchMethod": "PREFIX", "prefix": prefix, "priority": self.priority }),
            Pattern::Regex(regex) => json!({ "matchMethod": "REGEX", "regex": regex, "priority": self.priority }),
            Pattern::Emvco { primitive, account, root, tags } => {
                let restrictions: Map<_, _> = account.iter().map(|(tag, value)| (tag.to_string(), value.text().into())).collect();
                let tags = tags.iter().map(|(tag, second, third, value)| {
                    json!({ "tag": tag.to_string(), "secTag": second.map(|it| it.to_string()), "thiTag": third.map(|it| it.to_string()), "rule": value.text() })
                });
                let mut pattern = json!({ "merchantMaiRestrictions": restrictions, "accurateTagRules": tags.collect::<Vec<_>>(),
                                          "primitiveMai": primitive.is_some(), "primitiveMaiTag": primitive.map(|it| it.to_string()),
                                          "priority": self.priority });
                for (key, value) in root {
                    let mut name = format!("{key:?}");
                    name[..1].make_ascii_lowercase();
                    pattern[name] = value.text().into();
                }
                extend_info["matchPattern"] = pattern.to_string().into();
                json!({ "matchMethod": "EMVCO" })
            }
        };
        let open = |method: &str| json!({ "postCodeMatchActionType": "OPEN_URL", "urlConstructionMethod": method });
        let action = match self.action {
            Action::Decode => json!({ "postCodeMatchActionType": "DECODE" }),
            Action::Direct => open("USE_DIRECTLY"),
            Action::Extract(tag) => {
                let mut action = open("EXTRACT_URL_FROM_EMVCODE");
                action["emvUrlTag"] = format!("merchantTag.{tag:02}").into();
                action
            }
            Action::Construct(template) => {
                let mut action = open("CONSTRUCT_DYNAMIC_URL");
                action["dynamicUrlExpression"] = template.into();
                action
            }
        };
        json!({ "codeMatchPattern": pattern, "postCodeMatchAction": action, "extendInfo": extend_info.to_string() })
    }
}

fuzz_target!(|input: Input| {
    let rules: Vec<Value> = input.rules.iter().map(Rule::on_the_wire).collect();
    let Ok(compiled) = RuleSet::compile(json!({ "codeRules": rules }).to_string().as_bytes()) else { return };
    assert_eq!(compiled.len() + compiled.findings().len(), rules.len());
    let remote = RemoteAnswer { is_supported: true, redirect_url: input.remote_url.map(str::to_owned), ..RemoteAnswer::default() };
    for text in as_it_is_and_sealed(input.code) {
        let code = CodeValue::new(text);
        let Ok(identified) = compiled.identify(&code, &CONTEXT) else { continue };
        check(&identified, rules.len());
        let applied = compiled.apply_remote(&code, &CONTEXT, Some(&remote)).expect("short enough");
        assert!(!matches!(applied.verdict, Verdict::AskBackend(_)));
    }
});
