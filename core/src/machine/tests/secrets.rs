//! Nothing that is printed shows a code, a PIN or a token (invariant I8).

use super::*;
use crate::{
    codes::NavigationConfig,
    wallet_api::{HandOver, IdentifyAnswer},
};

const SECRETS: [&str; 5] = [CODE, "918273", "tok-5531", "codeValue=", "opaque-payload"];

fn assert_clean(shown: &str) {
    for secret in SECRETS {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}

#[test]
fn no_state_and_no_effect_of_a_payment_shows_a_secret() {
    let config = NavigationConfig { order_prefixes: vec!["https://qr.alipayplus.com/281666".into()], ..NavigationConfig::default() };
    let mut play = Play::in_wallet(RedirectPolicy::default(), NavigationPolicy::new(config).unwrap());
    let entry = format!("https://m.acquirer.example/?codeValue={CODE}");
    let mut events = vec![
        Event::CodeScanned {
            code: CodeValue::new(CODE),
            source: Source::Scan,
            identified: Identified::OpenUrl { url: entry.clone(), user_agent: None },
        },
        Event::EntryNavigation { url: CodeValue::new(format!("https://qr.alipayplus.com/{CODE}")), main_frame: true },
        Event::Reply { epoch: 1, answer: Answer::Resolved(Resolution::Order(Box::new(order()))), request_id: "r".into() },
        Event::Confirm,
        Event::AttemptMinted(attempt_id()),
        pin(),
        Event::Reply { epoch: 2, answer: passed(), request_id: "r".into() },
        Event::Stored(attempt_id()),
        Event::Reply { epoch: 3, answer: Answer::Attempt(attempt(AttemptState::Succeeded)), request_id: "r".into() },
        Event::RedirectTap,
    ];
    for event in events.drain(..) {
        assert_clean(&format!("{event:?}"));
        play.on(event);
        assert_clean(&format!("{:?} {:?}", play.state(), play.history));
    }
    assert!(matches!(play.phase(), Phase::Redirecting { .. }), "{:?}", play.phase());

    let page = crate::codes::EntryPage { url: entry, user_agent: String::new() };
    let answer = IdentifyAnswer::open_url(crate::codes::CodeKind::OrderCode, page);
    assert_clean(&format!("{:?}", Answer::Identified(answer)));
}

#[test]
fn what_is_handed_over_is_not_shown() {
    let mut play = Play::begin();
    let payload = HandOver { sdk_action_payload: Secret::new("opaque-payload") };
    play.scanned().answer(Answer::Resolved(Resolution::HandOver(payload)));
    assert_clean(&format!("{:?} {:?}", play.state(), play.history));
}
