//! Reference quotes of the last seconds: many phones that look at the same two currencies are one question to Alipay+.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use cashier_core::{money::Currency, wallet_api::ReferenceQuote};
use time::OffsetDateTime;

use crate::assumptions::REFERENCE_QUOTE_REUSE;

/// What Alipay+ said of two currencies: a quote and its end, or that there is none.
pub type Said = Option<(ReferenceQuote, OffsetDateTime)>;

/// By what is sold and what is bought. What is over is forgotten, so the pairs of the last half minute are all that is kept.
#[derive(Debug, Default)]
pub struct RecentQuotes(Mutex<HashMap<(Currency, Currency), (Said, OffsetDateTime)>>);

impl RecentQuotes {
    /// What was said a moment ago; `None` if Alipay+ has to be asked.
    pub fn get(&self, pair: (Currency, Currency), now: OffsetDateTime) -> Option<Said> {
        let quotes = self.quotes();
        quotes.get(&pair).filter(|(_, until)| now < *until).map(|(said, _)| said.clone())
    }

    /// Keeps what was said for a while, and never beyond the quote's own end.
    pub fn put(&self, pair: (Currency, Currency), said: Said, now: OffsetDateTime) {
        let latest = now + REFERENCE_QUOTE_REUSE;
        let until = said.as_ref().map_or(latest, |(_, end)| latest.min(*end));
        let mut quotes = self.quotes();
        quotes.retain(|_, (_, until)| now < *until);
        quotes.insert(pair, (said, until));
    }

    fn quotes(&self) -> MutexGuard<'_, HashMap<(Currency, Currency), (Said, OffsetDateTime)>> {
        // A panic elsewhere cannot leave an entry half written.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use time::{Duration, macros::datetime};

    use super::*;

    const START: OffsetDateTime = datetime!(2026-01-05 09:30 UTC);

    fn pair() -> (Currency, Currency) {
        ("JPY".parse().unwrap(), "KRW".parse().unwrap())
    }

    fn said(end: OffsetDateTime) -> Said {
        let (sell, buy) = pair();
        let quote = ReferenceQuote { sell, buy, pair: "JPY/KRW".into(), price: "10".into(), expires_at: String::new(), reference: true };
        Some((quote, end))
    }

    #[test]
    fn an_answer_is_kept_for_half_a_minute_and_never_beyond_its_end() {
        let (quotes, (sell, buy)) = (RecentQuotes::default(), pair());
        let after = |seconds| START + Duration::seconds(seconds);
        quotes.put(pair(), said(after(600)), START);
        assert!(quotes.get(pair(), after(29)).is_some_and(|said| said.is_some()));
        assert_eq!(quotes.get(pair(), after(30)), None);
        assert_eq!(quotes.get((buy, sell), after(0)), None, "the other way round is another question");
        quotes.put(pair(), said(after(5)), START);
        assert_eq!(quotes.get(pair(), after(5)), None);
        quotes.put(pair(), None, START);
        assert_eq!(quotes.get(pair(), after(29)), Some(None), "that there is none is kept as well");
    }

    #[test]
    fn what_is_over_is_forgotten() {
        let (quotes, (sell, buy)) = (RecentQuotes::default(), pair());
        quotes.put((sell, buy), None, START);
        quotes.put((buy, sell), None, START + Duration::minutes(1));
        assert_eq!(quotes.quotes().len(), 1);
    }
}
