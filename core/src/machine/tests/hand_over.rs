//! HANDLE_BY_SDK: no cashier, no order; the payload is not ours to read, except in the simulator's form.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::*;
use crate::{
    codes::NavigationConfig,
    pages::{Page, page},
    redirect::PolicyConfig,
    texts::Texts,
    wallet_api::HandOver,
};

fn wallet() -> Play {
    let own_hosts = vec!["wallet.example".to_owned()];
    let redirect = RedirectPolicy::new(PolicyConfig { own_hosts, ..PolicyConfig::default() }).unwrap();
    let order_prefixes = vec!["https://qr.acquirer.example/".to_owned()];
    let navigation = NavigationPolicy::new(NavigationConfig { order_prefixes, ..NavigationConfig::default() }).unwrap();
    Play::in_wallet(redirect, navigation)
}

fn handed_over(play: &mut Play, payload: &str) {
    play.answer(Answer::Resolved(Resolution::HandOver(HandOver { sdk_action_payload: Secret::new(payload) })));
}

fn opened(payload: &str) -> Option<String> {
    let mut play = wallet();
    play.scanned();
    handed_over(&mut play, payload);
    assert!(play.take_effects().contains(&Effect::HandOver(Secret::new(payload))));
    assert_eq!(play.outcomes(), [&Outcome::HandedOver]);
    match page(play.state(), None, &Texts::default()) {
        Page::HandOver { sdk_action_payload, target } if sdk_action_payload.expose() == payload => {
            target.map(|target| target.opens().to_owned())
        }
        page => panic!("{page:?}"),
    }
}

fn form(json: &str) -> String {
    URL_SAFE_NO_PAD.encode(json)
}

#[test]
fn the_page_in_the_simulators_form_can_be_opened() {
    let payload = form(r#"{"action":"OPEN_URL","url":"https://alipayplus.example/limit?x=1","more":true}"#);
    assert_eq!(opened(&payload).as_deref(), Some("https://alipayplus.example/limit?x=1"));
    assert_eq!(opened(&format!("{payload}==")).is_some(), payload.len() % 4 == 2);
}

#[test]
fn anything_else_is_for_the_hosts_handler_alone() {
    for payload in [
        "".to_owned(),
        "opaque".to_owned(),
        "\u{1f600}".to_owned(),
        form("{"),
        form("[]"),
        form(r#"{"url":"https://alipayplus.example/"}"#),
        form(r#"{"action":"PAY","url":"https://alipayplus.example/"}"#),
        form(r#"{"action":"OPEN_URL"}"#),
        form(r#"{"action":"OPEN_URL","url":7}"#),
        form(r#"{"action":"OPEN_URL","url":""}"#),
        form(r#"{"action":"OPEN_URL","url":"javascript:alert(1)"}"#),
        form(r#"{"action":"OPEN_URL","url":"http://alipayplus.example/"}"#),
        form(r#"{"action":"OPEN_URL","url":"https://pay.wallet.example/"}"#),
        form(&format!(r#"{{"action":"OPEN_URL","url":"https://alipayplus.example/","x":"{}"}}"#, "x".repeat(4_096))),
        form(&"[".repeat(3_000)),
    ] {
        assert_eq!(opened(&payload), None, "{payload}");
    }
}

#[test]
fn in_the_merchants_page_it_closes_the_page_and_ends_the_same_way() {
    let mut play = wallet();
    let identified = Identified::OpenUrl { url: "https://m.acquirer.example/in".into(), user_agent: None };
    play.on(Event::CodeScanned { code: CodeValue::new(CODE), source: Source::Scan, identified });
    play.on(Event::EntryNavigation { url: CodeValue::new("https://qr.acquirer.example/1"), main_frame: true });
    handed_over(&mut play, "opaque");
    assert!(matches!(play.phase(), Phase::HandedOver(_)));
    assert_eq!(play.outcomes(), [&Outcome::HandedOver]);
    play.on(Event::Close);
    assert_eq!(play.phase(), &Phase::Done(Outcome::HandedOver));
    assert_eq!(play.outcomes().len(), 1);
}
