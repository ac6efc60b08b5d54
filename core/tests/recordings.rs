//! Recordings: what is replayed is what was recorded, everywhere and for good, and nothing secret is in it.

use std::{fs, path::PathBuf};

use cashier_core::{
    codes::{NavigationConfig, NavigationPolicy},
    machine::{Answer, Delivery, Event, Identified, Monotonic, SnapshotRecord, State, StepUpInput, UnixMillis, update},
    pages,
    recording::{MAX_BYTES, MAX_STEPS, Recorder, RecordingError, Transcript, replay},
    redirect::{PolicyConfig, RedirectPolicy},
    secret::{CodeValue, Secret},
    texts::{HostTexts, TextCatalog, TextKey, Texts},
    wallet_api::{Attempt, AttemptId, AuthCodeAnswer, HandOver, Order, OrderId, Resolution, Source, StepUpAnswer, Support},
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

/// A payment that runs and is recorded.
struct Run {
    state: State,
    recorder: Recorder,
    support: Option<Support>,
    texts: Texts,
    page: pages::Page,
    /// The effects and pages, as a transcript has them.
    seen: Vec<String>,
}

impl Run {
    fn new(redirect: PolicyConfig, navigation: NavigationConfig, support: Option<Support>, texts: Texts) -> Self {
        let (redirect, navigation) = (RedirectPolicy::new(redirect).unwrap(), NavigationPolicy::new(navigation).unwrap());
        let state = State::new("customer-82".into(), redirect, navigation);
        let recorder = Recorder::new(&state, support.as_ref(), &texts, 7);
        let page = pages::page(&state, support.as_ref(), &texts);
        Self { state, recorder, support, texts, page, seen: Vec::new() }
    }

    fn plain() -> Self {
        Self::new(PolicyConfig::default(), NavigationConfig::default(), None, Texts::default())
    }

    /// As a driver does it.
    fn on(&mut self, events: impl IntoIterator<Item = Event>) -> &mut Self {
        for event in events {
            self.recorder.record(&event);
            let (state, effects) = update(self.state.clone(), event);
            self.state = state;
            self.seen.extend(effects.iter().map(|effect| format!("  ! {effect:?}")));
            let page = pages::page(&self.state, self.support.as_ref(), &self.texts);
            self.recorder.shows(&self.state, &page, &self.texts);
            if page != self.page {
                self.seen.push(format!("  = {page:?}"));
                self.page = page;
            }
        }
        self
    }

    fn json(&self) -> String {
        self.recorder.to_json().unwrap()
    }

    fn replayed(&self) -> Transcript {
        let transcript = replay(self.json().as_bytes()).unwrap();
        assert_eq!(transcript.strange_pages(), 0, "{transcript}");
        transcript
    }

    /// Every effect and every page of the payment is in its replay, to the letter. A record that is stored has the user's stand-in.
    fn assert_same(&self) -> Transcript {
        let transcript = self.replayed();
        let same = |line: &&str| (line.starts_with("  ! ") && !line.starts_with("  ! Store(")) || line.starts_with("  = ");
        let replayed: Vec<_> = transcript.as_str().lines().filter(same).collect();
        let seen: Vec<_> = self.seen.iter().map(String::as_str).filter(same).collect();
        assert_eq!(replayed, seen);
        transcript
    }
}

fn recorded(events: &[Event]) -> String {
    Run::plain().on(events.iter().cloned()).json()
}

/// `recording` with other words in it, and the checksum of those.
fn changed(recording: &str, from: &str, to: &str) -> String {
    use sha2::Digest as _;

    let body = recording.split_once(r#""recording":"#).unwrap().1.trim_end().strip_suffix('}').unwrap();
    assert!(body.contains(from), "{from}");
    let body = body.replacen(from, to, 1);
    let sha256: String = sha2::Sha256::digest(&body).iter().map(|byte| format!("{byte:02x}")).collect();
    format!(r#"{{"version":2,"sha256":"{sha256}","recording":{body}}}"#)
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
        let mut run = Run::new(PolicyConfig::default(), navigation.clone(), None, Texts::default());
        let page = Identified::OpenUrl { url: format!("https://m.acquirer.example/in?codeValue={CODE}"), user_agent: None };
        run.on([
            Event::CodeScanned { code: CodeValue::new(CODE), source: Source::Scan, identified: page },
            Event::EntryNavigation { url: CodeValue::new(url), main_frame: true },
        ]);
        assert!(!run.json().contains(CODE), "{}", run.json());
        let transcript = run.assert_same();
        assert!(transcript.as_str().contains("\n  MerchantPage\n") && transcript.as_str().contains("\n  Resolving\n"), "{transcript}");
    }
}

#[test]
fn a_recording_is_bounded_and_says_when_it_ends_early() {
    let ends_early = |run: &Run| {
        let recording = run.json();
        assert!(recording.len() <= MAX_BYTES && recording.contains(r#""full":true"#));
        assert!(run.replayed().as_str().ends_with("~ the recording is full: what came after this is not in it\n"));
    };
    let mut run = Run::plain();
    (0..=MAX_STEPS).for_each(|_| run.recorder.record(&Event::Confirm));
    ends_early(&run);

    let mut run = Run::plain();
    (0..100).for_each(|_| run.recorder.record(&Event::MethodPicked("m".repeat(20_000))));
    ends_early(&run);

    // A user who plays with the language.
    let mut run = Run::plain();
    let words = Texts::default();
    let plain = TextKey::ALL.iter().filter(|key| !words.text(**key).contains('{'));
    let long: HostTexts = [("en".to_owned(), plain.map(|key| (key.as_str().to_owned(), "B".repeat(500))).collect())].into();
    let catalog = TextCatalog::new(&long).unwrap();
    for _ in 0..100 {
        run.texts = catalog.texts("en");
        run.on([Event::LocaleChanged]);
    }
    ends_early(&run);
}

#[test]
fn settings_that_leave_no_room_for_a_payment_give_no_recording() {
    let hosts = (0..60_000).map(|at| format!("shop-{at}.merchant.example")).collect();
    let wide = PolicyConfig { allow_hosts: Some(hosts), ..PolicyConfig::default() };
    let mut run = Run::new(wide, NavigationConfig::default(), None, Texts::default());
    run.recorder.record(&Event::Confirm);
    assert_eq!(run.recorder.to_json(), None);
}

#[test]
fn what_is_no_recording_is_told_by_its_error() {
    let paid = recorded(&runs().remove(0).1);
    assert_eq!(replay(&vec![b' '; MAX_BYTES + 1]), Err(RecordingError::TooLarge));
    assert_eq!(replay(paid.replacen("\"version\":2", "\"version\":3", 1).as_bytes()), Err(RecordingError::Version(3)));
    assert_eq!(replay(br#"{"version":1,"redirect":{},"events":[]}"#), Err(RecordingError::Version(1)));
    for malformed in ["{}", "[]", "?", &paid.replacen("\"sha256\"", "\"sha255\"", 1), &"[".repeat(100_000)] {
        assert!(matches!(replay(malformed.as_bytes()), Err(RecordingError::Malformed(_))), "{malformed:.40}");
    }
    let unknown = changed(&paid, "\"full\":false", "\"full\":false,\"newer\":1");
    assert!(matches!(replay(unknown.as_bytes()), Err(RecordingError::Malformed(_))));
    let refused = changed(&paid, "\"app_schemes\":[]", "\"app_schemes\":[\"javascript\"]");
    assert!(matches!(replay(refused.as_bytes()), Err(RecordingError::Settings(_))));
    let refused = changed(&paid, "\"language\":\"en\"", "\"language\":\"en\",\"texts\":{\"en\":{\"action.fly\":\"Fly\"}}");
    assert!(matches!(replay(refused.as_bytes()), Err(RecordingError::Settings(_))));
}

#[test]
fn a_recording_that_was_cut_off_or_changed_says_so() {
    let paid = recorded(&runs().remove(0).1);
    for cut in [0, 1, 20, paid.len() / 2, paid.len() - 1] {
        assert_eq!(replay(&paid.as_bytes()[..cut]), Err(RecordingError::CutOff), "{cut}");
    }
    for (from, to) in [("\"value\":\"1000\"", "\"value\":\"1001\""), ("{\"event\":\"Confirm\"},", ""), ("\"Confirm\"", " \"Confirm\"")] {
        assert!(paid.contains(from), "{from}");
        assert_eq!(replay(paid.replacen(from, to, 1).as_bytes()), Err(RecordingError::Altered), "{from}");
    }
    assert!(replay((paid + "\r\n").as_bytes()).is_ok(), "what stands behind it is no part of it");
}

#[test]
fn a_replay_that_shows_another_page_than_the_payment_says_so() {
    let paid = recorded(&runs().remove(0).1);
    let other = changed(&paid, "Noodle Bar Osaka", "Noodle Bar Kyoto");
    let transcript = replay(other.as_bytes()).unwrap();
    assert!(transcript.strange_pages() > 0);
    assert_eq!(transcript.as_str().matches("\n  ? the payment showed another page\n").count(), transcript.strange_pages());
}

#[test]
fn loopback_origins_are_replayed_in_a_development_build_and_refused_in_any_other() {
    let paid = recorded(&runs().remove(0).1);
    let with = |origin: &str| changed(&paid, "\"words\"", &format!("\"loopback\":[\"{origin}\"],\"words\""));
    let local = replay(with("http://127.0.0.1:8080").as_bytes());
    if cfg!(feature = "development") {
        assert!(local.is_ok());
    } else {
        assert_eq!(local, Err(RecordingError::Development));
    }
    assert_eq!(replay(with("http://10.0.0.1:8080").as_bytes()), Err(RecordingError::Development));
}

#[test]
fn a_replay_needs_no_host_for_its_words_and_no_backend_for_its_support() {
    let one = |key: &str, text: &str| [(key.to_owned(), text.to_owned())].into();
    let host: HostTexts = [
        ("de".to_owned(), one("action.pay", "Jetzt {amount} zahlen")),
        ("de-CH".to_owned(), one("action.back", "Retour")),
        ("ja".to_owned(), one("action.cancel", "戻")),
    ]
    .into();
    let catalog = TextCatalog::new(&host).unwrap();
    let support = Some(Support { contact: "help@wallet.example".into() });
    let mut run = Run::new(PolicyConfig::default(), NavigationConfig::default(), support, catalog.texts("de-CH"));
    let mut events = confirmed();
    let after = events.split_off(6);
    run.on(events);
    run.texts = catalog.texts("ja-JP");
    run.on([Event::LocaleChanged]).on(after).on([reply(3, told("failed"))]);
    let transcript = run.assert_same();
    for shown in ["Jetzt ", "Retour", "\n~ ja-JP\n", "戻", "help@wallet.example"] {
        assert!(transcript.as_str().contains(shown), "{shown} in {transcript}");
    }
}

#[test]
fn where_the_merchant_wants_the_user_is_judged_as_it_was_and_told_without_its_path() {
    let redirect = PolicyConfig {
        own_schemes: vec!["wallet".into()],
        own_hosts: vec!["wallet.example".into()],
        app_schemes: vec!["merchantapp".into()],
        allow_hosts: Some(vec!["shop.acquirer.example".into(), "*.merchant.example".into()]),
    };
    for url in [
        "https://shop.acquirer.example/done/s3cr3t?session=s3cr3t#s3cr3t",
        "https://a.merchant.example?s3cr3t",
        "merchantapp://s3cr3t/s3cr3t",
        "https://other.example/s3cr3t",
        "https://wallet.example/s3cr3t",
        "wallet:s3cr3t",
        "https://s3cr3t@shop.acquirer.example/",
        "https://shop.acquirer.example/s3cr3t#intent;s3cr3t",
        "https://shop.acquirer.example/s3cr3t%",
        "https://shop.acquirer.example/s3cr3t\u{202e}",
        "https://shop.acquirer.example/#s3cr3t#",
        &format!("https://shop.acquirer.example/{}", "s3cr3t".repeat(400)),
        &format!("https://shop.acquirer.example/{}", "é".repeat(900)),
        "s3cr3t",
        " ",
    ] {
        let mut run = Run::new(redirect.clone(), NavigationConfig::default(), None, Texts::default());
        let leading = |event| match event {
            Event::Reply { epoch, answer: Answer::Resolved(Resolution::Order(order)), request_id } => {
                let order = Box::new(Order { redirect_url: Some(url.into()), ..*order });
                Event::Reply { epoch, answer: Answer::Resolved(Resolution::Order(order)), request_id }
            }
            event => event,
        };
        run.on(confirmed().into_iter().map(leading)).on([reply(3, told("succeeded")), Event::RedirectTap, Event::Opened]);
        assert!(!run.json().contains("s3cr3t"), "{url}: {}", run.json());
        run.assert_same();
    }
}

#[test]
fn two_pages_that_want_auth_codes_are_two_pages() {
    let navigation = NavigationConfig { oauth_prefixes: vec!["https://auth.example/oauth".into()], ..NavigationConfig::default() };
    let oauth = |session: &str| {
        let url = format!("https://auth.example/oauth?authClientId=A&scopes=auth_base&redirectUrl=https%3A%2F%2Fm.example%2F{session}");
        Event::EntryNavigation { url: CodeValue::new(url), main_frame: true }
    };
    let page = Identified::OpenUrl { url: "https://m.example/in/s3cr3t".into(), user_agent: Some("Agent".into()) };
    let code = AuthCodeAnswer { auth_code: Secret::new("s3cr3t"), auth_error_scopes: [].into(), auth_success_scopes: vec![] };
    let mut run = Run::new(PolicyConfig::default(), navigation, None, Texts::default());
    run.on([
        Event::Tick(Monotonic(1_000)),
        Event::CodeScanned { code: CodeValue::new(CODE), source: Source::Scan, identified: page },
        oauth("s3cr3t-1"),
        oauth("s3cr3t-1"),
        oauth("s3cr3t-2"),
        reply(2, Answer::AuthCode(code)),
    ]);
    assert!(!run.json().contains("s3cr3t"), "{}", run.json());
    let transcript = run.assert_same();
    assert_eq!(transcript.as_str().matches("request: FetchAuthCode(").count(), 2, "{transcript}");
    assert_eq!(transcript.as_str().matches("! OpenMerchantPage").count(), 2, "{transcript}");
}

#[test]
fn several_codes_are_called_by_what_the_user_knows_them_by() {
    let emv = "00020101021126370019example.harbour-pay011028177704005204581253033925802JP5909NOODLE 886005Tokyo6304DD0F";
    let of = |code: &str, identified| (CodeValue::new(code), identified);
    let page = Identified::OpenUrl { url: "https://m.example/in/s3cr3t".into(), user_agent: None };
    let codes = vec![
        of(emv, Identified::Decode),
        of("https://m.example/in/s3cr3t", page),
        of("4006381333931", Identified::AskBackend),
        of("s3cr3t", Identified::Decode),
    ];
    let mut run = Run::plain();
    run.on([Event::CodesScanned { codes, source: Source::Picture }, Event::CodePicked(1)]);
    for secret in ["s3cr3t", "harbour", "0281777", "4006381333931"] {
        assert!(!run.json().contains(secret), "{secret} in {}", run.json());
    }
    let transcript = run.assert_same();
    assert!(transcript.as_str().contains("NOODLE 88") && transcript.as_str().contains("m.example"), "{transcript}");
}

#[test]
fn what_alipay_plus_opens_by_itself_opens_the_same_host() {
    use base64::{Engine as _, prelude::BASE64_URL_SAFE};

    let action = BASE64_URL_SAFE.encode(r#"{"action":"OPEN_URL","url":"https://m.example/s3cr3t?t=s3cr3t"}"#);
    for payload in [action.as_str(), "s3cr3t-opaque"] {
        let hand_over = Resolution::HandOver(HandOver { sdk_action_payload: Secret::new(payload) });
        let mut run = Run::plain();
        let code = CodeValue::new(CODE);
        run.on([Event::CodeScanned { code, source: Source::Scan, identified: Identified::Decode }, reply(1, Answer::Resolved(hand_over))]);
        assert!(!run.json().contains(payload) && !run.json().contains("s3cr3t"), "{}", run.json());
        run.assert_same();
    }
}

#[test]
fn what_is_in_memory_tells_no_secret() {
    let mut run = Run::plain();
    run.on(runs().remove(0).1);
    let held = format!("{:?}", run.recorder);
    assert!(held.len() < 100, "{held}");
    // Nothing is kept of a secret that is used once: not even that it is the same.
    let pin = |try_id: &str| Event::StepUpResult(StepUpInput::Pin { try_id: try_id.into(), pin: Secret::new("918273") });
    let recording = recorded(&[pin("a"), pin("b")]);
    assert!(recording.contains("pin-1") && recording.contains("pin-2"), "{recording}");
}
