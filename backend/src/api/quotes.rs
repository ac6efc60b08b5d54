//! `GET /quotes`: a rate for reference, before there is a payment (protocol section 16).

use std::sync::Arc;

use axum::{
    Json,
    extract::{Query, State},
};
use cashier_alipayplus::{
    message::{InquiryForeignExchangeQuoteRequest, Quote},
    result::ResultStatus,
};
use cashier_core::{
    money::Currency,
    wallet_api::{Problem, ProblemCode, ReferenceQuote},
};
use serde::Deserialize;

use super::{ApiError, Caller};
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
    _caller: Caller,
    query: Result<Query<QuoteQuery>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<ReferenceQuote>, ApiError> {
    if !app.sdk.features.quotes {
        return Err(ProblemCode::NotFound.into());
    }
    let Query(QuoteQuery { sell, buy }) = query.map_err(|_| ProblemCode::InvalidRequest)?;
    let request = InquiryForeignExchangeQuoteRequest { sell_currency: sell, buy_currency: buy, payment_factor: None };
    let unclear = || ApiError::new(ProblemCode::Unavailable).retry_after(RETRY_UNCLEAR);
    let answer = app.gateway.call(&request, CALL_TIMEOUT).await.map_err(|_| unclear())?;
    match (answer.result.result_status, answer.foreign_exchange_quote) {
        (ResultStatus::S, Some(quote)) => shown(&app, sell, buy, quote).map(Json).ok_or_else(unclear),
        (ResultStatus::F, _) => Err(ProblemCode::NotFound.into()),
        _ => Err(unclear()),
    }
}

/// `None` if the rate is about other currencies, or is over already.
fn shown(app: &App, sell: Currency, buy: Currency, quote: Quote) -> Option<ReferenceQuote> {
    let pair = quote.quote_currency_pair;
    let now = app.clock.now();
    let latest = now + REFERENCE_QUOTE_LIFE;
    let expires_at = quote.quote_expiry_time.map_or(latest, |time| time.get().min(latest));
    ([(sell, buy), (buy, sell)].contains(&(pair.first, pair.second)) && expires_at > now).then(|| ReferenceQuote {
        sell,
        buy,
        pair: pair.to_string(),
        price: quote.quote_price.to_string(),
        expires_at: rfc3339(expires_at),
        reference: true,
    })
}
