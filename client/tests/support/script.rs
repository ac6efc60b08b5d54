//! What a backend says when nothing is wrong: the wallet API for one user and one order, without any state.

use serde_json::{Value, json};

/// `Server-Time` of every answer: ten minutes before [`order`] expires.
pub const SERVER_TIME: &str = "2026-01-05T10:30:00.000Z";

/// Status, media type and body.
pub type Said = (u16, &'static str, String);

/// The answer to one request. An attempt is `processing` until its confirmation has been answered.
pub fn answer(method: &str, path: &str, body: &[u8]) -> Said {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let path = path.strip_prefix("/alipayplus/v1").unwrap_or(path);
    let segments: Vec<_> = path.split('/').skip(1).collect();
    let said = match (method, segments.as_slice()) {
        ("GET", ["sdk-config"]) => json!({ "client_id": "wallet", "jar_version": "1" }),
        ("POST", ["codes", "identify"]) => {
            json!({ "isSupported": true, "kind": "order_code", "postCodeMatchActionType": "DECODE" })
        }
        ("POST", ["orders"]) => json!({ "order": order() }),
        ("POST", ["orders", _, "quote"]) => {
            let mut order = order();
            order["pay_amount"]["value"] = json!("1001");
            order
        }
        ("POST", ["step-up"]) => json!({ "token": "step-up-token" }),
        ("POST", ["orders", id, "confirm"]) => json!({
            "id": body["attempt"], "order": id, "state": "succeeded", "pay_amount": body["pay_amount"], "order_state": "SUCCESS",
        }),
        ("GET", ["attempts", id]) => {
            json!({ "id": id, "order": order()["id"], "state": "processing", "pay_amount": order()["pay_amount"] })
        }
        _ => return problem(503, "unavailable", Some(false)),
    };
    (200, "application/json", said.to_string())
}

/// An error answer.
pub fn problem(status: u16, code: &str, started: Option<bool>) -> Said {
    let body = json!({ "type": "urn:x", "title": "t", "status": status, "code": code, "started": started, "request_id": "r" });
    (status, "application/problem+json", body.to_string())
}

/// 100 yen, paid with 1,000 won.
pub fn order() -> Value {
    json!({
        "id": "order-1",
        "paymentRequestId": "20260105000000000132",
        "state": "DECODED",
        "merchant": { "name": "Noodle Bar Osaka" },
        "description": "Noodles",
        "reference": "R-77",
        "account": "82•••67",
        "order_amount": { "currency": "JPY", "value": "100" },
        "payment_amount": { "currency": "JPY", "value": "100" },
        "pay_amount": { "currency": "KRW", "value": "1000" },
        "quote": { "quote_id": "Q1", "pair": "JPY/KRW", "price": "10.00" },
        "expires_at": "2026-01-05T10:40:00Z",
        "methods": [{ "method_id": "balance", "kind": "balance", "label": "Balance", "enabled": true }],
    })
}
