//! What every request and every answer of the wallet API has in common.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use cashier_core::wallet_api::header;
use time::{OffsetDateTime, format_description::BorrowedFormatItem, macros::format_description};
use tracing::Instrument;

use super::ApiError;
use crate::{app::App, random};

/// The longest `Request-Id` that is taken over.
const MAX_REQUEST_ID: usize = 64;

/// RFC 3339 in UTC, always with milliseconds.
const SERVER_TIME: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");

/// Names the request in the log, turns every error into a problem, and puts the time on the answer.
pub async fn frame(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let request_id = request_id(&request);
    let span = tracing::info_span!("request", %request_id, method = %request.method(), path = request.uri().path());
    async {
        let response = next.run(request).await;
        let mut response = as_problem(response, &request_id);
        let headers = response.headers_mut();
        headers.insert(HeaderName::from_static(header::SERVER_TIME), server_time(app.clock.now()));
        if let Ok(value) = HeaderValue::try_from(request_id.as_str()) {
            headers.insert(HeaderName::from_static(header::REQUEST_ID), value);
        }
        response
    }
    .instrument(span)
    .await
}

fn as_problem(mut response: Response, request_id: &str) -> Response {
    match response.extensions_mut().remove::<ApiError>() {
        Some(error) => error.render(request_id),
        None if response.status().is_client_error() || response.status().is_server_error() => {
            ApiError::of_status(response.status()).render(request_id)
        }
        None => response,
    }
}

/// The id that the caller sent, if it can be logged and sent back; else a new one.
fn request_id(request: &Request) -> String {
    let sent = request.headers().get(header::REQUEST_ID).and_then(|value| value.to_str().ok());
    let usable = |id: &&str| (1..=MAX_REQUEST_ID).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic());
    match sent.filter(usable) {
        Some(id) => id.to_owned(),
        // Without randomness the request goes on unnamed: an id is a help, not a guard.
        None => random::id().unwrap_or_default(),
    }
}

fn server_time(now: OffsetDateTime) -> HeaderValue {
    let text = now.format(SERVER_TIME).expect("the format has only parts that every time has");
    HeaderValue::try_from(text).expect("digits and punctuation are a header value")
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn the_server_time_always_has_milliseconds() {
        assert_eq!(server_time(datetime!(2026-01-05 09:30:00 UTC)), "2026-01-05T09:30:00.000Z");
        assert_eq!(server_time(datetime!(2026-01-05 09:30:00.0129 UTC)), "2026-01-05T09:30:00.012Z");
    }
}
