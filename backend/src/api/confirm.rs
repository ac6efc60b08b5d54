//! `POST /orders/{id}/confirm`: the one request that moves money.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
};
use cashier_core::wallet_api::{Attempt, AttemptContent, AttemptState, ConfirmRequest, OrderId, Problem, ProblemCode};
use time::OffsetDateTime;
use tracing::Instrument;

use super::{
    ApiError, Body, Caller,
    attempts::{own_attempt, shown, void},
    orders::own_order,
    step_up,
};
use crate::{
    app::App,
    debit::{self, Claim},
    expiry::expire_if_due,
    order::{AttemptRecord, Event, Facts, OrderRecord, State as OrderState, apply},
};

/// Starts an attempt, or joins it if it is known with the same content.
#[utoipa::path(post, path = "/orders/{id}/confirm", tag = "orders", params(("id" = String, Path)), request_body = ConfirmRequest, responses(
    (status = 200, body = Attempt),
    (status = "default", body = Problem, content_type = "application/problem+json"),
))]
pub async fn confirm(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
    Body(request): Body<ConfirmRequest>,
) -> Result<Json<Attempt>, ApiError> {
    // A task of its own: when the phone hangs up, the server drops the request, but not what was begun.
    let confirmed = app.tasks.spawn(confirmed(Arc::clone(&app), caller, OrderId(id), request).in_current_span());
    confirmed.await.map_err(ApiError::internal)?.map(Json)
}

async fn confirmed(app: Arc<App>, caller: Caller, id: OrderId, request: ConfirmRequest) -> Result<Attempt, ApiError> {
    if let Some((attempt, claim)) = begin(&app, &caller, &id, &request).await? {
        debit::start(Arc::clone(&app), attempt, claim).await;
    }
    let mut connection = app.store.read().await?;
    let attempt = own_attempt(&mut connection, &caller, &request.content.attempt).await?;
    let attempt = attempt.ok_or_else(|| ApiError::internal("a confirmed attempt is gone"))?;
    shown(&mut connection, &caller, &attempt).await
}

/// Stores the attempt, in one transaction with the use of its token. `None` if it joins one that is known.
async fn begin(app: &App, caller: &Caller, id: &OrderId, request: &ConfirmRequest) -> Result<Option<(AttemptRecord, Claim)>, ApiError> {
    let content = &request.content;
    let mut transaction = app.store.write().await?;
    if let Some(known) = own_attempt(&mut transaction, caller, &content.attempt).await? {
        return join(&known, id, content).map(|()| None);
    }
    // Not known, and this request does not make it so: every refusal from here on is one before anything began.
    let mut order = own_order(&mut transaction, caller, id).await.map_err(not_started_unless_foreign)?;
    if expire_if_due(app, &mut transaction, &mut order).await? {
        transaction.commit().await?;
        app.changes.announce(id);
        return Err(ProblemCode::OrderExpired.into());
    }
    let now = app.clock.now();
    if order.state == OrderState::Processing {
        // It never begins, also not when a delayed duplicate of this request comes after the running one has failed.
        void(&mut transaction, &order, caller, &content.attempt, now).await?;
        transaction.commit().await?;
        return Err(ProblemCode::AttemptRunning.into());
    }
    payable(&order, now)?;
    unchanged(&order, content, now)?;
    if !step_up::consume(&mut transaction, &order, request, now).await? {
        return Err(ProblemCode::StepUpInvalid.into());
    }
    let attempt = AttemptRecord {
        id: content.attempt.clone(),
        order: order.id.clone(),
        customer_id: order.customer_id.clone(),
        state: AttemptState::Processing,
        content: Some(content.clone()),
        device: caller.device.clone(),
        reason: None,
        returned_at: None,
    };
    let notify_url = app.gateway.notify_url(&order.answer);
    let facts = Facts { now, attempt: Some(&attempt), reason: None, notify_url: &notify_url };
    apply(&mut transaction, &mut order, Event::Confirm, facts).await?;
    // Before others can see the attempt, so that they leave it to this request.
    let claim = app.claims.claim(&attempt.id);
    // A failure here leaves open whether it was written: the answer must not say `started: false`.
    transaction.commit().await?;
    tracing::info!(payment_request_id = order.payment_request_id, attempt = attempt.id.as_str(), "confirmed");
    app.changes.announce(&order.id);
    Ok(claim.map(|claim| (attempt, claim)))
}

/// The same attempt again: the token is not looked at, it was used the first time.
fn join(known: &AttemptRecord, order: &OrderId, content: &AttemptContent) -> Result<(), ApiError> {
    let same = known.order == *order && known.content.as_ref().is_none_or(|first| first == content);
    if same {
        return Ok(());
    }
    let started = matches!(known.state, AttemptState::Processing | AttemptState::Succeeded);
    Err(ApiError::new(ProblemCode::AttemptMismatch).started(started))
}

fn not_started_unless_foreign(error: ApiError) -> ApiError {
    if error.is(ProblemCode::NotFound) { error.started(false) } else { error }
}

/// Whether an order can be paid at all.
pub fn payable(order: &OrderRecord, now: OffsetDateTime) -> Result<(), ApiError> {
    match order.state {
        OrderState::Decoded if order.answer.total().is_none_or(|total| total.is_zero()) => {
            // A9: nothing to pay is shown, with every method disabled; and so is what has no sum.
            Err(ApiError::new(ProblemCode::InvalidRequest).started(false))
        }
        OrderState::Decoded if now >= order.expires_at => Err(ProblemCode::OrderExpired.into()),
        OrderState::Decoded => Ok(()),
        OrderState::Processing => Err(ProblemCode::AttemptRunning.into()),
        OrderState::Closed if now >= order.expires_at => Err(ProblemCode::OrderExpired.into()),
        _ => Err(ProblemCode::OrderFinal.into()),
    }
}

/// Whether the user confirmed what is asked now.
fn unchanged(order: &OrderRecord, content: &AttemptContent, now: OffsetDateTime) -> Result<(), ApiError> {
    let answer = &order.answer;
    if content.pay_amount != answer.payable.pay_to_amount || content.surcharge != answer.surcharge() {
        return Err(ProblemCode::AmountChanged.into());
    }
    if content.quote_id.as_deref() != answer.quote_id() || answer.quote_has_expired(now) {
        return Err(ProblemCode::QuoteExpired.into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::order::DecodeAnswer;

    const NOW: OffsetDateTime = datetime!(2026-01-05 09:30 UTC);

    /// An order over these amounts, each as JSON.
    fn order(payment: &str, surcharge: &str) -> OrderRecord {
        let answer = format!(
            r#"{{"result":{{"resultCode":"SUCCESS","resultStatus":"S"}},"paymentRequestId":"2026",
                "order":{{"referenceOrderId":"R","orderDescription":"Tea","orderAmount":{payment}}},"paymentAmount":{payment},
                "paymentFactor":{{"needSurcharge":"true"}},"surchargeInfo":{{"surchargeAmount":{surcharge}}}}}"#
        );
        OrderRecord {
            id: OrderId("1".to_owned()),
            position: 1,
            customer_id: "1001".to_owned(),
            payment_request_id: "2026".to_owned(),
            code: None,
            answer: DecodeAnswer::read(&answer).unwrap(),
            state: OrderState::Decoded,
            expires_at: NOW + time::Duration::minutes(10),
            attempts_used: 0,
            reason: None,
            payment_id: None,
            paid_at: None,
        }
    }

    #[test]
    fn what_is_debited_must_be_a_sum_of_one_currency_and_more_than_nothing() {
        let (none, some, foreign) =
            (r#"{"currency":"KRW","value":"0"}"#, r#"{"currency":"KRW","value":"5"}"#, r#"{"currency":"USD","value":"5"}"#);
        for (payment, surcharge, can_be_paid) in
            [(some, none, true), (some, some, true), (none, some, true), (none, none, false), (some, foreign, false)]
        {
            let refused = payable(&order(payment, surcharge), NOW).err();
            assert_eq!(refused.is_none(), can_be_paid, "{payment} and {surcharge}");
            assert!(refused.is_none_or(|error| error.is(ProblemCode::InvalidRequest)));
        }
    }
}
