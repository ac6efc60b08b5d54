//! The rate on the cashier page, against arithmetic of its own.

#[path = "support/payment.rs"]
mod payment;

use cashier_core::{
    machine::update,
    pages::{Page, RowKind, page},
    texts::Texts,
    wallet_api::{Order, Quote},
};
use proptest::prelude::*;

/// The exchange rate as it is shown, spaces and grouping taken out; `None` if there is none.
fn shown(pair: &str, price: &str) -> Option<String> {
    let quote = Quote { quote_id: "Q1".to_owned(), pair: pair.to_owned(), price: price.to_owned(), expires_at: None };
    let order = Order { quote: Some(quote), ..payment::order() };
    let (state, _) = update(payment::idle(), payment::scan());
    let (state, _) = update(state, payment::resolved(order));
    let Page::Cashier(cashier) = page(&state, None, &Texts::default()) else { panic!("no cashier") };
    let rate = cashier.rows.into_iter().find(|row| row.kind == RowKind::ExchangeRate)?;
    Some(rate.value.chars().filter(|c| !c.is_whitespace() && *c != ',').collect())
}

/// Whole units and units of 10^-8, at most: as a fraction of integers, rounded half up, cut to the decimals of the rule.
fn expected(whole: u64, fraction: &str) -> String {
    let (numerator, denominator): (u128, u128) =
        (format!("{whole}{fraction}").parse().unwrap(), 10_u128.pow(u32::try_from(fraction.len()).unwrap()));
    // The first significant decimal of what is below 0.01 is at least the third.
    let decimals = if numerator * 100 >= denominator {
        6
    } else {
        (3_u32..).find(|place| numerator * 10_u128.pow(*place) >= denominator).unwrap() + 3
    };
    let rounded = (numerator * 10_u128.pow(decimals) * 2 + denominator) / (denominator * 2);
    let unit = 10_u128.pow(decimals);
    let mut text = format!("{}.{:0>width$}", rounded / unit, rounded % unit, width = decimals as usize);
    while text.ends_with('0') && text.split_once('.').unwrap().1.len() > 2 {
        text.pop();
    }
    text
}

/// At most 10 integer and 8 fraction digits, as a quote has them.
fn price() -> impl Strategy<Value = (u64, String)> {
    let whole = prop_oneof![Just(0), 0_u64..10, 0_u64..=9_999_999_999];
    let fraction =
        prop_oneof!["[0-9]{0,8}", "0{1,7}[0-9]{1}", "0{2,3}[0-9]{5}", "[0-9]{6}5[0-9]", "9{1,8}", "00[0-9]{3}5[0-9]?", "0{2}9{4,6}"];
    (whole, fraction)
}

fn text(whole: u64, fraction: &str) -> String {
    if fraction.is_empty() { whole.to_string() } else { format!("{whole}.{fraction}") }
}

proptest! {
    #[test]
    fn a_rate_is_rounded_half_up_to_the_decimals_of_the_rule((whole, fraction) in price(), reversed in any::<bool>()) {
        let text = text(whole, &fraction);
        let (one, other) = if reversed { ("KRW", "JPY") } else { ("JPY", "KRW") };
        let is_zero = text.bytes().all(|b| b == b'0' || b == b'.');
        // The pair as received, never inverted.
        let rate = (!is_zero).then(|| format!("1{one}={}{other}", expected(whole, &fraction)));
        prop_assert_eq!(shown(&format!("{one}/{other}"), &text), rate, "{}", text);
    }

    #[test]
    fn a_rate_shows_two_to_six_decimals_or_four_significant_digits((whole, fraction) in price()) {
        let Some(rate) = shown("JPY/KRW", &text(whole, &fraction)) else { return Ok(()) };
        let digits = rate.trim_start_matches("1JPY=").trim_end_matches("KRW");
        let decimals = digits.split_once('.').unwrap().1;
        let significant = decimals.trim_start_matches('0').len();
        prop_assert!((2..=6).contains(&decimals.len()) || digits.starts_with("0.00") && significant <= 4, "{}", rate);
    }

    #[test]
    fn a_pair_that_does_not_hold_both_currencies_is_hidden(one in "JPY|KRW|USD|jpy|", other in "JPY|KRW|EUR|KRW ", middle in "/|//|-|") {
        let pair = format!("{one}{middle}{other}");
        let holds = ["JPY/KRW", "KRW/JPY"].contains(&&*pair);
        prop_assert_eq!(shown(&pair, "10.00").is_some(), holds, "{}", pair);
    }

    #[test]
    fn a_price_that_is_no_decimal_number_is_hidden(text in r"-?[0-9]{0,11}[.,eE+]{1,2}[0-9]{0,9}|[a-z]{0,4}|[0-9]{11,20}|[0-9]{1,3}\.[0-9]{9,12}| 1\.0|1\.0 ") {
        let parts: Vec<&str> = text.split('.').collect();
        let digits = |part: &str, most: usize| part.len() <= most && part.bytes().all(|b| b.is_ascii_digit());
        let is_price = match parts[..] {
            [whole] => !whole.is_empty() && digits(whole, 10),
            [whole, fraction] => !whole.is_empty() && digits(whole, 10) && digits(fraction, 8),
            _ => false,
        };
        prop_assume!(!is_price);
        prop_assert_eq!(shown("JPY/KRW", &text), None, "{}", text);
    }
}
