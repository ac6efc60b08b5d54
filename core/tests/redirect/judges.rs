//! Other parsers see what was judged, and repair nothing.
//!
//! The crate `url`, a browser's parser, is asked here; Java's and Foundation's are asked by `tools/JavaUri.java` and
//! `tools/FoundationUrl.swift`, about the URLs of `core/testdata/redirect/opened.tsv`, which a test here makes again.

use std::{cell::RefCell, fmt::Write as _};

use cashier_core::redirect::{Decision, TargetKind};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use url::Url;

use super::{POLICY, set::hostile, urls::any_url};

/// How many URLs of `opened.tsv` are made at random.
const RANDOM: usize = 2_000;

/// What was approved, cut by hand: the rules of the policy let nobody do that otherwise.
#[derive(Debug, PartialEq)]
struct Judged {
    /// In lower case.
    host: String,
    /// The default one if none is written.
    port: u16,
}

fn judged(opens: &str) -> Judged {
    let authority = opens["https://".len()..].split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
    Judged { host: host.to_ascii_lowercase(), port: port.parse().unwrap() }
}

/// What a browser's parser sees, if it finds nothing to repair.
fn browser(opens: &str) -> Result<Judged, String> {
    let violations = RefCell::new(Vec::new());
    let note = |violation| violations.borrow_mut().push(violation);
    let url = Url::options().syntax_violation_callback(Some(&note)).parse(opens).map_err(|error| error.to_string())?;
    if !violations.borrow().is_empty() || url.scheme() != "https" || !url.username().is_empty() || url.password().is_some() {
        return Err(format!("{url} {violations:?}"));
    }
    Ok(Judged { host: url.host_str().unwrap_or_default().to_owned(), port: url.port_or_known_default().unwrap_or_default() })
}

fn opened(url: &str) -> Option<String> {
    match POLICY.judge(Some(url)) {
        Decision::Open(target) if target.kind() == TargetKind::Web => Some(target.opens().to_owned()),
        _ => None,
    }
}

proptest! {
    #[test]
    fn a_browser_sees_what_was_judged(url in any_url()) {
        if let Some(opens) = opened(&url) {
            prop_assert_eq!(browser(&opens), Ok(judged(&opens)), "{:?}", url);
        }
    }
}

/// Opened text, host in lower case, the same as it is shown, port; separated by tabs.
fn opened_tsv() -> String {
    let mut runner = TestRunner::deterministic();
    let random = std::iter::repeat_with(|| any_url().new_tree(&mut runner).unwrap().current()).filter_map(|url| opened(&url)).take(RANDOM);
    let mut all: Vec<String> = hostile().iter().filter_map(|line| opened(&line.url)).chain(random).collect();
    all.sort();
    all.dedup();
    let mut text =
        "# What the policy opens; made by core/tests/redirect/judges.rs. Columns: the text, its host, the same as U-labels, its port.\n"
            .to_owned();
    for opens in all {
        let Judged { host, port } = judged(&opens);
        writeln!(text, "{opens}\t{host}\t{}\t{port}", idna::domain_to_unicode(&host).0).unwrap();
    }
    text
}

#[test]
fn a_browser_sees_what_was_judged_of_every_line() {
    for line in opened_tsv().lines().skip(1) {
        let opens = line.split('\t').next().unwrap();
        assert_eq!(browser(opens), Ok(judged(opens)), "{opens}");
    }
}

/// With `UPDATE` set in the environment, the file is written instead.
#[test]
fn the_urls_for_java_and_foundation_are_those_that_are_opened() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/redirect/opened.tsv");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(file, opened_tsv()).unwrap();
    }
    assert!(std::fs::read_to_string(file).unwrap() == opened_tsv(), "run this test with UPDATE=1");
}
