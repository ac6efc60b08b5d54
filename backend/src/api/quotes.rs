//! `GET /quotes`: a rate for reference, before there is a payment (protocol section 16).

use std::sync::Arc;

use axum::{
    Json,
    extract::{Query, State},
};
use cashier_alipayplus::{
    message::{InquiryForeignExchangeQuoteRequest, Quote},
    result::{ResultCode, ResultStatus},
};
use cashier_core::{
    money::Currency,
    wallet_api::{Problem, ProblemCode, ReferenceQuote},
};
use serde::Deserialize;

use super::{ApiError, Caller, recent_quotes::Said};
use crate::{
    app::App,
    assumptions::{CALL_TIMEOUT, REFERENCE_QUOTE_LIFE, RETRY_UNCLEAR},
    order::rfc3339,
};

/// Two currencies, ISO 4217.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct QuoteQuery {
    /// What Alipay+ sells for the user.
    #[param(value_type = String)]
    sell: Currency,
    /// What it buys.
    #[param(value_type = String)]
    buy: Currency,
}

/// The rate between two currencies, for reference only: never for an amount of an order.
#[utoipa::path(get, path = "/quotes", tag = "set-up", params(QuoteQuery), responses(
    (status = 200, body = ReferenceQuote),
    (status = 404, description = "There is no rate between the two", body = Problem, content_type = "application/problem+json"),
    (status = "default", body = Problem, content_type = "application/problem+json"),
))]
pub async fn reference_quote(
    State(app): State<Arc<App>>,
    caller: Caller,
    query: Result<Query<QuoteQuery>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<ReferenceQuote>, ApiError> {
    if !app.sdk.features.quotes {
        return Err(ProblemCode::NotFound.into());
    }
    let Query(QuoteQuery { sell, buy }) = query.map_err(|_| ProblemCode::InvalidRequest)?;
    let now = app.clock.now();
    app.quotes.count(&caller.user.customer_id, now)?;
    let said = match app.recent_quotes.get((sell, buy), now) {
        Some(said) => said,
        None => {
            let said = ask(&app, sell, buy).await?;
            app.recent_quotes.put((sell, buy), said.clone(), now);
            said
        }
    };
    said.map(|(quote, _)| Json(quote)).ok_or(ProblemCode::NotFound.into())
}

/// What Alipay+ says of the two. That it has no rate is an answer; anything else that is none is not.
async fn ask(app: &App, sell: Currency, buy: Currency) -> Result<Said, ApiError> {
    let request = InquiryForeignExchangeQuoteRequest { sell_currency: sell, buy_currency: buy, payment_factor: None };
    let unclear = || ApiError::new(ProblemCode::Unavailable).retry_after(RETRY_UNCLEAR);
    let answer = app.gateway.quote(&request, CALL_TIMEOUT).await.map_err(|_| unclear())?;
    match (answer.result.result_status, answer.foreign_exchange_quote) {
        (ResultStatus::S, Some(quote)) => shown(app, sell, buy, quote).map(Some).ok_or_else(unclear),
        (ResultStatus::F, _) if answer.result.result_code == ResultCode::CurrencyNotSupport => Ok(None),
        (_, _) => {
            tracing::warn!(code = %answer.result.result_code, "Alipay+ gives no reference quote");
            Err(unclear())
        }
    }
}

/// The quote and its end; `None` if the rate is about other currencies, or is over already.
fn shown(app: &App, sell: Currency, buy: Currency, quote: Quote) -> Said {
    let pair = quote.quote_currency_pair;
    let now = app.clock.now();
    let latest = now + REFERENCE_QUOTE_LIFE;
    let end = quote.quote_expiry_time.map_or(latest, |time| time.get().min(latest));
    let is_between = [(sell, buy), (buy, sell)].contains(&(pair.first, pair.second));
    let (pair, price, expires_at) = (pair.to_string(), quote.quote_price.to_string(), rfc3339(end));
    (is_between && end > now).then_some((ReferenceQuote { sell, buy, pair, price, expires_at, reference: true }, end))
}
