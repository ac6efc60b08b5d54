//! Redirects that attack: each is refused for its own reason, and its harmless neighbour is opened.

use std::collections::BTreeMap;

use cashier_core::redirect::{Decision, RejectCode, TargetKind};

use super::{
    policy,
    set::{Line, hostile},
};

/// Verdict, code and what is opened, as the set tells them.
fn judged(line: &Line) -> (String, String, Option<String>) {
    let Ok(policy) = policy(line.allow_hosts.clone()) else {
        return ("error".into(), "INVALID_INPUT".into(), None);
    };
    match policy.judge(Some(&line.url)) {
        Decision::Absent => ("none".into(), "absent".into(), None),
        Decision::Reject(code) => ("reject".into(), name(code), None),
        Decision::Open(target) => {
            let (verdict, code) = match target.kind() {
                TargetKind::Web => ("allow", "https"),
                TargetKind::App => ("allow_app", "app_scheme"),
            };
            (verdict.into(), code.into(), Some(target.opens().to_owned()))
        }
    }
}

fn name(code: RejectCode) -> String {
    serde_json::to_value(code).unwrap().as_str().unwrap().to_owned()
}

#[test]
fn every_line_is_judged_as_the_set_says() {
    let wrong: Vec<String> = hostile()
        .iter()
        .filter(|line| judged(line) != (line.verdict.clone(), line.code.clone(), line.opens.clone()))
        .map(|line| {
            format!("{:?} {:?}: {:?}, not {} {} {:?}", line.url, line.allow_hosts, judged(line), line.verdict, line.code, line.opens)
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_reason_is_in_the_set_and_no_line_is_twice() {
    use RejectCode::*;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    hostile().into_iter().for_each(|line| *counts.entry(line.code).or_default() += 1);
    let codes = [
        TooLong,
        ForbiddenCharacter,
        PercentEscape,
        Scheme,
        OwnScheme,
        IntentFragment,
        SecondFragment,
        Userinfo,
        Host,
        IpLiteral,
        NumericHost,
        LocalHost,
        Idn,
        Port,
        OwnHost,
        HostNotListed,
    ];
    let told = ["absent", "app_scheme", "https", "INVALID_INPUT"].map(str::to_owned);
    for code in codes.map(name).into_iter().chain(told) {
        assert!(counts.get(&code).is_some_and(|count| *count >= 4), "{code}");
    }
    let mut lines: Vec<_> = hostile().into_iter().map(|line| (line.url, line.allow_hosts)).collect();
    lines.sort();
    assert!(lines.len() >= 500 && lines.windows(2).all(|pair| pair[0] != pair[1]));
}
