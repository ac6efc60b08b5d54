//! Identification against a rule file in the form in which Alipay+ serves it.

use cashier_core::{
    codes::{
        CodeKind,
        rules::{
            Action, BadRule, BuildError, Context, Identification, RemoteAnswer, RuleFileError, RuleSet, Supported, Unsupported, Untrusted,
            Verdict,
        },
    },
    machine::Identified,
    secret::CodeValue,
    wallet_api::PostCodeMatchActionType,
};

const CONTEXT: Context<'static> = Context { client_id: "SANDBOX_EXAMPLE0001", jar_version: "1.2.1.20240506" };

const PAY_NOW: &str = "00020101021126370009SG.PAYNOW010120210201912345Z030115204541153037025802SG5911CORNER MART6009SINGAPORE63047DD8";
const LISTED_URL: &str =
    "00020101021185600014com.alipayplus0138v1:https://shop.acquirer.example/m/8815204581253033925802JP5910NOODLE BAR6005OSAKA63047A91";
const VIETNAM: &str =
    "00020101021238540010A00000072701240006970499011000112233440208QRIBFTTA5204581253037045405450005802VN5906PHO 886006HA NOI6304574A";
const UNLISTED_BANK: &str = "00020101021129230011stall9@exzz0104EXZZ5204549953031165802KH5907STALL 96009SIEM REAP630457E8";
const HOOK: &str = "00020101021126190010EXAMPLE.LK010115204549953031445802LK5916THE EXAMPLE HOOK6005KANDY63043129";

fn rules() -> RuleSet {
    RuleSet::compile(include_bytes!("../testdata/codes/rules.json")).unwrap()
}

fn identify(code: &str) -> Identification {
    rules().identify(&CodeValue::new(code), &CONTEXT).unwrap()
}

fn crc(text: &str) -> String {
    let text = format!("{text}6304");
    format!("{text}{:04X}", cashier_core::codes::emv::crc16(text.as_bytes()))
}

enum Expected {
    Decode(usize),
    Open(usize, &'static str),
    Ask(usize),
    None,
}

#[track_caller]
fn assert_identified(code: &str, expected: &Expected) {
    let verdict = identify(code).verdict;
    match (expected, &verdict) {
        (Expected::Decode(rule), Verdict::Supported(Supported { rule: found, action: Action::Decode, .. })) => {
            assert_eq!(rule, found, "{code}");
        }
        (Expected::Open(rule, url), Verdict::Supported(Supported { rule: found, action: Action::OpenUrl { url: built, .. }, .. })) => {
            assert_eq!((rule, *url), (found, built.as_str()), "{code}");
        }
        (Expected::Ask(rule), Verdict::AskBackend(Untrusted { rule: found, .. })) => assert_eq!(rule, found, "{code}"),
        (Expected::None, Verdict::NotSupported(Unsupported::NoRule)) => {}
        _ => panic!("{code}: {verdict:?}"),
    }
}

#[test]
fn the_vectors_of_the_protocol_hold() {
    for (code, expected) in [
        (
            "ACQ-0042-KIOSK 7",
            Expected::Open(6, "https://counter.acquirer.example/p?code=ACQ-0042-KIOSK%207&counter=0042&shop=KIOSK%207&half=00"),
        ),
        (LISTED_URL, Expected::Open(10, "https://shop.acquirer.example/m/881")),
        (PAY_NOW, Expected::Open(11, "https://national.acquirer.example/sg?proxy=201912345Z&currency=702&issuer=SANDBOX_EXAMPLE0001")),
        (VIETNAM, Expected::Decode(13)),
        (UNLISTED_BANK, Expected::Ask(16)),
        (HOOK, Expected::Decode(18)),
    ] {
        assert_identified(code, &expected);
    }
}

#[test]
fn a_changed_last_character_makes_any_emv_vector_unsupported() {
    for code in [LISTED_URL, PAY_NOW, VIETNAM, UNLISTED_BANK, HOOK] {
        let (front, last) = code.split_at(code.len() - 1);
        let changed = format!("{front}{}", if last == "0" { "1" } else { "0" });
        assert_identified(&changed, &Expected::None);
        assert_eq!(identify(&changed).kind, CodeKind::EmvDamaged);
    }
}

#[test]
fn every_rule_of_the_file_takes_its_codes_and_no_others() {
    let order = "28166604abcDEF0123456789abcDEF012345";
    let in_url = format!("https://qr.alipayplus.com/{order}");
    let cafe = "https://cafe.acquirer.example";
    let direct = |rule, url: &'static str| (url.to_owned(), Expected::Open(rule, url));
    let emv = |body: &str, expected| (crc(body), expected);
    let table = vec![
        (order.to_owned(), Expected::Decode(0)),
        ("28166613abc".to_owned(), Expected::None),
        (in_url.clone(), Expected::Decode(1)),
        (in_url.to_uppercase(), Expected::Decode(1)),
        (in_url.replace("://", "://u@"), Expected::None),
        (in_url.replace(".com", ".com.evil.test"), Expected::None),
        ("https://pay.acquirer.example/281999040001ABC".to_owned(), Expected::Decode(2)),
        ("https://pay.acquirer.example/281999040002ABC".to_owned(), Expected::None),
        // Rule 3 ends in the host, rule 4 goes on in the path and has the smaller priority.
        direct(3, cafe),
        direct(3, "https://cafe.acquirer.example/menu"),
        direct(3, "https://cafe.acquirer.example:8443?x"),
        (format!("{cafe}/table/7"), Expected::Decode(4)),
        (format!("{cafe}.evil.test/"), Expected::None),
        (format!("{cafe}@evil.test/"), Expected::None),
        (format!("{cafe}:1@evil.test/"), Expected::None),
        (format!("{cafe}:123456/"), Expected::None),
        (format!("{cafe}\\@evil.test/"), Expected::None),
        direct(5, "https://square.aggregator.example/s/1"),
        ("ACQ-042-KIOSK".to_owned(), Expected::None),
        ("acq-0042-KIOSK".to_owned(), Expected::None),
        ("xACQ-0042-KIOSK".to_owned(), Expected::None),
        ("ACQ-0042-KIOSK\n7".to_owned(), Expected::None),
        direct(7, "https://a.lane.acquirer.example/x"),
        direct(7, "https://a.b.lane.acquirer.example/"),
        ("https://evil.test/x.lane.acquirer.example/".to_owned(), Expected::None),
        ("https://evil.test?x.lane.acquirer.example/".to_owned(), Expected::None),
        ("https://evil.test#x.lane.acquirer.example/".to_owned(), Expected::None),
        ("https://evil.test\\x.lane.acquirer.example/".to_owned(), Expected::None),
        ("https://a.lane.acquirer.example@evil.test/".to_owned(), Expected::None),
        ("https://u@a.lane.acquirer.example/".to_owned(), Expected::None),
        ("https://a.lane.acquirer.example.evil.test/y.lane.acquirer.example/".to_owned(), Expected::None),
        ("https://evil.test:1.lane.acquirer.example/".to_owned(), Expected::None),
        ("PX1LANEabc123".to_owned(), Expected::Decode(8)),
        ("PX1LANEabc12".to_owned(), Expected::None),
        ("PX1LANEabc123 ".to_owned(), Expected::None),
        ("raffle://1".to_owned(), Expected::Open(9, "https://help.acquirer.example/other-code.html")),
        ("Raffle://1".to_owned(), Expected::None),
        emv("00020101021226130009SG.PAYNOW54041.005802SG", Expected::Decode(12)),
        emv("00020101021126130009SG.PAYNOW54041.005802SG", Expected::None),
        emv("00020101021226130009SG.PAYNOW5802SG", Expected::None),
        emv("00020101021226130009SG.PAYNOW54041.005802MY", Expected::None),
        emv("00020126130009sg.paynow010211", Expected::None),
        emv("00020129160012stall9@exwaX53031165802KH", Expected::Ask(16)),
        emv("00020129150011stall9@exwa53031165802KH", Expected::Decode(14)),
        emv("00020129150011stall9@exwa53038405802KH", Expected::Ask(16)),
        // Rule 15 wants a newer reader, and wins over rule 16 all the same.
        emv("00020129150011stall9@exwc53031165802KH", Expected::Ask(15)),
        emv("0002012604000X5802KH", Expected::None),
        emv("00020126050001X54011.5802LK", Expected::None),
        emv("0002011504ABCD5802NP", Expected::Decode(19)),
        emv("0002011404ABCD5802NP", Expected::None),
        emv("00020180240012example.lane01042819", Expected::Decode(20)),
        emv("00020126240012example.lane01042829", Expected::None),
        emv("00020152240012example.lane01042819", Expected::None),
        // The conditions must hold in one template.
        emv("00020126160012example.lane270801042819", Expected::None),
        ("BAD-([".to_owned(), Expected::None),
        ("BAD".to_owned(), Expected::None),
        (" ".to_owned(), Expected::None),
        (String::new(), Expected::None),
    ];
    for (code, expected) in &table {
        assert_identified(code, expected);
    }
}

#[test]
fn the_lower_of_two_fitting_templates_gives_the_url_and_the_last_repeat_counts() {
    let template = |tag: &str, url: &str| {
        let value = format!("0014com.alipayplus01{:02}{url}", url.chars().count());
        format!("{tag}{:02}{value}", value.chars().count())
    };
    let open = |code: &str| match identify(code).verdict {
        Verdict::Supported(Supported { action: Action::OpenUrl { url, .. }, .. }) => Ok(url),
        Verdict::NotSupported(Unsupported::Failed { error, .. }) => Err(error),
        other => panic!("{other:?}"),
    };
    let both = crc(&format!("000201{}{}", template("85", "https://b.example/"), template("30", "https://a.example/")));
    assert_eq!(open(&both).as_deref(), Ok("https://a.example/"));
    let twice = crc(&format!("000201{}{}", template("30", "https://a.example/"), template("30", "xHTTPS://c.example/é")));
    assert_eq!(open(&twice).as_deref(), Ok("HTTPS://c.example/é"));
    // The lowest one decides, also if it has no URL.
    let none = crc(&format!("000201{}{}", template("85", "https://b.example/"), template("30", "nothing")));
    assert_eq!(open(&none), Err(BuildError::NoUrl));
}

#[test]
fn what_the_container_gets_is_what_was_received_without_the_trust() {
    let config = |code: &str| match identify(code).verdict {
        Verdict::Supported(supported) => supported.ac_decode_config.to_string(),
        other => panic!("{other:?}"),
    };
    assert_eq!(config("28166604x"), "");
    assert_eq!(config("https://square.aggregator.example/"), r#"{"routerType":"AC_URL","userAgent":"AlipayClient/"}"#);
    assert_eq!(
        config(&crc("00020129150011stall9@exwa53031165802KH")),
        r#"{"routerType":"AC_CODE","sdkJarSupportVersion":"2.1.0.20240123"}"#
    );
}

#[test]
fn answers_for_backend_and_phone_say_the_same() {
    let open = identify("https://square.aggregator.example/s");
    let answer = open.answer().unwrap();
    assert!(answer.is_supported);
    assert_eq!(answer.post_code_match_action_type, Some(PostCodeMatchActionType::OpenUrl));
    assert_eq!(answer.redirect_url.as_deref(), Some("https://square.aggregator.example/s"));
    assert_eq!(answer.user_agent.as_deref(), Some("AlipayConnect / AlipayClient/"));
    assert_eq!(
        Identified::from(&open),
        Identified::OpenUrl { url: "https://square.aggregator.example/s".to_owned(), user_agent: answer.user_agent }
    );
    assert_eq!(Identified::from(&identify("28166604x")), Identified::Decode);
    let ask = identify(UNLISTED_BANK);
    assert_eq!((ask.answer(), Identified::from(&ask)), (None, Identified::AskBackend));
    let none = identify("WIFI:S:x;;");
    assert_eq!(Identified::from(&none), Identified::NotSupported(CodeKind::Wifi));
    let answer = none.answer().unwrap();
    assert_eq!((answer.is_supported, answer.kind, answer.ac_decode_config), (false, CodeKind::Wifi, None));
}

#[test]
fn remote_identify_decides_about_an_untrusted_rule_for_this_code_only() {
    let rules = rules();
    let code = CodeValue::new(UNLISTED_BANK);
    let apply = |remote: Option<&RemoteAnswer>| rules.apply_remote(&code, &CONTEXT, remote).unwrap().verdict;
    let opened = |verdict| match verdict {
        Verdict::Supported(Supported { rule: 16, action: Action::OpenUrl { url, user_agent }, .. }) => (url, user_agent.to_string()),
        other => panic!("{other:?}"),
    };
    let yes = RemoteAnswer { is_supported: true, ..RemoteAnswer::default() };
    assert_eq!(opened(apply(Some(&yes))), (UNLISTED_BANK.to_owned(), "AlipayConnect".to_owned()));
    let elsewhere = RemoteAnswer {
        redirect_url: Some("https://national.acquirer.example/kh".to_owned()),
        user_agent: Some("Other".to_owned()),
        ..yes.clone()
    };
    assert_eq!(opened(apply(Some(&elsewhere))), ("https://national.acquirer.example/kh".to_owned(), "Other".to_owned()));
    let decode = RemoteAnswer { action: Some(PostCodeMatchActionType::Decode), ..elsewhere };
    assert!(matches!(apply(Some(&decode)), Verdict::Supported(Supported { action: Action::Decode, .. })));
    for no in [Some(&RemoteAnswer::default()), None] {
        assert_eq!(apply(no), Verdict::NotSupported(Unsupported::Refused));
    }
    assert!(matches!(rules.identify(&code, &CONTEXT).unwrap().verdict, Verdict::AskBackend(_)));
    // A trusted rule needs no answer.
    let trusted = rules.apply_remote(&CodeValue::new("28166604x"), &CONTEXT, None).unwrap();
    assert!(matches!(trusted.verdict, Verdict::Supported(_)));
}

#[test]
fn remote_identify_opens_its_own_url_for_a_rule_without_a_method() {
    let rules = RuleSet::compile(
        br#"{"codeRules":[{"codeMatchPattern":{"matchMethod":"PREFIX","prefix":"x"},"extendInfo":"{\"matchResult\":\"{\\\"trust\\\":\\\"N\\\"}\"}","postCodeMatchAction":{"postCodeMatchActionType":"DECODE"}}]}"#,
    )
    .unwrap();
    let mut remote =
        RemoteAnswer { is_supported: true, action: Some(PostCodeMatchActionType::OpenUrl), redirect_url: None, user_agent: None };
    let code = CodeValue::new("x1");
    let verdict = rules.apply_remote(&code, &CONTEXT, Some(&remote)).unwrap().verdict;
    assert_eq!(verdict, Verdict::NotSupported(Unsupported::Failed { rule: 0, error: BuildError::Method }));
    remote.redirect_url = Some("https://a.example/".to_owned());
    let verdict = rules.apply_remote(&code, &CONTEXT, Some(&remote)).unwrap().verdict;
    assert!(matches!(verdict, Verdict::Supported(Supported { action: Action::OpenUrl { url, .. }, .. }) if url == "https://a.example/"));
}

#[test]
fn bad_rules_are_told_and_the_others_used() {
    let rules = rules();
    assert_eq!((rules.version(), rules.len()), ("lane_7", 21));
    let findings: Vec<_> = rules.findings().iter().map(|finding| finding.rule).collect();
    assert_eq!(findings, [21, 22]);
    assert!(matches!(rules.findings()[0].reason, BadRule::Pattern(_)));
    assert_eq!(rules.findings()[1].reason, BadRule::MatchMethod);
}

#[test]
fn a_file_that_is_no_successful_answer_is_refused() {
    for bytes in [&b""[..], b"[]", b"{", b"\xff", br#"{"codeRules":{}}"#] {
        assert!(matches!(RuleSet::compile(bytes), Err(RuleFileError::Json(_))), "{bytes:?}");
    }
    let nested = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(matches!(RuleSet::compile(format!(r#"{{"codeRules":[{nested}]}}"#).as_bytes()), Err(RuleFileError::Json(_))));
    let failed = br#"{"result":{"resultStatus":"F"},"codeRules":[]}"#;
    assert!(matches!(RuleSet::compile(failed), Err(RuleFileError::NotSuccess)));
    assert!(matches!(RuleSet::compile(&vec![b' '; 2 * 1024 * 1024 + 1]), Err(RuleFileError::TooLarge)));
    assert!(matches!(
        RuleSet::compile(format!(r#"{{"codeRules":[0{}]}}"#, ",0".repeat(5_000)).as_bytes()),
        Err(RuleFileError::TooManyRules)
    ));
    assert!(RuleSet::compile(b"{}").unwrap().is_empty());
}

#[test]
fn a_code_over_the_limit_is_no_code() {
    let rules = rules();
    assert!(rules.identify(&CodeValue::new("é".repeat(8_193)), &CONTEXT).is_err());
    assert!(rules.identify(&CodeValue::new("é".repeat(8_192)), &CONTEXT).is_ok());
    assert_eq!(rules.identify(&CodeValue::new("\u{3000}\n"), &CONTEXT).unwrap().kind, CodeKind::Empty);
}

#[test]
fn a_url_pattern_takes_its_own_hosts_however_it_is_written() {
    for (pattern, own, foreign) in [
        (r"https://a\.b\.example/.*|https://c\.d\.example/.*", "https://c.d.example/x", "https://evil.test/c.d.example/"),
        (r"https://(?:e\.f\.example/m|g\.h\.example/n)/.*", "https://g.h.example/n/1", "https://e.f.example.evil.test/m/1"),
        (r"https://(?=[^/]+/pay)\S+\.acq\.example/\S*", "https://x.acq.example/pay", "https://evil.test/pay/x.acq.example/y"),
        (r"(?s)https://\S+\.acq\.example/.*", "https://x.acq.example/", "https://evil.test/x.acq.example/"),
        (r"(?s)https://\S+\.acq\.example/.*", "https://x.acq.example/?", "https://u@x.acq.example/"),
        (r"[hH]ttps://\S+\.acq\.example/.*", "Https://x.acq.example/", "https://evil.test/x.acq.example/"),
        (r"https?.*\.acq\.example/.*", "http://x.acq.example/", r"https:\\evil.test\x.acq.example/"),
        (r"https?.*\.acq\.example/.*", "https://x.acq.example/", "https:/evil.test/x.acq.example/"),
        (r"https://pay\.acq\.com(\.cn)?/.*", "https://pay.acq.com.cn/x", "https://pay.acq.com.evil.test/x"),
        (r"https://shop\.acq\.examples?/.*", "https://shop.acq.examples/", "https://shop.acq.example.test/"),
    ] {
        let rule = serde_json::json!({ "codeMatchPattern": { "matchMethod": "REGEX", "regex": pattern },
            "postCodeMatchAction": { "postCodeMatchActionType": "DECODE" } });
        let rules = RuleSet::compile(serde_json::json!({ "codeRules": [rule] }).to_string().as_bytes()).unwrap();
        let verdict = |code: &str| rules.identify(&CodeValue::new(code), &CONTEXT).unwrap().verdict;
        assert!(matches!(verdict(own), Verdict::Supported(_)), "{pattern} {own}");
        assert_eq!(verdict(foreign), Verdict::NotSupported(Unsupported::NoRule), "{pattern} {foreign}");
    }
}
