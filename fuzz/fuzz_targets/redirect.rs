//! Any URL as a redirect and as a navigation, with a browser's parser as the judge of what is opened.

#![no_main]

use std::{cell::RefCell, sync::LazyLock};

use cashier_core::{
    codes::{BlockReason, Navigation, NavigationConfig, NavigationPolicy},
    redirect::{Decision, MAX_URL_BYTES, PolicyConfig, RedirectPolicy, RejectCode, TargetKind},
};
use libfuzzer_sys::fuzz_target;
use url::Url;

static POLICY: LazyLock<RedirectPolicy> = LazyLock::new(|| {
    let config = PolicyConfig { own_schemes: own_schemes(), own_hosts: own_hosts(), app_schemes: app_schemes(), allow_hosts: None };
    RedirectPolicy::new(config).expect("a configuration that can be used")
});

static CONTAINER: LazyLock<NavigationPolicy> = LazyLock::new(|| {
    let config =
        NavigationConfig { own_schemes: own_schemes(), own_hosts: own_hosts(), app_schemes: app_schemes(), ..NavigationConfig::default() };
    NavigationPolicy::new(config).expect("a configuration that can be used")
});

fn own_schemes() -> Vec<String> {
    vec!["wallet".to_owned()]
}

fn own_hosts() -> Vec<String> {
    vec!["wallet.example".to_owned(), "bücher.example".to_owned()]
}

fn app_schemes() -> Vec<String> {
    vec!["merchantapp".to_owned()]
}

fuzz_target!(|url: &str| {
    let navigation = CONTAINER.decide(url, true);
    let target = match POLICY.judge(Some(url)) {
        Decision::Open(target) => target,
        Decision::Reject(RejectCode::SecondFragment) => return assert_eq!(navigation, Navigation::Load),
        Decision::Reject(code) => return assert_eq!(navigation, Navigation::Block(BlockReason::Url(code))),
        Decision::Absent => return assert!(matches!(navigation, Navigation::Block(_))),
    };
    let opens = target.opens();
    assert!(opens.len() <= MAX_URL_BYTES && opens.bytes().all(|b| b.is_ascii_graphic()));
    assert!(!format!("{target:?}").contains(['?', '#', '@']));
    assert!(matches!(POLICY.judge(Some(opens)), Decision::Open(again) if again == target));
    match target.kind() {
        TargetKind::App => assert_eq!(navigation, Navigation::External),
        TargetKind::Web => {
            assert_eq!(navigation, Navigation::Load);
            let authority = opens["https://".len()..].split(['/', '?', '#']).next().unwrap_or_default();
            let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
            browser_sees(opens, &host.to_ascii_lowercase(), port.parse().expect("a port"));
        }
    }
});

/// A browser's parser repairs nothing, and sees this host and port.
fn browser_sees(opens: &str, host: &str, port: u16) {
    let violations = RefCell::new(Vec::new());
    let note = |violation| violations.borrow_mut().push(violation);
    let url = Url::options().syntax_violation_callback(Some(&note)).parse(opens).expect("a URL");
    assert!(violations.borrow().is_empty(), "{violations:?}");
    assert_eq!((url.scheme(), url.host_str(), url.port_or_known_default()), ("https", Some(host), Some(port)));
    assert!(url.username().is_empty() && url.password().is_none());
    assert!(host != "wallet.example" && !host.ends_with(".wallet.example"));
}
