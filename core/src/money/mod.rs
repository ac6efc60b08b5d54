//! Money: whole minor units with their ISO 4217 code, never a floating-point number.

mod currency;

use core::{cmp::Ordering, fmt};

use serde::{Deserialize, Deserializer, Serialize, de};

pub use currency::{Currency, TABLE_DATE, UnknownCurrency};

/// The longest `value` on the wire, in digits (protocol section 6).
const MAX_DIGITS: usize = 16;

/// An amount in the smallest unit of its currency: `{"currency":"JPY","value":"110"}` is 110 yen.
///
/// Wire form: two strings. `value` has digits only: no sign, point, separator or leading zero, at most 16 of them.
/// A whole JSON number is read as well, never written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    currency: Currency,
    minor: u64,
}

/// Why a text or a calculation gives no amount.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The text is not 1-16 digits without a leading zero.
    #[error("amount is not a whole number of minor units")]
    NotMinorUnits,
    /// A decimal amount has more fraction digits than the currency.
    #[error("amount has more decimals than {0} has")]
    TooManyDecimals(Currency),
    /// The two amounts are of different currencies.
    #[error("amounts are in {0} and {1}")]
    CurrencyMismatch(Currency, Currency),
    /// The result is negative or longer than 16 digits.
    #[error("amount is out of range")]
    OutOfRange,
    /// The currency is not in the table; nobody guesses its exponent.
    #[error(transparent)]
    UnknownCurrency(#[from] UnknownCurrency),
}

impl Money {
    const MAX_MINOR: u64 = 9_999_999_999_999_999;

    /// `minor` units of `currency`; an error above 16 digits.
    pub fn new(currency: Currency, minor: u64) -> Result<Self, MoneyError> {
        if minor > Self::MAX_MINOR {
            return Err(MoneyError::OutOfRange);
        }
        Ok(Self { currency, minor })
    }

    /// Reads the wire form of `value`: digits in the smallest unit.
    pub fn parse_minor(currency: Currency, value: &str) -> Result<Self, MoneyError> {
        let canonical = value == "0" || !value.starts_with('0');
        if value.is_empty() || value.len() > MAX_DIGITS || !canonical || !value.bytes().all(|b| b.is_ascii_digit()) {
            return Err(MoneyError::NotMinorUnits);
        }
        let minor = value.parse().map_err(|_| MoneyError::NotMinorUnits)?;
        Self::new(currency, minor)
    }

    /// Reads what a person types: `"12.5"` EUR is 1250 minor units; `.` is the only separator.
    pub fn parse_decimal(currency: Currency, text: &str) -> Result<Self, MoneyError> {
        let exponent = usize::from(currency.exponent());
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits_only = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !digits_only(whole) || !digits_only(fraction) {
            return Err(MoneyError::NotMinorUnits);
        }
        if fraction.len() > exponent {
            return Err(MoneyError::TooManyDecimals(currency));
        }
        let digits = format!("{whole}{fraction:0<exponent$}");
        match digits.trim_start_matches('0') {
            "" => Self::new(currency, 0),
            digits => Self::parse_minor(currency, digits).map_err(|_| MoneyError::OutOfRange),
        }
    }

    /// The currency.
    pub fn currency(self) -> Currency {
        self.currency
    }

    /// The amount in the smallest unit.
    pub fn minor(self) -> u64 {
        self.minor
    }

    /// True for an amount of nothing.
    pub fn is_zero(self) -> bool {
        self.minor == 0
    }

    /// The sum; an error for two currencies or past 16 digits.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        Self::new(self.currency, self.minor.checked_add(other.minor).ok_or(MoneyError::OutOfRange)?)
    }

    /// The difference; an error for two currencies or below zero.
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        Self::new(self.currency, self.minor.checked_sub(other.minor).ok_or(MoneyError::OutOfRange)?)
    }

    /// The order of two amounts of one currency; `None` for two currencies.
    pub fn compare(self, other: Self) -> Option<Ordering> {
        (self.currency == other.currency).then(|| self.minor.cmp(&other.minor))
    }

    /// Digits with the decimal point of the currency, no grouping: `"5.99"`, `"110"`.
    pub fn to_decimal(self) -> String {
        let exponent = usize::from(self.currency.exponent());
        if exponent == 0 {
            return self.minor.to_string();
        }
        let digits = format!("{:0>width$}", self.minor, width = exponent.saturating_add(1));
        let (whole, fraction) = digits.split_at(digits.len().saturating_sub(exponent));
        format!("{whole}.{fraction}")
    }

    fn same_currency(self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency { Ok(()) } else { Err(MoneyError::CurrencyMismatch(self.currency, other.currency)) }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.currency, self.to_decimal())
    }
}

/// The two strings of the wire.
#[derive(Serialize, Deserialize)]
struct Wire<V> {
    currency: Currency,
    value: V,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Value {
    Text(String),
    Number(u64),
}

impl Serialize for Money {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Wire { currency: self.currency, value: self.minor.to_string() }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Wire { currency, value } = Wire::<Value>::deserialize(deserializer)?;
        match value {
            Value::Text(text) => Self::parse_minor(currency, &text),
            Value::Number(minor) => Self::new(currency, minor),
        }
        .map_err(de::Error::custom)
    }
}

#[cfg(feature = "openapi")]
mod schema {
    use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};

    impl utoipa::PartialSchema for super::Money {
        fn schema() -> RefOr<Schema> {
            let text = |pattern: &str| ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern));
            ObjectBuilder::new()
                .property("currency", text("^[A-Z]{3}$"))
                .required("currency")
                .property("value", text("^(0|[1-9][0-9]{0,15})$"))
                .required("value")
                .description(Some("Digits in the smallest unit of the currency"))
                .into()
        }
    }

    impl utoipa::ToSchema for super::Money {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(currency: &str, minor: u64) -> Money {
        Money::new(currency.parse().unwrap(), minor).unwrap()
    }

    #[test]
    fn the_wire_form_is_two_strings() {
        let yen = money("JPY", 110);
        let json = serde_json::to_string(&yen).unwrap();
        assert_eq!(json, r#"{"currency":"JPY","value":"110"}"#);
        assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), yen);
        assert_eq!(serde_json::from_str::<Money>(r#"{"currency":"JPY","value":110}"#).unwrap(), yen);
    }

    #[test]
    fn what_is_not_minor_units_is_refused() {
        for value in ["", "-1", "1.0", "01", "00", "1 000", "1,000", "12345678901234567", "+5", "٣"] {
            let json = format!(r#"{{"currency":"JPY","value":"{value}"}}"#);
            assert!(serde_json::from_str::<Money>(&json).is_err(), "{value}");
        }
        assert!(serde_json::from_str::<Money>(r#"{"currency":"XXX","value":"1"}"#).is_err());
        assert!(serde_json::from_str::<Money>(r#"{"currency":"jpy","value":"1"}"#).is_err());
    }

    #[test]
    fn decimals_follow_the_exponent_of_the_currency() {
        assert_eq!(money("USD", 599).to_decimal(), "5.99");
        assert_eq!(money("USD", 5).to_decimal(), "0.05");
        assert_eq!(money("JPY", 110).to_decimal(), "110");
        assert_eq!(money("KWD", 1234).to_decimal(), "1.234");
        let usd: Currency = "USD".parse().unwrap();
        assert_eq!(Money::parse_decimal(usd, "5.9").unwrap().minor(), 590);
        assert_eq!(Money::parse_decimal(usd, "0").unwrap().minor(), 0);
        assert_eq!(Money::parse_decimal(usd, "5.999"), Err(MoneyError::TooManyDecimals(usd)));
        assert!(Money::parse_decimal(usd, ".5").is_err());
        assert!(Money::parse_decimal("JPY".parse().unwrap(), "1.5").is_err());
    }

    #[test]
    fn sums_stay_in_one_currency_and_in_range() {
        assert_eq!(money("JPY", 1).checked_add(money("JPY", 2)), Ok(money("JPY", 3)));
        assert!(money("JPY", 1).checked_add(money("KRW", 2)).is_err());
        assert!(money("JPY", 1).checked_sub(money("JPY", 2)).is_err());
        assert!(money("JPY", 9_999_999_999_999_999).checked_add(money("JPY", 1)).is_err());
        assert_eq!(money("JPY", 1).compare(money("KRW", 1)), None);
    }
}
