//! docs/errors.md is what the code does: its tables are made here, by looking and by playing payments, and compared.

mod support;

use std::{fmt::Write, path::Path, sync::Arc};

use async_trait::async_trait;
use cashier_client::{
    CashierError, Cause, Payment,
    ports::{HttpRequest, HttpResponse, PortError, Transport, TransportError},
};
use cashier_core::{
    machine::Delivery,
    pages::{Action, Notice, Page, Status},
    secret::CodeValue,
    wallet_api::{ProblemCode, Source},
};
use support::{
    memory::Memory,
    phone::{self, LoggedIn, scripted, until},
    script,
};

/// Every error of a call; the compiler says when one is missing.
fn errors() -> Vec<CashierError> {
    let cause = || Cause::new(PortError("why".to_owned()));
    let all = vec![
        CashierError::InvalidConfig { source: cause() },
        CashierError::NotStarted,
        CashierError::Closed,
        CashierError::FolderInUse,
        CashierError::Port { source: cause() },
        CashierError::NoResources { source: cause() },
        CashierError::NotACode,
        CashierError::PaymentInFront,
        CashierError::UpdateRequired { request_id: None },
        CashierError::SwitchedOff { request_id: None },
        CashierError::NoAnswer { delivery: Delivery::MaybeSent, request_id: "(id)".to_owned() },
        CashierError::Refused { problem: ProblemCode::Unauthorized, request_id: "(id)".to_owned() },
        CashierError::Refused { problem: ProblemCode::NotFound, request_id: "(id)".to_owned() },
        CashierError::Refused { problem: ProblemCode::Forbidden, request_id: "(id)".to_owned() },
        CashierError::Refused { problem: ProblemCode::RateLimited, request_id: "(id)".to_owned() },
        CashierError::Refused { problem: ProblemCode::Unavailable, request_id: "(id)".to_owned() },
    ];
    for error in &all {
        match error {
            CashierError::InvalidConfig { .. } | CashierError::NotStarted | CashierError::Closed | CashierError::FolderInUse => {}
            CashierError::Port { .. } | CashierError::NoResources { .. } | CashierError::NotACode | CashierError::PaymentInFront => {}
            CashierError::UpdateRequired { .. } | CashierError::SwitchedOff { .. } => {}
            CashierError::NoAnswer { .. } | CashierError::Refused { .. } => {}
        }
    }
    all
}

fn calls() -> String {
    let mut table = "| `code` | what it says | sent? | worth repeating? | `advice` |\n| --- | --- | --- | --- | --- |\n".to_owned();
    for error in errors() {
        let sent = match error.delivery() {
            Delivery::NotSent => "no",
            Delivery::MaybeSent => "perhaps",
            Delivery::Answered => "yes, refused",
        };
        let again = if error.is_retryable() { "yes" } else { "no" };
        writeln!(table, "| `{}` | {error} | {sent} | {again} | {:?} |", error.code(), error.advice()).unwrap();
    }
    table
}

/// What becomes of one request.
#[derive(Clone)]
enum End {
    NotSent,
    MaybeSent,
    Says(script::Said),
}

const PROBLEMS: &[&str] = &[
    "unauthorized",
    "rate_limited",
    "unavailable",
    "amount_changed",
    "quote_expired",
    "step_up_invalid",
    "order_expired",
    "order_final",
    "attempt_running",
    "attempt_mismatch",
    "forbidden",
    "not_found",
    "invalid_request",
    "update_required",
];

/// A network on which requests to paths that end so come to this end.
struct Network(&'static str, End);

#[async_trait]
impl Transport for Network {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        if !request.url.ends_with(self.0) {
            return Ok(scripted(&request));
        }
        match self.1.clone() {
            End::NotSent => Err(TransportError::NotSent("a test".to_owned())),
            End::MaybeSent => Err(TransportError::MaybeSent("a test".to_owned())),
            End::Says((status, media_type, body)) => {
                let headers = vec![("content-type".to_owned(), media_type.to_owned())];
                Ok(HttpResponse { status, headers, body: body.into_bytes() })
            }
        }
    }
}

/// The first page on which nothing waits for the backend, or on which the result is asked for.
async fn rest(payment: &Payment) -> Page {
    let rests = |page: &Page| match page {
        Page::Result(_) => true,
        Page::Loading(page) => page.retry.is_some(),
        Page::Cashier(page) => !page.locked && page.notice.is_some(),
        Page::StepUp(page) => !page.busy && page.notice.is_some(),
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

async fn row(name: String, path: &'static str, end: End) -> String {
    let sent = match &end {
        End::NotSent => "no",
        End::MaybeSent => "perhaps",
        End::Says((_, _, body)) if body.contains("\"started\":false") => "yes, refused",
        End::Says((_, media_type, _)) if *media_type == "text/html" => "perhaps",
        End::Says(_) => "yes",
    };
    let cashier = phone::open(Arc::new(Network(path, end)), Arc::new(Memory::default()), Arc::new(LoggedIn));
    cashier.start().await.unwrap();
    let payment = cashier.pay(CodeValue::new("281666"), Source::Scan).unwrap();
    if path == "/confirm" {
        phone::press_pay(&payment).await;
    }
    let (seen, next) = told(&rest(&payment).await);
    cashier.close();
    format!("| {name} | {sent} | {seen} | {next} |\n")
}

async fn rows(path: &'static str, cases: Vec<(String, End)>) -> Vec<String> {
    let playing: Vec<_> = cases.into_iter().map(|(name, end)| tokio::spawn(row(name, path, end))).collect();
    let mut rows = Vec::new();
    for row in playing {
        rows.push(row.await.unwrap());
    }
    rows
}

fn table(first: &str, rows: Vec<String>) -> String {
    format!("| {first} | sent? | what the user sees | and then |\n| --- | --- | --- | --- |\n{}", rows.concat())
}

/// What is no problem of the backend, then its problems.
fn cases(started: Option<bool>) -> Vec<(String, End)> {
    let portal = (200, "text/html", "<html>Log in to Wi-Fi</html>".to_owned());
    let problem = |code: &&str| (format!("`{code}`"), End::Says(script::problem(409, code, started)));
    let others = [
        ("no connection".to_owned(), End::NotSent),
        ("connection lost, no answer in time".to_owned(), End::MaybeSent),
        ("somebody else's answer".to_owned(), End::Says(portal)),
    ];
    others.into_iter().chain(PROBLEMS.iter().map(problem)).collect()
}

async fn confirmations() -> String {
    let mut refused = rows("/confirm", cases(Some(false))).await;
    // One row for all of them: they have to be the same.
    let maybe =
        |code: &&str, started| ("the same with `started: true` or without".to_owned(), End::Says(script::problem(409, code, started)));
    let codes = || PROBLEMS.iter().chain(&["brand_new"]);
    let started = codes().map(|code| maybe(code, Some(true))).chain(codes().map(|code| maybe(code, None))).collect();
    let mut started = rows("/confirm", started).await;
    started.dedup();
    assert_eq!(started.len(), 1, "{started:?}");
    refused.append(&mut started);
    table("end of a confirmation", refused)
}

/// `text` with each of these between its marks.
fn filled(mut text: String, tables: &[(&str, String)]) -> String {
    for (name, table) in tables {
        let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
        let from = text.find(&begin).unwrap_or_else(|| panic!("no mark {begin}")) + begin.len();
        let to = from + text[from..].find(&end).unwrap_or_else(|| panic!("no mark {end}"));
        text.replace_range(from..to, table);
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tables_in_the_documentation_are_what_the_code_does() {
    let tables = [
        ("calls", calls()),
        ("confirm", confirmations().await),
        ("orders", table("end of `POST /orders`", rows("/orders", cases(None)).await)),
    ];
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/errors.md");
    let text = std::fs::read_to_string(&document).unwrap();
    let made = filled(text.clone(), &tables);
    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join("errors.md");
    std::fs::write(&copy, &made).unwrap();
    assert!(text == made, "docs/errors.md tells something else; if the change is meant, copy {} over it", copy.display());
}
