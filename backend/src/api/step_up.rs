//! `POST /step-up`: the PIN, and the token that it gives.

use std::sync::Arc;

use aws_lc_rs::{
    digest::{SHA256, digest},
    hmac,
};
use axum::{Json, extract::State};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use cashier_alipayplus::result::ResultCode;
use cashier_core::{
    secret::Secret,
    wallet_api::{AttemptContent, ConfirmRequest, Problem, ProblemCode, StepUpAnswer, StepUpRequest},
};
use time::{Duration, OffsetDateTime};

use super::{ApiError, Body, Caller, confirm::payable, orders::own_order};
use crate::{
    app::App,
    order::{Event, Facts, OrderRecord, apply, rfc3339},
    pin,
    random::hex,
    store::{
        Connection,
        step_up::{self, Outcome, Try},
        users,
    },
};

/// The life of a token.
const TOKEN_LIFE: Duration = Duration::minutes(5);
/// Wrong PINs in a row, over all orders, that lock the PIN.
const WRONG_PINS: u32 = 10;
/// How long it stays locked.
const LOCK: Duration = Duration::minutes(15);
/// The longest try id.
const MAX_TRY_ID: usize = 64;

/// Checks the user's PIN for one attempt.
#[utoipa::path(post, path = "/step-up", tag = "orders", request_body = StepUpRequest, responses(
    (status = 200, body = StepUpAnswer),
    (status = "default", body = Problem, content_type = "application/problem+json"),
))]
pub async fn step_up(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(request): Body<StepUpRequest>,
) -> Result<Json<StepUpAnswer>, ApiError> {
    if !(1..=MAX_TRY_ID).contains(&request.try_id.len()) {
        return Err(ProblemCode::InvalidRequest.into());
    }
    let mut connection = app.store.read().await?;
    let order = own_order(&mut connection, &caller, &request.order).await?;
    let binding = binding(&order, &request.content)?;
    if let Some(earlier) = step_up::find_try(&mut connection, &caller.user.customer_id, &request.try_id).await? {
        return answer(&app, &mut connection, &request.try_id, &binding, &earlier).await.map(Json);
    }
    payable(&order, app.clock.now())?;
    drop(connection);
    let turn = pin::turn().await;
    let mut connection = app.store.read().await?;
    // Guesses that had their turn before may have ended the order or locked the PIN.
    payable(&own_order(&mut connection, &caller, &request.order).await?, app.clock.now())?;
    let guard = users::pin_guard(&mut connection, &caller.user.customer_id).await?;
    drop(connection);
    let locked = guard.locked_until.is_some_and(|until| until > app.clock.now());
    // A locked PIN is not compared: the answer must not tell whether it was right.
    let right = !locked && pin::is_right(turn, request.pin.clone(), guard.pin_hash).await?;
    let tried = count(&app, &caller, &request, &binding, right).await?;
    answer(&app, &mut *app.store.read().await?, &request.try_id, &binding, &tried).await.map(Json)
}

/// Writes what a PIN brought; a repeat that came first wins.
async fn count(app: &App, caller: &Caller, request: &StepUpRequest, binding: &str, right: bool) -> Result<Try, ApiError> {
    let customer_id = caller.user.customer_id.as_str();
    let mut transaction = app.store.write().await?;
    if let Some(earlier) = step_up::find_try(&mut transaction, customer_id, &request.try_id).await? {
        return Ok(earlier);
    }
    // Everything is looked at again: many PINs may have been compared at the same time.
    let now = app.clock.now();
    let mut order = own_order(&mut transaction, caller, &request.order).await?;
    payable(&order, now)?;
    let guard = users::pin_guard(&mut transaction, customer_id).await?;
    let outcome = match guard.locked_until.filter(|until| *until > now) {
        // Nothing was tried, so nothing is kept.
        Some(until) => return Ok(Try { binding: binding.to_owned(), outcome: Outcome::Locked { until } }),
        None if right => {
            users::set_pin_guard(&mut transaction, customer_id, 0, None).await?;
            let token = token(app, &request.try_id, binding);
            step_up::insert_token(&mut transaction, &token_hash(&token), binding, now + TOKEN_LIFE).await?;
            Outcome::Passed
        }
        None => refuse(app, &mut transaction, &mut order, guard.wrong_pins + 1, now).await?,
    };
    let tried = Try { binding: binding.to_owned(), outcome };
    step_up::insert_try(&mut transaction, customer_id, &request.try_id, &tried, now).await?;
    transaction.commit().await?;
    app.changes.announce(&order.id);
    Ok(tried)
}

/// A wrong PIN uses up an attempt of the order (A21) and brings the lock nearer.
async fn refuse(
    app: &App,
    connection: &mut Connection,
    order: &mut OrderRecord,
    wrong_pins: u32,
    now: OffsetDateTime,
) -> Result<Outcome, ApiError> {
    let locked_until = (wrong_pins >= WRONG_PINS).then(|| now + LOCK);
    let counted = if locked_until.is_some() { 0 } else { wrong_pins };
    users::set_pin_guard(connection, &order.customer_id, counted, locked_until).await?;
    let event = if order.attempts_left() > 1 { Event::StepUpRefused } else { Event::StepUpRefusedLast };
    let notify_url = app.gateway.notify_url(&order.answer);
    let reason = ResultCode::UserPaymentVerificationFailed;
    apply(connection, order, event, Facts { now, attempt: None, reason: Some(reason.as_str()), notify_url: &notify_url }).await?;
    Ok(match (order.attempts_left(), locked_until) {
        (1.., Some(until)) => Outcome::Locked { until },
        (attempts_left, _) => Outcome::Refused { attempts_left },
    })
}

/// The same answer for the same try, however often it is asked; but never a token that is used up or too old.
async fn answer(app: &App, connection: &mut Connection, try_id: &str, binding: &str, tried: &Try) -> Result<StepUpAnswer, ApiError> {
    if tried.binding != binding {
        return Err(ProblemCode::InvalidRequest.into());
    }
    Ok(match tried.outcome {
        Outcome::Passed => {
            let token = token(app, try_id, binding);
            if !step_up::is_live(connection, &token_hash(&token), app.clock.now()).await? {
                return Err(ProblemCode::InvalidRequest.into());
            }
            StepUpAnswer::Passed { token }
        }
        Outcome::Refused { attempts_left } => StepUpAnswer::Refused { attempts_left },
        Outcome::Locked { until } => StepUpAnswer::Locked { locked_until: rfc3339(until) },
    })
}

/// Uses up the token of a confirm; false unless it is for exactly this user, order, payee, attempt and content.
pub async fn consume(
    connection: &mut Connection,
    order: &OrderRecord,
    request: &ConfirmRequest,
    now: OffsetDateTime,
) -> Result<bool, ApiError> {
    let binding = binding(order, &request.content)?;
    Ok(step_up::consume_token(connection, &token_hash(&request.step_up_token), &binding, now).await?)
}

/// Signed, so that it need not be stored to be given again.
fn token(app: &App, try_id: &str, binding: &str) -> Secret {
    let tag = hmac::sign(&app.step_up_key, format!("{try_id}\n{binding}").as_bytes());
    Secret::new(URL_SAFE_NO_PAD.encode(tag))
}

fn token_hash(token: &Secret) -> String {
    hex(digest(&SHA256, token.expose().as_bytes()).as_ref())
}

/// Digest of all that a step-up is for: user, order, payee and the whole content of the attempt.
fn binding(order: &OrderRecord, content: &AttemptContent) -> Result<String, ApiError> {
    let payee = &order.answer.payable.order.merchant;
    let bound = (&order.customer_id, &order.id, &order.payment_request_id, payee, content);
    // JSON keeps the parts apart whatever is in them.
    let bytes = serde_json::to_vec(&bound).map_err(ApiError::internal)?;
    Ok(hex(digest(&SHA256, &bytes).as_ref()))
}
