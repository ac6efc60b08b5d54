//! Payments in which one request comes to an end: what the user sees, and what can happen next.

use std::sync::Arc;

use cashier_client::Payment;
use cashier_core::{
    codes::Navigation,
    pages::{Action, Notice, Page, Status},
    secret::CodeValue,
    texts::TextKey,
    wallet_api::Source,
};
use serde_json::json;

use crate::{
    network::{End, Network, PROBLEMS, cases},
    support::{
        memory::Memory,
        phone::{self, LoggedIn, until},
        script,
    },
};

/// The first page on which nothing waits for the backend, or on which the result is asked for; `to_the_end`: on which it is known.
async fn rest(payment: &Payment, to_the_end: bool) -> Page {
    let rests = |page: &Page| match page {
        Page::Result(page) => !(to_the_end && page.status == Status::Checking),
        Page::Loading(page) => page.retry.is_some(),
        Page::Cashier(page) => !page.locked && page.notice.is_some(),
        Page::StepUp(page) => !page.busy && page.notice.is_some(),
        Page::MerchantPage(page) => page.notice.is_some(),
        _ => false,
    };
    until(payment, rests).await.page
}

/// What the user sees, and what can happen next.
fn told(page: &Page) -> (String, &'static str) {
    let noticed = |notice: &Option<Notice>| notice.as_ref().map_or_else(String::new, |notice| format!(": {}", notice.text));
    match page {
        Page::Cashier(page) => (format!("the cashier page{}", noticed(&page.notice)), "the user may tap Pay again"),
        Page::StepUp(page) => (format!("the PIN sheet{}", noticed(&page.notice)), "the user types the PIN again"),
        Page::Loading(page) => (format!("the waiting page{}", noticed(&page.notice)), "the user may try again"),
        Page::MerchantPage(page) => {
            let next = if page.retry.is_some() { "the user may try again" } else { "the user goes on in the page, or leaves it" };
            (format!("the merchant's page{}", noticed(&page.notice)), next)
        }
        Page::Result(page) => {
            let why = [&page.reason, &page.next_step].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
            let seen = if why.is_empty() { page.title.clone() } else { format!("{}: {why}", page.title) };
            let next = match page.status {
                Status::Checking => "the backend is asked until it knows; nothing is sent again",
                _ if page.primary.action == Action::Retry => "the user may pay with a new attempt",
                _ => "over; the outcome is delivered",
            };
            (seen, next)
        }
        page => panic!("{page:?}"),
    }
}

/// How far a payment goes by itself before it meets the end.
#[derive(Clone, Copy)]
enum Until {
    Scanned,
    Confirmed,
    /// In a merchant's page that wants an auth code.
    AuthCode,
}

async fn play(ends: Vec<(&'static str, End)>, goes: Until) -> (String, &'static str) {
    // Where the order can be asked about, it is.
    let to_the_end = ends.iter().any(|(url, _)| *url == ORDER);
    let cashier = phone::open(Arc::new(Network::new(ends)), Arc::new(Memory::default()), Arc::new(LoggedIn));
    cashier.start().await.unwrap();
    let payment = cashier.pay(CodeValue::new("281666"), Source::Scan).unwrap();
    match goes {
        Until::Scanned => {}
        Until::Confirmed => phone::press_pay(&payment).await,
        Until::AuthCode => {
            until(&payment, |page| matches!(page, Page::MerchantPage(_))).await;
            assert!(matches!(payment.navigate(OAUTH, true), Navigation::AuthCode(Some(_))));
        }
    }
    let told = told(&rest(&payment, to_the_end).await);
    cashier.close();
    told
}

/// The last one of `ends` is the end that the row is about.
async fn row(goes: Until, name: String, ends: Vec<(&'static str, End)>) -> String {
    let sent = ends.last().map_or("no", |(_, end)| end.sent());
    let (seen, next) = play(ends, goes).await;
    format!("| {name} | {sent} | {seen} | {next} |\n")
}

/// Plays all of them at once; a row each.
async fn rows(goes: Until, cases: Vec<(String, Vec<(&'static str, End)>)>) -> Vec<String> {
    let playing: Vec<_> = cases.into_iter().map(|(name, ends)| tokio::spawn(row(goes, name, ends))).collect();
    let mut rows = Vec::new();
    for row in playing {
        rows.push(row.await.unwrap());
    }
    rows
}

/// Each of `cases` at `url`.
fn at(url: &'static str, cases: Vec<(String, End)>) -> Vec<(String, Vec<(&'static str, End)>)> {
    cases.into_iter().map(|(name, end)| (name, vec![(url, end)])).collect()
}

fn table(first: &str, rows: Vec<String>) -> String {
    format!("| {first} | sent? | what the user sees | and then |\n| --- | --- | --- | --- |\n{}", rows.concat())
}

pub async fn orders() -> String {
    table("end of `POST /orders`", rows(Until::Scanned, at("/orders", cases(PROBLEMS, None))).await)
}

pub async fn confirmations() -> String {
    let mut refused = rows(Until::Confirmed, at("/confirm", cases(PROBLEMS, Some(false)))).await;
    // One row for all of them: they have to be the same.
    let maybe =
        |code: &&str, started| ("the same with `started: true` or without".to_owned(), End::Says(script::problem(409, code, started)));
    let codes = || PROBLEMS.iter().chain(&["brand_new"]);
    let started = codes().map(|code| maybe(code, Some(true))).chain(codes().map(|code| maybe(code, None))).collect();
    let mut started = rows(Until::Confirmed, at("/confirm", started)).await;
    started.dedup();
    assert_eq!(started.len(), 1, "{started:?}");
    refused.append(&mut started);
    table("end of a confirmation", refused)
}

/// What the debit may be refused with: every code that has words of its own, those that share the words of another, and a new one.
pub async fn declines() -> String {
    let with_words = TextKey::ALL.iter().filter_map(|key| key.as_str().strip_prefix("decline.")).map(str::to_ascii_uppercase);
    let others = ["REGULATION_RESTRICTION", "INVALID_CONTRACT", "USER_NOT_EXIST", "PAYMENT_COUNT_EXCEED_LIMIT", "A_NEWER_ONE"];
    let codes: Vec<_> = with_words.chain(others.map(str::to_owned)).collect();
    let mut cases = Vec::new();
    for code in codes {
        for (may, again) in [("yes", true), ("no", false)] {
            cases.push((format!("`{code}` | {may}"), End::Declines(code.clone(), again)));
        }
    }
    let rows = rows(Until::Confirmed, at("/confirm", cases)).await.concat();
    format!("| code | another try? | sent? | what the user sees | and then |\n| --- | --- | --- | --- | --- |\n{rows}")
}

const ORDER: &str = "/orders/order-1";

pub async fn step_ups() -> String {
    let mut all = at("/step-up", cases(PROBLEMS, Some(false)));
    let mut ended = script::order();
    ended["state"] = json!("FAILED");
    let code = "USER_PAYMENT_VERIFICATION_FAILED";
    ended["reason"] = json!({ "code": code, "text_key": format!("decline.{}", code.to_ascii_lowercase()), "retryable": false });
    let says = |name: &str, answer: serde_json::Value, order: &serde_json::Value| {
        (name.to_owned(), vec![(ORDER, End::json(order)), ("/step-up", End::json(&answer))])
    };
    all.push(says("wrong PIN, tries left", json!({ "attempts_left": 2 }), &script::order()));
    all.push(says("wrong PIN, the last try of the order", json!({ "attempts_left": 0 }), &ended));
    all.push(says("the PIN is locked", json!({ "locked_until": "2026-01-05T10:45:00Z" }), &script::order()));
    table("end of `POST /step-up`", rows(Until::Confirmed, all).await)
}

const OAUTH: &str = "https://auth.example/oauth?authClientId=A&scopes=a&redirectUrl=https%3A%2F%2Fshop.example%2Fin";

pub async fn auth_codes() -> String {
    let config = json!({ "client_id": "wallet", "jar_version": "1", "settings": { "sdk.oauth_patterns": ["https://auth.example/oauth"] } });
    let page =
        json!({ "isSupported": true, "kind": "web_link", "postCodeMatchActionType": "OPEN_URL", "redirectUrl": "https://shop.example/" });
    let around = |end| vec![("/sdk-config", End::json(&config)), ("/codes/identify", End::json(&page)), ("/auth-codes", end)];
    let problems = ["unauthorized", "rate_limited", "unavailable", "forbidden", "not_found", "invalid_request"];
    let all = cases(&problems, None).into_iter().map(|(name, end)| (name, around(end))).collect();
    table("end of `POST /auth-codes`", rows(Until::AuthCode, all).await)
}
