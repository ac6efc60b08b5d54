//! Rates, promotions and surcharges (protocol sections 6 and 7).

use core::{fmt, str::FromStr};

use cashier_core::money::{Currency, Money};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::wire::{Datetime, FreeText, Text};

/// Digits before and after the point of a price (A10).
const PRICE_DIGITS: (usize, usize) = (10, 8);

/// A text is no currency pair or no price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a currency pair or a price")]
pub struct IllegalQuote;

/// The rate between `paymentAmount` and `payToAmount`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Quote {
    /// Given by Alipay+.
    pub quote_id: Text<64>,
    /// The order currency may be first or second.
    pub quote_currency_pair: CurrencyPair,
    /// 1 of the first currency is this much of the second.
    pub quote_price: QuotePrice,
    /// Valid from.
    pub quote_start_time: Option<Datetime>,
    /// Valid until.
    pub quote_expiry_time: Option<Datetime>,
    /// Informative.
    pub base_currency: Option<FreeText>,
    /// Informative.
    pub quote_unit: Option<FreeText>,
}

/// `JPY/KRW`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CurrencyPair {
    /// The currency of which one unit is priced.
    pub first: Currency,
    /// The currency of the price.
    pub second: Currency,
}

impl FromStr for CurrencyPair {
    type Err = IllegalQuote;

    fn from_str(text: &str) -> Result<Self, IllegalQuote> {
        let (first, second) = text.split_once('/').ok_or(IllegalQuote)?;
        let currency = |code: &str| code.parse().map_err(|_| IllegalQuote);
        Ok(Self { first: currency(first)?, second: currency(second)? })
    }
}

impl fmt::Display for CurrencyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.first, self.second)
    }
}

/// A positive decimal number as text, `10.00`: kept as written, never a floating-point number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct QuotePrice {
    text: String,
    digits: u128,
    decimals: u32,
}

impl QuotePrice {
    /// The number without its point, and how many of its digits stand after it: `10.05` is `(1005, 2)`. Never zero.
    pub fn scaled(&self) -> (u128, u32) {
        (self.digits, self.decimals)
    }
}

impl FromStr for QuotePrice {
    type Err = IllegalQuote;

    fn from_str(text: &str) -> Result<Self, IllegalQuote> {
        let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
        let well_formed = |part: &str, max: usize| (1..=max).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        if !well_formed(whole, PRICE_DIGITS.0) || fraction.is_some_and(|fraction| !well_formed(fraction, PRICE_DIGITS.1)) {
            return Err(IllegalQuote);
        }
        let fraction = fraction.unwrap_or_default();
        let digits = format!("{whole}{fraction}").parse().map_err(|_| IllegalQuote)?;
        let decimals = u32::try_from(fraction.len()).map_err(|_| IllegalQuote)?;
        if digits == 0 {
            return Err(IllegalQuote);
        }
        Ok(Self { text: text.to_owned(), digits, decimals })
    }
}

impl fmt::Display for QuotePrice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

macro_rules! as_text {
    ($type:ty, $max:literal) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Text::<$max>::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            }
        }
    };
}

as_text!(CurrencyPair, 16);
as_text!(QuotePrice, 19);

/// The discounts that are already taken out of `paymentAmount`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PaymentPromoInfo {
    /// One entry a promotion.
    pub payment_promo_details: Option<Vec<PaymentPromoDetail>>,
}

/// One promotion.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PaymentPromoDetail {
    /// Id.
    pub promo_id: Option<Text<64>>,
    /// Name for the user.
    pub promo_name: Option<Text<128>>,
    /// `CASHLESS_FIXED_VOUCHER` or anything else, then a plain discount (A11).
    pub promo_type: Option<FreeText>,
    /// What it saves, in the currency that Alipay+ chose.
    pub savings_amount: Option<Money>,
}

/// What is collected on top.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SurchargeInfo {
    /// Not contained in `payToAmount` (A13).
    pub surcharge_amount: Option<Money>,
    /// Its own rate.
    pub surcharge_quote: Option<Quote>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_kept_as_written() {
        let price: QuotePrice = "10.00".parse().unwrap();
        assert_eq!((price.to_string().as_str(), price.scaled()), ("10.00", (1000, 2)));
        assert_eq!("0.00000001".parse::<QuotePrice>().unwrap().scaled(), (1, 8));
        assert_eq!("9999999999.99999999".parse::<QuotePrice>().unwrap().scaled(), (999_999_999_999_999_999, 8));
    }

    #[test]
    fn what_is_no_positive_decimal_is_refused() {
        for text in ["", "0", "0.00", ".5", "5.", "-1", "+1", "1e3", "1,5", "12345678901", "0.123456789", "1.2.3", " 1"] {
            assert!(text.parse::<QuotePrice>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_pair_has_two_known_currencies() {
        let pair: CurrencyPair = "JPY/KRW".parse().unwrap();
        assert_eq!((pair.first.code(), pair.second.code(), pair.to_string().as_str()), ("JPY", "KRW", "JPY/KRW"));
        for text in ["JPYKRW", "JPY/", "JPY/XXX", "JPY/KRW/USD", "jpy/krw"] {
            assert!(text.parse::<CurrencyPair>().is_err(), "{text}");
        }
    }
}
