//! A network on which requests come to the ends that a test names, and everything else is answered by the script.

use async_trait::async_trait;
use cashier_client::ports::{HttpRequest, HttpResponse, Transport, TransportError};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::support::{
    phone::scripted,
    script::{self, Said},
};

/// What becomes of one request.
#[derive(Clone)]
pub enum End {
    NotSent,
    MaybeSent,
    Says(Said),
    /// The attempt that is confirmed has failed with this code; another one may be tried, or the order has ended.
    Declines(String, bool),
}

impl End {
    /// A good answer.
    pub fn json(body: &Value) -> Self {
        Self::Says((200, "application/json", body.to_string()))
    }

    /// How far the request got.
    pub fn sent(&self) -> &'static str {
        match self {
            Self::NotSent => "no",
            Self::MaybeSent | Self::Says((_, "text/html", _)) => "perhaps",
            Self::Says((_, _, body)) if body.contains("\"started\":false") => "yes, refused",
            Self::Says(_) | Self::Declines(..) => "yes",
        }
    }
}

pub const PROBLEMS: &[&str] = &[
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

/// What is no problem of the backend, then `problems`.
pub fn cases(problems: &[&str], started: Option<bool>) -> Vec<(String, End)> {
    let portal = (200, "text/html", "<html>Log in to Wi-Fi</html>".to_owned());
    let problem = |code: &&str| (format!("`{code}`"), End::Says(script::problem(409, code, started)));
    let others = [
        ("no connection".to_owned(), End::NotSent),
        ("connection lost, no answer in time".to_owned(), End::MaybeSent),
        ("somebody else's answer".to_owned(), End::Says(portal)),
    ];
    others.into_iter().chain(problems.iter().map(problem)).collect()
}

/// Requests to URLs that end so come to this end; the first of the list that fits.
pub struct Network {
    ends: Vec<(&'static str, End)>,
    /// How many of them there were.
    met: watch::Sender<usize>,
}

impl Network {
    pub fn new(ends: Vec<(&'static str, End)>) -> Self {
        Self { ends, met: watch::Sender::new(0) }
    }

    /// Waits for one of them.
    pub async fn met(&self) {
        self.met.subscribe().wait_for(|met| *met > 0).await.unwrap();
    }
}

#[async_trait]
impl Transport for Network {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let Some((_, end)) = self.ends.iter().find(|(url, _)| request.url.ends_with(url)) else { return Ok(scripted(&request)) };
        self.met.send_modify(|met| *met += 1);
        match end.clone() {
            End::NotSent => Err(TransportError::NotSent("a test".to_owned())),
            End::MaybeSent => Err(TransportError::MaybeSent("a test".to_owned())),
            End::Says(said) => Ok(response(said)),
            End::Declines(code, again) => {
                let confirm: Value = serde_json::from_slice(request.body.as_deref().unwrap_or_default()).unwrap();
                let reason = json!({ "code": code, "text_key": format!("decline.{}", code.to_ascii_lowercase()), "retryable": again });
                let (order_state, attempts_left) = if again { ("DECODED", 4) } else { ("FAILED", 0) };
                let attempt = json!({
                    "id": confirm["attempt"], "order": "order-1", "state": "failed", "pay_amount": confirm["pay_amount"],
                    "reason": reason, "order_state": order_state, "attempts_left": attempts_left,
                });
                Ok(response((200, "application/json", attempt.to_string())))
            }
        }
    }
}

fn response((status, media_type, body): Said) -> HttpResponse {
    let headers = [("content-type", media_type), ("server-time", script::SERVER_TIME)];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    HttpResponse { status, headers, body: body.into_bytes() }
}
