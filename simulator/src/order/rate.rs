//! From the order currency to the wallet's (protocol section 7, A10): integers only.

use cashier_alipayplus::message::{CurrencyPair, Quote, QuotePrice};
use cashier_alipayplus::wire::{Datetime, Text};
use cashier_core::money::{Currency, Money};
use time::OffsetDateTime;

/// A row of the quote table: 1 of the first currency is `price` of the second.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The two currencies, in either order.
    pub pair: CurrencyPair,
    /// The price.
    pub price: QuotePrice,
}

/// Why an amount has no counterpart in the wallet's currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConversionError {
    /// There is no rate between the two currencies.
    NoRate,
    /// The result rounds to nothing or is longer than an amount may be.
    OutOfRange,
}

impl Rate {
    /// `"JPY/KRW 10.00"`.
    pub fn parse(text: &str) -> Option<Self> {
        let (pair, price) = text.split_once(' ')?;
        Some(Self { pair: pair.parse().ok()?, price: price.parse().ok()? })
    }

    /// Invented rates towards KRW, one of them the other way round.
    pub fn defaults() -> Vec<Self> {
        let rates = ["JPY/KRW 10.00", "USD/KRW 1380.50", "EUR/KRW 1502.25", "SGD/KRW 1042.10", "HKD/KRW 177.35", "KRW/VND 18.40"];
        rates.iter().filter_map(|rate| Self::parse(rate)).collect()
    }

    fn quote(&self, until: Option<Datetime>) -> Option<Quote> {
        Some(Quote {
            quote_id: Text::new(crate::random::digits(20)).ok()?,
            quote_currency_pair: self.pair,
            quote_price: self.price.clone(),
            quote_start_time: None,
            quote_expiry_time: until,
            base_currency: None,
            quote_unit: None,
        })
    }

    /// `amount` at this rate; `None` if the rate is about other currencies.
    fn convert(&self, amount: Money, to: Currency) -> Option<Result<Money, ConversionError>> {
        let (price, decimals) = self.price.scaled();
        let (multiplier, divisor) = match (self.pair.first, self.pair.second) {
            (first, second) if (first, second) == (amount.currency(), to) => (price, power_of_ten(decimals)),
            (first, second) if (first, second) == (to, amount.currency()) => (power_of_ten(decimals), price),
            _ => return None,
        };
        Some(scaled(amount, to, multiplier, divisor).filter(|money| !money.is_zero()).ok_or(ConversionError::OutOfRange))
    }
}

/// `amount` in `to`, with the quote that was used; equal currencies need none (A16).
pub fn convert(amount: Money, to: Currency, rates: &[Rate]) -> Result<(Money, Option<Quote>), ConversionError> {
    if amount.currency() == to {
        return Ok((amount, None));
    }
    let (rate, converted) = rates.iter().find_map(|rate| Some((rate, rate.convert(amount, to)?))).ok_or(ConversionError::NoRate)?;
    let quote = rate.quote(None).ok_or(ConversionError::OutOfRange)?;
    Ok((converted?, Some(quote)))
}

/// The rate between two currencies, in the order in which the table has them; `None` without one.
pub fn reference_quote(sell: Currency, buy: Currency, rates: &[Rate], until: OffsetDateTime) -> Option<Quote> {
    let is_between = |rate: &&Rate| [(sell, buy), (buy, sell)].contains(&(rate.pair.first, rate.pair.second));
    rates.iter().find(is_between)?.quote(Some(until.into()))
}

/// `amount` x `multiplier` / `divisor`, from the smallest unit of one currency to that of the other; `None` on overflow.
fn scaled(amount: Money, to: Currency, multiplier: u128, divisor: u128) -> Option<Money> {
    let numerator = u128::from(amount.minor()).checked_mul(multiplier)?.checked_mul(power_of_ten(to.exponent().into()))?;
    let denominator = divisor.checked_mul(power_of_ten(amount.currency().exponent().into()))?;
    let minor = if is_rupiah(to) {
        let whole = denominator.checked_mul(power_of_ten(to.exponent().into()))?;
        round_half_even(numerator, whole)?.checked_mul(power_of_ten(to.exponent().into()))?
    } else {
        round_half_up(numerator, denominator)?
    };
    Money::new(to, u64::try_from(minor).ok()?).ok()
}

/// Alipay+ rounds rupiah to whole ones, half to even, though ISO 4217 gives them two decimals (protocol section 7).
pub fn is_rupiah(currency: Currency) -> bool {
    currency.code() == "IDR"
}

fn power_of_ten(exponent: u32) -> u128 {
    10_u128.pow(exponent)
}

fn round_half_up(numerator: u128, denominator: u128) -> Option<u128> {
    let twice = (numerator % denominator).checked_mul(2)?;
    Some(numerator / denominator + u128::from(twice >= denominator))
}

fn round_half_even(numerator: u128, denominator: u128) -> Option<u128> {
    let quotient = numerator / denominator;
    let twice = (numerator % denominator).checked_mul(2)?;
    let up = twice > denominator || (twice == denominator && quotient % 2 == 1);
    Some(quotient + u128::from(up))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str) -> Money {
        let (currency, value) = text.split_once(' ').unwrap();
        Money::parse_minor(currency.parse().unwrap(), value).unwrap()
    }

    fn converted(amount: &str, rate: &str) -> Money {
        let rate = Rate::parse(rate).unwrap();
        let amount = money(amount);
        let to = if rate.pair.first == amount.currency() { rate.pair.second } else { rate.pair.first };
        convert(amount, to, &[rate]).unwrap().0
    }

    #[test]
    fn a_pair_works_in_both_directions() {
        assert_eq!(converted("JPY 100", "JPY/KRW 10.00"), money("KRW 1000"));
        assert_eq!(converted("KRW 1000", "JPY/KRW 10.00"), money("JPY 100"));
        assert_eq!(converted("USD 599", "USD/KRW 1380.50"), money("KRW 8269"));
        assert_eq!(converted("KRW 8269", "USD/KRW 1380.50"), money("USD 599"));
        assert_eq!(converted("KWD 1234", "KWD/USD 3.25"), money("USD 401"));
        assert_eq!(converted("VND 50000", "KRW/VND 18.40"), money("KRW 2717"));
    }

    #[test]
    fn halves_are_rounded_up() {
        assert_eq!(converted("JPY 1", "JPY/USD 0.005"), money("USD 1"));
        assert_eq!(converted("JPY 1", "JPY/USD 0.015"), money("USD 2"));
        assert_eq!(converted("JPY 1", "JPY/USD 0.01499999"), money("USD 1"));
        assert_eq!(converted("JPY 5", "KRW/JPY 2"), money("KRW 3"));
        assert_eq!(converted("JPY 4", "KRW/JPY 3"), money("KRW 1"));
        assert_eq!(converted("JPY 5", "KRW/JPY 3"), money("KRW 2"));
    }

    #[test]
    fn rupiah_are_whole_and_halves_go_to_even() {
        assert_eq!(converted("JPY 1", "JPY/IDR 104.5"), money("IDR 10400"));
        assert_eq!(converted("JPY 1", "JPY/IDR 105.5"), money("IDR 10600"));
        assert_eq!(converted("JPY 1", "JPY/IDR 104.50000001"), money("IDR 10500"));
    }

    #[test]
    fn equal_currencies_have_no_quote() {
        assert_eq!(convert(money("KRW 5"), "KRW".parse().unwrap(), &[]), Ok((money("KRW 5"), None)));
    }

    #[test]
    fn without_a_rate_or_a_result_there_is_no_amount() {
        let krw = "KRW".parse().unwrap();
        assert_eq!(convert(money("THB 5"), krw, &Rate::defaults()), Err(ConversionError::NoRate));
        let tiny = [Rate::parse("JPY/KRW 0.00000001").unwrap()];
        assert_eq!(convert(money("JPY 5"), krw, &tiny), Err(ConversionError::OutOfRange));
        let huge = [Rate::parse("JPY/KRW 9999999999.99999999").unwrap()];
        assert_eq!(convert(money("JPY 9999999999999999"), krw, &huge), Err(ConversionError::OutOfRange));
    }

    #[test]
    fn the_default_rates_can_all_be_read() {
        assert_eq!(Rate::defaults().len(), 6);
    }
}
