//! A rate to look at before a payment (protocol section 16).

use core::time::Duration;

use super::format;
use crate::{
    machine::{Monotonic, UnixMillis},
    money::Money,
    texts::{TextKey, Texts},
    wallet_api::{Quote, ReferenceQuote},
};

/// A10: no longer shown after this, whatever the quote says.
const LIFE: Duration = Duration::from_secs(10 * 60);

/// A rate as text, marked as a reference. It has no number, so that no amount of an order can ever be computed with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferenceRate {
    text: String,
    until: Monotonic,
}

impl ReferenceRate {
    /// The rate in the words of `texts`, as received at `now`, when it was `server_time` at the backend; `None` if the quote is about
    /// other currencies or has no price. It ends with the quote, if it is known when that is.
    pub fn new(quote: &ReferenceQuote, texts: &Texts, now: Monotonic, server_time: Option<UnixMillis>) -> Option<Self> {
        let shape = Quote { quote_id: String::new(), pair: quote.pair.clone(), price: quote.price.clone(), expires_at: None };
        let one = |currency| Money::new(currency, 1).ok();
        let rate = format::rate(texts, &shape, one(quote.sell)?, one(quote.buy)?)?;
        Some(Self { text: texts.fill(TextKey::ReferenceRate, &[("rate", &rate)]), until: now.after(life(quote, server_time)) })
    }

    /// The text, as long as it may be shown.
    pub fn text(&self, now: Monotonic) -> Option<&str> {
        (now < self.until).then_some(self.text.as_str())
    }
}

/// How long the quote may be shown.
fn life(quote: &ReferenceQuote, server_time: Option<UnixMillis>) -> Duration {
    let left = server_time.zip(UnixMillis::parse(&quote.expires_at)).map(|(now, end)| end.0.saturating_sub(now.0));
    left.map_or(LIFE, |left| LIFE.min(Duration::from_millis(u64::try_from(left).unwrap_or(0))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quote(pair: &str, price: &str) -> ReferenceQuote {
        let currency = |code: &str| code.parse().unwrap();
        let (pair, price, expires_at) = (pair.to_owned(), price.to_owned(), "2026-01-05T10:40:00Z".to_owned());
        ReferenceQuote { sell: currency("JPY"), buy: currency("KRW"), pair, price, expires_at, reference: true }
    }

    fn rate(pair: &str, price: &str) -> Option<ReferenceRate> {
        ReferenceRate::new(&quote(pair, price), &Texts::default(), Monotonic(1_000), None)
    }

    #[test]
    fn a_rate_is_marked_and_shown_for_ten_minutes() {
        let rate = rate("JPY/KRW", "10.00").unwrap();
        let shown = |after: u64| rate.text(Monotonic(1_000).after(Duration::from_millis(after))).map(|text| text.replace('\u{a0}', " "));
        assert_eq!(shown(0).as_deref(), Some("1 JPY = 10.00 KRW (reference rate)"));
        assert!(shown(599_999).is_some());
        assert_eq!(shown(600_000), None);
    }

    #[test]
    fn a_rate_ends_with_its_quote_by_the_time_of_the_server() {
        let shown = |server: &str, after| {
            let received = Monotonic(1_000);
            let rate = ReferenceRate::new(&quote("JPY/KRW", "10.00"), &Texts::default(), received, UnixMillis::parse(server)).unwrap();
            rate.text(received.after(Duration::from_millis(after))).is_some()
        };
        assert!(shown("2026-01-05T10:38:00Z", 119_999));
        assert!(!shown("2026-01-05T10:38:00Z", 120_000));
        assert!(!shown("2026-01-05T10:40:01Z", 0), "it arrived expired");
        assert!(!shown("2026-01-05T09:00:00Z", 600_000), "never longer than ten minutes");
    }

    #[test]
    fn a_rate_about_something_else_is_none() {
        assert!(rate("KRW/JPY", "0.1").is_some(), "the pair as received");
        for (pair, price) in [("JPY/USD", "1"), ("JPYKRW", "1"), ("JPY/KRW", "0"), ("JPY/KRW", "ten"), ("JPY/KRW", "-1")] {
            assert_eq!(rate(pair, price), None, "{pair} {price}");
        }
    }
}
