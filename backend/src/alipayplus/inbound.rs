//! Calls of Alipay+: inquiryPayment (protocol section 12).

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    extract::State,
    http::{Request, Response, StatusCode},
    response::IntoResponse,
    routing::any,
};
use cashier_alipayplus::{
    inbound::{MAX_REQUEST, Refusal},
    message::{InquiryPaymentRequest, InquiryPaymentResponse},
    party::ReplyTo,
    paths,
    result::ResultCode,
    wire::{Message, Text},
};
use futures_util::StreamExt;

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

async fn inquiry_payment(State(app): State<Arc<App>>, request: Request<Body>) -> Response<Body> {
    let (head, body) = request.into_parts();
    let Some(body) = read(body).await else {
        // The connection broke or stood still: nobody waits for a signed answer.
        return StatusCode::REQUEST_TIMEOUT.into_response();
    };
    let answer = match receive::<InquiryPaymentRequest>(&app, paths::INQUIRY_PAYMENT, Request::from_parts(head, body)) {
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

/// The body, or of a larger one the first bytes past the limit: enough to be refused for its size. `None` if it has no end.
async fn read(body: Body) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut chunks = body.into_data_stream();
    while bytes.len() <= MAX_REQUEST
        && let Some(chunk) = chunks.next().await
    {
        bytes.extend_from_slice(&chunk.ok()?);
    }
    Some(bytes)
}

/// All checks of protocol section 4 in their order.
fn receive<M: Message>(app: &App, path: &str, request: Request<Vec<u8>>) -> Result<(ReplyTo, M), Refusal> {
    let call = app.party.receive(path, request, app.clock.now())?;
    let message = call.parse()?;
    Ok((call.reply_to, message))
}

async fn answer(app: &App, question: &InquiryPaymentRequest) -> Result<InquiryPaymentResponse, StoreError> {
    let order = orders::find_by_payment_request(&mut *app.store.read().await?, &question.payment_request_id).await?;
    // Of another acquirer or PSP is as good as unknown (A22); what was not given at decoding is not compared.
    let order = order.filter(|order| {
        let message = &order.answer.message;
        let fits = |stored: &Option<Text<64>>, asked| stored.as_ref().is_none_or(|stored| stored == asked);
        fits(&message.acquirer_id, &question.acquirer_id) && fits(&message.psp_id, &question.psp_id)
    });
    Ok(order.map_or_else(|| InquiryPaymentResponse::refused(ResultCode::OrderNotExist), |order| inquiry_answer(&order)))
}
