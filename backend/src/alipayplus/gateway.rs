//! Signed calls to Alipay+.

use std::time::Duration;

use axum::http;
use cashier_alipayplus::{
    message::{InquiryForeignExchangeQuoteRequest, InquiryForeignExchangeQuoteResponse},
    outbound::{Api, NotSendable, Outgoing, Unclear},
    party::Party,
    paths,
    wire::{self, Message},
};
use reqwest::{Client, Url};

use crate::{
    clock::Clock,
    config::{Checked, is_loopback},
    order::DecodeAnswer,
};

/// Sends requests of the MPP and believes nothing but a right signature.
pub struct Gateway {
    http: Client,
    party: Party,
    base_url: Url,
    client_id: String,
    notify_hosts: Vec<String>,
    quote_path: String,
    allow_loopback: bool,
    clock: Clock,
}

/// Why a call brought no answer. It may have had its effect nevertheless: it counts as `U` (A5).
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// Nothing was sent.
    #[error(transparent)]
    NotSendable(#[from] NotSendable),
    /// No answer, or not the whole of it.
    #[error("no answer: {0}")]
    Transport(&'static str),
    /// An answer that says nothing.
    #[error(transparent)]
    Unclear(#[from] Unclear),
}

impl Gateway {
    /// A gateway with the hosts and keys of `config`.
    pub fn new(http: Client, config: &Checked, clock: Clock) -> Self {
        Self {
            http,
            party: config.party.clone(),
            base_url: config.base_url.clone(),
            client_id: config.client_id.clone(),
            notify_hosts: config.notify_hosts.clone(),
            quote_path: config.quote_path.clone(),
            allow_loopback: config.allow_loopback,
            clock,
        }
    }

    /// Where notifyPayment goes: `paymentNotifyUrl` if its host is on the own list, else the fixed path on the base URL (A35).
    pub fn notify_url(&self, order: &DecodeAnswer) -> String {
        let named = order.message.payment_notify_url.as_ref().and_then(|url| Url::parse(url).ok());
        let listed = named.filter(|url| {
            let secure = url.scheme() == "https" || (self.allow_loopback && is_loopback(url));
            secure && url.host_str().is_some_and(|host| self.notify_hosts.iter().any(|listed| listed == host))
        });
        match listed {
            Some(url) => url.into(),
            None => format!("{}{}", self.base(), paths::NOTIFY_PAYMENT),
        }
    }

    /// Calls an API and reads its answer.
    pub async fn call<A: Api>(&self, message: &A, timeout: Duration) -> Result<A::Answer, CallError> {
        let outgoing = self.party.request(self.base(), &self.client_id, message, self.clock.now())?;
        self.send(A::PATH, outgoing, timeout).await
    }

    /// Calls inquiryForeignExchangeQuote, where the configuration says that it is (A10).
    pub async fn quote(
        &self,
        message: &InquiryForeignExchangeQuoteRequest,
        timeout: Duration,
    ) -> Result<InquiryForeignExchangeQuoteResponse, CallError> {
        let body = wire::write(message).map_err(|_| NotSendable::Signing)?;
        let url = format!("{}{}", self.base(), self.quote_path);
        self.send_bytes::<InquiryForeignExchangeQuoteRequest>(&url, body, timeout).await
    }

    /// Sends stored bytes with a fresh time and signature.
    pub async fn call_bytes<A: Api>(&self, url: &str, body: &str, timeout: Duration) -> Result<A::Answer, CallError> {
        self.send_bytes::<A>(url, body.as_bytes().to_vec(), timeout).await
    }

    async fn send_bytes<A: Api>(&self, url: &str, body: Vec<u8>, timeout: Duration) -> Result<A::Answer, CallError> {
        let url = url.parse().map_err(|_| NotSendable::Url)?;
        let outgoing = self.party.request_bytes(url, &self.client_id, body, A::MAX_ANSWER, self.clock.now())?;
        self.send(A::PATH, outgoing, timeout).await
    }

    fn base(&self) -> &str {
        self.base_url.as_str().trim_end_matches('/')
    }

    async fn send<T: Message>(&self, api: &'static str, outgoing: Outgoing, timeout: Duration) -> Result<T, CallError> {
        let Outgoing { request, expected } = outgoing;
        let exchange = async {
            let request = reqwest::Request::try_from(request).map_err(|_| CallError::NotSendable(NotSendable::Url))?;
            let response = self.http.execute(request).await.map_err(|error| CallError::Transport(kind(&error)))?;
            whole(response, expected.max_answer()).await
        };
        let answered = tokio::time::timeout(timeout, exchange).await.unwrap_or(Err(CallError::Transport("time-out")));
        let read = answered.and_then(|response| Ok(self.party.read(&expected, response)?));
        match &read {
            Err(CallError::Unclear(why)) if why.is_alarming() => tracing::error!(api, %why, "ALARM: an answer of Alipay+ is not believed"),
            Err(why) => tracing::warn!(api, %why, "no clear answer of Alipay+"),
            Ok(_) => tracing::debug!(api, "answered by Alipay+"),
        }
        read
    }
}

/// Collects an answer, at most one byte more than it may have.
pub(super) async fn whole(mut response: reqwest::Response, limit: usize) -> Result<http::Response<Vec<u8>>, CallError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| CallError::Transport(kind(&error)))? {
        let room = (limit + 1).saturating_sub(body.len());
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if body.len() > limit {
            break;
        }
    }
    let mut answer = http::Response::new(body);
    *answer.status_mut() = response.status();
    *answer.headers_mut() = response.headers().clone();
    Ok(answer)
}

/// What happened, without the URL and its query.
pub(super) fn kind(error: &reqwest::Error) -> &'static str {
    match () {
        () if error.is_timeout() => "time-out",
        () if error.is_connect() => "cannot connect",
        () => "connection lost",
    }
}
