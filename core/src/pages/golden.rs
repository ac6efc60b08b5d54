//! Every page in English, as a file to read in reviews: `core/testdata/pages/*.txt`.
//!
//! `GOLDEN=write cargo test -p cashier-core golden` writes them anew after a change that is meant.

use core::fmt::Write as _;
use std::{fs, path::PathBuf};

use super::*;
use crate::{
    codes::CodeKind,
    machine::{
        Answer, Delivery, Event, Identified, SnapshotRecord,
        tests::{Play, attempt, attempt_id, order, order_in, problem, reason},
    },
    money::Money,
    secret::{CodeValue, Secret},
    wallet_api::{
        Attempt, AttemptState, Declined, HandOver, Method, MethodKind, NotSupported, Order, OrderPage, OrderState, ProblemCode, Promotion,
        Quote, Refund, Resolution, Returned, Source, StepUpAnswer,
    },
};

pub(super) fn contact() -> Support {
    Support { contact: "support@wallet.example".into() }
}

fn money(currency: &str, minor: u64) -> Money {
    Money::new(currency.parse().unwrap(), minor).unwrap()
}

/// An order with everything that an order can have.
pub(super) fn everything() -> Order {
    let method = |id: &str, kind, enabled| Method { method_id: id.into(), kind, label: id.into(), enabled, reason_key: None };
    Order {
        order_amount: money("JPY", 120),
        promotions: vec![
            Promotion { name: "Spring".into(), savings: money("JPY", 15) },
            Promotion { name: "First visit".into(), savings: money("JPY", 5) },
        ],
        surcharge: Some(money("KRW", 50)),
        quote: order().quote.map(|quote| Quote { expires_at: Some("2026-01-05T10:35:00Z".into()), ..quote }),
        methods: vec![
            method("Balance", MethodKind::Balance, true),
            Method { reason_key: Some("method.not_enough_balance".into()), ..method("Bank", MethodKind::BankAccount, false) },
            method("New thing", MethodKind::Unknown, true),
        ],
        merchant: crate::wallet_api::Merchant { store: Some("Noodle Bar 1".into()), ..order().merchant },
        ..order()
    }
}

/// An order whose every text was written by somebody who means harm.
pub(super) fn hostile() -> Order {
    let text = "\u{202e}KRW 0\u{202c}\r\nYou pay: nothing\u{2066}\u{0}\u{200b}\u{feff}".repeat(40);
    Order {
        merchant: crate::wallet_api::Merchant { name: text.clone(), store: Some(format!("{text}!")), ..order().merchant },
        description: text.clone(),
        reference: text.clone(),
        payment_request_id: text.clone(),
        account: text.clone(),
        promotions: vec![Promotion { name: text.clone(), savings: money("JPY", 1) }],
        methods: order().methods.into_iter().map(|method| Method { label: text.clone(), ..method }).collect(),
        quote: order().quote.map(|quote| Quote { expires_at: Some(text.clone()), ..quote }),
        paid_at: Some(text.clone()),
        refunds: vec![Refund {
            amount: money("KRW", 1),
            at: text.clone(),
            promotions: vec![Promotion { name: text.clone(), savings: money("JPY", 1) }],
        }],
        returned: Some(Returned { amount: money("KRW", 1), at: text.clone(), reason_key: text }),
        ..order()
    }
}

fn refunded() -> Order {
    Order {
        refunds: vec![
            Refund {
                amount: money("KRW", 300),
                at: "2026-01-06T09:00:00Z".into(),
                promotions: vec![Promotion { name: "Spring".into(), savings: money("JPY", 10) }],
            },
            Refund { amount: money("KRW", 200), at: "2026-01-07T09:00:00Z".into(), promotions: vec![] },
        ],
        paid_at: Some("2026-01-05T10:31:00Z".into()),
        ..Order { state: OrderState::PartiallyRefunded, ..mine(everything()) }
    }
}

fn returned() -> Order {
    let returned = Returned { amount: order().pay_amount, at: "2026-01-05T10:41:00Z".into(), reason_key: "returned.late_debit".into() };
    Order { returned: Some(returned), ..order_in(OrderState::Closed, Some((AttemptState::Succeeded, true))) }
}

/// Paid on this device.
fn mine(order: Order) -> Order {
    Order { attempt: order_in(OrderState::Success, Some((AttemptState::Succeeded, true))).attempt, state: OrderState::Success, ..order }
}

fn stalled(play: &mut Play) -> &mut Play {
    play.fails(Delivery::NotSent).seconds(1).fails(Delivery::NotSent).seconds(2).fails(Delivery::NotSent)
}

/// A payment up to its order.
fn to(order: Order) -> Play {
    let mut play = Play::begin();
    play.scanned_to(order);
    play
}

fn played(steps: impl FnOnce(&mut Play) -> &mut Play) -> Play {
    let mut play = Play::begin();
    steps(&mut play);
    play
}

fn then(mut play: Play, steps: impl FnOnce(&mut Play) -> &mut Play) -> Play {
    steps(&mut play);
    play
}

fn resolved(resolution: Resolution) -> Play {
    played(|play| play.scanned().answer(Answer::Resolved(resolution)))
}

fn declined(code: &str, retryable: bool) -> Play {
    let text_key = format!("decline.{}", code.to_lowercase());
    resolved(Resolution::Declined(Declined { code: code.into(), text_key, retryable }))
}

fn settled(answer: Attempt) -> Play {
    played(|play| play.confirming().answer(Answer::Attempt(answer)))
}

fn asked(identified: Identified) -> Play {
    played(|play| play.on(Event::CodeScanned { code: CodeValue::new("28166604000000000017"), source: Source::Scan, identified }))
}

/// Every state that has a page of its own, by the name of its file.
pub(super) fn states() -> Vec<(&'static str, Play)> {
    let expiring_quote = || Order { quote: everything().quote, ..order() };
    vec![
        ("scanner", Play::begin()),
        ("scanner_busy", then(asked(Identified::AskBackend), |play| play.seconds(1))),
        ("scanner_no_network", then(asked(Identified::AskBackend), stalled)),
        ("merchant_page", asked(Identified::OpenUrl { url: "https://menu.example/1".into(), user_agent: Some("AlipayConnect".into()) })),
        ("loading", played(|play| play.scanned())),
        ("loading_0.3_s", played(|play| play.scanned().later(Duration::from_millis(300)))),
        ("loading_5_s", played(|play| play.scanned().seconds(5))),
        ("loading_15_s", played(|play| play.scanned().seconds(15))),
        ("loading_no_network", played(|play| stalled(play.scanned()))),
        ("cashier", to(order())),
        ("cashier_everything", to(everything())),
        ("cashier_hostile", to(hostile())),
        ("cashier_nothing_to_pay", to(Order { pay_amount: money("KRW", 0), payment_amount: money("JPY", 0), ..order() })),
        ("cashier_no_method", to(Order { methods: vec![], ..order() })),
        ("cashier_two_minutes", played(|play| play.ready().seconds(481))),
        ("cashier_too_late", played(|play| play.ready().seconds(595))),
        ("cashier_refreshing", played(|play| play.scanned_to(expiring_quote()).seconds(300))),
        ("cashier_refresh_failed", played(|play| stalled(play.scanned_to(expiring_quote()).seconds(300)))),
        (
            "cashier_amount_changed",
            played(|play| {
                let changed = Order { pay_amount: money("KRW", 1_010), ..order() };
                play.scanned_to(expiring_quote()).seconds(300).answer(Answer::Order(Box::new(changed)))
            }),
        ),
        ("cashier_not_sent", played(|play| play.confirming().fails(Delivery::NotSent))),
        ("cashier_refused", played(|play| play.confirming().answer(problem(ProblemCode::Unavailable, Some(false))))),
        ("cashier_locked", played(|play| play.confirming())),
        ("cashier_locked_0.3_s", played(|play| play.confirming().later(Duration::from_millis(300)))),
        ("cashier_locked_15_s", played(|play| play.confirming().seconds(15))),
        ("step_up", played(|play| play.asking())),
        ("step_up_checking", played(|play| play.verifying())),
        ("step_up_wrong_pin", played(|play| play.verifying().answer(Answer::SteppedUp(StepUpAnswer::Refused { attempts_left: 2 })))),
        ("checking", played(|play| play.checking())),
        ("checking_5_s", played(|play| play.checking().seconds(5))),
        ("step_up_out_of_tries", played(|play| play.verifying().answer(Answer::SteppedUp(StepUpAnswer::Refused { attempts_left: 0 })))),
        (
            "cashier_locked_pin",
            played(|play| {
                let locked_until = "2026-01-05T10:35:00Z".into();
                play.verifying().answer(Answer::SteppedUp(StepUpAnswer::Locked { locked_until }))
            }),
        ),
        ("cashier_last_look", played(|play| play.ready().seconds(600))),
        ("checking_signed_out", played(|play| play.checking().seconds(5).answer(problem(ProblemCode::Unauthorized, None)))),
        ("checking_15_s", played(|play| play.checking().seconds(15))),
        ("pending", played(|play| play.pending())),
        ("elsewhere_running", to(order_in(OrderState::Processing, Some((AttemptState::Processing, false))))),
        ("elsewhere_paid", to(order_in(OrderState::Success, Some((AttemptState::Succeeded, false))))),
        ("succeeded", settled(attempt(AttemptState::Succeeded))),
        (
            "succeeded_with_a_screen_reader",
            played(|play| play.on(Event::ScreenReader(true)).confirming().answer(Answer::Attempt(attempt(AttemptState::Succeeded)))),
        ),
        ("succeeded_everything", to(mine(everything()))),
        ("succeeded_hostile", to(mine(hostile()))),
        ("succeeded_without_a_way_back", to(mine(Order { redirect_url: None, ..order() }))),
        ("refunded", to(refunded())),
        ("returned", to(returned())),
        ("failed_try_again", settled(attempt(AttemptState::Failed))),
        ("failed", settled(Attempt { reason: Some(reason("RISK_REJECT", false)), ..attempt(AttemptState::Failed) })),
        ("declined", declined("EXPIRED_CODE", false)),
        ("declined_try_again", declined("PROCESS_FAIL", true)),
        (
            "out_of_tries",
            played(|play| {
                play.verifying().answer(Answer::SteppedUp(StepUpAnswer::Refused { attempts_left: 0 }));
                play.answer(Answer::Order(Box::new(order())))
            }),
        ),
        (
            "out_of_tries_unanswered",
            played(|play| play.verifying().answer(Answer::SteppedUp(StepUpAnswer::Refused { attempts_left: 0 })).seconds(10)),
        ),
        ("login_ended", played(|play| play.scanned().answer(problem(ProblemCode::Unauthorized, None)))),
        ("expired", played(|play| play.seconds(600).scanned_to(order()))),
        ("timed_out", played(|play| play.ready().seconds(600).seconds(10))),
        ("not_supported", resolved(Resolution::NotSupported(NotSupported { kind: CodeKind::Wifi, own: false }))),
        (
            "restored_from_a_damaged_record",
            played(|play| {
                play.on(Event::Restore(SnapshotRecord::from_bytes("user-1".into(), attempt_id(), order().id, b"damaged")));
                play.answer(Answer::Attempt(attempt(AttemptState::Succeeded))).answer(Answer::Order(Box::new(mine(order()))))
            }),
        ),
        ("leaving", played(|play| play.settled(AttemptState::Succeeded).on(Event::RedirectTap))),
        ("hand_over", resolved(Resolution::HandOver(HandOver { sdk_action_payload: Secret::new("e30") }))),
        ("closed", played(|play| play.ready().on(Event::Back))),
    ]
}

pub(super) fn shown(play: &Play) -> Page {
    page(play.state(), Some(&contact()), &Texts::default())
}

/// A page of the history, and details of its payments.
fn orders() -> Vec<(&'static str, Order)> {
    let failed = Order { reason: Some(reason("USER_BALANCE_NOT_ENOUGH", true)), ..order_in(OrderState::Failed, None) };
    vec![
        ("detail_paid", Order { paid_at: Some("2026-01-05T10:31:00Z".into()), ..mine(order()) }),
        ("detail_refunded", refunded()),
        ("detail_returned", returned()),
        ("detail_failed", failed),
        ("detail_processing", order_in(OrderState::Processing, None)),
        ("detail_closed", order_in(OrderState::Closed, None)),
        ("detail_hostile", mine(hostile())),
    ]
}

#[test]
fn golden_pages_are_as_they_were() {
    let mut files: Vec<(&str, String)> = states().iter().map(|(name, play)| (*name, sheet(&shown(play)))).collect();
    let texts = Texts::default();
    for (name, order) in orders() {
        let page = detail(&order, Some(&contact()), &texts);
        files.push((name, both(&page, &(&page).into())));
    }
    let all = OrderPage { orders: orders().into_iter().map(|(_, order)| order).collect(), next: Some("cursor".into()) };
    for (name, page) in [("history", all), ("history_empty", OrderPage { orders: vec![], next: None })] {
        let page = history(&page, &texts);
        files.push((name, both(&page, &(&page).into())));
    }
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata/pages");
    let write = std::env::var_os("GOLDEN").is_some_and(|value| value == "write");
    for (name, now) in &files {
        let file = folder.join(format!("{name}.txt"));
        if write {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&file, now).unwrap();
        }
        let before = fs::read_to_string(&file).unwrap_or_default();
        assert_eq!(before, *now, "{name} has changed; if that is meant: GOLDEN=write cargo test -p cashier-core golden");
    }
    let known = files.len();
    assert_eq!(fs::read_dir(&folder).unwrap().count(), known, "a file without a state in {}", folder.display());
}

fn sheet(page: &Page) -> String {
    both(page, &page.into())
}

/// To the eye, then to the ear.
fn both(page: &impl core::fmt::Debug, reading: &Reading) -> String {
    let mut out = compact(&format!("{page:#?}"));
    let _ = writeln!(out, "\n--- read aloud ---");
    for (at, it) in (0_u32..).zip(&reading.elements) {
        let focus = if reading.initial_focus == Some(at) { '>' } else { ' ' };
        let value = it.value.as_ref().map(|value| format!(": {value}")).unwrap_or_default();
        let _ = write!(out, "{focus} {:?} {} ({:?}) {}{value}", it.part, it.index, it.role, it.label);
        let _ = match &it.availability {
            Some(Availability::Disabled { reason }) => write!(out, " [disabled: {reason}]"),
            Some(Availability::Enabled) if it.selected => write!(out, " [selected]"),
            _ => Ok(()),
        };
        let _ = writeln!(out, "{}", if it.live == Live::Off { String::new() } else { format!(" [{:?}]", it.live) });
    }
    out.lines().map(str::trim_end).collect::<Vec<_>>().join("\n") + "\n"
}

/// Small structs on one line each.
fn compact(pretty: &str) -> String {
    let mut lines: Vec<String> = vec![];
    for line in pretty.lines() {
        lines.push(line.to_owned());
        let closes = line.trim_start().starts_with(['}', ')']);
        let Some(open) = lines.iter().rposition(|line| line.ends_with(['{', '(']) && closes) else { continue };
        let inner: Vec<&str> = lines.get(open + 1..lines.len() - 1).unwrap_or_default().iter().map(|line| line.trim()).collect();
        let joined = format!("{} {} {}", lines[open], inner.join(" ").trim_end_matches(','), line.trim());
        // Only what has no opened part inside of it, and is short enough to read.
        let whole = inner.iter().all(|line| !line.ends_with(['{', '(', '[']));
        if whole && joined.trim().chars().count() <= 160 {
            lines.truncate(open);
            lines.push(joined);
        } else if let Some(line) = lines.get_mut(open) {
            // Stays open: nothing further out may take it for its own.
            line.push('\u{0}');
        }
    }
    lines.join("\n").replace('\u{0}', "")
}

#[test]
fn every_page_can_be_heard_and_pressed_without_being_seen() {
    for (name, play) in states() {
        let reading = Reading::from(&shown(&play));
        if let Some(focus) = reading.initial_focus {
            let focused = &reading.elements[usize::try_from(focus).unwrap()];
            assert!(matches!(focused.role, Role::Heading | Role::Status), "{name}: {focused:?}");
        } else {
            // The focus in the merchant's page is the merchant's.
            assert!(reading.elements.is_empty() || matches!(shown(&play), Page::MerchantPage(_)), "{name}");
        }
        for element in &reading.elements {
            assert!(!element.label.is_empty() || element.role == Role::Progress, "{name}: {element:?}");
            assert!(!matches!(&element.availability, Some(Availability::Disabled { reason }) if reason.is_empty()), "{name}: {element:?}");
            let pressed = matches!(element.role, Role::Button | Role::RadioButton | Role::SecretEntry);
            assert_eq!(element.availability.is_some(), pressed, "{name}: {element:?}");
            let spoken = format!("{} {}", element.label, element.value.as_deref().unwrap_or_default());
            assert!(!spoken.contains(['•', '−', '\u{2068}', '\u{2069}']), "{name}: {spoken}");
        }
    }
}

#[test]
fn every_page_can_be_left_or_is_over_soon() {
    for (name, play) in states() {
        let reading = Reading::from(&shown(&play));
        let enabled = |element: &Element| element.availability == Some(Availability::Enabled);
        let locked = matches!(shown(&play), Page::Cashier(page) if page.locked);
        let of_host = matches!(shown(&play), Page::Scanner(_));
        assert!(reading.elements.is_empty() || locked || of_host || reading.elements.iter().any(enabled), "{name}");
    }
}

/// Whoever listens to announcements and whoever uses live regions hears the same.
#[test]
fn what_is_announced_is_on_the_page_and_live_or_focused() {
    for (name, play) in states() {
        let Some(text) = play.announced().map(|key| announcement(play.state(), key, &Texts::default())) else { continue };
        let reading = Reading::from(&shown(&play));
        if reading.elements.is_empty() {
            continue;
        }
        let found = (0_u32..)
            .zip(&reading.elements)
            .any(|(at, element)| element.label == text && (element.live != Live::Off || reading.initial_focus == Some(at)));
        assert!(found, "{name}: {text}");
    }
}

#[test]
fn nothing_that_somebody_else_wrote_gets_out_of_its_line() {
    let mut sheets: Vec<String> = vec![];
    for play in [to(hostile()), to(mine(hostile())), to(Order { state: OrderState::Closed, ..hostile() })] {
        sheets.push(format!("{:?}", shown(&play)));
    }
    sheets.push(format!("{:?}", detail(&mine(hostile()), Some(&Support { contact: hostile().description }), &Texts::default())));
    let page = OrderPage { orders: vec![hostile()], next: None };
    sheets.push(format!("{:?}", history(&page, &Texts::default())));
    for sheet in sheets {
        for forbidden in ["\\u{202e}", "\\u{202c}", "\\u{2066}", "\\r", "\\n", "\\0", "\\u{200b}", "\\u{feff}"] {
            assert!(!sheet.contains(forbidden), "{forbidden} in {sheet}");
        }
        assert!(!sheet.contains(&"nothing".repeat(40)) && sheet.contains('…'), "{sheet}");
    }
}
