//! What each text says of the user's money, held against what is known where it stands.

use super::{golden::states, *};
use crate::{
    machine::{Verdict, tests::Play},
    texts::Language,
    wallet_api::{Attempt, AttemptState, Order, OrderState},
};

/// What a text may claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Claim {
    /// Nothing was charged: by the backend's word, or because nothing that could charge was sent.
    None,
    /// It was charged, and comes or came back.
    Returned,
    /// It is not known here.
    Unknown,
    /// It was paid.
    Paid,
    /// Nothing about money.
    Silent,
}

fn claim(key: TextKey) -> Claim {
    use TextKey as T;
    match key {
        T::ResultSucceededTitle | T::ResultElsewherePaid | T::NextPaidElsewhere => Claim::Paid,
        T::ReturnedGeneric | T::ReturnedLateDebit | T::ReturnedCancelled => Claim::Returned,
        T::ProblemOrderTaken
        | T::DeclinePaymentInProcess
        | T::ProblemForbidden
        | T::ProblemUnauthorized
        | T::ProblemUpdateRequired
        | T::LookupNoNetwork
        | T::LookupTryLater
        | T::ResultOutOfTries
        | T::ResultTimedOutMessage
        | T::ResultCheckingMessage
        | T::ResultCheckingSignedOut
        | T::ResultPendingMessage
        | T::ResultElsewhereRunning => Claim::Unknown,
        T::NoticeLoginAgain
        | T::NoticeNoNetwork
        | T::NoticeNoAuthCode
        | T::NoticeStepUpAgain
        | T::NoticeStoreFailed
        | T::NoticeTryLater
        | T::ResultExpiredMessage
        | T::ResultNotStarted => Claim::None,
        key if key.as_str().starts_with("decline.") => Claim::None,
        _ => Claim::Silent,
    }
}

#[test]
fn a_text_says_that_nothing_was_charged_exactly_where_that_is_known() {
    for language in Language::ALL {
        let texts = Texts::of(*language);
        let sentence = nothing_charged(&texts);
        for key in TextKey::ALL {
            let text = texts.text(*key);
            assert_eq!(text.contains(&sentence), claim(*key) == Claim::None, "{language:?} {}: {text}", key.as_str());
        }
    }
}

/// "Nothing has been charged." of a language: how two texts that say so end.
fn nothing_charged(texts: &Texts) -> String {
    let [one, other] = [TextKey::NoticeNoNetwork, TextKey::DeclineExpiredCode].map(|key| texts.text(key).chars().rev());
    let common: Vec<char> = one.zip(other).take_while(|(a, b)| a == b).map(|(a, _)| a).collect();
    let common: String = common.into_iter().rev().collect();
    // Without what the two sentences before it have in common.
    let stops = ['.', '。', '।', '۔'];
    let before = common.trim_end_matches(stops).rfind(stops).and_then(|at| common.get(at..)).unwrap_or(&common);
    let sentence = before.trim_start_matches(stops).trim();
    assert!(sentence.chars().count() >= 6, "{sentence}");
    sentence.to_owned()
}

/// Every result code that Alipay+ may give (protocol section 4), with a text of its own or the general one.
#[test]
fn every_result_code_has_a_claim_that_fits_it() {
    let refused = "PROCESS_FAIL BUSINESS_NOT_SUPPORT CURRENCY_NOT_SUPPORT EXPIRED_CODE INVALID_CODE INVALID_CONTRACT INVALID_TOKEN \
                   ORDER_IS_CLOSED ORDER_NOT_EXIST PAYMENT_AMOUNT_EXCEED_LIMIT PAYMENT_COUNT_EXCEED_LIMIT REGULATION_RESTRICTION RISK_REJECT \
                   UNAVAILABLE_PAYMENT_METHOD MERCHANT_NOT_REGISTERED USER_AMOUNT_EXCEED_LIMIT USER_BALANCE_NOT_ENOUGH \
                   USER_KYC_NOT_QUALIFIED USER_PAYMENT_VERIFICATION_FAILED USER_NOT_EXIST USER_STATUS_ABNORMAL REPEAT_REQ_INCONSISTENT";
    let key = |code: &str| TextKey::from_wire(&format!("decline.{}", code.to_ascii_lowercase()));
    for code in refused.split_whitespace() {
        assert_eq!(claim(key(code)), Claim::None, "{code}");
    }
    assert_eq!(claim(key("PAYMENT_IN_PROCESS")), Claim::Unknown);
}

/// What is known of the money where a page stands.
fn known(phase: &Phase) -> Claim {
    match phase {
        // An earlier attempt of the same order may have paid.
        Phase::Identifying(_) | Phase::Resolving(_) | Phase::Checking(_) | Phase::Pending(_) => Claim::Unknown,
        Phase::PaidElsewhere(it) if it.is_paid() => Claim::Paid,
        Phase::PaidElsewhere(_) => Claim::Unknown,
        Phase::Settled(it) | Phase::Redirecting { settled: it, .. } => match it.verdict() {
            Verdict::Succeeded(_) => Claim::Paid,
            Verdict::TimedOut => Claim::Unknown,
            Verdict::Failed { reason, .. } if reason.text_key.starts_with("returned.") => Claim::Returned,
            // The backend has said nothing of the order.
            Verdict::Failed { reason, .. } if reason.text_key.starts_with("problem.") || reason.text_key == "result.out_of_tries" => {
                Claim::Unknown
            }
            Verdict::Failed { .. } | Verdict::Expired | Verdict::NotSupported(_) => Claim::None,
        },
        _ => Claim::None,
    }
}

#[test]
fn no_page_claims_more_than_is_known() {
    let sentence = nothing_charged(&Texts::default());
    for (name, play) in states() {
        let said = format!("{:?}", page(play.state(), None, &Texts::default()));
        assert!(!said.contains(&sentence) || known(play.phase()) == Claim::None, "{name}");
        if let Page::Result(result) = page(play.state(), None, &Texts::default())
            && result.status == Status::Failed
        {
            let reason = result.reason.unwrap_or_default();
            assert!(reason.contains(&sentence) || known(play.phase()) != Claim::None, "{name}: {reason}");
        }
    }
}

fn told(play: &Play) -> String {
    let Page::Result(result) = page(play.state(), None, &Texts::default()) else { panic!("no result") };
    result.reason.unwrap_or_default()
}

#[test]
fn an_order_that_was_closed_after_its_debit_is_not_called_unpaid() {
    use crate::machine::tests::order_in;

    let debited = || order_in(OrderState::Closed, Some((AttemptState::Succeeded, true)));
    let mut play = Play::begin();
    play.scanned_to(debited());
    assert_eq!(told(&play), "The order was closed, and your money was returned.");
    let page = detail(&debited(), None, &Texts::default());
    assert_eq!((page.status, page.title.as_str()), (OrderStatus::Returned, "Money returned"));

    let mut play = Play::begin();
    play.scanned_to(order_in(OrderState::Closed, Some((AttemptState::Processing, true))));
    assert_eq!(told(&play), "We are asking for the result.");
}

#[test]
fn a_payment_that_is_in_process_is_not_called_unpaid() {
    use crate::machine::{
        Answer,
        tests::{attempt, reason},
    };

    let mut play = Play::begin();
    let why = Some(reason("PAYMENT_IN_PROCESS", false));
    play.confirming().answer(Answer::Attempt(Attempt { reason: why, ..attempt(AttemptState::Failed) }));
    let Page::Result(result) = page(play.state(), None, &Texts::default()) else { panic!("no result") };
    assert_eq!(result.title, "This code cannot be paid");
    assert!(result.next_step.is_some_and(|step| step.contains("do not pay again")));
}

#[test]
fn an_order_that_nobody_could_ask_about_says_what_is_known_and_where_to_look() {
    let mut play = Play::begin();
    play.ready().seconds(600).seconds(10);
    assert_eq!(told(&play), "The time to pay this order is over. It was not paid on this phone.");
    let Page::Result(result) = page(play.state(), None, &Texts::default()) else { panic!("no result") };
    assert_eq!(result.next_step.as_deref(), Some("Look into your payments before you pay again."));
}

#[test]
fn a_paid_order_that_is_scanned_again_shows_the_same_rows() {
    use crate::machine::{
        Answer,
        tests::{attempt, order, order_in},
    };

    let paid_at = Some("2026-01-05T10:31:00Z".to_owned());
    let mut live = Play::begin();
    live.confirming().answer(Answer::Attempt(Attempt { paid_at: paid_at.clone(), ..attempt(AttemptState::Succeeded) }));
    let mut paid = Order { paid_at, ..order_in(OrderState::Success, Some((AttemptState::Succeeded, true))) };
    paid.attempt.as_mut().unwrap().method_id = order().methods.first().map(|method| method.method_id.clone());
    let mut again = Play::begin();
    again.scanned_to(paid.clone());
    let rows = |play: &Play| match page(play.state(), None, &Texts::default()) {
        Page::Result(result) => result.rows,
        other => panic!("{other:?}"),
    };
    assert_eq!(rows(&live), rows(&again));
    assert!(rows(&live).iter().any(|row| row.kind == RowKind::Time));
    let detail = detail(&paid, None, &Texts::default());
    assert!(rows(&live).iter().all(|row| detail.rows.contains(row)), "the detail has all of them");
}
