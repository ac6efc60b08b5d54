//! What holds for every URL, whatever it is.

use std::collections::HashSet;

use cashier_core::redirect::{Decision, MAX_URL_BYTES};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};

use super::{POLICY, policy, urls::any_url};

fn judge(url: &str) -> Decision {
    POLICY.judge(Some(url))
}

/// Scheme and host with the case of every ASCII letter turned.
fn turned(url: &str) -> String {
    let authority = url.find("//").map_or(0, |at| at + 2);
    let end = url[authority..].find(['/', '?', '#']).map_or(url.len(), |at| at + authority);
    let turn = |c: char| if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() };
    url[..end].chars().map(turn).chain(url[end..].chars()).collect()
}

proptest! {
    #[test]
    fn what_is_opened_is_judged_alike_and_stays_the_same(url in any_url()) {
        if let Decision::Open(target) = judge(&url) {
            prop_assert_eq!(judge(target.opens()), Decision::Open(target.clone()), "{:?}", url);
        }
    }

    #[test]
    fn what_is_opened_is_short_ascii(url in any_url()) {
        if let Decision::Open(target) = judge(&url) {
            prop_assert!(target.opens().bytes().all(|b| b.is_ascii_graphic()) && target.opens().len() <= MAX_URL_BYTES, "{:?}", url);
        }
    }

    #[test]
    fn no_case_of_scheme_and_host_gets_past_the_policy(url in any_url()) {
        let kind = |decision: Decision| match decision {
            Decision::Open(target) => Ok(target.kind()),
            Decision::Reject(code) => Err(Some(code)),
            Decision::Absent => Err(None),
        };
        // International labels are taken in lower case only: the turned one may be refused for that.
        if url.is_ascii() {
            prop_assert_eq!(kind(judge(&turned(&url))).ok(), kind(judge(&url)).ok(), "{:?}", url);
        }
    }

    #[test]
    fn nothing_that_is_printed_shows_more_than_scheme_and_host(url in any_url()) {
        let secret = "S3cr3t";
        if let decision @ Decision::Open(_) = judge(&format!("{}/{secret}?{secret}", url.replace('#', ""))) {
            prop_assert!(!format!("{decision:?} {decision:#?}").contains(secret), "{:?}", url);
        }
    }

    #[test]
    fn a_list_of_hosts_only_takes_away(url in any_url()) {
        let listed = policy(Some(vec!["shop.example".into(), "*.shop.test".into()])).unwrap();
        if let open @ Decision::Open(_) = listed.judge(Some(&url)) {
            prop_assert_eq!(open, judge(&url), "{:?}", url);
        }
    }
}

/// The properties are worth as much as the URLs are: many are opened, and every reason refuses some.
#[test]
fn the_urls_lead_to_every_decision() {
    let mut runner = TestRunner::deterministic();
    let mut reasons = HashSet::new();
    let (mut opened, mut total) = (0, 0);
    for _ in 0..4_000 {
        match judge(&any_url().new_tree(&mut runner).unwrap().current()) {
            Decision::Open(_) => opened += 1,
            Decision::Reject(code) => drop(reasons.insert(code)),
            Decision::Absent => {}
        }
        total += 1;
    }
    assert!(opened * 10 >= total, "{opened} of {total} are opened");
    assert!(reasons.len() >= 12, "{reasons:?}");
}
