//! The Alipay+ side: signed calls from the MPP, and questions to it.

mod body;
mod code_rules;
mod identify_code;
mod mpp;
mod quote;
mod sdk_action;
mod watch;

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http,
    response::{IntoResponse, Response},
    routing::any,
};
use cashier_alipayplus::{
    inbound::{MAX_REQUEST, Refusal},
    message::{NotifyPaymentRequest, NotifyPaymentResponse, UserInitiatedPayRequest, UserInitiatedPayResponse},
    paths,
    result::{ResultCode, ResultInfo},
};
use time::OffsetDateTime;

pub(crate) use code_rules::CodeRules;
pub(crate) use mpp::Mpp;
pub(crate) use watch::watch_over;

use crate::{
    order::{Decoded, Order, Source},
    server::App,
    store::By,
};

/// Everything below `/aps`; an API that is not there gets a signed answer as well.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new().route("/aps/{*api}", any(serve))
}

async fn serve(State(app): State<Arc<App>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let Ok(body) = body::read(body, MAX_REQUEST).await else {
        // The connection broke: there is nobody to answer.
        return http::StatusCode::BAD_REQUEST.into_response();
    };
    let path = head.uri.path().to_owned();
    let now = app.now();
    let answer = dispatch(&app, &path, http::Request::from_parts(head, body), now).unwrap_or_else(|refusal| {
        tracing::warn!(path, code = %refusal.code, why = %refusal.why, "call refused");
        app.party.refuse(&refusal, now)
    });
    answer.map(Body::from)
}

fn dispatch(app: &Arc<App>, path: &str, request: http::Request<Vec<u8>>, now: OffsetDateTime) -> Result<http::Response<Vec<u8>>, Refusal> {
    if path == paths::INQUIRY_CODE_RULES {
        return code_rules::answer(app, request, now);
    }
    let call = app.party.receive(path, request, now)?;
    let to = &call.reply_to;
    Ok(match path {
        paths::IDENTIFY_CODE => app.party.answer(to, &identify_code::answer(app, &call.parse()?), now),
        paths::INQUIRY_FOREIGN_EXCHANGE_QUOTE => app.party.answer(to, &quote::answer(app, &call.parse()?, now), now),
        paths::USER_INITIATED_PAY => app.party.answer(to, &user_initiated_pay(app, &call.parse()?, now), now),
        paths::NOTIFY_PAYMENT => app.party.answer(to, &notify_payment(app, call.parse()?, now), now),
        _ => app.party.answer_result(to, ResultCode::NoInterfaceDef, now),
    })
}

fn user_initiated_pay(app: &App, request: &UserInitiatedPayRequest, now: OffsetDateTime) -> UserInitiatedPayResponse {
    let decode = |order: &mut Order| order.decode(&request.customer_id, app.wallet_currency, &app.rates, now);
    let decoded = app.store.update(By::Code(request.code_value.expose()), decode);
    let (code, answer) = match decoded {
        None => (ResultCode::InvalidCode, None),
        Some((Err(code), _)) => (code, None),
        Some((Ok(Decoded::Order), order)) => (ResultCode::Success, Some(order.answer(&app.notify_url()))),
        Some((Ok(Decoded::BySdk(code)), _)) => (code.clone(), Some(sdk_action::answer(code, &app.public_url))),
    };
    tracing::info!(%code, "userInitiatedPay");
    answer.unwrap_or_else(|| UserInitiatedPayResponse::refused(code))
}

fn notify_payment(app: &App, request: NotifyPaymentRequest, now: OffsetDateTime) -> NotifyPaymentResponse {
    let id = request.payment_request_id.clone();
    let payment = request.payment_result.result_code.clone();
    let noted = app.store.update(By::PaymentRequestId(&id), |order| order.conclude(Source::Notify, request, now));
    let code = match noted {
        None => ResultCode::OrderNotExist,
        Some((Err(code), _)) => code,
        Some((Ok(()), _)) => ResultCode::Success,
    };
    tracing::info!(%code, %payment, payment_request_id = %id, "notifyPayment");
    NotifyPaymentResponse { result: ResultInfo::from(code) }
}
