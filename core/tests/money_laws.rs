//! Laws of money: nothing is lost on the wire or on the screen, and sums behave.

use std::cmp::Ordering;

use cashier_core::money::{Currency, Money, MoneyError};
use proptest::prelude::*;

/// The most that 16 digits hold.
const MAX: u64 = 9_999_999_999_999_999;

fn currencies() -> Vec<Currency> {
    (0..1_000).filter_map(Currency::from_numeric).collect()
}

fn currency() -> impl Strategy<Value = Currency> {
    prop::sample::select(currencies())
}

/// Small, large and everything between alike.
fn minor() -> impl Strategy<Value = u64> {
    prop_oneof![0..=MAX, 0_u64..=20_000, MAX - 1_000..=MAX, (0_u32..16).prop_map(|digits| 10_u64.pow(digits))]
}

fn money(currency: Currency, minor: u64) -> Money {
    Money::new(currency, minor).unwrap()
}

proptest! {
    #[test]
    fn an_amount_comes_back_from_the_wire(currency in currency(), minor in minor()) {
        let amount = money(currency, minor);
        let json = serde_json::to_string(&amount).unwrap();
        prop_assert_eq!(&json, &format!(r#"{{"currency":"{currency}","value":"{minor}"}}"#));
        prop_assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), amount);
    }

    #[test]
    fn an_amount_comes_back_from_its_decimals(minor in minor()) {
        for currency in currencies() {
            let amount = money(currency, minor);
            prop_assert_eq!(Money::parse_decimal(currency, &amount.to_decimal()), Ok(amount));
        }
    }

    #[test]
    fn the_decimals_are_those_of_the_table_and_nobody_guesses_them(currency in currency(), minor in minor()) {
        let text = money(currency, minor).to_decimal();
        let decimals = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        prop_assert_eq!(decimals, usize::from(currency.exponent()));
        // One decimal more is refused, also if it says nothing.
        let longer = if decimals == 0 { format!("{text}.0") } else { format!("{text}0") };
        prop_assert_eq!(Money::parse_decimal(currency, &longer), Err(MoneyError::TooManyDecimals(currency)));
    }

    #[test]
    fn a_currency_that_is_not_in_the_table_has_no_amounts(code in "[A-Za-z]{0,4}", minor in minor()) {
        let known = currencies().iter().any(|currency| currency.code() == code);
        let json = format!(r#"{{"currency":"{code}","value":"{minor}"}}"#);
        prop_assert_eq!(serde_json::from_str::<Money>(&json).is_ok(), known);
    }

    #[test]
    fn sums_do_not_depend_on_the_order(currency in currency(), a in minor(), b in minor(), c in minor()) {
        let [a, b, c] = [a, b, c].map(|minor| money(currency, minor));
        prop_assert_eq!(a.checked_add(b), b.checked_add(a));
        let left = a.checked_add(b).and_then(|sum| sum.checked_add(c));
        let right = b.checked_add(c).and_then(|sum| a.checked_add(sum));
        // What overflows on the way overflows in the end: there are no negative amounts.
        prop_assert_eq!(left, right);
    }

    #[test]
    fn sums_are_exact_or_refused(currency in currency(), a in minor(), b in minor()) {
        let (sum, difference) = (u128::from(a) + u128::from(b), a.checked_sub(b));
        let (a, b) = (money(currency, a), money(currency, b));
        match a.checked_add(b) {
            Ok(total) => prop_assert!(u128::from(total.minor()) == sum && total.checked_sub(b) == Ok(a) && total.checked_sub(a) == Ok(b)),
            Err(error) => prop_assert!(error == MoneyError::OutOfRange && sum > u128::from(MAX)),
        }
        match a.checked_sub(b) {
            Ok(rest) => prop_assert!(Some(rest.minor()) == difference && rest.checked_add(b) == Ok(a)),
            Err(error) => prop_assert!(error == MoneyError::OutOfRange && difference.is_none()),
        }
    }

    #[test]
    fn currencies_never_mix(one in currency(), other in currency(), a in minor(), b in minor()) {
        prop_assume!(one != other);
        let (a, b) = (money(one, a), money(other, b));
        prop_assert_eq!(a.checked_add(b), Err(MoneyError::CurrencyMismatch(one, other)));
        prop_assert_eq!(a.checked_sub(b), Err(MoneyError::CurrencyMismatch(one, other)));
        prop_assert_eq!(a.compare(b), None);
        prop_assert!(a != b);
    }

    #[test]
    fn the_order_is_that_of_the_minor_units(currency in currency(), a in minor(), b in minor()) {
        let (x, y) = (money(currency, a), money(currency, b));
        prop_assert_eq!(x.compare(y), Some(a.cmp(&b)));
        prop_assert_eq!(x.compare(y) == Some(Ordering::Less), x.checked_sub(y).is_err());
        prop_assert_eq!(x == y, a == b);
    }

    #[test]
    fn whatever_the_text_it_is_an_amount_or_an_error(currency in currency(), text in "[0-9.,+ \u{663}-]{0,20}") {
        for amount in [Money::parse_minor(currency, &text), Money::parse_decimal(currency, &text)].into_iter().flatten() {
            prop_assert!(amount.minor() <= MAX);
        }
        if let Ok(amount) = Money::parse_minor(currency, &text) {
            prop_assert_eq!(amount.minor().to_string(), text);
        }
    }

    #[test]
    fn more_than_sixteen_digits_are_no_amount(currency in currency(), minor in MAX + 1..) {
        prop_assert_eq!(Money::new(currency, minor), Err(MoneyError::OutOfRange));
        prop_assert_eq!(Money::parse_minor(currency, &minor.to_string()), Err(MoneyError::NotMinorUnits));
    }
}

#[test]
fn the_table_holds_every_exponent_there_is() {
    let exponents: std::collections::BTreeSet<u8> = currencies().iter().map(|currency| currency.exponent()).collect();
    assert!(currencies().len() > 140 && exponents == [0, 2, 3].into());
}
