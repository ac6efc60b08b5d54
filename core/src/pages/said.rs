//! A value twice: as it is shown, and as a screen reader says it.

use super::{clean, format};
use crate::{
    machine::UnixMillis,
    money::Money,
    texts::{TextKey, Texts},
};

/// A value as it is shown and as it is spoken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) shown: String,
    pub(super) spoken: String,
}

impl Said {
    /// The same to the eye and to the ear.
    pub(super) fn plain(text: String) -> Self {
        Self { spoken: text.clone(), shown: text }
    }

    /// Words that somebody else wrote, kept from turning the text around them.
    pub(super) fn received(texts: &Texts, text: &str) -> Self {
        let spoken = clean::received(text);
        Self { shown: format::isolated(texts, &spoken), spoken }
    }

    pub(super) fn amount(texts: &Texts, money: Money) -> Self {
        Self { shown: format::amount(texts, money), spoken: format::spoken_amount(texts, money) }
    }

    /// What a discount takes off.
    pub(super) fn discount(texts: &Texts, savings: Money) -> Self {
        let spoken = format::spoken_amount(texts, savings);
        Self { shown: format::discount(texts, savings), spoken: texts.fill(TextKey::SpokenDiscount, &[("amount", &spoken)]) }
    }

    /// What is debited in all; the two stand apart if their currencies do.
    pub(super) fn total(texts: &Texts, pay_amount: Money, surcharge: Option<Money>) -> Self {
        let Some(surcharge) = surcharge else { return Self::amount(texts, pay_amount) };
        match pay_amount.checked_add(surcharge) {
            Ok(total) => Self::amount(texts, total),
            Err(_) => Self::amount(texts, pay_amount).joined(" + ", Self::amount(texts, surcharge)),
        }
    }

    /// An RFC 3339 text as a time of the locale; nothing if it is none.
    pub(super) fn time(texts: &Texts, text: &str) -> Option<Self> {
        UnixMillis::parse(text).map(|_| Self::plain(format::time(texts, text)))
    }

    /// A masked account: dots are for the eye, the ear gets the end alone, digit by digit.
    pub(super) fn account(texts: &Texts, account: &str) -> Self {
        let Self { shown, spoken } = Self::received(texts, account);
        let end = spoken.rsplit(['•', '*', '●', '·', '…']).next().unwrap_or_default().trim();
        let spoken = if end.is_empty() || end == spoken {
            spoken
        } else {
            let digits = end.chars().map(String::from).collect::<Vec<_>>().join(" ");
            texts.fill(TextKey::SpokenEnding, &[("end", &digits)])
        };
        Self { shown, spoken }
    }

    /// `amount`, and when; the amount alone if the time is none.
    pub(super) fn amount_at(texts: &Texts, amount: Money, at: &str) -> Self {
        let amount = Self::amount(texts, amount);
        let Some(time) = Self::time(texts, at) else { return amount };
        let both = |amount: &str, time: &str| texts.fill(TextKey::RowAmountAt, &[("amount", amount), ("time", time)]);
        Self { shown: both(&amount.shown, &time.shown), spoken: both(&amount.spoken, &time.spoken) }
    }

    pub(super) fn joined(self, with: &str, other: Self) -> Self {
        Self { shown: format!("{}{with}{}", self.shown, other.shown), spoken: format!("{}{with}{}", self.spoken, other.spoken) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_account_is_read_by_its_end() {
        let spoken = |account: &str| Said::account(&Texts::default(), account).spoken;
        assert_eq!(spoken("82•••67"), "ending in 6 7");
        assert_eq!(spoken("****1234"), "ending in 1 2 3 4");
        assert_eq!(spoken("mina@wallet.example"), "mina@wallet.example");
        assert_eq!(spoken("82•••"), "82•••", "nothing is known of its end");
    }

    #[test]
    fn a_discount_is_no_dash_to_the_ear() {
        let yen = Money::new("JPY".parse().unwrap(), 10).unwrap();
        let discount = Said::discount(&Texts::default(), yen);
        assert!(discount.shown.starts_with('−') && discount.spoken.ends_with(" off"), "{discount:?}");
    }
}
