//! Amounts, rates and times as text, in the locale of the texts.

use core::time::Duration;

use time::{OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};

use crate::{
    invisible::direction::turns_text,
    money::Money,
    texts::{Moment, Operands, Texts},
    wallet_api::Quote,
};

/// Begins and ends a stretch that is written from left to right, whatever stands around it.
const LEFT_TO_RIGHT: (char, char) = ('\u{2066}', '\u{2069}');
/// The same for a stretch that is written as its own first letter says.
const FIRST_STRONG: (char, char) = ('\u{2068}', '\u{2069}');

/// An amount with its ISO 4217 code where the locale has it: `KRW 1,000`, `1.000 KRW`. The decimals are those of the currency.
pub(super) fn amount(texts: &Texts, money: Money) -> String {
    signed(texts, "", money)
}

/// An amount that is taken off.
pub(super) fn discount(texts: &Texts, money: Money) -> String {
    signed(texts, "−", money)
}

fn signed(texts: &Texts, sign: &str, money: Money) -> String {
    let numbers = texts.locale().numbers();
    let amount = numbers.with_code(&numbers.decimal(&money.to_decimal()), money.currency().code());
    in_order(texts, &format!("{sign}{amount}"))
}

/// An amount in words for a screen reader: `1,000 South Korean won`. Currencies that few wallets see, and languages that the host
/// has added, have no names: there it is the amount with its code.
pub fn spoken_amount(texts: &Texts, money: Money) -> String {
    let currency = money.currency();
    let number = Operands::new(money.minor(), u32::from(currency.exponent()));
    match texts.currency_name(currency.code(), number) {
        Some(name) => in_order(texts, &texts.locale().numbers().decimal(&money.to_decimal())) + &name,
        None => amount(texts, money),
    }
}

/// A count in the digits of the locale.
pub(super) fn count(texts: &Texts, count: u64) -> String {
    texts.locale().numbers().ungrouped(&count.to_string())
}

/// `m:ss`.
pub(super) fn time_left(texts: &Texts, left: Duration) -> String {
    // A started second still counts.
    let seconds = left.as_secs().saturating_add(u64::from(left.subsec_nanos() > 0));
    in_order(texts, &texts.locale().numbers().ungrouped(&format!("{}:{:02}", seconds.div_euclid(60), seconds.rem_euclid(60))))
}

/// `1 JPY = 10.00 KRW`: the pair as received, never inverted. `None` unless the pair holds both currencies and the price is a number.
///
/// Two to six decimals, trailing zeros cut down to two; below 0.01 four significant digits; half up (A10).
pub(super) fn rate(texts: &Texts, quote: &Quote, one: Money, other: Money) -> Option<String> {
    let (base, counter) = quote.pair.split_once('/')?;
    let (one, other) = (one.currency(), other.currency());
    let fits = |pair: (&str, &str)| pair == (one.code(), other.code());
    if !fits((base, counter)) && !fits((counter, base)) {
        return None;
    }
    let numbers = texts.locale().numbers();
    let (unit, price) = (numbers.decimal("1"), numbers.decimal(&price(&quote.price)?));
    Some(in_order(texts, &format!("{unit}\u{a0}{base} = {price}\u{a0}{counter}")))
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
    Some(format!("{whole}.{}", fraction.get(..significant)?))
}

/// Date, hour and minute of an RFC 3339 text on the device's clock. If that is not known: in the text's own offset, which stands
/// there then. The text itself if it is none.
pub(super) fn time(texts: &Texts, text: &str) -> String {
    let written = OffsetDateTime::parse(text, &Rfc3339).ok().and_then(|time| {
        let local = texts.utc_offset().and_then(|offset| time.checked_to_offset(offset.get()));
        let written = texts.locale().moment(Moment::of(local.unwrap_or(time))?);
        Some(if local.is_some() { written } else { format!("{written} {}", utc_offset(texts, time.offset())) })
    });
    let written = written.unwrap_or_else(|| text.to_owned());
    if texts.is_right_to_left() { within(FIRST_STRONG, &written) } else { written }
}

/// `UTC`, `UTC+09:00`, `UTC−03:30`.
fn utc_offset(texts: &Texts, offset: UtcOffset) -> String {
    if offset.is_utc() {
        return "UTC".to_owned();
    }
    let (hours, minutes, _) = offset.as_hms();
    let digits = texts.locale().numbers().ungrouped(&format!("{:02}:{:02}", hours.unsigned_abs(), minutes.unsigned_abs()));
    format!("UTC{}{digits}", if offset.is_negative() { '−' } else { '+' })
}

/// A text as received, kept from turning the text around it and from being turned by it.
pub(super) fn isolated(texts: &Texts, text: &str) -> String {
    let right_to_left = |c: char| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}');
    // Controls in a merchant's name could close the isolate or reorder what follows.
    let clean: String = text.chars().filter(|c| !turns_text(*c) && !c.is_control()).collect();
    let needed = texts.is_right_to_left() || clean.chars().any(right_to_left);
    if needed && !clean.is_empty() { within(FIRST_STRONG, &clean) } else { clean }
}

/// Digits, signs and codes of currencies keep their order in words that are written from right to left.
fn in_order(texts: &Texts, text: &str) -> String {
    if texts.is_right_to_left() { within(LEFT_TO_RIGHT, text) } else { text.to_owned() }
}

fn within((begin, end): (char, char), text: &str) -> String {
    format!("{begin}{text}{end}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::texts::{Language, TextCatalog};

    const LOCALES: &[&str] = &[
        "en", "en-IN", "en-ZA", "de", "de-CH", "de-AT", "fr-FR", "fr-CH", "pt-BR", "pt-PT", "es-ES", "es-MX", "it-IT", "pl", "ar-EG",
        "fa-IR", "ur-PK", "ur-IN", "bn-BD", "hi-IN", "mr", "ne", "my", "th-TH", "zh-CN", "zh-TW", "ja", "ko", "vi", "id", "ms-BN", "fil",
        "xx", "",
    ];

    fn texts(tag: &str) -> Texts {
        TextCatalog::default().texts(tag)
    }

    fn money(currency: &str, minor: u64) -> Money {
        Money::new(currency.parse().unwrap(), minor).unwrap()
    }

    /// Digits of any numbering system.
    fn value(digit: char) -> Option<u32> {
        let zeros = ['0', '٠', '۰', '০', '०', '၀', '๐'];
        zeros.iter().find_map(|zero| u32::from(digit).checked_sub(u32::from(*zero)).filter(|value| *value < 10))
    }

    #[test]
    fn amounts_are_written_as_in_their_country() {
        for (tag, currency, minor, written) in [
            ("en", "KRW", 1_234_567, "KRW\u{a0}1,234,567"),
            ("en", "USD", 123_456, "USD\u{a0}1,234.56"),
            ("en", "JPY", 100, "JPY\u{a0}100"),
            ("en", "KWD", 1_234, "KWD\u{a0}1.234"),
            ("en-IN", "INR", 123_456_789, "INR\u{a0}12,34,567.89"),
            ("de-DE", "EUR", 123_456, "1.234,56\u{a0}EUR"),
            ("de-CH", "CHF", 123_456, "CHF\u{a0}1'234.56"),
            ("fr-FR", "EUR", 123_456, "1\u{202f}234,56\u{a0}EUR"),
            ("pt-BR", "BRL", 123_456, "BRL\u{a0}1.234,56"),
            ("es-ES", "EUR", 123_456, "1234,56\u{a0}EUR"),
            ("es-ES", "EUR", 1_234_567, "12.345,67\u{a0}EUR"),
            ("bn-BD", "BDT", 123_456_789, "১২,৩৪,৫৬৭.৮৯\u{a0}BDT"),
            ("th-TH", "THB", 123_456, "THB\u{a0}1,234.56"),
            ("vi-VN", "VND", 1_234_567, "1.234.567\u{a0}VND"),
            ("id-ID", "IDR", 123_456_700, "IDR\u{a0}1.234.567,00"),
            ("ja-JP", "JPY", 1_234_567, "JPY\u{a0}1,234,567"),
        ] {
            assert_eq!(amount(&texts(tag), money(currency, minor)), written, "{tag}");
        }
    }

    #[test]
    fn the_decimals_are_those_of_the_currency_and_not_of_the_locale() {
        // CLDR writes rupiah without decimals; Alipay+ counts in sen.
        assert_eq!(amount(&texts("id-ID"), money("IDR", 100_000)), "IDR\u{a0}1.000,00");
        assert_eq!(amount(&texts("ja-JP"), money("USD", 5)), "USD\u{a0}0.05");
    }

    #[test]
    fn an_amount_in_urdu_keeps_its_order() {
        assert_eq!(amount(&texts("ur-PK"), money("KRW", 1_234_567)), "\u{2066}KRW\u{a0}1,234,567\u{2069}");
        assert_eq!(discount(&texts("ur-PK"), money("JPY", 10)), "\u{2066}−JPY\u{a0}10\u{2069}");
        assert_eq!(time_left(&texts("ur-PK"), Duration::from_secs(61)), "\u{2066}1:01\u{2069}");
        // English words with the formats of an Arabic country need no isolates.
        assert_eq!(amount(&texts("ar-EG"), money("USD", 123_456)), "١٬٢٣٤٫٥٦\u{a0}USD");
    }

    proptest! {
        #[test]
        fn an_amount_in_any_locale_reads_back_as_the_same_minor_units(
            tag in prop::sample::select(LOCALES),
            currency in prop::sample::select(&["JPY", "KRW", "USD", "EUR", "IDR", "KWD", "BDT", "PKR"][..]),
            minor in prop_oneof![0..=9_999_999_999_999_999_u64, 0..=100_000_u64],
        ) {
            let money = money(currency, minor);
            let written = amount(&texts(tag), money);
            let digits: String = written.chars().filter_map(value).filter_map(|value| char::from_digit(value, 10)).collect();
            prop_assert_eq!(digits.parse::<u64>().unwrap(), minor, "{}", &written);
            let exponent = usize::from(money.currency().exponent());
            let number: Vec<char> = written.replace(currency, "").chars().filter(|c| !matches!(c, '\u{a0}' | '\u{2066}' | '\u{2069}')).collect();
            let point = exponent.checked_sub(1).map(|last| number[number.len() - 2 - last]);
            prop_assert!(point.is_none_or(|point| matches!(point, '.' | ',' | '٫')), "{}", &written);
            let after = &number[number.len() - exponent..];
            prop_assert!(after.iter().all(|c| value(*c).is_some()), "{}", &written);
        }
    }

    #[test]
    fn an_amount_is_spoken_with_the_name_of_its_currency() {
        for (tag, currency, minor, spoken) in [
            ("en", "KRW", 1_000, "1,000 South Korean won"),
            ("en", "USD", 100, "1.00 US dollars"),
            ("en", "JPY", 1, "1 Japanese yen"),
            ("de-CH", "USD", 123_456, "1'234.56 US-Dollar"),
            ("it", "BDT", 100_000, "1000,00 taka bengalesi"),
            ("ja", "KRW", 1_000, "1,000韓国ウォン"),
            ("zh-Hant", "JPY", 1_000, "1,000 日圓"),
            ("bn", "KRW", 1_000, "১,০০০ দক্ষিণ কোরিয়ান ওন"),
            ("ur", "KRW", 1_000, "\u{2066}1,000\u{2069} جنوبی کوریائی وون"),
            ("en", "ISK", 1_000, "ISK\u{a0}1,000"),
        ] {
            assert_eq!(spoken_amount(&texts(tag), money(currency, minor)), spoken, "{tag}");
        }
        let singular = |tag: &str| spoken_amount(&texts(tag), money("VND", 1));
        assert_eq!((singular("en").as_str(), singular("it").as_str()), ("1 Vietnamese dong", "1 dong vietnamita"));
    }

    #[test]
    fn every_language_has_a_name_for_every_market() {
        for language in Language::ALL {
            for currency in ["CNY", "HKD", "JPY", "KRW", "MYR", "SGD", "THB", "USD", "EUR"] {
                assert!(!spoken_amount(&Texts::of(*language), money(currency, 1_000)).contains(currency), "{language:?} {currency}");
            }
        }
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
            ("1234.5", "1234.50"),
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
        let quote = |pair: &str| Quote { quote_id: "Q".into(), pair: pair.into(), price: "1234.5".into(), expires_at: None };
        let rate_in = |tag: &str, pair: &str| rate(&texts(tag), &quote(pair), money("JPY", 1), money("KRW", 1));
        assert_eq!(rate_in("en", "JPY/KRW").as_deref(), Some("1\u{a0}JPY = 1,234.50\u{a0}KRW"));
        assert_eq!(rate_in("de", "KRW/JPY").as_deref(), Some("1\u{a0}KRW = 1.234,50\u{a0}JPY"));
        assert_eq!(rate_in("bn", "JPY/KRW").as_deref(), Some("১\u{a0}JPY = ১,২৩৪.৫০\u{a0}KRW"));
        assert_eq!(rate_in("ur", "JPY/KRW").as_deref(), Some("\u{2066}1\u{a0}JPY = 1,234.50\u{a0}KRW\u{2069}"));
        assert_eq!(rate_in("en", "USD/KRW"), None);
        assert_eq!(rate_in("en", "JPYKRW"), None);
    }

    #[test]
    fn a_time_is_written_as_in_its_country_on_the_clock_of_the_device() {
        for (tag, written) in [
            ("en", "05/01/2026, 6:31\u{202f}pm"),
            ("en-US", "1/5/2026, 6:31\u{202f}PM"),
            ("en-GB", "05/01/2026, 18:31"),
            ("de-CH", "5.1.2026, 18:31"),
            ("fr-FR", "05/01/2026 18:31"),
            ("zh-CN", "2026/1/5 18:31"),
            ("zh-TW", "2026/1/5\u{2009}下午6:31"),
            ("zh-HK", "5/1/2026\u{2009}下午6:31"),
            ("ja", "2026/1/5 18:31"),
            ("ko", "2026. 1. 5. 오후 6:31"),
            ("th", "5/1/2569 18:31"),
            ("vi", "18:31 5/1/2026"),
            ("id", "5/1/2026 18.31"),
            ("bn", "৫/১/২০২৬ ৬:৩১ PM"),
            ("pt-BR", "05/01/2026 18:31"),
            ("xx", "2026-01-05 18:31"),
        ] {
            let seoul = texts(tag).at(crate::texts::UtcOffset::from_minutes(540));
            assert_eq!(time(&seoul, "2026-01-05T09:31:59.5Z"), written, "{tag}");
        }
        assert_eq!(time(&texts("en"), "yesterday"), "yesterday");
    }

    #[test]
    fn a_clock_far_away_may_show_another_day_or_year() {
        let at = |minutes, text| time(&texts("de").at(crate::texts::UtcOffset::from_minutes(minutes)), text);
        assert_eq!(at(540, "2025-12-31T18:31:00Z"), "1.1.2026, 03:31");
        assert_eq!(at(-210, "2026-01-01T00:31:00+01:00"), "31.12.2025, 20:01");
        assert_eq!(at(0, "2026-01-05T18:31:00+09:00"), "5.1.2026, 09:31");
    }

    #[test]
    fn without_the_clock_of_the_device_a_time_says_whose_it_is() {
        for (tag, text, written) in [
            ("de", "2026-01-05T18:31:00+09:00", "5.1.2026, 18:31 UTC+09:00"),
            ("de", "2026-01-05T18:31:00-03:30", "5.1.2026, 18:31 UTC−03:30"),
            ("zh-CN", "2026-01-05T18:31:00Z", "2026/1/5 18:31 UTC"),
            ("bn", "2026-01-05T18:31:00+09:00", "৫/১/২০২৬ ৬:৩১ PM UTC+০৯:০০"),
        ] {
            assert_eq!(time(&texts(tag), text), written, "{tag} {text}");
        }
    }

    #[test]
    fn a_name_cannot_turn_the_text_around_it() {
        let english = texts("en");
        assert_eq!(isolated(&english, "Noodle \u{202e}Bar\u{2069}"), "Noodle Bar");
        assert_eq!(isolated(&english, "مطعم"), "\u{2068}مطعم\u{2069}");
        let urdu = texts("ur");
        assert_eq!(isolated(&urdu, "Noodle Bar!"), "\u{2068}Noodle Bar!\u{2069}");
        assert_eq!(isolated(&urdu, "\u{2069}"), "");
    }

    #[test]
    fn the_time_left_counts_started_seconds() {
        let english = texts("en");
        assert_eq!(time_left(&english, Duration::from_millis(119_001)), "2:00");
        assert_eq!(time_left(&english, Duration::from_secs(61)), "1:01");
        assert_eq!(time_left(&english, Duration::ZERO), "0:00");
        assert_eq!(time_left(&texts("bn"), Duration::from_secs(61)), "১:০১");
    }
}
