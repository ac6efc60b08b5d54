//! In the merchant's page: order codes and auth codes are taken over, everything else is the container's.

use super::*;
use crate::{
    codes::{CodeKind, NavigationConfig},
    pages::{self, Page, page},
    texts::{TextKey, Texts},
    wallet_api::{AuthCodeAnswer, AuthCodeRequest},
};

const ORDER: &str = "https://qr.acquirer.example/1";
const OAUTH: &str = "https://auth.example/oauth?authClientId=C1&scopes=a,b&redirectUrl=https%3A%2F%2Fm.acquirer.example%2Fback%3Fx%3D1";

fn opened(url: &str) -> Play {
    let navigation = NavigationPolicy::new(NavigationConfig {
        order_prefixes: vec!["https://qr.acquirer.example/".into()],
        oauth_prefixes: vec!["https://auth.example/oauth".into()],
        ..NavigationConfig::default()
    });
    let mut play = Play::in_wallet(RedirectPolicy::default(), navigation.unwrap());
    let identified = Identified::OpenUrl { url: url.into(), user_agent: Some("AlipayConnect".into()) };
    play.on(Event::CodeScanned { code: CodeValue::new(CODE), source: Source::Scan, identified });
    play
}

fn inside() -> Play {
    opened("https://m.acquirer.example/in")
}

fn goes_to(url: &str) -> Event {
    Event::EntryNavigation { url: CodeValue::new(url), main_frame: true }
}

fn auth_code(code: &str) -> Answer {
    let (auth_error_scopes, auth_success_scopes) = Default::default();
    Answer::AuthCode(AuthCodeAnswer { auth_code: Secret::new(code), auth_error_scopes, auth_success_scopes })
}

fn resolves(play: &Play) -> usize {
    play.count(|effect| matches!(effect, Effect::Send { request: Request::Resolve(..), .. }))
}

fn asks(play: &Play) -> usize {
    play.count(|effect| matches!(effect, Effect::Send { request: Request::FetchAuthCode(_), .. }))
}

fn loaded(play: &Play) -> Vec<String> {
    let url = |effect: &Effect| match effect {
        Effect::OpenMerchantPage { url, .. } => Some(url.expose().to_owned()),
        _ => None,
    };
    play.history.iter().filter_map(url).collect()
}

fn notice(play: &Play) -> Option<TextKey> {
    match play.phase() {
        Phase::MerchantPage(page) => page.notice(),
        phase => panic!("{phase:?}"),
    }
}

#[test]
fn edge_40_an_order_code_in_the_merchants_page_is_taken_exactly_once() {
    let mut play = inside();
    assert_eq!(loaded(&play), ["https://m.acquirer.example/in"]);
    play.on(goes_to(ORDER)).on(goes_to(ORDER)).on(goes_to("https://qr.acquirer.example/2"));
    assert!(matches!(play.sent().1, Request::Resolve(code, Source::MerchantPage) if code.expose() == ORDER));
    assert_eq!(resolves(&play), 1);
    play.reply(1, Answer::Resolved(Resolution::Order(Box::new(order()))));
    play.on(goes_to(ORDER));
    assert_eq!(resolves(&play), 1);
    assert!(matches!(play.phase(), Phase::Ready(_)));
}

#[test]
fn edge_40_only_the_page_itself_is_intercepted_not_a_frame_in_it() {
    let mut play = inside();
    for url in [ORDER, OAUTH] {
        play.on(Event::EntryNavigation { url: CodeValue::new(url), main_frame: false });
    }
    assert_eq!((resolves(&play), asks(&play)), (0, 0));
}

#[test]
fn edge_40_a_navigation_that_is_blocked_or_loaded_changes_nothing() {
    for url in
        ["http://qr.acquirer.example/1", "intent://x", "javascript:alert(1)", "file:///x", "shop://x", "https://m.acquirer.example/2"]
    {
        let mut play = inside();
        play.take_effects();
        play.on(goes_to(url));
        assert!(play.is_quiet(), "{url}");
        assert!(matches!(play.phase(), Phase::MerchantPage(_)), "{url}");
    }
}

#[test]
fn edge_40_an_address_that_no_container_may_load_is_never_opened() {
    for url in ["http://m.acquirer.example/", "javascript:alert(1)", "file:///etc/hosts", "intent://x", "shop://x", "https://1.2.3.4/"] {
        let play = opened(url);
        assert_eq!(play.verdict(), &Verdict::NotSupported(CodeKind::DangerousLink), "{url}");
        assert_eq!(loaded(&play), Vec::<String>::new(), "{url}");
    }
}

#[test]
fn a_merchants_page_that_the_user_closes_cancels() {
    for leave in [Event::PageClosed, Event::Back, Event::Close] {
        let mut play = inside();
        play.on(goes_to(OAUTH));
        let (epoch, _) = play.sent();
        play.on(leave).reply(epoch, auth_code("late"));
        assert_eq!(play.outcomes(), [&Outcome::Cancelled]);
        assert_eq!(loaded(&play).len(), 1, "nothing is loaded after it");
    }
}

#[test]
fn a_page_that_wants_an_auth_code_gets_it_and_goes_on() {
    let mut play = inside();
    play.on(goes_to(OAUTH)).on(goes_to(OAUTH));
    assert_eq!(asks(&play), 1, "the same page while its code is on the way");
    let (epoch, request) = play.sent();
    let scopes = vec!["a".to_owned(), "b".to_owned()];
    let redirect_host = "m.acquirer.example".into();
    assert_eq!(request, Request::FetchAuthCode(AuthCodeRequest { auth_client_id: "C1".into(), scopes, redirect_host }));
    play.reply(epoch, auth_code("s3cr3t"));
    assert_eq!(loaded(&play).last().unwrap(), "https://m.acquirer.example/back?x=1&auth_code=s3cr3t");
    let shown = page(play.state(), None, &Texts::default());
    assert!(matches!(&shown, Page::MerchantPage(pages::MerchantPage { url, notice: None, .. }) if url.expose().ends_with("=s3cr3t")));
    assert!(!format!("{shown:?} {:?} {:?}", play.state(), play.history).contains("s3cr3t"));
    play.on(goes_to("https://m.acquirer.example/back?x=1&auth_code=s3cr3t")).on(goes_to(ORDER));
    assert_eq!(resolves(&play), 1);
}

#[test]
fn an_auth_code_is_asked_for_again_without_a_network_and_then_by_the_user() {
    let mut play = inside();
    play.on(goes_to(OAUTH));
    for pause in [500, 1_500] {
        play.fails(Delivery::NotSent);
        assert_eq!(play.until_asked(), Some(Duration::from_millis(pause)));
    }
    play.fails(Delivery::MaybeSent);
    assert!(play.take_effects().contains(&Effect::Announce(TextKey::NoticeNoNetwork)));
    let Page::MerchantPage(pages::MerchantPage { notice: Some(_), retry: Some(_), progress: None, .. }) =
        page(play.state(), None, &Texts::default())
    else {
        panic!("no way on");
    };
    play.on(Event::Retry).answer(auth_code("x"));
    assert_eq!(loaded(&play).len(), 2);
    assert_eq!(notice(&play), None);
}

#[test]
fn a_refused_auth_code_leaves_the_user_in_the_page_with_a_way_out() {
    for (code, said) in [
        (ProblemCode::Forbidden, TextKey::NoticeNoAuthCode),
        (ProblemCode::InvalidRequest, TextKey::NoticeNoAuthCode),
        (ProblemCode::Unauthorized, TextKey::NoticeLoginAgain),
    ] {
        let mut play = inside();
        play.on(goes_to(OAUTH)).answer(problem(code, None));
        assert_eq!(notice(&play), Some(said));
        assert_eq!(loaded(&play).len(), 1);
        play.on(goes_to("https://m.acquirer.example/other"));
        assert_eq!(notice(&play), None, "the user has gone on in the page");
        play.on(Event::Back);
        assert_eq!(play.outcomes(), [&Outcome::Cancelled]);
    }
}

#[test]
fn an_auth_code_for_a_page_that_was_left_changes_nothing() {
    let mut play = inside();
    play.on(goes_to(OAUTH));
    let (first, _) = play.sent();
    play.on(goes_to("https://m.acquirer.example/other")).reply(first, auth_code("x"));
    assert_eq!(loaded(&play).len(), 1);
    play.on(goes_to(OAUTH));
    let (second, _) = play.sent();
    play.on(goes_to(&OAUTH.replace("C1", "C2"))).reply(second, auth_code("x"));
    assert_eq!(loaded(&play).len(), 1, "another client asks now");
}

#[test]
fn an_oauth_page_that_leads_nowhere_is_not_asked_about() {
    let mut play = inside();
    play.on(goes_to("https://auth.example/oauth?authClientId=C1&redirectUrl=javascript%3Aalert(1)"));
    assert_eq!((asks(&play), notice(&play)), (0, Some(TextKey::NoticeNoAuthCode)));
}

#[test]
fn a_code_that_makes_the_address_too_long_is_not_used() {
    let mut play = inside();
    play.on(goes_to(OAUTH)).answer(auth_code(&"x".repeat(2_048)));
    assert_eq!((loaded(&play).len(), notice(&play)), (1, Some(TextKey::NoticeNoAuthCode)));
}

#[test]
fn a_page_that_asks_for_auth_codes_without_end_gets_no_more() {
    let mut play = inside();
    for _ in 0..5 {
        play.on(goes_to(OAUTH)).answer(auth_code("x"));
    }
    assert_eq!(asks(&play), 5);
    play.on(goes_to(OAUTH));
    assert_eq!((asks(&play), notice(&play)), (5, Some(TextKey::NoticeNoAuthCode)));
}
