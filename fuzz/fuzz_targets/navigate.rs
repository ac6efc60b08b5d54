//! Any URL as a navigation of the merchant page, and as a link into the wallet.

#![no_main]

use std::sync::LazyLock;

use cashier_core::codes::{Navigation, NavigationConfig, NavigationPolicy, link_into_wallet};
use libfuzzer_sys::fuzz_target;

static POLICY: LazyLock<NavigationPolicy> = LazyLock::new(|| {
    let list = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let config = NavigationConfig {
        order_prefixes: list(&["https://qr.alipayplus.com/281666", "https://order.example"]),
        checkout_hosts: list(&["checkout.example"]),
        oauth_prefixes: list(&["https://auth.example/oauth"]),
        app_schemes: list(&["merchantapp"]),
        own_schemes: list(&["wallet"]),
        own_hosts: list(&["wallet.example"]),
    };
    NavigationPolicy::new(config).expect("a configuration that can be used")
});

fuzz_target!(|url: &str| {
    let is_https = || url.get(..8).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"));
    let main = POLICY.decide(url, true);
    match &main {
        Navigation::Load | Navigation::AuthCode(_) => assert!(is_https()),
        Navigation::Decode(code) => assert!(is_https() && !code.expose().trim().is_empty()),
        Navigation::External => assert!(!is_https()),
        Navigation::Block(reason) => assert!(!reason.name().is_empty()),
    }
    if let Ok(code) = link_into_wallet(url, &["wallet".to_owned()], &["wallet.example".to_owned()]) {
        assert!(!code.expose().trim().is_empty());
        // A page of a merchant can never open the same link.
        assert!(matches!(main, Navigation::Block(_)));
    }
    match POLICY.decide(url, false) {
        Navigation::Load => assert!(!matches!(main, Navigation::External)),
        Navigation::Block(_) => assert!(matches!(main, Navigation::Block(_) | Navigation::External)),
        other => panic!("a frame was intercepted: {other:?}"),
    }
});
