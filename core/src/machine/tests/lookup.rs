//! From a code to a cashier: Idle, Identifying, Resolving.

use super::*;
use crate::{
    codes::CodeKind,
    pages::{Page, page},
    texts::{TextKey, Texts},
    wallet_api::{Declined, HandOver, IdentifyAnswer, NotSupported, PostCodeMatchActionType},
};

fn scanned(identified: Identified) -> Play {
    let mut play = Play::begin();
    play.on(Event::CodeScanned { code: CodeValue::new(CODE), source: Source::Scan, identified });
    play
}

fn identify_answer(action: Option<PostCodeMatchActionType>, url: Option<&str>) -> IdentifyAnswer {
    IdentifyAnswer {
        is_supported: true,
        kind: CodeKind::OrderCode,
        own: false,
        post_code_match_action_type: action,
        redirect_url: url.map(Into::into),
        user_agent: None,
        ac_decode_config: None,
    }
}

#[test]
fn an_order_code_is_resolved_and_shown() {
    let mut play = Play::begin();
    play.scanned();
    assert!(matches!(play.sent().1, Request::Resolve(code, Source::Scan) if code == CodeValue::new(CODE)));
    play.reply(1, Answer::Resolved(Resolution::Order(Box::new(order()))));
    assert!(matches!(play.phase(), Phase::Ready(ready) if ready.order() == &order()));
}

#[test]
fn a_code_of_an_untrusted_rule_is_identified_by_the_backend_first() {
    let mut play = scanned(Identified::AskBackend);
    assert!(matches!(play.phase(), Phase::Identifying(_)));
    play.answer(Answer::Identified(identify_answer(Some(PostCodeMatchActionType::Decode), None)));
    assert!(matches!(play.sent().1, Request::Resolve(..)));
}

#[test]
fn a_code_that_the_backend_does_not_take_is_named() {
    let mut play = scanned(Identified::AskBackend);
    play.answer(Answer::Identified(IdentifyAnswer { is_supported: false, kind: CodeKind::Wifi, ..identify_answer(None, None) }));
    assert_eq!(play.verdict(), &Verdict::NotSupported(CodeKind::Wifi));
    assert_eq!(play.outcomes(), [&Outcome::NotSupported(CodeKind::Wifi)]);
}

#[test]
fn every_resolution_has_its_state() {
    let resolved = |resolution| {
        let mut play = scanned(Identified::Decode);
        play.answer(Answer::Resolved(resolution));
        play
    };
    let play = resolved(Resolution::HandOver(HandOver { sdk_action_payload: Secret::new("opaque") }));
    assert!(matches!(play.phase(), Phase::HandedOver(_)));
    assert_eq!(play.outcomes(), [&Outcome::HandedOver]);

    let opened = identify_answer(Some(PostCodeMatchActionType::OpenUrl), Some("https://m.acquirer.example/in"));
    assert!(matches!(resolved(Resolution::OpenUrl(opened)).phase(), Phase::MerchantPage(_)));

    let play = resolved(Resolution::NotSupported(NotSupported { kind: CodeKind::BankTransfer, own: false }));
    assert_eq!(play.verdict(), &Verdict::NotSupported(CodeKind::BankTransfer));

    let play =
        resolved(Resolution::Declined(Declined { code: "EXPIRED_CODE".into(), text_key: "decline.expired_code".into(), retryable: false }));
    assert_eq!(play.outcomes(), [&Outcome::Failed { order: None, code: "EXPIRED_CODE".into() }]);
}

#[test]
fn a_backend_that_says_decode_to_a_decode_does_not_go_round_in_circles() {
    let mut play = scanned(Identified::Decode);
    play.answer(Answer::Resolved(Resolution::OpenUrl(identify_answer(Some(PostCodeMatchActionType::Decode), None))));
    assert!(matches!(play.verdict(), Verdict::Failed { recoverable: false, .. }));
}

#[test]
fn edge_03_back_while_a_code_is_looked_up_cancels_and_the_late_reply_is_dropped() {
    for identified in [Identified::AskBackend, Identified::Decode] {
        let mut play = scanned(identified);
        let (epoch, _) = play.sent();
        play.on(Event::Back);
        assert_eq!(play.outcomes(), [&Outcome::Cancelled]);
        play.take_effects();
        play.reply(epoch, Answer::Resolved(Resolution::Order(Box::new(order()))));
        assert!(matches!(play.phase(), Phase::Done(Outcome::Cancelled)));
        assert!(play.is_quiet());
    }
}

#[test]
fn edge_14_the_same_code_again_resumes_the_attempt_that_runs() {
    let mut play = Play::begin();
    play.scanned_to(order_in(OrderState::Processing, Some((AttemptState::Processing, true))));
    assert!(matches!(play.phase(), Phase::Checking(checking) if checking.live().unwrap().attempt() == &attempt_id()));
    assert_eq!(play.sent().1, Request::QueryAttempt(attempt_id()));
}

#[test]
fn edge_14_the_same_code_again_shows_what_this_device_has_paid() {
    let mut play = Play::begin();
    play.scanned_to(order_in(OrderState::Success, Some((AttemptState::Succeeded, true))));
    let paid = paid();
    assert_eq!(play.outcomes(), [&paid]);
    assert_eq!(play.confirms(), 0);
}

#[test]
fn edge_15_another_code_changes_nothing_once_a_payment_has_begun() {
    let other = || Event::CodeScanned { code: CodeValue::new("other"), source: Source::Scan, identified: Identified::Decode };
    let begun: [fn(&mut Play) -> &mut Play; 6] =
        [Play::ready, Play::asking, Play::storing, Play::confirming, Play::checking, Play::pending];
    for begin in begun {
        let mut play = Play::begin();
        begin(&mut play);
        let before = play.phase().clone();
        play.take_effects();
        play.on(other());
        assert_eq!(play.phase(), &before);
        assert!(play.is_quiet());
    }
}

#[test]
fn edge_17_without_a_network_the_lookup_is_repeated_and_then_offers_to_try_again() {
    let mut play = Play::begin();
    play.scanned();
    for pause in [500, 1_500] {
        play.fails(Delivery::NotSent);
        assert_eq!(play.until_asked(), Some(Duration::from_millis(pause)));
    }
    play.fails(Delivery::NotSent);
    assert!(play.take_effects().contains(&Effect::Announce(TextKey::LookupNoNetwork)));
    assert!(matches!(play.phase(), Phase::Resolving(_)), "no error page");
    assert_eq!(play.until_asked(), None);
    play.on(Event::Retry);
    assert!(matches!(play.sent().1, Request::Resolve(..)));
}

#[test]
fn edge_17_a_network_that_comes_back_repeats_the_lookup_by_itself() {
    let mut play = Play::begin();
    play.scanned();
    play.fails(Delivery::NotSent).on(Event::NetUp);
    assert!(matches!(play.sent().1, Request::Resolve(..)));
    play.on(Event::NetUp);
    assert!(play.is_quiet(), "one request at a time");
}

#[test]
fn edge_20_a_page_that_is_not_the_backends_is_a_failed_read() {
    let mut play = Play::begin();
    play.scanned();
    play.fails(Delivery::MaybeSent);
    assert!(play.until_asked().is_some());
    play.answer(Answer::Resolved(Resolution::Order(Box::new(order()))));
    assert!(matches!(play.phase(), Phase::Ready(_)));
}

#[test]
fn a_backend_that_wants_a_pause_gets_it() {
    let mut play = Play::begin();
    play.scanned();
    let Answer::Problem(busy) = problem(ProblemCode::RateLimited, None) else { unreachable!() };
    play.answer(Answer::Problem(Problem { retry_after_ms: Some(4_000), ..busy }));
    assert_eq!(play.until_asked(), Some(Duration::from_secs(4)));
}

#[test]
fn an_sdk_that_is_too_old_ends_with_a_typed_error() {
    let mut play = Play::begin();
    play.scanned().answer(problem(ProblemCode::UpdateRequired, Some(false)));
    assert_eq!(play.outcomes(), [&Outcome::Failed { order: None, code: "update_required".into() }]);
}

#[test]
fn a_code_of_the_wallet_itself_ends_at_once_without_a_page() {
    let on_the_phone = scanned(Identified::Own);
    let mut asked = scanned(Identified::AskBackend);
    asked.answer(Answer::Identified(IdentifyAnswer::own(CodeKind::WebLink)));
    let mut resolved = scanned(Identified::Decode);
    resolved.answer(Answer::Resolved(Resolution::NotSupported(NotSupported { kind: CodeKind::Text, own: true })));
    for play in [on_the_phone, asked, resolved] {
        assert_eq!(play.phase(), &Phase::Done(Outcome::OwnCode));
        assert_eq!(play.outcomes(), [&Outcome::OwnCode]);
        assert_eq!(page(play.state(), None, &Texts::default()), Page::Closed);
    }
    let sends = |play: &Play| play.count(|effect| matches!(effect, Effect::Send { .. }));
    assert_eq!(sends(&scanned(Identified::Own)), 0, "nobody is asked about it");
}

#[test]
fn a_login_that_the_backend_refuses_is_no_missing_network() {
    for identified in [Identified::AskBackend, Identified::Decode] {
        let mut play = scanned(identified);
        play.answer(problem(ProblemCode::Unauthorized, Some(false)));
        assert_eq!(play.outcomes(), [&Outcome::Failed { order: None, code: "unauthorized".into() }]);
        let Page::Result(shown) = page(play.state(), None, &Texts::default()) else { panic!("no result") };
        assert!(shown.next_step.unwrap().starts_with("Sign in to your wallet again"));
    }
}

#[test]
fn a_decline_that_may_pass_offers_the_same_code_again_and_is_told_only_when_left() {
    let declined = |retryable| Resolution::Declined(Declined { code: "PROCESS_FAIL".into(), text_key: "x".into(), retryable });
    let mut play = Play::begin();
    play.scanned().answer(Answer::Resolved(declined(true)));
    assert!(play.outcomes().is_empty());
    play.on(Event::Retry);
    assert!(matches!(play.phase(), Phase::Resolving(_)));
    assert_eq!(play.sent().1, Request::Resolve(CodeValue::new(CODE), Source::Scan));

    let mut play = Play::begin();
    play.scanned().answer(Answer::Resolved(declined(true))).on(Event::Close);
    assert_eq!(play.outcomes(), [&Outcome::Failed { order: None, code: "PROCESS_FAIL".into() }]);

    let mut play = Play::begin();
    play.scanned().answer(Answer::Resolved(declined(false))).on(Event::Retry);
    assert!(matches!(play.phase(), Phase::Settled(_)), "nothing else comes of it");
}

#[test]
fn the_support_reference_is_the_request_that_failed_and_goes_with_its_failure() {
    let mut play = Play::begin();
    play.scanned().fails(Delivery::MaybeSent);
    assert_eq!(play.state().context().support_reference(), Some("r"));
    play.seconds(1).answer(Answer::Resolved(Resolution::Order(Box::new(order()))));
    assert_eq!(play.state().context().support_reference(), None);
}

#[test]
fn a_request_that_is_no_longer_waited_for_is_nobodys_support_reference() {
    let mut play = Play::begin();
    let (old, _) = play.scanned().sent();
    play.on(Event::SendFailure { epoch: old, delivery: Delivery::MaybeSent, request_id: "first".into() }).seconds(1);
    play.on(Event::SendFailure { epoch: old, delivery: Delivery::MaybeSent, request_id: "late".into() });
    assert_eq!(play.state().context().support_reference(), Some("first"));
}

#[test]
fn a_request_that_never_left_the_phone_is_nobodys_support_reference() {
    let mut play = Play::begin();
    play.scanned().fails(Delivery::NotSent);
    assert_eq!(play.state().context().support_reference(), None);
}

#[test]
fn a_backend_that_answers_is_not_called_a_missing_network() {
    let mut play = Play::begin();
    play.scanned();
    for _ in 0..3 {
        play.answer(problem(ProblemCode::Unavailable, None)).seconds(2);
    }
    assert!(matches!(play.phase(), Phase::Resolving(lookup) if lookup.call().notice() == Some(TextKey::NoticeTryLater)));
}
