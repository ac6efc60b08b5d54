//! The HTTP form of each request.

use std::time::Duration;

use cashier_core::{
    machine::Request,
    money::Currency,
    wallet_api::{CloseAttemptRequest, CreateOrderRequest, IdentifyRequest},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::CONNECT_TIMEOUT;
use crate::ports::{HttpMethod, HttpRequest};

/// Limit of an answer, in bytes (wallet API, section 1).
pub(super) const ANSWER_LIMIT: usize = 256 * 1024;
/// Limit of the rule file, in bytes.
pub(super) const RULES_LIMIT: usize = 2 * 1024 * 1024;

const READ_TIMEOUT: Duration = Duration::from_secs(5);
const RESOLVE_TIMEOUT: Duration = Duration::from_secs(10);
const CONFIRM_TIMEOUT: Duration = Duration::from_secs(20);

/// RFC 3986 unreserved characters stay.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What an answer holds if it is no problem.
#[derive(Clone, Copy)]
pub(super) enum Expects {
    Identification,
    Resolution,
    Order,
    History,
    StepUp,
    Attempt,
    AuthCode,
    ReferenceQuote,
}

/// One request, without its headers.
pub(super) struct Form {
    /// For the log.
    pub(super) name: &'static str,
    pub(super) expects: Expects,
    pub(super) is_confirm: bool,
    path: String,
    /// `None` is a `GET`.
    body: Option<Vec<u8>>,
    timeout: Duration,
}

impl Form {
    pub(super) fn of(request: &Request) -> Self {
        match request {
            Request::Identify(code) => {
                Self::post("identify", Expects::Identification, "/codes/identify".to_owned(), &IdentifyRequest { code: code.clone() })
            }
            Request::Resolve(code, source) => {
                let body = CreateOrderRequest { code: code.clone(), source: *source };
                Self { timeout: RESOLVE_TIMEOUT, ..Self::post("resolve", Expects::Resolution, "/orders".to_owned(), &body) }
            }
            Request::FetchAuthCode(body) => Self::post("auth-code", Expects::AuthCode, "/auth-codes".to_owned(), body),
            Request::RefreshQuote(order) => {
                Self::post("quote", Expects::Order, format!("/orders/{}/quote", segment(&order.0)), &serde_json::Map::new())
            }
            Request::StepUp(body) => Self::post("step-up", Expects::StepUp, "/step-up".to_owned(), body),
            Request::Confirm(order, body) => Self {
                is_confirm: true,
                timeout: CONFIRM_TIMEOUT,
                ..Self::post("confirm", Expects::Attempt, format!("/orders/{}/confirm", segment(&order.0)), body)
            },
            Request::QueryAttempt(attempt) => Self::get("attempt", Expects::Attempt, format!("/attempts/{}", attempt.as_str())),
            Request::QueryOrder(order) => Self::get("order", Expects::Order, format!("/orders/{}", segment(&order.0))),
            Request::CloseAttempt(attempt, order) => {
                let body = CloseAttemptRequest { order: order.clone() };
                Self::post("close", Expects::Attempt, format!("/attempts/{}/close", attempt.as_str()), &body)
            }
        }
    }

    /// `GET /orders`: no request of a payment, so the machine does not know it.
    pub(super) fn history(after: Option<&str>, limit: u32) -> Self {
        let after = after.map(|after| format!("&after={}", segment(after))).unwrap_or_default();
        Self::get("history", Expects::History, format!("/orders?limit={limit}{after}"))
    }

    /// `GET /quotes`: no request of a payment either.
    pub(super) fn reference_quote(sell: Currency, buy: Currency) -> Self {
        Self::get("reference-quote", Expects::ReferenceQuote, format!("/quotes?sell={sell}&buy={buy}"))
    }

    fn get(name: &'static str, expects: Expects, path: String) -> Self {
        Self { name, expects, is_confirm: false, path, body: None, timeout: READ_TIMEOUT }
    }

    fn post(name: &'static str, expects: Expects, path: String, body: &impl Serialize) -> Self {
        // Our own messages always have a JSON form; an empty body would be refused, nothing worse.
        let body = serde_json::to_vec(body).unwrap_or_default();
        Self { body: Some(body), ..Self::get(name, expects, path) }
    }

    pub(super) fn request(&self, base_url: &str, mut headers: Vec<(String, String)>) -> HttpRequest {
        if self.body.is_some() {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
        }
        HttpRequest {
            method: if self.body.is_some() { HttpMethod::Post } else { HttpMethod::Get },
            body: self.body.clone(),
            timeout: self.timeout,
            fresh_connection: self.is_confirm,
            ..get(base_url, &self.path, headers, ANSWER_LIMIT)
        }
    }
}

/// A `GET` of `path`.
pub(super) fn get(base_url: &str, path: &str, headers: Vec<(String, String)>, max_answer_bytes: usize) -> HttpRequest {
    HttpRequest {
        method: HttpMethod::Get,
        url: format!("{base_url}{path}"),
        headers,
        body: None,
        connect_timeout: CONNECT_TIMEOUT,
        timeout: READ_TIMEOUT,
        max_answer_bytes,
        fresh_connection: false,
    }
}

fn segment(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}
