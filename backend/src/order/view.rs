//! Orders and attempts as the wallet API shows them.

use cashier_core::{
    money::Money,
    wallet_api::{
        Attempt, AttemptId, AttemptState, Declined, Merchant, Method, MethodKind, Order, OrderAttempt, Promotion, Quote, Reason, Returned,
    },
};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::{AttemptRecord, OrderRecord, State};
use crate::store::users::{MethodRecord, User};

/// Text key of money that came back because its debit ended after the order.
const RETURNED_LATE: &str = "returned.late_debit";

/// RFC 3339 with the offset it has.
pub fn rfc3339(time: OffsetDateTime) -> String {
    time.format(&Rfc3339).expect("a time of the years 0 to 9999 has an RFC 3339 form")
}

/// The text key of a result code: `decline.expired_code`.
fn text_key(code: &str) -> String {
    format!("decline.{}", code.to_ascii_lowercase())
}

/// Why an attempt or an order failed.
pub fn reason(code: &str, retryable: bool) -> Reason {
    Reason { code: code.to_owned(), text_key: text_key(code), retryable }
}

/// A code that gives no order.
pub fn decline(code: &str, retryable: bool) -> Declined {
    Declined { code: code.to_owned(), text_key: text_key(code), retryable }
}

/// An attempt that was never received.
pub fn unknown_attempt(id: AttemptId) -> Attempt {
    Attempt {
        id,
        order: None,
        state: AttemptState::Unknown,
        pay_amount: None,
        reason: None,
        order_state: None,
        returned: None,
        attempts_left: None,
        paid_at: None,
    }
}

/// An attempt with what its order adds.
pub fn attempt_view(attempt: &AttemptRecord, order: &OrderRecord) -> Attempt {
    let failed = attempt.state == AttemptState::Failed;
    let retryable = order.state == State::Decoded;
    Attempt {
        id: attempt.id.clone(),
        order: Some(order.id.clone()),
        state: attempt.state,
        pay_amount: attempt.content.as_ref().map(|content| content.pay_amount),
        reason: attempt.reason.as_deref().filter(|_| failed).map(|code| reason(code, retryable)),
        order_state: Some(order.state.into()),
        returned: returned(attempt),
        attempts_left: Some(order.attempts_left()),
        paid_at: order.paid_at.filter(|_| attempt.state == AttemptState::Succeeded).map(rfc3339),
    }
}

fn returned(attempt: &AttemptRecord) -> Option<Returned> {
    let at = rfc3339(attempt.returned_at?);
    Some(Returned { amount: attempt.total()?, at, reason_key: RETURNED_LATE.to_owned() })
}

/// An order as its user sees it on `device`.
///
/// `newest` is its newest attempt, `methods` are the user's; all of them draw on `balance`.
pub fn order_view(
    order: &OrderRecord,
    user: &User,
    methods: &[MethodRecord],
    balance: Money,
    newest: Option<&AttemptRecord>,
    device: Option<&str>,
) -> Order {
    let (message, payable) = (&order.answer.message, &order.answer.payable);
    Order {
        id: order.id.clone(),
        payment_request_id: order.payment_request_id.clone(),
        state: order.state.into(),
        merchant: merchant(order),
        description: payable.order.order_description.to_string(),
        reference: payable.order.reference_order_id.to_string(),
        account: user.account.clone(),
        order_amount: payable.order.order_amount,
        payment_amount: payable.payment_amount,
        pay_amount: payable.pay_to_amount,
        quote: message.payment_quote.as_ref().map(|quote| Quote {
            quote_id: quote.quote_id.to_string(),
            pair: quote.quote_currency_pair.to_string(),
            price: quote.quote_price.to_string(),
            expires_at: quote.quote_expiry_time.map(|end| end.to_string()),
        }),
        promotions: promotions(order),
        surcharge: order.answer.surcharge(),
        expires_at: rfc3339(order.expires_at),
        redirect_url: message.payment_redirect_url.as_ref().map(ToString::to_string),
        methods: methods.iter().map(|method| method_view(order, method, balance)).collect(),
        refunds: Vec::new(),
        returned: newest.and_then(returned),
        attempt: newest.map(|attempt| OrderAttempt {
            id: attempt.id.clone(),
            state: attempt.state,
            mine: device.is_some() && attempt.device.as_deref() == device,
            method_id: attempt.content.as_ref().map(|content| content.method_id.clone()),
        }),
        reason: order.reason.as_deref().map(|code| reason(code, false)),
        paid_at: order.paid_at.map(rfc3339),
    }
}

fn merchant(order: &OrderRecord) -> Merchant {
    let merchant = order.answer.payable.order.merchant.clone().unwrap_or_default();
    let address = merchant.merchant_address;
    let store = merchant.store.unwrap_or_default();
    let name = merchant.merchant_display_name.map(String::from).or(merchant.merchant_name.map(String::from));
    Merchant {
        // An order without a merchant has only its own id to be told apart by.
        name: name.unwrap_or_else(|| order.answer.payable.order.reference_order_id.to_string()),
        store: store.store_display_name.map(String::from).or(store.store_name.map(String::from)),
        city: address.as_ref().and_then(|address| address.city.clone()).map(String::from),
        region: address.map(|address| address.region.into()),
    }
}

fn promotions(order: &OrderRecord) -> Vec<Promotion> {
    let details = order.answer.message.payment_promo_info.as_ref().and_then(|info| info.payment_promo_details.as_deref());
    // A kind that nobody knows is a plain discount (A11).
    details
        .unwrap_or_default()
        .iter()
        .filter_map(|detail| {
            let name = detail.promo_name.as_ref().map(ToString::to_string).unwrap_or_default();
            Some(Promotion { name, savings: detail.savings_amount? })
        })
        .collect()
}

fn method_view(order: &OrderRecord, method: &MethodRecord, balance: Money) -> Method {
    let reason_key = match order.answer.total() {
        _ if method.kind != MethodKind::Balance => Some("method.unavailable"),
        Some(total) if total.currency() != balance.currency() => Some("method.currency_not_supported"),
        Some(total) if total.minor() > balance.minor() => Some("method.not_enough_balance"),
        // A9: nothing to pay is shown, not confirmed.
        Some(total) if total.is_zero() => Some("method.nothing_to_pay"),
        Some(_) => None,
        None => Some("method.currency_not_supported"),
    };
    Method {
        method_id: method.method_id.clone(),
        kind: method.kind,
        label: method.label.clone(),
        enabled: reason_key.is_none(),
        reason_key: reason_key.map(str::to_owned),
    }
}
