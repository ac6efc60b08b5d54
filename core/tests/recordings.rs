//! Recordings: what is replayed is what was recorded, everywhere and for good, and nothing secret is in it.

use std::{fs, path::PathBuf};

use cashier_core::{
    codes::NavigationConfig,
    machine::{Answer, Delivery, Event, Identified, Monotonic, SnapshotRecord, StepUpInput, UnixMillis},
    recording::{MAX_BYTES, MAX_EVENTS, Recorder, RecordingError, replay},
    redirect::PolicyConfig,
    secret::{CodeValue, Secret},
    wallet_api::{Attempt, AttemptId, OrderId, Resolution, Source, StepUpAnswer},
};

const CODE: &str = "28166604000000000017";
const SNAPSHOT: &[u8] = include_bytes!("../testdata/snapshots/v1.json");

fn attempt_id() -> AttemptId {
    AttemptId::from_random(7)
}

fn snapshot() -> SnapshotRecord {
    SnapshotRecord::from_bytes("customer-82".into(), attempt_id(), OrderId("order-1".into()), SNAPSHOT)
}

fn reply(epoch: u64, answer: Answer) -> Event {
    Event::Reply { epoch, answer, request_id: format!("request-{epoch}") }
}

fn told(state: &str) -> Answer {
    let reason = if state == "failed" {
        r#","reason":{"code":"USER_BALANCE_NOT_ENOUGH","text_key":"decline.user_balance_not_enough","retryable":true},"attempts_left":4"#
    } else {
        ""
    };
    let order_state = match state {
        "succeeded" => "SUCCESS",
        "processing" => "PROCESSING",
        _ => "DECODED",
    };
    let json = format!(
        r#"{{"id":"{}","order":"order-1","state":"{state}","pay_amount":{{"currency":"KRW","value":"1000"}},"order_state":"{order_state}"{reason}}}"#,
        attempt_id().as_str()
    );
    Answer::Attempt(serde_json::from_str::<Attempt>(&json).unwrap())
}

/// From the code to the confirmation that is out.
fn confirmed() -> Vec<Event> {
    let mut order = snapshot().details.unwrap().order;
    order.redirect_url = Some("https://shop.acquirer.example/done?session=s3cr3t".into());
    vec![
        Event::Tick(Monotonic(1_000)),
        Event::ServerTime(UnixMillis::parse("2026-01-05T10:30:00Z").unwrap()),
        Event::CodeScanned { code: CodeValue::new(CODE), source: Source::Scan, identified: Identified::Decode },
        Event::Tick(Monotonic(1_400)),
        reply(1, Answer::Resolved(Resolution::Order(order))),
        Event::Tick(Monotonic(4_000)),
        Event::Confirm,
        Event::AttemptMinted(attempt_id()),
        Event::Tick(Monotonic(7_000)),
        Event::StepUpResult(StepUpInput::Pin { try_id: "try-1".into(), pin: Secret::new("918273") }),
        Event::Tick(Monotonic(7_300)),
        reply(2, Answer::SteppedUp(StepUpAnswer::Passed { token: Secret::new("tok-5531") })),
        Event::Stored(attempt_id()),
    ]
}

/// The checked-in recordings, by name.
fn runs() -> Vec<(&'static str, Vec<Event>)> {
    let after = |events: Vec<Event>| confirmed().into_iter().chain(events).collect::<Vec<_>>();
    let lost = Event::SendFailure { epoch: 3, delivery: Delivery::MaybeSent, request_id: "request-3".into() };
    vec![
        (
            "paid",
            after(vec![
                Event::Tick(Monotonic(8_000)),
                reply(3, told("succeeded")),
                Event::Tick(Monotonic(14_000)),
                Event::Opened,
                Event::Close,
            ]),
        ),
        ("declined", after(vec![Event::Tick(Monotonic(8_000)), reply(3, told("failed")), Event::Close])),
        (
            "unknown_then_paid",
            after(vec![
                Event::Tick(Monotonic(27_300)),
                lost,
                Event::Tick(Monotonic(30_000)),
                reply(4, told("processing")),
                Event::Back,
                Event::PushHint(OrderId("order-1".into())),
                reply(5, told("succeeded")),
                Event::Close,
            ]),
        ),
        (
            "restored",
            vec![
                Event::Tick(Monotonic(1_000)),
                Event::ServerTime(UnixMillis::parse("2026-01-05T10:31:00Z").unwrap()),
                Event::Restore(snapshot()),
                Event::Tick(Monotonic(1_300)),
                reply(1, told("succeeded")),
                Event::Close,
            ],
        ),
    ]
}

fn recorded(events: &[Event]) -> String {
    let mut recorder = Recorder::new("customer-82", PolicyConfig::default(), NavigationConfig::default());
    events.iter().for_each(|event| recorder.record(event));
    recorder.to_json()
}

fn testdata(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata/recordings").join(name)
}

/// `RECORD=1` writes them anew, for whoever has changed what a payment looks like and has looked at the difference.
#[test]
fn the_checked_in_recordings_are_what_is_recorded_and_replayed() {
    for (name, events) in runs() {
        let recording = recorded(&events) + "\n";
        let transcript = replay(recording.as_bytes()).unwrap();
        assert!(transcript.as_str().contains("\n  Done\n"), "{name}: {transcript}");
        let files = [(format!("{name}.json"), recording), (format!("{name}.txt"), transcript.to_string())];
        for (file, now) in files {
            if std::env::var_os("RECORD").is_some() {
                fs::write(testdata(&file), &now).unwrap();
            }
            assert_eq!(fs::read_to_string(testdata(&file)).unwrap(), now, "{file}");
        }
    }
}

#[test]
fn a_recording_holds_no_secret_and_no_user() {
    for (name, events) in runs() {
        let recording = recorded(&events);
        for secret in [CODE, "918273", "tok-5531", "customer-82", "s3cr3t"] {
            assert!(!recording.contains(secret), "{secret} in {name}");
        }
    }
}

#[test]
fn the_same_secret_has_the_same_stand_in() {
    let scanned = |code: &str| Event::CodeScanned { code: CodeValue::new(code), source: Source::Scan, identified: Identified::Decode };
    let recording = recorded(&[scanned("A1"), scanned("B2"), scanned("A1")]);
    let codes: Vec<_> = recording.match_indices("code-").map(|(at, _)| &recording[at..at + 6]).collect();
    assert_eq!(codes, ["code-1", "code-2", "code-1"]);
}

#[test]
fn a_navigation_is_decided_as_it_was_and_its_code_is_gone() {
    let navigation = NavigationConfig {
        order_prefixes: vec!["https://qr.acquirer.example/".into()],
        checkout_hosts: vec!["m.alipayplus.example".into()],
        ..NavigationConfig::default()
    };
    for url in [
        format!("https://QR.acquirer.example/{CODE}"),
        format!("https://m.alipayplus.example/cashier/self/codevalue/checkout.htm?codeValue={CODE}"),
    ] {
        let mut recorder = Recorder::new("customer-82", PolicyConfig::default(), navigation.clone());
        let page = Identified::OpenUrl { url: format!("https://m.acquirer.example/in?codeValue={CODE}"), user_agent: None };
        recorder.record(&Event::CodeScanned { code: CodeValue::new(CODE), source: Source::Scan, identified: page });
        recorder.record(&Event::EntryNavigation { url: CodeValue::new(url), main_frame: true });
        let recording = recorder.to_json();
        assert!(!recording.contains(CODE), "{recording}");
        let transcript = replay(recording.as_bytes()).unwrap();
        assert!(transcript.as_str().contains("\n  MerchantPage\n") && transcript.as_str().contains("\n  Resolving\n"), "{transcript}");
    }
}

#[test]
fn a_recording_is_bounded_and_says_when_it_ends_early() {
    let mut recorder = Recorder::new("customer-82", PolicyConfig::default(), NavigationConfig::default());
    for _ in 0..=MAX_EVENTS {
        recorder.record(&Event::Confirm);
    }
    let recording = recorder.to_json();
    assert!(recording.contains(r#""truncated":true"#) && replay(recording.as_bytes()).is_ok());

    let mut recorder = Recorder::new("customer-82", PolicyConfig::default(), NavigationConfig::default());
    for _ in 0..100 {
        recorder.record(&Event::MethodPicked("m".repeat(20_000)));
    }
    let recording = recorder.to_json();
    assert!(recording.len() <= MAX_BYTES && recording.contains(r#""truncated":true"#) && replay(recording.as_bytes()).is_ok());
}

#[test]
fn what_is_no_recording_is_told_by_its_error() {
    let paid = recorded(&runs().remove(0).1);
    assert_eq!(replay(&vec![b' '; MAX_BYTES + 1]), Err(RecordingError::TooLarge));
    assert_eq!(replay(paid.replacen("\"version\":1", "\"version\":2", 1).as_bytes()), Err(RecordingError::Version(2)));
    for malformed in ["", "{}", "[]", &paid[..paid.len() / 2], &"[".repeat(100_000)] {
        assert!(matches!(replay(malformed.as_bytes()), Err(RecordingError::Malformed(_))), "{malformed:.40}");
    }
    let refused = paid.replacen("\"app_schemes\":[]", "\"app_schemes\":[\"javascript\"]", 1);
    assert!(matches!(replay(refused.as_bytes()), Err(RecordingError::Settings(_))));
}
