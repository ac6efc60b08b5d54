//! What happens to an order by the mere passing of time: questions to the MPP, then expiry.

use std::sync::Arc;

use cashier_alipayplus::{message::InquiryPaymentRequest, wire::Text};
use tokio::time::sleep;

use crate::{
    config::{ACQUIRER_ID, PSP_ID, QUESTIONS_AFTER_EXPIRY},
    order::{Order, OrderState, Source, as_notice},
    server::App,
    store::By,
};

/// Looks after an order until it ends, is forgotten, or the simulator stops.
pub(crate) async fn watch_over(app: Arc<App>, order: Arc<Order>) {
    let by = By::Id(&order.id);
    tokio::select! {
        _ = app.store.ended(by) => {}
        () = live_and_expire(&app, &order) => {}
    }
}

/// At the end of its time an order expires. If a user has it, it stays open until the MPP says clearly what became of it: the
/// user may have paid.
async fn live_and_expire(app: &App, order: &Order) {
    let left = order.expires - app.now();
    tokio::select! {
        () = sleep(left.try_into().unwrap_or_default()) => {}
        () = poll(app, order) => {}
    }
    if app.store.update(By::Id(&order.id), Order::expire).is_none_or(|(_, order)| order.state.is_final()) {
        return;
    }
    ask(app, order).await;
    for pause in app.poll.pauses().take(QUESTIONS_AFTER_EXPIRY) {
        sleep(pause).await;
        ask(app, order).await;
    }
    tracing::warn!(payment_request_id = order.payment_request_id, "the MPP says no result; it is not asked any more");
}

/// From decoding on, the MPP is asked by the schedule (A22).
async fn poll(app: &App, order: &Order) {
    if app.store.wait_for(By::Id(&order.id), |order| order.state != OrderState::WaitingScan).await.is_none() {
        return;
    }
    for pause in app.poll.pauses() {
        sleep(pause).await;
        ask(app, order).await;
    }
    // The schedule is at its end, the order's time is not.
    std::future::pending().await
}

async fn ask(app: &App, order: &Order) {
    let id = &order.payment_request_id;
    let texts = Text::new(ACQUIRER_ID).and_then(|acquirer| Ok((acquirer, Text::new(PSP_ID)?, Text::new(id)?)));
    let Ok((acquirer_id, psp_id, payment_request_id)) = texts else { return };
    let question = InquiryPaymentRequest { acquirer_id, psp_id, payment_request_id };
    let answer = match app.mpp.inquire(&app.party, &app.client_id, &question, app.now()).await {
        Ok(answer) => answer,
        Err(why) => {
            tracing::warn!(payment_request_id = id, %why, "inquiryPayment is unclear");
            return;
        }
    };
    let result = answer.payment_result.as_ref().unwrap_or(&answer.result).result_code.clone();
    let noted = as_notice(id, answer)
        .and_then(|notice| app.store.update(By::PaymentRequestId(id), |order| order.conclude(Source::Inquiry, notice, app.now())));
    match noted {
        Some((Err(code), _)) => tracing::warn!(payment_request_id = id, %result, %code, "inquiryPayment contradicts the order"),
        _ => tracing::info!(payment_request_id = id, %result, "inquiryPayment"),
    }
}
