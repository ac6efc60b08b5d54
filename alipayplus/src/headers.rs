//! Header names, and how a header is read (protocol section 2).

use http::{HeaderMap, HeaderName, header};
use time::{Duration, OffsetDateTime};

use crate::wire::Datetime;

/// `algorithm=RSA256, keyVersion=1, signature=...`.
pub const SIGNATURE: HeaderName = HeaderName::from_static("signature");
/// The client id of the MPP, in both directions.
pub const CLIENT_ID: HeaderName = HeaderName::from_static("client-id");
/// When a request was made; the signature covers the literal text.
pub const REQUEST_TIME: HeaderName = HeaderName::from_static("request-time");
/// When a response was made; the signature covers the literal text.
pub const RESPONSE_TIME: HeaderName = HeaderName::from_static("response-time");
/// Media type and charset.
pub const CONTENT_TYPE: HeaderName = header::CONTENT_TYPE;
/// For agents; ignored on input and never sent.
pub const AGENT_TOKEN: HeaderName = HeaderName::from_static("agent-token");

/// What is sent as `Content-Type`.
pub const JSON_UTF8: &str = "application/json; charset=UTF-8";

/// How far `Request-Time` may be from the receiver's clock, either way (A6).
pub const TIME_WINDOW: Duration = Duration::minutes(5);

/// A header occurs twice or has bytes that are no visible ASCII: there is no telling which value is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a header occurs twice or is not text")]
pub struct Ambiguous;

/// The one value of header `name`, `None` if the header is absent or empty.
pub fn single(headers: &HeaderMap, name: HeaderName) -> Result<Option<&str>, Ambiguous> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(Ambiguous);
    }
    let text = value.to_str().map_err(|_| Ambiguous)?;
    Ok(Some(text).filter(|text| !text.is_empty()))
}

/// True for what may be a client id. A refusal signs and repeats the id that it received: it must not sign just anything.
pub fn is_client_id(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// True for JSON in UTF-8. The header may be absent; a charset other than that of the signature is refused.
pub fn is_json(headers: &HeaderMap) -> bool {
    let Ok(value) = single(headers, CONTENT_TYPE) else { return false };
    let Some(value) = value else { return true };
    let mut parts = value.split(';').map(str::trim);
    let json = parts.next().is_some_and(|media_type| media_type.eq_ignore_ascii_case("application/json"));
    json && parts
        .filter_map(|parameter| parameter.split_once('='))
        .all(|(key, value)| !key.trim_end().eq_ignore_ascii_case("charset") || value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8"))
}

/// True if a `Request-Time` is at most [`TIME_WINDOW`] from `now`, the receiver's clock.
pub fn is_current(request_time: Datetime, now: OffsetDateTime) -> bool {
    (request_time.get() - now).abs() <= TIME_WINDOW
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use time::macros::datetime;

    use super::*;

    fn headers(pairs: &[(&str, &[u8])]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in pairs {
            map.append(name.parse::<HeaderName>().unwrap(), HeaderValue::from_bytes(value).unwrap());
        }
        map
    }

    #[test]
    fn names_have_no_case_and_a_value_must_be_the_only_one() {
        assert_eq!(single(&headers(&[("CLIENT-id", b"A")]), CLIENT_ID), Ok(Some("A")));
        assert_eq!(single(&headers(&[]), CLIENT_ID), Ok(None));
        assert_eq!(single(&headers(&[("Client-Id", b"")]), CLIENT_ID), Ok(None));
        assert_eq!(single(&headers(&[("Client-Id", b"A"), ("client-id", b"A")]), CLIENT_ID), Err(Ambiguous));
        assert_eq!(single(&headers(&[("Client-Id", b"\xff")]), CLIENT_ID), Err(Ambiguous));
    }

    #[test]
    fn only_json_in_utf8_is_acceptable() {
        for value in ["application/json", "application/json; charset=UTF-8", "Application/JSON;charset=\"utf-8\"; x=y"] {
            assert!(is_json(&headers(&[("Content-Type", value.as_bytes())])), "{value}");
        }
        assert!(is_json(&headers(&[])));
        for value in ["text/plain", "application/jsonx", "application/json; charset=GBK", "application/x-www-form-urlencoded"] {
            assert!(!is_json(&headers(&[("Content-Type", value.as_bytes())])), "{value}");
        }
        assert!(!is_json(&headers(&[("Content-Type", b"application/json"), ("Content-Type", b"application/json")])));
    }

    #[test]
    fn five_minutes_either_way_are_current() {
        let now = datetime!(2026-01-05 09:30:00 UTC);
        for (time, current) in [
            ("2026-01-05T09:25:00Z", true),
            ("2026-01-05T09:24:59.999Z", false),
            ("2026-01-05T09:35:00Z", true),
            ("2026-01-05T09:35:00.001Z", false),
            ("2026-01-05T17:30:00+08:00", true),
            ("2026-01-05T09:30:00+08:00", false),
            ("9999-12-31T23:59:59Z", false),
            ("0001-01-01T00:00:00+14:00", false),
        ] {
            assert_eq!(is_current(time.parse().unwrap(), now), current, "{time}");
        }
    }
}
