//! inquiryForeignExchangeQuote: the rates that orders are converted by, for reference (protocol section 16).

use cashier_alipayplus::{
    message::{InquiryForeignExchangeQuoteRequest, InquiryForeignExchangeQuoteResponse},
    result::{ResultCode, ResultInfo},
};
use time::OffsetDateTime;

use crate::{config::QUOTE_LIFE, order::reference_quote, server::App};

pub(super) fn answer(app: &App, request: &InquiryForeignExchangeQuoteRequest, now: OffsetDateTime) -> InquiryForeignExchangeQuoteResponse {
    let quote = reference_quote(request.sell_currency, request.buy_currency, &app.rates, now + QUOTE_LIFE);
    let result = if quote.is_some() { ResultInfo::success() } else { ResultInfo::from(ResultCode::CurrencyNotSupport) };
    tracing::info!(code = %result.result_code, "inquiryForeignExchangeQuote");
    InquiryForeignExchangeQuoteResponse { result, foreign_exchange_quote: quote }
}
