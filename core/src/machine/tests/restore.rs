//! After the process died: the record is enough to ask, and never enough to send.

use super::*;
use crate::machine::SnapshotRecord;

/// What the store holds when the process dies right after `Store`.
fn bytes_on_disk() -> Vec<u8> {
    let mut play = Play::begin();
    play.storing();
    let record = |effect: &Effect| match effect {
        Effect::Store(record) => Some(record.to_bytes()),
        _ => None,
    };
    play.take_effects().iter().find_map(record).expect("a record")
}

fn read(bytes: &[u8]) -> SnapshotRecord {
    SnapshotRecord::from_bytes("user-1".into(), attempt_id(), order().id, bytes)
}

fn restored(record: SnapshotRecord) -> Play {
    let mut play = Play::begin();
    play.on(Event::Restore(record));
    play
}

#[test]
fn a_record_survives_the_disk() {
    let record = read(&bytes_on_disk());
    assert_eq!(record.details.as_ref().unwrap().order.as_ref(), &order());
    assert_eq!(record.details.as_ref().unwrap().content.attempt, attempt_id());
    assert_eq!(read(&record.to_bytes()), record);
}

#[test]
fn edge_10_an_attempt_that_was_stored_and_never_sent_can_be_tried_again() {
    let mut play = restored(read(&bytes_on_disk()));
    assert_eq!(play.sent().1, Request::QueryAttempt(attempt_id()));
    play.reply(1, Answer::Attempt(never_received(AttemptState::Unknown)));
    assert_eq!(play.sent().1, Request::CloseAttempt(attempt_id(), order().id), "nobody will send it any more");
    play.reply(2, Answer::Attempt(never_received(AttemptState::Void)));
    assert!(matches!(play.verdict(), Verdict::Failed { recoverable: true, .. }));
    assert_eq!(play.confirms(), 0);
}

#[test]
fn edge_11_a_success_is_shown_at_the_next_start() {
    let mut play = restored(read(&bytes_on_disk()));
    play.answer(Answer::Attempt(attempt(AttemptState::Succeeded)));
    assert!(matches!(play.phase(), Phase::Settled(settled) if settled.order() == Some(&order())));
    assert_eq!(play.outcomes(), [&paid()]);
}

#[test]
fn edge_11_an_answer_that_does_not_fit_the_record_is_not_believed() {
    let mut play = restored(read(&bytes_on_disk()));
    play.answer(Answer::Attempt(Attempt { pay_amount: Some(money("KRW", 9_000)), ..attempt(AttemptState::Succeeded) }));
    assert!(matches!(play.phase(), Phase::Checking(_)));
    assert_eq!(play.incidents(), [Incident::AnswerMismatch]);
}

#[test]
fn edge_12_a_record_of_another_version_is_reduced_to_the_question() {
    let other = String::from_utf8(bytes_on_disk()).unwrap().replacen("\"version\":1", "\"version\":99", 1);
    let record = read(other.as_bytes());
    assert_eq!(record.details, None);
    let mut play = restored(record);
    assert_eq!(play.sent().1, Request::QueryAttempt(attempt_id()));
}

#[test]
fn edge_13_a_damaged_record_is_reduced_to_the_question() {
    let whole = bytes_on_disk();
    let cuts = (0..whole.len()).step_by(97).map(|end| whole[..end].to_vec());
    for bytes in cuts.chain([vec![0xff; 64], b"null".to_vec(), b"{\"version\":1}".to_vec(), b"[[[[".to_vec()]) {
        let record = read(&bytes);
        assert_eq!(record.details, None);
        let mut play = restored(record);
        assert_eq!(play.sent().1, Request::QueryAttempt(attempt_id()));
        play.reply(1, Answer::Attempt(attempt(AttemptState::Succeeded)));
        assert_eq!(play.outcomes().len(), 1);
        assert_eq!(play.confirms(), 0);
    }
}

#[test]
fn edge_13_a_record_that_holds_another_attempt_than_its_name_says_is_damaged() {
    let bytes = bytes_on_disk();
    assert_eq!(SnapshotRecord::from_bytes("user-1".into(), AttemptId::from_random(8), order().id, &bytes).details, None);
    assert_eq!(SnapshotRecord::from_bytes("user-1".into(), attempt_id(), OrderId("another".into()), &bytes).details, None);
}

#[test]
fn edge_13_the_page_of_a_damaged_record_fetches_its_order() {
    let mut play = restored(read(b""));
    play.answer(Answer::Attempt(attempt(AttemptState::Succeeded)));
    assert_eq!(play.sent().1, Request::QueryOrder(order().id));
    play.reply(2, an_order(Order { id: OrderId("another".into()), ..order() }));
    assert!(matches!(play.phase(), Phase::Settled(settled) if settled.order().is_none()), "not that order");

    let mut play = restored(read(b""));
    play.answer(Answer::Attempt(attempt(AttemptState::Failed)));
    play.answer(an_order(order())).on(Event::Retry);
    assert!(matches!(play.phase(), Phase::Ready(_)));
}

#[test]
fn edge_13_the_merchant_button_of_a_damaged_record_comes_with_its_order() {
    let after = |state, url: &str| {
        let mut play = restored(read(b""));
        play.answer(Answer::Attempt(attempt(state)));
        assert!(matches!(play.phase(), Phase::Settled(settled) if settled.target().is_none()));
        play.answer(an_order(Order { redirect_url: Some(url.into()), ..order() })).seconds(60);
        match play.phase() {
            Phase::Settled(settled) => settled.target().map(|target| target.opens().to_owned()),
            phase => panic!("nobody is sent away by itself after a restart: {phase:?}"),
        }
    };
    let allowed = "https://shop.acquirer.example/done";
    assert_eq!(after(AttemptState::Succeeded, allowed).as_deref(), Some(allowed));
    assert_eq!(after(AttemptState::Succeeded, "javascript:alert(1)"), None, "the policy decides here too");
    assert_eq!(after(AttemptState::Failed, allowed), None, "another try comes first");
}

#[test]
fn edge_13_an_order_that_went_on_without_a_damaged_record_is_not_called_unpaid() {
    for state in [AttemptState::Void, AttemptState::Failed] {
        for order_state in [OrderState::Success, OrderState::Refunded, OrderState::PartiallyRefunded, OrderState::Processing] {
            let mut play = restored(read(b""));
            play.answer(Answer::Attempt(Attempt { order_state: Some(order_state), ..attempt(state) }));
            assert!(matches!(play.phase(), Phase::PaidElsewhere(_)), "{state:?} {order_state:?}: {:?}", play.phase());
            assert!(play.is_forgotten(&attempt_id()));
            assert_eq!(play.sent().1, Request::QueryOrder(order().id), "for the page");
            play.reply(2, an_order(order_in(order_state, Some((AttemptState::Succeeded, false)))));
            assert!(matches!(play.phase(), Phase::PaidElsewhere(it) if it.order().is_some()));
            play.on(Event::Close);
            assert_eq!(play.outcomes(), [&Outcome::PaidElsewhere { order: order().id }]);
        }
    }
}

#[test]
fn a_record_with_nothing_readable_writes_nothing_and_reads_as_the_same() {
    let record = read(b"damaged");
    assert_eq!(read(&record.to_bytes()), record);
}

#[test]
fn restoring_never_sends_a_confirm_whatever_happens_next() {
    let mut play = restored(read(&bytes_on_disk()));
    for event in [
        Event::Confirm,
        Event::Retry,
        Event::Stored(attempt_id()),
        Event::AttemptMinted(attempt_id()),
        pin(),
        Event::NetUp,
        Event::Foreground,
        Event::PushHint(order().id),
    ] {
        play.on(event).seconds(30);
    }
    assert_eq!(play.confirms(), 0);
}

#[test]
fn a_second_record_does_not_touch_a_payment_that_runs() {
    let mut play = Play::begin();
    play.confirming();
    let before = play.phase().clone();
    play.on(Event::Restore(SnapshotRecord { user: "user-2".into(), ..read(b"") }));
    assert_eq!(play.phase(), &before);
    assert!(!play.state().context().parked());
}

#[test]
fn deadlines_of_a_restored_attempt_come_from_the_servers_time() {
    let mut play = Play::begin();
    play.seconds(3_600).on(Event::ServerTime(UnixMillis::parse("2026-01-05T10:39:30Z").unwrap()));
    play.on(Event::Restore(read(&bytes_on_disk())));
    let began = play.now;
    play.answer(Answer::Attempt(attempt(AttemptState::Processing)));
    while matches!(play.phase(), Phase::Checking(_)) && play.until_asked().is_some() {
        play.answer(Answer::Attempt(attempt(AttemptState::Processing)));
    }
    // Thirty seconds are left and thirty more are waited: the minute is as long.
    assert!((Duration::from_secs(60)..Duration::from_secs(73)).contains(&play.now.since(began)));
}

/// Paid, as a damaged record's answer says; the page wants its order.
fn page_without_order() -> Play {
    let mut play = restored(read(b""));
    play.answer(Answer::Attempt(attempt(AttemptState::Succeeded)));
    play
}

#[test]
fn edge_13_the_page_of_a_damaged_record_asks_for_its_order_again_after_a_pause() {
    let mut play = page_without_order();
    for (answer, pause) in [(None, 500), (Some(problem(ProblemCode::Unavailable, None)), 1_500)] {
        assert_eq!(play.sent().1, Request::QueryOrder(order().id));
        let epoch = play.state().context().newest_epoch();
        match answer {
            None => play.on(Event::SendFailure { epoch, delivery: Delivery::MaybeSent, request_id: "r".into() }),
            Some(answer) => play.reply(epoch, answer),
        };
        assert!(matches!(play.phase(), Phase::Settled(_)), "the page waits for nothing");
        assert_eq!(play.until_asked(), Some(Duration::from_millis(pause)));
    }
    play.answer(an_order(order()));
    assert!(matches!(play.phase(), Phase::Settled(settled) if settled.order() == Some(&order())));
    assert_eq!(play.until_asked(), None);
}

#[test]
fn edge_13_the_page_of_a_damaged_record_gives_up_until_there_is_a_network() {
    let mut play = page_without_order();
    for _ in 0..2 {
        play.fails(Delivery::NotSent).until_asked();
    }
    play.fails(Delivery::NotSent);
    assert_eq!(play.until_asked(), None, "three tries");
    play.on(Event::NetUp).answer(problem(ProblemCode::Forbidden, None));
    play.on(Event::NetUp);
    assert_eq!((play.is_quiet(), play.until_asked()), (true, None), "a no is an answer");
    play.on(Event::Close);
    assert!(matches!(play.phase(), Phase::Done(Outcome::Succeeded { .. })));
}

#[test]
fn edge_13_nothing_is_asked_about_a_page_whose_user_is_not_logged_in() {
    let mut play = page_without_order();
    play.fails(Delivery::MaybeSent).on(Event::TokenUserChanged("user-2".into()));
    assert_eq!(play.until_asked(), None);
    play.seconds(60).on(Event::NetUp);
    assert!(play.is_quiet());
    play.on(Event::TokenUserChanged("user-1".into()));
    assert!(play.until_asked().is_some() || !play.is_quiet());
}
