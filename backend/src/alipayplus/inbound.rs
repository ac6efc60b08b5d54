//! Calls of Alipay+: inquiryPayment (protocol section 12).

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::Response,
    routing::any,
};
use cashier_alipayplus::{
    inbound::{MAX_REQUEST, Refusal},
    message::{InquiryPaymentRequest, InquiryPaymentResponse},
    party::ReplyTo,
    paths,
    result::ResultCode,
    wire::Message,
};

use crate::{
    app::App,
    assumptions::INBOUND_ANSWER_LIMIT,
    order::inquiry_answer,
    store::{StoreError, orders},
};

/// The paths that Alipay+ calls.
pub fn routes(app: Arc<App>) -> Router {
    // Any method: a wrong one is answered like every other mistake, signed and with status 200.
    Router::new().route(paths::INQUIRY_PAYMENT, any(inquiry_payment)).with_state(app)
}

async fn inquiry_payment(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    let answer = match receive::<InquiryPaymentRequest>(&app, paths::INQUIRY_PAYMENT, request).await {
        Ok((reply_to, question)) => {
            let found = tokio::time::timeout(INBOUND_ANSWER_LIMIT, answer(&app, &question)).await;
            let message = match found {
                Ok(Ok(message)) => message,
                Ok(Err(error)) => {
                    tracing::error!(%error, "inquiryPayment could not be answered");
                    InquiryPaymentResponse::refused(ResultCode::UnknownException)
                }
                Err(_) => InquiryPaymentResponse::refused(ResultCode::UnknownException),
            };
            app.party.answer(&reply_to, &message, app.clock.now())
        }
        Err(refusal) => {
            tracing::warn!(path = paths::INQUIRY_PAYMENT, code = %refusal.code, why = %refusal.why, "call refused");
            app.party.refuse(&refusal, app.clock.now())
        }
    };
    answer.map(Body::from)
}

/// All checks of protocol section 4 in their order.
async fn receive<M: Message>(app: &App, path: &str, request: Request) -> Result<(ReplyTo, M), Refusal> {
    let (head, body) = request.into_parts();
    // A body that does not fit is not read to its end; one byte too many is enough to be refused for its size.
    let body = to_bytes(body, MAX_REQUEST).await.map_or_else(|_| vec![0; MAX_REQUEST + 1], Vec::from);
    let call = app.party.receive(path, Request::from_parts(head, body), app.clock.now())?;
    let message = call.parse()?;
    Ok((call.reply_to, message))
}

async fn answer(app: &App, question: &InquiryPaymentRequest) -> Result<InquiryPaymentResponse, StoreError> {
    let order = orders::find_by_payment_request(&mut *app.store.read().await?, &question.payment_request_id).await?;
    // Of another acquirer or PSP is as good as unknown (A22).
    let order = order.filter(|order| {
        let message = &order.answer.message;
        message.acquirer_id.as_ref() == Some(&question.acquirer_id) && message.psp_id.as_ref() == Some(&question.psp_id)
    });
    Ok(order.map_or_else(|| InquiryPaymentResponse::refused(ResultCode::OrderNotExist), |order| inquiry_answer(&order)))
}
