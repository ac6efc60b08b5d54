//! The table of problem codes, row by row (wallet API, section 2): what an error answer to a confirm leads to.

use super::*;
use crate::{machine::PendingReference, texts::TextKey};

fn answered(code: ProblemCode, started: Option<bool>) -> Play {
    let mut play = Play::begin();
    play.confirming().answer(problem(code, started));
    play
}

const EVERY_CODE: [ProblemCode; 15] = [
    ProblemCode::Unauthorized,
    ProblemCode::RateLimited,
    ProblemCode::Unavailable,
    ProblemCode::AmountChanged,
    ProblemCode::QuoteExpired,
    ProblemCode::StepUpInvalid,
    ProblemCode::OrderExpired,
    ProblemCode::OrderFinal,
    ProblemCode::AttemptRunning,
    ProblemCode::AttemptMismatch,
    ProblemCode::Forbidden,
    ProblemCode::NotFound,
    ProblemCode::InvalidRequest,
    ProblemCode::UpdateRequired,
    ProblemCode::Unknown,
];

#[test]
fn whatever_may_have_started_is_asked_about() {
    for code in EVERY_CODE {
        for started in [None, Some(true)] {
            let play = answered(code, started);
            assert!(matches!(play.phase(), Phase::Checking(checking) if checking.live().is_some()), "{code:?} {started:?}");
            assert!(!play.is_forgotten(&attempt_id()), "{code:?} {started:?}");
        }
    }
}

#[test]
fn whatever_has_not_started_leaves_no_attempt_behind() {
    for code in EVERY_CODE {
        let play = answered(code, Some(false));
        assert!(!play.phase().is_live(), "{code:?}");
        assert!(play.is_forgotten(&attempt_id()), "{code:?}");
        assert_eq!(play.confirms(), 1, "{code:?}");
    }
}

#[test]
fn refused_before_anything_is_ready_with_a_notice() {
    for (code, notice) in [
        (ProblemCode::Unauthorized, TextKey::NoticeLoginAgain),
        (ProblemCode::RateLimited, TextKey::NoticeTryLater),
        (ProblemCode::Unavailable, TextKey::NoticeTryLater),
    ] {
        let play = answered(code, Some(false));
        assert!(matches!(play.phase(), Phase::Ready(ready) if ready.notice() == Some(notice)), "{code:?}");
    }
}

#[test]
fn changed_amounts_are_ready_with_the_new_ones_and_a_new_attempt() {
    for code in [ProblemCode::AmountChanged, ProblemCode::QuoteExpired] {
        let mut play = answered(code, Some(false));
        assert_eq!(play.sent().1, Request::RefreshQuote(order().id));
        play.reply(4, an_order(Order { pay_amount: money("KRW", 1_100), ..order() }));
        assert!(matches!(play.phase(), Phase::Ready(ready) if ready.order().pay_amount == money("KRW", 1_100)));
        play.on(Event::Confirm);
        assert_eq!(play.count(|effect| matches!(effect, Effect::MintAttempt)), 2);
    }
}

#[test]
fn a_token_that_does_not_fit_opens_the_sheet_again() {
    let mut play = answered(ProblemCode::StepUpInvalid, Some(false));
    play.on(Event::AttemptMinted(AttemptId::from_random(8)));
    assert!(matches!(play.phase(), Phase::StepUp(step_up) if step_up.notice() == Some(TextKey::NoticeStepUpAgain)));
}

#[test]
fn an_order_that_ended_is_asked_and_shows_its_end() {
    for code in [ProblemCode::OrderExpired, ProblemCode::OrderFinal] {
        let mut play = answered(code, Some(false));
        assert_eq!(play.sent().1, Request::QueryOrder(order().id));
        play.seconds(600).reply(4, an_order(order_in(OrderState::Closed, None)));
        assert_eq!(play.verdict(), &Verdict::Expired);
    }
}

#[test]
fn another_attempt_that_runs_is_found_in_the_order() {
    let mut play = answered(ProblemCode::AttemptRunning, Some(false));
    play.answer(an_order(order_in(OrderState::Processing, Some((AttemptState::Processing, false)))));
    assert!(matches!(play.phase(), Phase::PaidElsewhere(_)));

    let mut play = answered(ProblemCode::AttemptRunning, Some(false));
    play.answer(an_order(order_in(OrderState::Processing, Some((AttemptState::Processing, true)))));
    assert!(matches!(play.phase(), Phase::Checking(checking) if checking.live().is_some()));
}

#[test]
fn an_attempt_that_the_backend_sees_otherwise_is_an_incident() {
    for code in [ProblemCode::AttemptMismatch, ProblemCode::Forbidden, ProblemCode::NotFound, ProblemCode::InvalidRequest] {
        let play = answered(code, Some(false));
        assert_eq!(play.incidents(), [Incident::AttemptRefused], "{code:?}");
        assert!(matches!(play.verdict(), Verdict::Failed { recoverable: true, .. }), "{code:?}");

        let play = answered(code, None);
        assert_eq!(play.incidents(), [Incident::AttemptRefused], "{code:?}");
        assert!(matches!(play.phase(), Phase::Checking(_)), "{code:?}");
    }
}

#[test]
fn forbidden_and_not_found_never_end_an_attempt_that_is_asked_about() {
    for code in [ProblemCode::Forbidden, ProblemCode::NotFound, ProblemCode::OrderFinal, ProblemCode::UpdateRequired] {
        let mut play = Play::begin();
        play.checking();
        for _ in 0..5 {
            assert!(play.until_asked().is_some());
            play.answer(problem(code, None));
            assert!(matches!(play.phase(), Phase::Checking(_)), "{code:?}");
        }
        assert!(!play.is_forgotten(&attempt_id()));
    }
}

#[test]
fn an_order_that_cannot_be_asked_about_is_never_called_unpaid_and_never_waited_for_without_end() {
    for code in EVERY_CODE {
        let mut play = answered(ProblemCode::AttemptRunning, Some(false));
        play.answer(problem(code, None));
        while matches!(play.phase(), Phase::Checking(_)) {
            assert!(play.until_asked().is_some(), "{code:?}");
            play.answer(problem(code, None));
        }
        assert!(matches!(play.phase(), Phase::Pending(_)), "{code:?}");
        let unknown = Outcome::Pending(PendingReference { attempt: None, order: Some(order().id) });
        assert_eq!(play.outcomes(), [&unknown], "{code:?}");
    }
}

#[test]
fn an_ended_login_is_told_until_an_answer_comes() {
    let signed_out = |play: &Play| matches!(play.phase(), Phase::Checking(checking) if checking.signed_out());
    let mut play = answered(ProblemCode::OrderFinal, Some(false));
    play.answer(problem(ProblemCode::Unauthorized, None));
    assert!(signed_out(&play));
    play.until_asked();
    play.answer(problem(ProblemCode::Unavailable, None));
    assert!(!signed_out(&play));
}

#[test]
fn a_code_of_a_newer_backend_goes_by_started() {
    let play = answered(ProblemCode::Unknown, Some(false));
    assert!(matches!(play.phase(), Phase::Ready(ready) if ready.notice() == Some(TextKey::NoticeTryLater)));
}
