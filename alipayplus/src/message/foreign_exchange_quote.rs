//! InquiryForeignExchangeQuote (protocol section 16): a rate for reference, before there is a payment.

use cashier_core::money::Currency;
use serde::{Deserialize, Serialize};

use super::{PaymentFactor, Quote};
use crate::{outbound::Api, paths, result::ResultInfo, wire::Message};

/// Two currencies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InquiryForeignExchangeQuoteRequest {
    /// What Alipay+ sells for the user.
    pub sell_currency: Currency,
    /// What it buys.
    pub buy_currency: Currency,
    /// What the rate is for.
    pub payment_factor: Option<PaymentFactor>,
}

impl Message for InquiryForeignExchangeQuoteRequest {}

impl Api for InquiryForeignExchangeQuoteRequest {
    type Answer = InquiryForeignExchangeQuoteResponse;
    const PATH: &'static str = paths::INQUIRY_FOREIGN_EXCHANGE_QUOTE;
}

/// The rate; `CURRENCY_NOT_SUPPORT` if there is none between the two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InquiryForeignExchangeQuoteResponse {
    /// Whether there is a rate.
    pub result: ResultInfo,
    /// With success.
    pub foreign_exchange_quote: Option<Quote>,
}

impl Message for InquiryForeignExchangeQuoteResponse {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire;

    #[test]
    fn currencies_are_iso_codes_and_the_answer_holds_a_quote() {
        let request = InquiryForeignExchangeQuoteRequest::read(br#"{"sellCurrency":"JPY","buyCurrency":"KRW"}"#).unwrap();
        let written = wire::write(&request).unwrap();
        assert_eq!(written, br#"{"buyCurrency":"KRW","sellCurrency":"JPY"}"#, "{}", String::from_utf8_lossy(&written));
        for body in [r#"{"sellCurrency":"JPY"}"#, r#"{"sellCurrency":"yen","buyCurrency":"KRW"}"#] {
            assert!(InquiryForeignExchangeQuoteRequest::read(body.as_bytes()).is_err(), "{body}");
        }
        let answer = br#"{"result":{"resultCode":"SUCCESS","resultStatus":"S"},
            "foreignExchangeQuote":{"quoteId":"Q1","quoteCurrencyPair":"JPY/KRW","quotePrice":"10.00"}}"#;
        let quote = InquiryForeignExchangeQuoteResponse::read(answer).unwrap().foreign_exchange_quote.unwrap();
        assert_eq!((quote.quote_currency_pair.to_string().as_str(), quote.quote_price.to_string().as_str()), ("JPY/KRW", "10.00"));
    }
}
