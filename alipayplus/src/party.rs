//! One side of the Alipay+ API: how it signs, and whom it believes.

use http::{HeaderMap, HeaderValue, Response, StatusCode};
use serde::Serialize;
use time::OffsetDateTime;

use crate::{
    headers,
    result::ResultInfo,
    signing::{KeyRing, Signer, content_to_sign},
    wire::{self, Datetime},
};

/// An MPP or an Alipay+: signs what it sends, verifies what it gets.
///
/// Bytes come in and go out as `http` values; moving them is the transport's work.
#[derive(Clone, Debug)]
pub struct Party {
    /// The own key and its version: also the default key for answers to unknown clients.
    pub signer: Signer,
    /// The keys of the other side by client id, which is the MPP's in both directions.
    pub peers: KeyRing,
}

/// What an answer takes over from its request, because the signature covers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyTo {
    /// HTTP method, upper case.
    pub method: String,
    /// The path that the sender signed.
    pub path: String,
    /// The client id as received; `None` if there was no single one, or it has not the form of one.
    pub client_id: Option<String>,
}

/// A body that only a result fills.
#[derive(Serialize)]
struct ResultOnly {
    result: ResultInfo,
}

impl Party {
    /// The signed answer with HTTP status 200 (A5). If signing fails the answer is an unsigned 500, which counts as `U`.
    pub fn answer<T: Serialize>(&self, to: &ReplyTo, message: &T, now: OffsetDateTime) -> Response<Vec<u8>> {
        let signed = wire::write(message)
            .ok()
            .and_then(|body| Some((self.signed(&to.method, &to.path, to.client_id.as_deref(), headers::RESPONSE_TIME, &body, now)?, body)));
        let (status, headers, body) = match signed {
            Some((headers, body)) => (StatusCode::OK, headers, body),
            None => (StatusCode::INTERNAL_SERVER_ERROR, HeaderMap::new(), Vec::new()),
        };
        let mut response = Response::new(body);
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        response
    }

    /// The signed answer that has nothing but a `result`.
    pub fn answer_result(&self, to: &ReplyTo, result: impl Into<ResultInfo>, now: OffsetDateTime) -> Response<Vec<u8>> {
        self.answer(to, &ResultOnly { result: result.into() }, now)
    }

    /// The headers of a message; `None` if a value cannot be a header or the key cannot sign.
    pub(crate) fn signed(
        &self,
        method: &str,
        path: &str,
        client_id: Option<&str>,
        time_header: http::HeaderName,
        body: &[u8],
        now: OffsetDateTime,
    ) -> Option<HeaderMap> {
        let time = Datetime::from(now).to_string();
        let content = content_to_sign(method, path, client_id.unwrap_or_default(), &time, body);
        let signature = self.signer.sign(&content).ok()?.to_string();
        let mut headers = HeaderMap::with_capacity(4);
        headers.insert(headers::CONTENT_TYPE, HeaderValue::from_static(headers::JSON_UTF8));
        headers.insert(headers::SIGNATURE, HeaderValue::try_from(signature).ok()?);
        headers.insert(time_header, HeaderValue::try_from(time).ok()?);
        if let Some(client_id) = client_id {
            headers.insert(headers::CLIENT_ID, HeaderValue::try_from(client_id).ok()?);
        }
        Some(headers)
    }
}
