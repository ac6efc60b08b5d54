//! Several codes in one picture.

use super::*;
use crate::{
    codes::CodeKind,
    pages::{Page, ScannerPage, page},
    texts::{Language, TextKey, Texts},
};

fn scanned(codes: &[(&str, Identified)]) -> Play {
    let mut play = Play::begin();
    let codes = codes.iter().map(|(code, identified)| (CodeValue::new(*code), identified.clone())).collect();
    play.on(Event::CodesScanned { codes, source: Source::Picture });
    play
}

fn two() -> Play {
    scanned(&[("https://a.example/1", Identified::Decode), ("barcode", barcode()), ("28166604x", Identified::Decode)])
}

fn barcode() -> Identified {
    Identified::NotSupported(CodeKind::ProductBarcode)
}

#[test]
fn the_only_code_that_may_be_paid_goes_on_by_itself() {
    let mut play = scanned(&[("barcode", barcode()), ("28166604x", Identified::Decode)]);
    assert!(matches!(play.sent().1, Request::Resolve(code, Source::Picture) if code.expose() == "28166604x"));
}

#[test]
fn of_codes_that_cannot_be_paid_the_most_telling_one_is_named() {
    let wifi = Identified::NotSupported(CodeKind::Wifi);
    assert_eq!(scanned(&[("barcode", barcode()), ("w", wifi)]).verdict(), &Verdict::NotSupported(CodeKind::Wifi));
    assert_eq!(scanned(&[]).verdict(), &Verdict::NotSupported(CodeKind::Empty));
}

#[test]
fn between_several_the_user_chooses_without_seeing_a_code() {
    let mut play = two();
    assert!(play.take_effects().contains(&Effect::Announce(TextKey::ScannerChoose)));
    let Page::Scanner(ScannerPage { busy: false, notice: Some(_), choices, .. }) = page(play.state(), None, &Texts::default()) else {
        panic!("no choice")
    };
    let rows: Vec<_> = choices.iter().map(|row| (row.index, row.label.as_str())).collect();
    assert_eq!(rows, [(0, "a.example"), (1, "Code 2")]);
    for nothing in [2, u32::MAX] {
        play.on(Event::CodePicked(nothing));
        assert!(play.is_quiet(), "{nothing}");
    }
    play.on(Event::CodePicked(1)).on(Event::CodePicked(0));
    assert!(matches!(play.sent().1, Request::Resolve(code, Source::Picture) if code.expose() == "28166604x"));
}

#[test]
fn a_choice_has_the_digits_of_its_language_and_keeps_its_direction() {
    let labels = |language: &str| match page(two().state(), None, &Texts::of(Language::from_tag(language))) {
        Page::Scanner(page) => page.choices.into_iter().map(|row| row.label).collect::<Vec<_>>(),
        other => panic!("no choice: {other:?}"),
    };
    assert!(labels("bn")[1].contains('২'), "{:?}", labels("bn"));
    assert_eq!(labels("ur")[0], "\u{2068}a.example\u{2069}");
}

#[test]
fn a_choice_can_be_left_and_another_code_scanned_instead() {
    for leave in [Event::Back, Event::Close] {
        let mut play = two();
        play.on(leave);
        assert_eq!(play.outcomes(), [&Outcome::Cancelled]);
    }
    let mut play = two();
    play.scanned();
    assert!(matches!(play.sent().1, Request::Resolve(code, Source::Scan) if code.expose() == CODE));
    let mut again = two();
    again.on(Event::CodesScanned { codes: vec![(CodeValue::new("w"), Identified::NotSupported(CodeKind::Wifi))], source: Source::Scan });
    assert_eq!(again.verdict(), &Verdict::NotSupported(CodeKind::Wifi));
}
