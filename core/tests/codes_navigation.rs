//! Navigations of the merchant page.

use cashier_core::{
    codes::{BlockReason, Navigation, NavigationConfig, NavigationPolicy},
    redirect::{PolicyError, RejectCode},
    secret::CodeValue,
};

fn policy() -> NavigationPolicy {
    NavigationPolicy::new(NavigationConfig {
        order_prefixes: vec!["https://qr.alipayplus.com/281666".to_owned(), "https://orders.example".to_owned()],
        checkout_hosts: vec!["Checkout.Example".to_owned()],
        oauth_prefixes: vec!["https://auth.example/oauth".to_owned()],
        app_schemes: vec!["MerchantApp".to_owned()],
        own_schemes: vec!["wallet".to_owned()],
        own_hosts: vec!["wallet.example".to_owned()],
    })
    .unwrap()
}

fn decide(url: &str) -> Navigation {
    policy().decide(url, true)
}

fn blocked(code: RejectCode) -> Navigation {
    Navigation::Block(BlockReason::Url(code))
}

#[test]
fn order_codes_are_taken_whole_and_at_host_boundaries_only() {
    for url in [
        "https://qr.alipayplus.com/28166604abc?x=%20#y",
        "HTTPS://QR.ALIPAYPLUS.COM/281666",
        "https://orders.example/1",
        "https://orders.example:8443",
        "https://orders.example?x",
    ] {
        assert_eq!(decide(url), Navigation::Decode(CodeValue::new(url)), "{url}");
    }
    for url in [
        "https://orders.example.evil.test/",
        "https://orders.examples.test/",
        "https://qr.alipayplus.com/281667",
        "https://a.example/?https://orders.example/",
    ] {
        assert_eq!(decide(url), Navigation::Load, "{url}");
    }
    assert_eq!(decide("https://orders.example@evil.test/"), blocked(RejectCode::Userinfo));
    assert_eq!(decide("https://orders.example:80@evil.test/"), blocked(RejectCode::Userinfo));
}

#[test]
fn the_checkout_page_hands_over_its_code() {
    let page = "https://checkout.example/x/cashier/self/codevalue/checkout.htm";
    for (query, code) in [
        ("?codeValue=28166604x", "28166604x"),
        ("?a=1&codeValue=https%3A%2F%2Fq.example%2F%C3%A9+%2B&codeValue=2#codeValue=3", "https://q.example/é++"),
    ] {
        assert_eq!(decide(&format!("{page}{query}")), Navigation::Decode(CodeValue::new(code)), "{query}");
    }
    for query in ["?codeValue=", "?codeValue=%20", "?codeValue=%FF"] {
        assert_eq!(decide(&format!("{page}{query}")), Navigation::Block(BlockReason::CodeValue), "{query}");
    }
    for url in [
        page.to_owned(),
        format!("{page}?codevalue=1"),
        format!("{page}#?codeValue=1"),
        format!("{page}/x?codeValue=1"),
        format!("{}?codeValue=1", page.replace("checkout.example", "a.checkout.example")),
        "https://checkout.example/?codeValue=1&x=/cashier/self/codevalue/checkout.htm".to_owned(),
    ] {
        assert_eq!(decide(&url), Navigation::Load, "{url}");
    }
}

#[test]
fn an_oauth_page_becomes_an_auth_code() {
    let Navigation::AuthCode(Some(page)) =
        decide("https://auth.example/oauth?authClientId=A1&scopes=a,b&redirectUrl=https%3A%2F%2Fm.example%2F")
    else {
        panic!("no auth code");
    };
    assert_eq!((page.auth_client_id.as_str(), page.scopes), ("A1", vec!["a".to_owned(), "b".to_owned()]));
    assert_eq!(decide("https://auth.example.evil.test/oauth"), Navigation::Load);
}

#[test]
fn an_auth_code_goes_only_where_the_container_would_go() {
    for url in [
        "http://m.example/",
        "javascript:alert(1)",
        "merchantapp://in",
        "wallet://pay",
        "https://wallet.example/",
        "https://u@m.example/",
        "https://127.0.0.1/",
        "https://orders.example/1",
        "https://auth.example/oauth?authClientId=A1&redirectUrl=https%3A%2F%2Fm.example%2F",
    ] {
        let escaped = url.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        let asks = format!("https://auth.example/oauth?authClientId=A1&redirectUrl={escaped}");
        assert_eq!(decide(&asks), Navigation::AuthCode(None), "{url}");
    }
    assert_eq!(decide("https://auth.example/oauth?scopes=a"), Navigation::AuthCode(None));
    assert_eq!(policy().decide("https://auth.example/oauth?authClientId=A1", false), Navigation::Load);
}

#[test]
fn only_listed_apps_leave_the_page_and_only_from_the_main_frame() {
    assert_eq!(decide("MerchantApp://order/1"), Navigation::External);
    assert_eq!(policy().decide("merchantapp://order/1", false), Navigation::Block(BlockReason::SubFrame));
    for url in [
        "otherapp://x",
        "merchantapp:x",
        "intent://x",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///x",
        "about:blank",
        "http://shop.example/",
        "//shop.example/",
        "",
    ] {
        assert_eq!(decide(url), blocked(RejectCode::Scheme), "{url}");
    }
}

#[test]
fn the_page_never_re_enters_the_wallet() {
    for (url, code) in [
        ("wallet://pay?codeValue=1", RejectCode::OwnScheme),
        ("WALLET:pay", RejectCode::OwnScheme),
        ("https://wallet.example/pay", RejectCode::OwnHost),
        ("https://a.b.Wallet.Example:8443", RejectCode::OwnHost),
    ] {
        assert_eq!(decide(url), blocked(code), "{url}");
        assert_eq!(policy().decide(url, false), blocked(code), "{url}");
    }
    assert_eq!(decide("https://notwallet.example/"), Navigation::Load);
}

#[test]
fn no_fragment_becomes_an_intent() {
    for url in [
        "https://shop.example/#Intent;scheme=x;end",
        "https://shop.example/?a#b#iNTENT;end",
        "https://qr.alipayplus.com/28166604abc#intent;end",
        "merchantapp://x#Intent;end",
        "intent://x#Intent;end",
    ] {
        assert_eq!(decide(url), blocked(RejectCode::IntentFragment), "{url}");
    }
    assert_eq!(decide("https://shop.example/?Intent;#an-Intent;"), Navigation::Load);
}

#[test]
fn a_configuration_that_opens_too_much_is_an_error() {
    for scheme in ["javascript", "INTENT", "http", "https", "data", "file", "a b", "1x", ""] {
        let error = Some(PolicyError::Scheme(scheme.to_owned()));
        let apps = NavigationConfig { app_schemes: vec![scheme.to_owned()], ..NavigationConfig::default() };
        assert_eq!(NavigationPolicy::new(apps).err(), error, "{scheme}");
        let own = NavigationConfig { own_schemes: vec![scheme.to_owned()], ..NavigationConfig::default() };
        assert_eq!(NavigationPolicy::new(own).err(), error, "{scheme}");
    }
    let hosts = NavigationConfig { own_hosts: vec!["localhost".to_owned()], ..NavigationConfig::default() };
    assert_eq!(NavigationPolicy::new(hosts).err(), Some(PolicyError::Host("localhost".to_owned())));
}

#[test]
fn the_raw_gate_and_the_host_rules_come_first() {
    for (url, code) in [
        ("https://shop.example/a b", RejectCode::ForbiddenCharacter),
        ("https://shop.example\\@evil.test/", RejectCode::ForbiddenCharacter),
        ("merchantapp://a\u{200b}b", RejectCode::ForbiddenCharacter),
        ("https://127.0.0.1/", RejectCode::NumericHost),
        ("https://localhost/", RejectCode::LocalHost),
        ("https://shop.example/%", RejectCode::PercentEscape),
    ] {
        assert_eq!(decide(url), blocked(code), "{url}");
    }
    assert_eq!(decide("https://shop.example/x?y#z"), Navigation::Load);
    assert_eq!(decide(&format!("https://shop.example/{}", "x".repeat(2048))), blocked(RejectCode::TooLong));
}

#[test]
fn frames_load_but_are_never_intercepted() {
    for url in ["https://qr.alipayplus.com/28166604abc", "https://auth.example/oauth", "https://shop.example/"] {
        assert_eq!(policy().decide(url, false), Navigation::Load, "{url}");
    }
    assert_eq!(policy().decide("http://shop.example/", false), blocked(RejectCode::Scheme));
}

#[test]
fn reasons_have_stable_names() {
    assert_eq!(BlockReason::Url(RejectCode::NumericHost).name(), "numeric_host");
    assert_eq!(BlockReason::CodeValue.name(), "code_value");
    assert_eq!(BlockReason::SubFrame.name(), "sub_frame");
}

#[test]
fn loopback_needs_a_development_build_and_its_exact_origin() {
    assert_eq!(decide("http://127.0.0.1:8080/"), blocked(RejectCode::Scheme));
}

#[cfg(feature = "development")]
#[test]
fn a_development_build_loads_and_intercepts_its_listed_origins() {
    use cashier_core::development::LoopbackOrigins;
    let origin = "http://127.0.0.1:8080".to_owned();
    let config = NavigationConfig {
        order_prefixes: vec![format!("{origin}/281666")],
        checkout_hosts: vec!["127.0.0.1".to_owned()],
        ..NavigationConfig::default()
    };
    let policy = NavigationPolicy::new(config).unwrap().with_loopback(LoopbackOrigins::exact([origin.as_str()]).unwrap());
    assert_eq!(policy.decide("http://127.0.0.1:8080/shop", true), Navigation::Load);
    assert!(matches!(policy.decide("http://127.0.0.1:8080/28166604x", true), Navigation::Decode(_)));
    let checkout = "http://127.0.0.1:8080/cashier/self/codevalue/checkout.htm?codeValue=1";
    assert_eq!(policy.decide(checkout, true), Navigation::Decode(CodeValue::new("1")));
    assert_eq!(policy.decide("http://127.0.0.1:8081/shop", true), blocked(RejectCode::Scheme));
}
