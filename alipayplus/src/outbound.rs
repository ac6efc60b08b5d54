//! Calls to the other side, and what may be concluded from their answers.

use http::{Method, Request, Response, StatusCode, Uri};
use serde::Serialize;
use time::OffsetDateTime;

use crate::{
    headers,
    party::Party,
    signing::{NotVerified, RawMessage, Verified},
    wire::{self, Datetime, Malformed, Message},
};

/// The largest answer in bytes (A4).
pub const MAX_ANSWER: usize = 256 * 1024;

/// The largest answer to inquiryCodeRules in bytes (A4).
pub const MAX_RULES: usize = 2 * 1024 * 1024;

/// A request message that belongs to one API.
pub trait Api: Serialize {
    /// The answer of the API.
    type Answer: Message;
    /// Its path, see [`crate::paths`].
    const PATH: &'static str;
    /// The largest answer in bytes. A transport reads at most one byte more and hands over what it has.
    const MAX_ANSWER: usize = MAX_ANSWER;
}

/// A signed request, ready for any transport that follows no redirects (A5), and what its answer is checked against.
#[derive(Clone)]
pub struct Outgoing {
    /// The request with its full URL.
    pub request: Request<Vec<u8>>,
    /// Keep it until the answer is there.
    pub expected: Expected,
}

/// What the answer to a request must fit.
#[derive(Clone, Debug)]
pub struct Expected {
    method: String,
    path: String,
    client_id: String,
    max_answer: usize,
}

impl Expected {
    /// The largest answer in bytes; more need not be read, see [`Api::MAX_ANSWER`].
    pub fn max_answer(&self) -> usize {
        self.max_answer
    }
}

/// Why a request cannot be sent at all. Nothing has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSendable {
    /// The base URL with the path is no URL.
    #[error("not a URL")]
    Url,
    /// The message has no JSON form, the client id is no header value, or the key cannot sign.
    #[error("the request cannot be written or signed")]
    Signing,
}

/// An answer that says nothing about the call: it counts as `U` (A5), the call may or may not have had its effect.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unclear {
    /// The HTTP status is not 200.
    #[error("HTTP status {0}")]
    Status(StatusCode),
    /// The answer is too large.
    #[error("the answer is too large")]
    TooLarge,
    /// A header occurs twice, `Client-Id` is not that of the request, or `Response-Time` is no time.
    #[error("ambiguous headers")]
    Headers,
    /// Unsigned or wrongly signed, which is worth an alarm.
    #[error(transparent)]
    NotVerified(#[from] NotVerified),
    /// Signed, but not the expected message.
    #[error(transparent)]
    Malformed(#[from] Malformed),
}

impl Unclear {
    /// True if somebody may be forging answers, or keys do not fit together.
    pub fn is_alarming(&self) -> bool {
        matches!(self, Self::NotVerified(_) | Self::Headers)
    }
}

impl Party {
    /// A request of `message` to its API below `base_url`, such as `https://open-sea-global.alipayplus.com`.
    pub fn request<A: Api>(&self, base_url: &str, client_id: &str, message: &A, now: OffsetDateTime) -> Result<Outgoing, NotSendable> {
        let body = wire::write(message).map_err(|_| NotSendable::Signing)?;
        let url = format!("{}{}", base_url.trim_end_matches('/'), A::PATH).parse().map_err(|_| NotSendable::Url)?;
        self.request_bytes(url, client_id, body, A::MAX_ANSWER, now)
    }

    /// A request of bytes as they are, for calls that must repeat a stored body; time and signature are fresh.
    ///
    /// The path of `url` is signed.
    pub fn request_bytes(
        &self,
        url: Uri,
        client_id: &str,
        body: Vec<u8>,
        max_answer: usize,
        now: OffsetDateTime,
    ) -> Result<Outgoing, NotSendable> {
        if url.authority().is_none() {
            return Err(NotSendable::Url);
        }
        let path = url.path().to_owned();
        let headers =
            self.signed(Method::POST.as_str(), &path, Some(client_id), headers::REQUEST_TIME, &body, now).ok_or(NotSendable::Signing)?;
        let mut request = Request::new(body);
        *request.method_mut() = Method::POST;
        *request.uri_mut() = url;
        *request.headers_mut() = headers;
        let expected = Expected { method: Method::POST.to_string(), path, client_id: client_id.to_owned(), max_answer };
        Ok(Outgoing { request, expected })
    }

    /// Reads the answer to a request; anything but a right signature over a message of the right form is [`Unclear`].
    pub fn read<T: Message>(&self, expected: &Expected, response: Response<Vec<u8>>) -> Result<T, Unclear> {
        Ok(self.verify_answer(expected, response)?.parse()?)
    }

    fn verify_answer(&self, expected: &Expected, response: Response<Vec<u8>>) -> Result<Verified, Unclear> {
        let (head, body) = response.into_parts();
        if head.status != StatusCode::OK {
            return Err(Unclear::Status(head.status));
        }
        if body.len() > expected.max_answer {
            return Err(Unclear::TooLarge);
        }
        let one = |name| headers::single(&head.headers, name).map_err(|_| Unclear::Headers);
        // An answer without `Client-Id` is that of the request (A6); another one is an answer to somebody else.
        if one(headers::CLIENT_ID)?.is_some_and(|id| id != expected.client_id) {
            return Err(Unclear::Headers);
        }
        let time = one(headers::RESPONSE_TIME)?.unwrap_or_default();
        let signature = one(headers::SIGNATURE)?.map(str::to_owned);
        let raw = RawMessage::new(&expected.method, &expected.path, &expected.client_id, time, signature, body);
        let keys = self.peers.get(&expected.client_id).ok_or(NotVerified::UnknownKey)?;
        let verified = raw.verify(keys)?;
        // What the time is does not matter, but a signed text that is none belongs to no answer.
        verified.time().parse::<Datetime>().map_err(|_| Unclear::Headers)?;
        Ok(verified)
    }
}
