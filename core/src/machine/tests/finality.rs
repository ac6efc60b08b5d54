//! What is believed, and that it is believed once.

use super::*;

#[test]
fn edge_08_another_amount_currency_order_or_attempt_is_never_a_success() {
    let paid = attempt(AttemptState::Succeeded);
    for wrong in [
        Attempt { pay_amount: Some(money("KRW", 1_001)), ..paid.clone() },
        Attempt { pay_amount: Some(money("JPY", 1_000)), ..paid.clone() },
        Attempt { pay_amount: None, ..paid.clone() },
        Attempt { order: Some(OrderId("another".into())), ..paid.clone() },
        Attempt { order: None, ..paid.clone() },
        Attempt { id: AttemptId::from_random(99), ..paid.clone() },
    ] {
        let mut play = Play::begin();
        play.confirming().answer(Answer::Attempt(wrong.clone()));
        assert!(matches!(play.phase(), Phase::Checking(_)), "{wrong:?}");
        assert_eq!(play.incidents(), [Incident::AnswerMismatch]);
        // The same answer to the question afterwards is believed as little.
        play.until_asked();
        play.answer(Answer::Attempt(wrong));
        assert!(matches!(play.phase(), Phase::Checking(_)));
        assert_eq!(play.outcomes(), [] as [&Outcome; 0]);
    }
}

#[test]
fn edge_08_a_failure_of_another_amount_is_not_believed_either() {
    let mut play = Play::begin();
    play.confirming();
    play.answer(Answer::Attempt(Attempt { pay_amount: Some(money("KRW", 1)), ..attempt(AttemptState::Failed) }));
    assert!(matches!(play.phase(), Phase::Checking(_)));
}

#[test]
fn edge_22_an_older_answer_never_changes_the_state() {
    let mut play = Play::begin();
    play.checking().until_asked();
    let (old, _) = play.sent();
    play.on(Event::SendFailure { epoch: old, delivery: Delivery::MaybeSent, request_id: "r".into() });
    play.until_asked();
    let before = play.phase().clone();
    play.reply(old, Answer::Attempt(attempt(AttemptState::Succeeded)));
    play.on(Event::SendFailure { epoch: old, delivery: Delivery::NotSent, request_id: "r".into() });
    play.reply(3, Answer::Attempt(attempt(AttemptState::Failed)));
    assert_eq!(play.phase(), &before);
}

/// Every state that waits for an answer, with the epoch of the question.
fn every_waiting_state() -> Vec<Play> {
    let begun: [fn(&mut Play) -> &mut Play; 7] = [
        |play| play.on(Event::CodeScanned { code: CodeValue::new(CODE), source: Source::Scan, identified: Identified::AskBackend }),
        Play::scanned,
        |play| play.confirming().answer(problem(ProblemCode::QuoteExpired, Some(false))),
        Play::verifying,
        Play::confirming,
        |play| play.checking().on(Event::Foreground),
        |play| play.scanned_to(order_in(OrderState::Processing, None)).on(Event::Foreground),
    ];
    let begin = |begin: fn(&mut Play) -> &mut Play| {
        let mut play = Play::begin();
        begin(&mut play);
        play
    };
    begun.map(begin).into()
}

#[test]
fn edge_22_no_waiting_state_takes_an_answer_to_another_question() {
    for mut play in every_waiting_state() {
        let before = play.phase().clone();
        let (asked, _) = play.sent();
        for epoch in [asked - 1, asked + 1] {
            for answer in [
                Answer::Resolved(Resolution::Order(Box::new(order()))),
                Answer::Attempt(attempt(AttemptState::Succeeded)),
                passed(),
                an_order(order_in(OrderState::Failed, None)),
                problem(ProblemCode::Forbidden, Some(false)),
            ] {
                play.reply(epoch, answer);
            }
            play.on(Event::SendFailure { epoch, delivery: Delivery::NotSent, request_id: "r".into() });
        }
        assert_eq!(play.phase(), &before);
        assert!(play.is_quiet());
    }
}

#[test]
fn edge_22_the_same_answer_twice_ends_the_payment_once() {
    let mut play = Play::begin();
    play.settled(AttemptState::Succeeded);
    play.reply(3, Answer::Attempt(attempt(AttemptState::Succeeded)));
    assert_eq!(play.outcomes().len(), 1);
    assert_eq!(play.incidents(), []);
}

#[test]
fn edge_23_the_first_final_answer_stays() {
    for (first, second) in [
        (AttemptState::Succeeded, AttemptState::Failed),
        (AttemptState::Succeeded, AttemptState::Void),
        (AttemptState::Failed, AttemptState::Succeeded),
        (AttemptState::Void, AttemptState::Succeeded),
    ] {
        let mut play = Play::begin();
        play.settled(first);
        let verdict = play.verdict().clone();
        play.reply(3, Answer::Attempt(attempt(second)));
        assert_eq!(play.verdict(), &verdict, "{first:?} then {second:?}");
        assert_eq!(play.incidents(), [Incident::ContradictoryResult], "{first:?} then {second:?}");
    }
}

#[test]
fn edge_23_a_success_stays_while_the_page_moves() {
    let mut play = Play::begin();
    play.settled(AttemptState::Succeeded);
    let outcome = play.outcomes()[0].clone();
    for event in [Event::RedirectTap, Event::NoHandler, Event::Retry, Event::Confirm, Event::NetUp, Event::PushHint(order().id)] {
        play.on(event);
    }
    play.seconds(10_000).on(Event::Close);
    assert_eq!(play.phase(), &Phase::Done(outcome.clone()));
    assert_eq!(play.outcomes(), [&outcome]);
}

#[test]
fn a_failure_that_no_try_cures_cannot_be_tried_again() {
    let mut play = Play::begin();
    play.confirming().answer(Answer::Attempt(Attempt { reason: Some(reason("RISK_REJECT", false)), ..attempt(AttemptState::Failed) }));
    play.take_effects();
    play.on(Event::Retry);
    assert!(matches!(play.phase(), Phase::Settled(_)));
    assert!(play.is_quiet());
}

#[test]
fn the_outcome_is_delivered_before_the_record_goes() {
    let mut play = Play::begin();
    play.settled(AttemptState::Succeeded);
    let at = |such: fn(&Effect) -> bool| play.history.iter().position(such).unwrap();
    assert!(at(|effect| matches!(effect, Effect::Finish(_))) < at(|effect| matches!(effect, Effect::Forget(_))));
}

#[test]
fn a_failure_that_can_be_tried_again_keeps_its_record_until_the_host_knows_or_the_user_tries() {
    let failed = || {
        let mut play = Play::begin();
        play.settled(AttemptState::Failed);
        assert!(!play.is_forgotten(&attempt_id()), "if the process died here, the end would be found again");
        play
    };
    let mut play = failed();
    play.take_effects();
    play.on(Event::Close);
    assert!(matches!(play.take_effects()[..], [Effect::Finish(Outcome::Failed { .. }), Effect::Forget(_)]));
    let mut play = failed();
    play.on(Event::Retry);
    assert!(play.is_forgotten(&attempt_id()));
}
