//! What happens to a call before anybody believes it: the checks of protocol section 4, in their order.

use http::{Method, Request, Response};
use time::OffsetDateTime;

use crate::{
    headers,
    party::{Party, ReplyTo},
    result::ResultCode,
    signing::{NotVerified, RawMessage, SignatureHeaderError, Verified},
    wire::{Datetime, Malformed, Message},
};

/// The largest request body in bytes (A4). A transport reads at most one byte more and hands over what it has.
pub const MAX_REQUEST: usize = 64 * 1024;

/// A call of a known client, not verified yet.
pub struct Opened {
    /// Where an answer goes.
    pub reply_to: ReplyTo,
    /// The bytes.
    pub raw: RawMessage,
}

/// A verified call: who made it, and the bytes that its signature covers.
pub struct Call {
    /// Where an answer goes.
    pub reply_to: ReplyTo,
    verified: Verified,
}

impl Call {
    /// The client id, known and verified.
    pub fn client_id(&self) -> &str {
        self.verified.client_id()
    }

    /// Reads the body; JSON and fields are the last checks before the business.
    pub fn parse<T: Message>(&self) -> Result<T, Refusal> {
        self.verified.parse().map_err(|why| Refusal {
            code: ResultCode::ParamIllegal,
            reply_to: self.reply_to.clone(),
            why: Why::Body(why),
        })
    }
}

/// A call that is answered with a failure and has no other effect.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {why}")]
pub struct Refusal {
    /// The code of the answer.
    pub code: ResultCode,
    /// Where the answer goes.
    pub reply_to: ReplyTo,
    /// What to tell the log, never the sender.
    pub why: Why,
}

/// Which check failed. Shows nothing of the message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// The method is not `POST`.
    #[error("not a POST")]
    Method,
    /// The body is not declared as JSON in UTF-8.
    #[error("not JSON in UTF-8")]
    MediaType,
    /// The body is larger than [`MAX_REQUEST`].
    #[error("the body is too large")]
    Size,
    /// There is no single known `Client-Id`.
    #[error("unknown client")]
    Client,
    /// The signature is missing or wrong.
    #[error(transparent)]
    Signature(NotVerified),
    /// `Request-Time` is no time, or is too far from now.
    #[error("Request-Time is outside the window")]
    Time,
    /// The signed body is not the expected message.
    #[error(transparent)]
    Body(Malformed),
}

impl Party {
    /// All checks up to `Request-Time`; JSON and fields follow in [`Call::parse`].
    ///
    /// `path` is the one that the sender signs: the path of the URL that is configured at the sender (section 3).
    pub fn receive(&self, path: &str, request: Request<Vec<u8>>, now: OffsetDateTime) -> Result<Call, Refusal> {
        self.verify(self.open(path, request)?, now)
    }

    /// The checks that need no key: method, media type, size, `Client-Id`.
    pub fn open(&self, path: &str, request: Request<Vec<u8>>) -> Result<Opened, Refusal> {
        let (head, body) = request.into_parts();
        let client_id = headers::single(&head.headers, headers::CLIENT_ID).ok().flatten().filter(|id| headers::is_client_id(id));
        let reply_to = ReplyTo { method: head.method.as_str().to_owned(), path: path.to_owned(), client_id: client_id.map(str::to_owned) };
        let refused = |code, why| Err(Refusal { code, reply_to: reply_to.clone(), why });
        if head.method != Method::POST {
            return refused(ResultCode::MethodNotSupported, Why::Method);
        }
        if !headers::is_json(&head.headers) {
            return refused(ResultCode::MediaTypeNotAcceptable, Why::MediaType);
        }
        if body.len() > MAX_REQUEST {
            // Section 2: nothing is concluded about a call that is not read.
            return refused(ResultCode::UnknownException, Why::Size);
        }
        let Some(client_id) = client_id.filter(|id| self.peers.get(id).is_some()) else {
            return refused(ResultCode::InvalidClient, Why::Client);
        };
        // A time or signature that is not there exactly once is none: nothing verifies without them.
        let one = |name| headers::single(&head.headers, name).ok().flatten();
        let time = one(headers::REQUEST_TIME).unwrap_or_default();
        let signature = one(headers::SIGNATURE).map(str::to_owned);
        let raw = RawMessage::new(head.method.as_str(), path, client_id, time, signature, body);
        Ok(Opened { reply_to, raw })
    }

    /// The checks that need the sender's key: `keyVersion`, signature, then `Request-Time`.
    pub fn verify(&self, Opened { reply_to, raw }: Opened, now: OffsetDateTime) -> Result<Call, Refusal> {
        let keys = reply_to.client_id.as_deref().and_then(|id| self.peers.get(id));
        let Some(keys) = keys else {
            return Err(Refusal { code: ResultCode::InvalidClient, reply_to, why: Why::Client });
        };
        let verified = match raw.verify(keys) {
            Ok(verified) => verified,
            Err(why) => return Err(Refusal { code: why.result_code(), reply_to, why: Why::Signature(why) }),
        };
        match verified.time().parse::<Datetime>() {
            Ok(time) if headers::is_current(time, now) => Ok(Call { reply_to, verified }),
            _ => Err(Refusal { code: ResultCode::AccessDenied, reply_to, why: Why::Time }),
        }
    }

    /// The signed answer to a refused call.
    pub fn refuse(&self, refusal: &Refusal, now: OffsetDateTime) -> Response<Vec<u8>> {
        self.answer_result(&refusal.reply_to, refusal.code.clone(), now)
    }
}

impl NotVerified {
    /// The code with which a call is refused for this reason (protocol section 3).
    pub fn result_code(self) -> ResultCode {
        match self {
            Self::UnknownKey | Self::Header(SignatureHeaderError::KeyVersion) => ResultCode::KeyNotFound,
            Self::Unsigned | Self::WrongSignature | Self::Header(_) => ResultCode::InvalidSignature,
        }
    }
}
