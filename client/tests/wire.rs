//! Delivery against a real wire: whatever happens to a confirmation, at whatever byte, it is told rightly how far it got, the payment
//! goes on as it should, and nothing is sent twice.

mod support;

use std::{sync::Arc, time::Duration};

use cashier_client::ports::HttpRequest;
use cashier_core::pages::{Page, Status};
use support::{
    delivery::{Got, LONG, confirmation, for_all, send, success},
    memory::Memory,
    phone::{self, LoggedIn, Wired, after_confirmation, built_in},
    wire::{End, Plan, Wire},
};

/// For what stalls.
const SHORT: Duration = Duration::from_millis(200);
/// Sends one confirmation to a wire with this plan. It comes at most once, whatever happens.
async fn got(plan: Plan) -> Got {
    let stalls = matches!(plan.end, End::Stall | End::Repeat);
    let wire = Wire::start(plan.clone()).await;
    let got = send(&built_in(&wire.origin), confirmation(&wire.origin, if stalls { SHORT } else { LONG })).await;
    assert_eq!(wire.connections(), 1, "{plan:?}");
    assert!(wire.requests() <= 1, "{plan:?}");
    got
}

/// A wire that breaks at each byte of the request, in each way. A reset before the first byte is a case of its own.
fn broken_requests(length: usize) -> Vec<Plan> {
    let places = |end| (usize::from(end == End::Reset)..=length).map(move |place| Plan::reads(place, end));
    [End::Close, End::Reset, End::Stall].into_iter().flat_map(places).collect()
}

/// A wire that breaks at each byte of the answer, in each way.
fn broken_answers(answer: &[u8]) -> Vec<Plan> {
    let places = |end| (0..answer.len()).map(move |place| Plan::says(&answer[..place], end));
    [End::Close, End::Reset, End::Stall].into_iter().flat_map(places).collect()
}

/// The bytes of a confirmation as the transport writes it.
async fn bytes_of_a_confirmation() -> usize {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let transport = built_in(&origin);
    let sending = tokio::spawn(async move { send(&transport, confirmation(&origin, LONG)).await });
    let read = support::wire::read_request(&mut listener.accept().await.unwrap().0).await;
    assert_eq!(sending.await.unwrap(), Got::MaybeSent);
    read.len()
}

/// What the payment does after a confirmation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// The cashier page again: nothing was sent.
    Ready,
    Checking,
    Succeeded,
}

/// Pays over a wire with this plan. The confirmation comes at most once, whatever happens.
async fn next(wire: &Wire, timeout: Duration) -> Next {
    let cashier = phone::open(Wired::new(&wire.origin, timeout), Arc::new(Memory::default()), Arc::new(LoggedIn));
    cashier.start().await.unwrap();
    let payment = phone::confirm(&cashier).await;
    let next = match after_confirmation(&payment).await {
        Page::Cashier(_) => Next::Ready,
        Page::Result(page) if page.status == Status::Checking => Next::Checking,
        Page::Result(page) if page.status == Status::Succeeded => Next::Succeeded,
        page => panic!("{page:?}"),
    };
    cashier.close();
    next
}

async fn leads_to(plan: Plan, expected: Next) {
    let stalls = matches!(plan.end, End::Stall | End::Repeat);
    let wire = Wire::start(plan.clone()).await;
    let next = next(&wire, if stalls { SHORT } else { LONG }).await;
    assert_eq!(next, expected, "{plan:?}");
    assert_eq!(wire.connections(), 1, "{plan:?}");
    assert!(wire.requests() <= 1, "{plan:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_breaks_at_any_byte_may_have_been_sent() {
    let length = bytes_of_a_confirmation().await;
    assert!(length > 100);
    for_all(broken_requests(length), |plan| async move {
        assert_eq!(got(plan.clone()).await, Got::MaybeSent, "{plan:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_is_reset_at_once_was_made_or_was_not_and_nothing_was_read_of_it() {
    for _ in 0..50 {
        let wire = Wire::start(Plan::reads(0, End::Reset)).await;
        // The reset may come before the phone knows of the connection: then it has written nothing.
        let got = send(&built_in(&wire.origin), confirmation(&wire.origin, LONG)).await;
        assert!(matches!(got, Got::NotSent | Got::MaybeSent), "{got:?}");
        assert_eq!((wire.connections(), wire.requests()), (1, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_breaks_at_any_byte_is_none() {
    for_all(broken_answers(&success()), |plan| async move {
        assert_eq!(got(plan.clone()).await, Got::MaybeSent, "{plan:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_whose_confirmation_breaks_at_any_byte_is_checked() {
    // Host, token, ids and SDK version are longer there: some places more than there are do no harm.
    let request = bytes_of_a_confirmation().await + 400;
    for_all(broken_requests(request), |plan| leads_to(plan, Next::Checking)).await;
    for_all(broken_answers(&success()), |plan| leads_to(plan, Next::Checking)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_answer_is_an_answer_however_it_comes() {
    let answer = success();
    let status = Got::Answered(200, answer[answer.windows(4).position(|it| it == b"\r\n\r\n").unwrap() + 4..].to_vec());
    let in_drops = Plan { in_drops: true, ..Plan::says(answer.clone(), End::Close) };
    let after_a_hundred = [b"HTTP/1.1 100 Continue\r\n\r\n".repeat(2), answer.clone()].concat();
    for plan in [
        Plan::says(answer.clone(), End::Close),
        Plan::says(answer.clone(), End::Stall),
        Plan::says(answer.repeat(2), End::Close),
        Plan::says(answer.repeat(2), End::Stall),
        Plan::says(after_a_hundred, End::Close),
        in_drops,
    ] {
        assert_eq!(got(plan.clone()).await, status, "{plan:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_nobodys_answer_leads_to_checking() {
    let head = |fields: &str| format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n{fields}\r\n\r\n").into_bytes();
    let attempt = r#"{"id":"00000000000000000000000000000001","state":"succeeded"}"#;
    let with_body = |fields: &str, body: &[u8]| [head(fields), body.to_vec()].concat();
    let elsewhere = format!("HTTP/1.1 307 X\r\nlocation: {}/login\r\ncontent-length: 0\r\n\r\n", phone::BASE_URL);
    let gzip = b"\x1f\x8b\x08\x00garbage";
    for plan in [
        Plan::says(elsewhere, End::Close),
        Plan::says("HTTP/1.1 302 X\r\nlocation: /orders/order-1/confirm\r\ncontent-length: 0\r\n\r\n", End::Close),
        Plan::says("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 29\r\n\r\n<html>Log in to Wi-Fi!</html>", End::Close),
        Plan::says("HTTP/1.1 204 X\r\n\r\n", End::Close),
        Plan::says("HTTP/1.1 502 X\r\ncontent-length: 11\r\n\r\nBad gateway", End::Close),
        Plan::says(with_body(&format!("content-encoding: gzip\r\ncontent-length: {}", gzip.len()), gzip), End::Close),
        // Longer than what comes, shorter than it, twice, and no number.
        Plan::says(with_body("content-length: 200", attempt.as_bytes()), End::Close),
        Plan::says(with_body("content-length: 20", attempt.as_bytes()), End::Close),
        Plan::says(with_body("content-length: 20\r\ncontent-length: 21", attempt.as_bytes()), End::Close),
        Plan::says(with_body("content-length: -1", attempt.as_bytes()), End::Close),
        // Chunks without an end.
        Plan::says(with_body("transfer-encoding: chunked", b"4\r\n{\"id\r\n"), End::Close),
        Plan::says(with_body("transfer-encoding: chunked", b"4\r\n{\"id\r\n"), End::Stall),
        Plan::says(with_body("transfer-encoding: chunked", b"ffffffffffffffff\r\n{"), End::Close),
        Plan::says(with_body("transfer-encoding: chunked", b"oops\r\n"), End::Close),
        // Half a text, whose end nobody has announced.
        Plan::says(with_body("connection: close", &attempt.as_bytes()[..30]), End::Close),
        // No HTTP at all.
        Plan::says("SSH-2.0-x\r\n", End::Close),
        Plan::says("\0".repeat(64), End::Close),
        Plan::says("HTTP/0.9 200\r\n\r\n", End::Close),
        // More than anybody reads.
        Plan::says(with_body("connection: close", " ".repeat(256 * 1024 + 1).as_bytes()), End::Close),
        Plan::says("HTTP/1.1 100 Continue\r\n\r\n", End::Repeat),
        Plan::says("HTTP/1.1 200 OK\r\n", End::Repeat),
        Plan::says("x: y\r\n", End::Repeat),
    ] {
        leads_to(plan, Next::Checking).await;
    }
    let endless_head = [b"HTTP/1.1 200 OK\r\n".to_vec(), b"x: y\r\n".repeat(200_000)].concat();
    leads_to(Plan::says(endless_head, End::Close), Next::Checking).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_was_never_made_sent_nothing_and_the_same_payment_can_be_confirmed_again() {
    let nobody = Wire::refusing().await;
    assert_eq!(next(&nobody, LONG).await, Next::Ready);
    let transport = built_in(&nobody.origin);
    assert_eq!(send(&transport, confirmation(&nobody.origin, LONG)).await, Got::NotSent);
    assert_eq!(send(&transport, confirmation("https://nobody.invalid", LONG)).await, Got::NotSent);
    assert_eq!(send(&transport, confirmation("http://wallet.example", LONG)).await, Got::NotSent, "no TLS");
    assert_eq!(send(&transport, confirmation("https://[oops", LONG)).await, Got::NotSent, "no URL");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmation_never_uses_a_connection_that_another_request_has_used() {
    let wire = Wire::start(Plan::says(success(), End::Stall)).await;
    let transport = built_in(&wire.origin);
    let answered = async |request| assert!(matches!(send(&transport, request).await, Got::Answered(..)));
    let read = || HttpRequest { fresh_connection: false, ..confirmation(&wire.origin, LONG) };
    // A connection is ready for another read a moment after its answer, not with it: two of many reads in a row share one.
    for reads in 1..=1_000 {
        answered(read()).await;
        if wire.connections() < reads {
            break;
        }
    }
    let of_reads = wire.connections();
    assert!(of_reads < wire.requests(), "reads share connections, or the rest proves nothing");
    for confirmations in 1..=3 {
        answered(confirmation(&wire.origin, LONG)).await;
        assert_eq!(wire.connections(), of_reads + confirmations, "each confirmation has its own");
    }
    for _ in 0..20 {
        answered(read()).await;
    }
    let of_confirmations = of_reads..of_reads + 3;
    let used: Vec<_> = of_confirmations.map(|connection| wire.requests_of(connection)).collect();
    assert_eq!(used, [1, 1, 1], "and nobody uses it after it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pooled_connection_that_the_server_has_closed_takes_no_confirmation_with_it() {
    // Each answer is the last one of its connection, without a word about it.
    let wire = Wire::start(Plan::says(success(), End::Close)).await;
    let transport = built_in(&wire.origin);
    let read = HttpRequest { fresh_connection: false, ..confirmation(&wire.origin, LONG) };
    assert!(matches!(send(&transport, read).await, Got::Answered(..)));
    for sent in 2..20 {
        assert!(matches!(send(&transport, confirmation(&wire.origin, LONG)).await, Got::Answered(..)));
        assert_eq!((wire.connections(), wire.requests()), (sent, sent));
    }
}
