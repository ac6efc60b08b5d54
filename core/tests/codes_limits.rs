//! The limits of A29, from both sides: what is within one works, what is beyond it is told and never matches, and the rest of the file
//! works as before.

#[path = "support/elements.rs"]
mod elements;
#[path = "support/wire.rs"]
mod wire;

use cashier_core::{
    codes::rules::{
        Action, BadRule, BuildError, Context, MAX_CODE_CHARACTERS, MAX_RULES, MissReason, PatternError, RuleFileError, RuleSet, Supported,
        Unsupported, Verdict,
    },
    secret::CodeValue,
};
use elements::{element, sealed};
use serde_json::{Map, Value, json};

const CONTEXT: Context<'static> = Context { client_id: "ME", jar_version: "1.2.1.20240506" };

/// Steps of one match, and of all matches of one identification.
const STEPS_OF_A_MATCH: usize = 500_000;
const STEPS: usize = 2_500_000;
const INSTRUCTIONS: usize = 200_000;
const HOSTS: usize = 20_000;
const ACCURATE_TAG_RULES: usize = 100;
const PARAMETERS: usize = 32;
const URL_BYTES: usize = 64 * 1024;

/// Compiles these rules and one more behind them, which must never suffer from them.
fn compiled(rules: &[Value]) -> RuleSet {
    let rules = [rules, &[regex("other-[0-9]+")]].concat();
    let set = RuleSet::compile(wire::file(&rules).to_string().as_bytes()).unwrap();
    assert_eq!(set.len() + set.findings().len(), rules.len());
    assert_eq!(decider(&set, "other-1"), Some(rules.len() - 1));
    set
}

fn regex(pattern: &str) -> Value {
    json!({ "match": { "matchMethod": "REGEX", "regex": pattern }, "action": { "postCodeMatchActionType": "DECODE" } })
}

fn prefix(prefix: &str) -> Value {
    json!({ "match": { "matchMethod": "PREFIX", "prefix": prefix }, "action": { "postCodeMatchActionType": "DECODE" } })
}

fn emvco(pattern: &Value) -> Value {
    json!({ "match": { "matchMethod": "EMVCO" }, "action": { "postCodeMatchActionType": "DECODE" }, "matchPattern": pattern })
}

fn constructed(template: &str, parameters: &Map<String, Value>) -> Value {
    json!({ "match": { "matchMethod": "PREFIX", "prefix": "a" }, "matchResult": { "dynamicUrlParams": parameters },
            "action": { "postCodeMatchActionType": "OPEN_URL", "urlConstructionMethod": "CONSTRUCT_DYNAMIC_URL", "dynamicUrlExpression": template } })
}

fn verdict(rules: &RuleSet, code: &str) -> Verdict {
    rules.identify(&CodeValue::new(code), &CONTEXT).unwrap().verdict
}

/// The rule that supports the code.
fn decider(rules: &RuleSet, code: &str) -> Option<usize> {
    match verdict(rules, code) {
        Verdict::Supported(Supported { rule, .. }) => Some(rule),
        _ => None,
    }
}

/// The URL that the first rule makes of a code, or why it makes none.
fn url(rules: &RuleSet, code: &str) -> Result<String, BuildError> {
    match verdict(rules, code) {
        Verdict::Supported(Supported { rule: 0, action: Action::OpenUrl { url, .. }, .. }) => Ok(url),
        Verdict::NotSupported(Unsupported::Failed { rule: 0, error }) => Err(error),
        other => panic!("{other:?}"),
    }
}

fn reasons(rules: &RuleSet) -> Vec<(usize, BadRule)> {
    rules.findings().iter().map(|finding| (finding.rule, finding.reason)).collect()
}

#[test]
fn a_code_has_at_most_8192_characters_of_any_width() {
    let rules = compiled(&[prefix("é")]);
    assert_eq!(decider(&rules, &"é".repeat(MAX_CODE_CHARACTERS)), Some(0));
    assert!(rules.identify(&CodeValue::new("é".repeat(MAX_CODE_CHARACTERS + 1)), &CONTEXT).is_err());
}

#[test]
fn a_file_has_at_most_5000_rules() {
    let file = |rules: usize| RuleSet::compile(wire::file(&vec![prefix("a"); rules]).to_string().as_bytes());
    assert_eq!(file(MAX_RULES).unwrap().len(), MAX_RULES);
    assert!(matches!(file(MAX_RULES + 1), Err(RuleFileError::TooManyRules)));
}

/// A code on which [`endless`] patterns use up the steps of a match.
fn exhausting() -> String {
    "a".repeat(MAX_CODE_CHARACTERS - 2) + "xb"
}

/// A pattern that would need ages, and is different for each `n`.
fn endless(n: usize) -> String {
    format!("(a*|c{{{n}}})*b")
}

#[test]
fn a_match_over_its_steps_is_none_and_the_next_rules_are_asked() {
    let most = STEPS / STEPS_OF_A_MATCH - 1;
    let exhausted: Vec<_> = (1..=most).map(|n| regex(&endless(n))).collect();
    let rules = compiled(&[&exhausted[..], &[regex("a+x?b")]].concat());
    let code = exhausting();
    let misses = rules.near_misses(&CodeValue::new(code.clone()), &CONTEXT).unwrap();
    assert_eq!(misses.iter().filter(|miss| miss.reason == MissReason::TooManySteps).count(), most);
    assert_eq!(decider(&rules, &code), Some(most));
}

#[test]
fn an_identification_over_its_steps_leaves_the_rules_that_need_none() {
    let exhausted: Vec<_> = (1..=STEPS / STEPS_OF_A_MATCH).map(|n| regex(&endless(n))).collect();
    let code = exhausting();
    assert_eq!(verdict(&compiled(&exhausted), &code), Verdict::NotSupported(Unsupported::NoRule));
    let with_prefix = [&exhausted[..], &[prefix("aa")]].concat();
    assert_eq!(decider(&compiled(&with_prefix), &code), Some(exhausted.len()));
}

#[test]
fn parameters_share_the_steps_of_their_identification() {
    // Looks at the rest of the code from each of its letters.
    let slow = "R<(?:a|x)*y|(b)>";
    let url = |count: usize| {
        let parameters = (0..count).map(|n| (format!("p{n:02}"), slow.into())).collect();
        url(&compiled(&[constructed("https://t.example/?${p00}", &parameters)]), &("a".repeat(300) + "b"))
    };
    assert_eq!(url(STEPS / STEPS_OF_A_MATCH), Ok("https://t.example/?b".to_owned()));
    assert!(matches!(url(PARAMETERS), Err(BuildError::Parameter(name)) if name.as_str() > "p04"));
}

/// How many `(ab|c){400}` have room in a file: each turn needs a choice and its two texts at least.
const MOST_LARGE: usize = INSTRUCTIONS / (3 * 400);

#[test]
fn fifty_thousand_large_patterns_share_the_room_of_their_file() {
    let pattern = "R<(ab|c){400}>";
    // All two-digit tags.
    let restrictions: Map<String, Value> = (0..100).map(|tag| (format!("{tag:02}"), pattern.into())).collect();
    let rules = compiled(&vec![emvco(&json!({ "merchantMaiRestrictions": restrictions })); 500]);
    let beyond: Vec<_> = (rules.len() - 1..500).map(|rule| (rule, BadRule::Pattern(PatternError::Compile))).collect();
    assert_eq!(reasons(&rules), beyond);
    assert!((rules.len() - 1) * 100 <= MOST_LARGE, "{} rules", rules.len());
}

#[test]
fn rules_beyond_the_room_for_patterns_never_match() {
    let rules = compiled(&vec![regex("(ab|c){400}"); MAX_RULES - 1]);
    let within = rules.len() - 1;
    assert!((1..=MOST_LARGE).contains(&within), "{within} rules");
    assert_eq!(decider(&rules, &"ab".repeat(400)), Some(0));
    assert!(rules.findings().iter().all(|finding| finding.rule >= within && finding.reason == BadRule::Pattern(PatternError::Compile)));
}

#[test]
fn thirty_thousand_hosts_are_listed_as_far_as_there_is_room() {
    const EACH: usize = 100;
    let host = |n: usize| format!("h{n}.x");
    let pattern = |at: usize| format!("https://({})/.*", (0..EACH).map(|n| host(at * EACH + n)).collect::<Vec<_>>().join("|"));
    let rules = compiled(&(0..300).map(|at| regex(&pattern(at))).collect::<Vec<_>>());
    let last = HOSTS / EACH - 1;
    assert_eq!(reasons(&rules), (last + 1..300).map(|rule| (rule, BadRule::TooLarge)).collect::<Vec<_>>());
    assert_eq!(decider(&rules, &format!("https://{}/", host(HOSTS - 1))), Some(last));
    assert_eq!(decider(&rules, &format!("https://{}/", host(HOSTS))), None);
}

#[test]
fn a_rule_has_at_most_100_accurate_tag_rules() {
    let rule = |count: usize| emvco(&json!({ "accurateTagRules": vec![json!({ "tag": "58", "rule": "KH" }); count] }));
    let rules = compiled(&[rule(10_000), rule(ACCURATE_TAG_RULES + 1), rule(ACCURATE_TAG_RULES)]);
    assert_eq!(reasons(&rules), [(0, BadRule::TooLarge), (1, BadRule::TooLarge)]);
    assert_eq!(decider(&rules, &sealed(&element(58, "KH"))), Some(2));
}

#[test]
fn a_rule_has_at_most_32_parameters() {
    let url = |count: usize| {
        let parameters = (0..count).map(|n| (format!("p{n}"), "L<0>".into())).collect();
        url(&compiled(&[constructed("https://t.example/?${p0}", &parameters)]), "abc")
    };
    assert_eq!(url(PARAMETERS), Ok("https://t.example/?abc".to_owned()));
    for beyond in [PARAMETERS + 1, 20_000] {
        assert_eq!(url(beyond), Err(BuildError::Parameters), "{beyond}");
    }
}

#[test]
fn a_constructed_url_has_at_most_64_kibibytes() {
    let url = |template: &str, code: &str| url(&compiled(&[constructed(template, &Map::new())]), code);
    let template = |bytes: usize| format!("https://t.example/?c={}${{codeValue}}", "x".repeat(bytes - "https://t.example/?c=".len()));
    assert_eq!(url(&template(URL_BYTES - 1), "a").map(|url| url.len()), Ok(URL_BYTES));
    assert_eq!(url(&template(URL_BYTES), "a"), Err(BuildError::TooLong));
    // An encoded byte has three characters.
    assert_eq!(url(&template(URL_BYTES - 4), "a/").map(|url| url.len()), Ok(URL_BYTES));
    assert_eq!(url(&template(URL_BYTES - 3), "a/"), Err(BuildError::TooLong));
    let repeated = "https://t.example/?".to_owned() + &"${codeValue}".repeat(100_000);
    for code in ["a", &"a".repeat(MAX_CODE_CHARACTERS)] {
        assert_eq!(url(&repeated, code), Err(BuildError::TooLong));
    }
}

#[test]
fn rules_that_take_all_steps_take_none_from_those_before_them() {
    let rule = |regex: &str, priority: u32| {
        json!({ "codeMatchPattern": { "matchMethod": "REGEX", "regex": regex, "priority": priority },
            "postCodeMatchAction": { "postCodeMatchActionType": "DECODE" } })
    };
    let mut rules: Vec<Value> = (0..20).map(|_| rule("aaaaaaaaaa(?:a|aa)+[bN]", 100)).collect();
    rules.push(rule("a+!", 1));
    let set = RuleSet::compile(json!({ "codeRules": rules }).to_string().as_bytes()).unwrap();
    let identification = set.identify(&CodeValue::new("a".repeat(300) + "!"), &CONTEXT).unwrap();
    assert!(matches!(identification.verdict, Verdict::Supported(Supported { rule: 20, .. })), "{identification:?}");
}
