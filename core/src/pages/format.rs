//! Amounts, rates and times as text.

use core::time::Duration;

use crate::{money::Money, texts::Texts, wallet_api::Quote};

/// An amount with its ISO 4217 code in front: `KRW 1,000`, `USD 5.99`.
pub(super) fn amount(_texts: &Texts, money: Money) -> String {
    format!("{}\u{a0}{}", money.currency(), grouped(&money.to_decimal()))
}

/// An amount for a screen reader.
pub(super) fn spoken_amount(_texts: &Texts, money: Money) -> String {
    format!("{} {}", grouped(&money.to_decimal()), money.currency())
}

/// Thousands separated; the digits come from the currency's exponent and are not touched.
fn grouped(decimal: &str) -> String {
    let (whole, fraction) = decimal.split_once('.').map_or((decimal, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut text = String::with_capacity(decimal.len().saturating_mul(2));
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && whole.len().saturating_sub(at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// `m:ss`.
pub(super) fn time_left(_texts: &Texts, left: Duration) -> String {
    // A started second still counts.
    let seconds = left.as_secs().saturating_add(u64::from(left.subsec_nanos() > 0));
    format!("{}:{:02}", seconds.div_euclid(60), seconds.rem_euclid(60))
}

/// `1 JPY = 10.00 KRW`: the pair as received, never inverted. `None` unless the pair holds both currencies and the price is a number.
///
/// Two to six decimals, trailing zeros cut down to two; below 0.01 four significant digits; half up (A10).
pub(super) fn rate(_texts: &Texts, quote: &Quote, one: Money, other: Money) -> Option<String> {
    let (base, counter) = quote.pair.split_once('/')?;
    let (one, other) = (one.currency(), other.currency());
    let fits = |pair: (&str, &str)| pair == (one.code(), other.code());
    if !fits((base, counter)) && !fits((counter, base)) {
        return None;
    }
    Some(format!("1\u{a0}{base} = {}\u{a0}{counter}", price(&quote.price)?))
}

fn price(text: &str) -> Option<String> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str, most: usize| part.len() <= most && part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole, 10) || !digits(fraction, 8) {
        return None;
    }
    // The price in units of 10^-8 fits 18 digits.
    let scaled: u64 = format!("{whole}{fraction:0<8}").parse().ok()?;
    if scaled == 0 {
        return None;
    }
    let decimals = if scaled >= 1_000_000 {
        6
    } else {
        // Zeros after the point, and four digits more.
        let zeros = 8_usize.saturating_sub(scaled.to_string().len());
        zeros.saturating_add(4).min(8)
    };
    let unit = 10_u64.pow(u32::try_from(8_usize.saturating_sub(decimals)).ok()?);
    let rounded = scaled.checked_add(unit / 2)?.checked_div(unit)?;
    let text = format!("{rounded:0>width$}", width = decimals.saturating_add(1));
    let (whole, fraction) = text.split_at_checked(text.len().saturating_sub(decimals))?;
    let significant = fraction.trim_end_matches('0').len().max(2);
    Some(format!("{}.{}", grouped(whole), fraction.get(..significant)?))
}

/// `2026-01-05 18:31` of an RFC 3339 text, in its own offset; the text itself if it is none.
pub(super) fn time(_texts: &Texts, text: &str) -> String {
    match (text.get(..10), text.get(11..16)) {
        (Some(day), Some(minute)) if crate::machine::UnixMillis::parse(text).is_some() => format!("{day} {minute}"),
        _ => text.to_owned(),
    }
}

/// A name as received, kept from turning the text around it.
pub(super) fn isolated(name: &str) -> String {
    let right_to_left = |c: char| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}');
    // Controls in a merchant's name could close the isolate or reorder what follows.
    let clean: String =
        name.chars().filter(|c| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') && !c.is_control()).collect();
    if clean.chars().any(right_to_left) { format!("\u{2068}{clean}\u{2069}") } else { clean }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(currency: &str, minor: u64) -> Money {
        Money::new(currency.parse().unwrap(), minor).unwrap()
    }

    #[test]
    fn amounts_are_grouped_and_keep_their_decimals() {
        assert_eq!(amount(&Texts::default(), money("KRW", 1_234_567)), "KRW\u{a0}1,234,567");
        assert_eq!(amount(&Texts::default(), money("USD", 123_456)), "USD\u{a0}1,234.56");
        assert_eq!(amount(&Texts::default(), money("JPY", 100)), "JPY\u{a0}100");
    }

    #[test]
    fn a_rate_is_shown_as_received_with_two_to_six_decimals() {
        for (received, shown) in [
            ("10", "10.00"),
            ("10.00", "10.00"),
            ("0.1234567", "0.123457"),
            ("9.1", "9.10"),
            ("0.01", "0.01"),
            ("0.00123456", "0.001235"),
            ("0.00012345", "0.0001235"),
            ("0.00000001", "0.00000001"),
            ("1234.5", "1,234.50"),
            ("0.99999999", "1.00"),
        ] {
            assert_eq!(price(received).as_deref(), Some(shown), "{received}");
        }
        for wrong in ["", ".", "-1", "1e3", "0", "0.000000001", "12345678901", "1.2.3"] {
            assert_eq!(price(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_rate_of_other_currencies_is_hidden() {
        let quote = |pair: &str| Quote { quote_id: "Q".into(), pair: pair.into(), price: "10.00".into(), expires_at: None };
        let (yen, won) = (money("JPY", 1), money("KRW", 1));
        assert_eq!(rate(&Texts::default(), &quote("JPY/KRW"), yen, won).as_deref(), Some("1\u{a0}JPY = 10.00\u{a0}KRW"));
        assert_eq!(rate(&Texts::default(), &quote("KRW/JPY"), yen, won).as_deref(), Some("1\u{a0}KRW = 10.00\u{a0}JPY"));
        assert_eq!(rate(&Texts::default(), &quote("USD/KRW"), yen, won), None);
        assert_eq!(rate(&Texts::default(), &quote("JPYKRW"), yen, won), None);
    }

    #[test]
    fn a_name_cannot_turn_the_text_around_it() {
        assert_eq!(isolated("Noodle \u{202e}Bar\u{2069}"), "Noodle Bar");
        assert_eq!(isolated("مطعم"), "\u{2068}مطعم\u{2069}");
    }

    #[test]
    fn the_time_left_counts_started_seconds() {
        assert_eq!(time_left(&Texts::default(), Duration::from_millis(119_001)), "2:00");
        assert_eq!(time_left(&Texts::default(), Duration::from_secs(61)), "1:01");
        assert_eq!(time_left(&Texts::default(), Duration::ZERO), "0:00");
    }
}
