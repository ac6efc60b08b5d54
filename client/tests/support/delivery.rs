//! One confirmation through the built-in transport, and how far it got.

use std::time::Duration;

use cashier_client::ports::{HttpMethod, HttpRequest, Transport, TransportError};
use tokio::task::JoinSet;

use super::{script, wire::http};

/// Longer than anything that does not stall.
pub const LONG: Duration = Duration::from_secs(60);
/// Cases at once.
const AT_ONCE: usize = 16;

/// How far a request got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Got {
    NotSent,
    MaybeSent,
    /// With this status and body.
    Answered(u16, Vec<u8>),
}

pub fn confirmation(origin: &str, timeout: Duration) -> HttpRequest {
    HttpRequest {
        method: HttpMethod::Post,
        url: format!("{origin}/alipayplus/v1/orders/order-1/confirm"),
        headers: vec![("authorization".to_owned(), "Bearer token".to_owned())],
        body: Some(br#"{"attempt":"00000000000000000000000000000001"}"#.to_vec()),
        connect_timeout: Duration::from_secs(3),
        timeout,
        max_answer_bytes: 256 * 1024,
        fresh_connection: true,
    }
}

pub async fn send(transport: &dyn Transport, request: HttpRequest) -> Got {
    match transport.send(request).await {
        Ok(answer) => Got::Answered(answer.status, answer.body),
        Err(TransportError::NotSent(_)) => Got::NotSent,
        Err(TransportError::MaybeSent(_)) => Got::MaybeSent,
    }
}

/// The answer to [`confirmation`] that says "paid".
pub fn success() -> Vec<u8> {
    http(&script::answer("POST", "/orders/order-1/confirm", br#"{"attempt":"00000000000000000000000000000001"}"#))
}

/// Runs all of them, so many at once, in any order.
pub async fn for_all<T: Send + 'static, F: Future<Output = ()> + Send + 'static>(cases: Vec<T>, run: impl Fn(T) -> F) {
    let mut running = JoinSet::new();
    for case in cases {
        if running.len() == AT_ONCE {
            running.join_next().await.unwrap().unwrap();
        }
        running.spawn(run(case));
    }
    while let Some(ended) = running.join_next().await {
        ended.unwrap();
    }
}
