//! The history and the detail of one payment.

use super::{DetailPage, HistoryPage, HistoryRow, OrderStatus, Picture, Row, RowKind, next_step, rows::Rows, said::Said};
use crate::{
    texts::{TextKey, Texts},
    wallet_api::{AttemptState, Order, OrderPage, OrderState, Support},
};

/// One page of the history in the words of `texts`.
pub fn history(page: &OrderPage, texts: &Texts) -> HistoryPage {
    HistoryPage {
        title: texts.text(TextKey::HistoryTitle).to_owned(),
        rows: page.orders.iter().map(|order| row(order, texts)).collect(),
        empty: page.orders.is_empty().then(|| texts.text(TextKey::HistoryEmpty).to_owned()),
        next: page.next.clone(),
    }
}

/// Everything about the payment of `order` in the words of `texts`, with the backend's support contact.
pub fn detail(order: &Order, support: Option<&Support>, texts: &Texts) -> DetailPage {
    let status = status(order);
    let reason = match status {
        OrderStatus::Failed => Some(order.reason.as_ref().map_or(TextKey::DeclineGeneric, |reason| TextKey::from_wire(&reason.text_key))),
        OrderStatus::Returned => {
            Some(order.returned.as_ref().map_or(TextKey::ReturnedGeneric, |returned| TextKey::of_return(&returned.reason_key)))
        }
        OrderStatus::Processing => Some(TextKey::ResultPendingMessage),
        _ => None,
    };
    let next = match status {
        OrderStatus::Processing => Some(TextKey::NextDoNotPayAgain),
        _ => reason.and_then(|reason| next_step::of(reason, false)),
    };
    let say = |key: TextKey| texts.text(key).to_owned();
    DetailPage {
        status,
        title: say(words(status)),
        reason: reason.map(say),
        next_step: next.map(say),
        rows: lines(order, status, texts),
        brand: Picture::brand(texts),
        support: Rows::new(texts).support(support, None).done(),
    }
}

fn lines(order: &Order, status: OrderStatus, texts: &Texts) -> Vec<Row> {
    let total = Said::total(texts, order.pay_amount, order.surcharge);
    let (kind, label) = match status {
        OrderStatus::Paid | OrderStatus::PartlyRefunded | OrderStatus::Refunded | OrderStatus::Returned => {
            (RowKind::PaidAmount, TextKey::RowPaidAmount)
        }
        _ => (RowKind::PaymentAmount, TextKey::RowAmount),
    };
    Rows::new(texts)
        .add(kind, label, total)
        .merchant(order)
        .method(order, None)
        .account(order)
        .amounts(order)
        .aftermath(order, order.paid_at.as_deref())
        .payment_id(order)
        .done()
}

fn row(order: &Order, texts: &Texts) -> HistoryRow {
    let status = status(order);
    let status_text = texts.text(words(status)).to_owned();
    let merchant = Said::received(texts, &order.merchant.name);
    let amount = Said::total(texts, order.pay_amount, order.surcharge);
    let time = order.paid_at.as_deref().and_then(|at| Said::time(texts, at));
    let spoken = [Some(&merchant.spoken), Some(&amount.spoken), Some(&status_text), time.as_ref().map(|time| &time.spoken)];
    HistoryRow {
        order: order.id.0.clone(),
        spoken: spoken.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", "),
        merchant: merchant.shown,
        amount: amount.shown,
        status,
        status_text,
        time: time.map(|time| time.shown),
    }
}

fn status(order: &Order) -> OrderStatus {
    match order.state {
        OrderState::Decoded => OrderStatus::Open,
        OrderState::Processing | OrderState::Unknown => OrderStatus::Processing,
        OrderState::Success => OrderStatus::Paid,
        OrderState::PartiallyRefunded => OrderStatus::PartlyRefunded,
        OrderState::Refunded => OrderStatus::Refunded,
        OrderState::Failed | OrderState::Closed if order.returned.is_some() || was_debited(order) => OrderStatus::Returned,
        OrderState::Failed => OrderStatus::Failed,
        OrderState::Closed => OrderStatus::Closed,
    }
}

/// Debited and then closed: the money goes back, also where the order does not say yet how much did.
fn was_debited(order: &Order) -> bool {
    order.attempt.as_ref().is_some_and(|attempt| attempt.state == AttemptState::Succeeded)
}

fn words(status: OrderStatus) -> TextKey {
    match status {
        OrderStatus::Open => TextKey::StatusOpen,
        // Never "failed" while nobody knows.
        OrderStatus::Processing => TextKey::ResultPendingTitle,
        OrderStatus::Paid => TextKey::ResultSucceededTitle,
        OrderStatus::PartlyRefunded => TextKey::StatusPartlyRefunded,
        OrderStatus::Refunded => TextKey::StatusRefunded,
        OrderStatus::Returned => TextKey::StatusReturned,
        OrderStatus::Failed => TextKey::ResultFailedTitle,
        OrderStatus::Closed => TextKey::StatusClosed,
    }
}
