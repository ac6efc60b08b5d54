//! Carries out what belongs to a transition, all of it in the caller's database transaction.

use cashier_alipayplus::{
    message::NotifyPaymentRequest,
    result::{ResultCode, ResultInfo},
    wire::{self, Text},
};
use cashier_core::{money::Money, wallet_api::AttemptState};
use time::OffsetDateTime;

use super::{AttemptRecord, Effect, Event, NotApplicable, OrderRecord, result::notified_code, transition};
use crate::{
    random::{self, NoRandomness},
    store::{
        Connection, StoreError, attempts,
        ledger::{self, Account, Posting},
        orders, outbox,
    },
};

/// What a transition needs to know besides its event.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// When it happens.
    pub now: OffsetDateTime,
    /// The attempt that it is about.
    pub attempt: Option<&'a AttemptRecord>,
    /// Result code of a refusal.
    pub reason: Option<&'a str>,
    /// Where a notice goes.
    pub notify_url: &'a str,
}

/// Why a transition did not happen. The caller's database transaction must not be committed.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// The table has no such transition.
    #[error(transparent)]
    NotApplicable(#[from] NotApplicable),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No id for the payment.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// The notice has no wire form.
    #[error("a notice cannot be written")]
    Notice,
    /// An event about an attempt came without one.
    #[error("the attempt of the transition is missing")]
    NoAttempt,
}

/// Moves `order` on and writes everything that belongs to it.
pub async fn apply(connection: &mut Connection, order: &mut OrderRecord, event: Event, facts: Facts<'_>) -> Result<(), ApplyError> {
    let (state, effects) = transition(order.state, event)?;
    order.state = state;
    for effect in effects {
        carry_out(connection, order, *effect, facts).await?;
    }
    orders::update(connection, order).await?;
    Ok(())
}

async fn carry_out(connection: &mut Connection, order: &mut OrderRecord, effect: Effect, facts: Facts<'_>) -> Result<(), ApplyError> {
    let now = facts.now;
    match effect {
        Effect::CountAttempt => order.attempts_used += 1,
        Effect::BeginDebit => attempts::insert(connection, attempt_of(facts)?, now).await?,
        Effect::FailAttempt => attempts::finish(connection, &attempt_of(facts)?.id, AttemptState::Failed, facts.reason).await?,
        Effect::Settle => {
            let attempt = attempt_of(facts)?;
            let (amount, surcharge) = amounts(attempt)?;
            let mut to = vec![(Account::AlipayPlus, amount)];
            to.extend(surcharge.map(|surcharge| (Account::Surcharge, surcharge)));
            ledger::post(connection, &Posting::Settle(&attempt.id), &Account::Transit, &to, now).await?;
            attempts::finish(connection, &attempt.id, AttemptState::Succeeded, None).await?;
            order.payment_id = Some(random::id()?);
            order.paid_at = Some(now);
            order.reason = None;
        }
        Effect::GiveBack => {
            let attempt = attempt_of(facts)?;
            let total = attempt.total().ok_or(ApplyError::NoAttempt)?;
            ledger::post(connection, &Posting::GiveBack(&attempt.id), &Account::Transit, &[(Account::Returns, total)], now).await?;
            attempts::finish(connection, &attempt.id, AttemptState::Failed, Some(ResultCode::OrderIsClosed.as_str())).await?;
        }
        Effect::NotifyPaid => promise(connection, order, facts, paid_notice(order)?).await?,
        Effect::NotifyRefused => {
            order.reason = facts.reason.map(str::to_owned);
            let notice = failed_notice(order, notified_code(facts.reason));
            promise(connection, order, facts, notice).await?;
        }
        Effect::NotifyClosed => {
            order.reason = Some(ResultCode::OrderIsClosed.to_string());
            let notice = failed_notice(order, ResultCode::OrderIsClosed);
            promise(connection, order, facts, notice).await?;
        }
    }
    Ok(())
}

fn attempt_of(facts: Facts<'_>) -> Result<&AttemptRecord, ApplyError> {
    facts.attempt.ok_or(ApplyError::NoAttempt)
}

fn amounts(attempt: &AttemptRecord) -> Result<(Money, Option<Money>), ApplyError> {
    let content = attempt.content.as_ref().ok_or(ApplyError::NoAttempt)?;
    Ok((content.pay_amount, content.surcharge))
}

/// The amounts are those of userInitiatedPay, never calculated anew (section 7).
fn paid_notice(order: &OrderRecord) -> Result<NotifyPaymentRequest, ApplyError> {
    let payable = &order.answer.payable;
    let id = order.payment_id.as_deref().and_then(|id| Text::new(id).ok()).ok_or(ApplyError::Notice)?;
    Ok(NotifyPaymentRequest {
        payment_id: Some(id),
        payment_time: order.paid_at.map(Into::into),
        payment_amount: Some(payable.payment_amount),
        pay_to_amount: Some(payable.pay_to_amount),
        customer_id: Some(Text::new(order.customer_id.as_str()).map_err(|_| ApplyError::Notice)?),
        ..failed_notice(order, ResultCode::Success)
    })
}

fn failed_notice(order: &OrderRecord, code: ResultCode) -> NotifyPaymentRequest {
    NotifyPaymentRequest::failed(order.answer.payable.payment_request_id.clone(), ResultInfo::from(code))
}

async fn promise(
    connection: &mut Connection,
    order: &OrderRecord,
    facts: Facts<'_>,
    notice: NotifyPaymentRequest,
) -> Result<(), ApplyError> {
    let body = wire::write(&notice).ok().and_then(|bytes| String::from_utf8(bytes).ok()).ok_or(ApplyError::Notice)?;
    outbox::insert(connection, &order.id, facts.notify_url, &body, facts.now).await?;
    Ok(())
}
