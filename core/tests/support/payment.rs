//! A payment by hand: what the backend answers, and the states it leads to.

use cashier_core::{
    codes::NavigationPolicy,
    machine::{Answer, Event, Identified, Monotonic, State, UnixMillis, update},
    redirect::RedirectPolicy,
    secret::CodeValue,
    wallet_api::{Order, Resolution, Source},
};
use serde_json::json;

/// 100 yen that cost 1,000 won, with everything that an order can have before it is paid.
pub fn order() -> Order {
    let order = json!({
        "id": "01JH8Z5W3N", "paymentRequestId": "20260105000000000132", "state": "DECODED",
        "merchant": { "name": "Noodle Bar Osaka", "store": "Dotonbori", "city": "Osaka", "region": "JP" },
        "description": "Noodles, large", "reference": "R-77", "account": "82•••67",
        "order_amount": { "currency": "JPY", "value": "110" },
        "payment_amount": { "currency": "JPY", "value": "100" },
        "pay_amount": { "currency": "KRW", "value": "1000" },
        "quote": { "quote_id": "Q1", "pair": "JPY/KRW", "price": "10.00", "expires_at": "2026-01-05T10:50:00Z" },
        "promotions": [{ "name": "New year", "savings": { "currency": "JPY", "value": "10" } }],
        "expires_at": "2026-01-05T10:40:00Z",
        "redirect_url": "https://shop.acquirer.example/done?order=R-77",
        "methods": [
            { "method_id": "balance", "kind": "balance", "label": "Balance", "enabled": true },
            { "method_id": "bank", "kind": "bank_account", "label": "Bank", "enabled": true },
        ],
    });
    serde_json::from_value(order).expect("an order")
}

/// A payment that has not begun, and the time.
pub fn idle() -> State {
    let state = State::new("user-1".to_owned(), RedirectPolicy::default(), NavigationPolicy::default());
    let now = UnixMillis::parse("2026-01-05T10:30:00Z").expect("a time");
    let (state, _) = update(state, Event::Tick(Monotonic(1_000)));
    update(state, Event::ServerTime(now)).0
}

/// The user scans a code.
pub fn scan() -> Event {
    Event::CodeScanned { code: CodeValue::new("28166604000000000017"), source: Source::Scan, identified: Identified::Decode }
}

/// The backend's answer to the request of this epoch.
pub fn reply(epoch: u64, answer: Answer) -> Event {
    Event::Reply { epoch, answer, request_id: "0192a3b4c5d6e7f8".to_owned() }
}

/// The backend has the order.
pub fn resolved(order: Order) -> Event {
    reply(1, Answer::Resolved(Resolution::Order(Box::new(order))))
}
