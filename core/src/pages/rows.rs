//! The lines that cashier, result and detail have in common.

use super::{Row, RowKind, format};
use crate::{
    money::Money,
    texts::{TextKey, Texts},
    wallet_api::{Method, Order},
};

/// Collects lines.
pub(super) struct Rows<'a> {
    texts: &'a Texts,
    rows: Vec<Row>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(texts: &'a Texts) -> Self {
        Self { texts, rows: Vec::new() }
    }

    pub(super) fn add(mut self, kind: RowKind, label: TextKey, value: String) -> Self {
        if !value.is_empty() {
            self.rows.push(Row { kind, label: self.texts.text(label).to_owned(), value });
        }
        self
    }

    pub(super) fn account(self, order: &Order) -> Self {
        let account = format::isolated(self.texts, &order.account);
        self.add(RowKind::Account, TextKey::RowAccount, account)
    }

    pub(super) fn merchant(self, order: &Order) -> Self {
        let texts = self.texts;
        self.add(RowKind::Merchant, TextKey::RowMerchant, format::isolated(texts, &order.merchant.name)).add(
            RowKind::OrderText,
            TextKey::RowOrderText,
            format::isolated(texts, &order.description),
        )
    }

    pub(super) fn method(self, order: &Order, method_id: &str) -> Self {
        let label = order.methods.iter().find(|it: &&Method| it.method_id == method_id).map(|it| format::isolated(self.texts, &it.label));
        self.add(RowKind::Method, TextKey::RowMethod, label.unwrap_or_default())
    }

    /// Both amounts, rate, discounts, surcharge: all that leads from the merchant's price to what is debited.
    pub(super) fn amounts(self, order: &Order) -> Self {
        let texts = self.texts;
        // Without discounts the quote converts the whole order amount, so the amount to pay is its exact equivalent.
        let abroad = order.order_amount.currency() != order.pay_amount.currency();
        let exact = abroad && order.quote.is_some() && order.order_amount == order.payment_amount;
        let local = if exact { format::amount(texts, order.pay_amount) } else { String::new() };
        let rate = order.quote.as_ref().and_then(|quote| format::rate(texts, quote, order.payment_amount, order.pay_amount));
        let mut rows = self
            .add(RowKind::OrderAmount, TextKey::RowOrderAmount, format::amount(texts, order.order_amount))
            .add(RowKind::LocalAmount, TextKey::RowLocalAmount, local)
            .add(RowKind::ExchangeRate, TextKey::RowExchangeRate, rate.unwrap_or_default());
        for promotion in &order.promotions {
            let value = format::discount(texts, promotion.savings);
            rows.rows.push(Row { kind: RowKind::Discount, label: format::isolated(texts, &promotion.name), value });
        }
        rows.add(RowKind::Surcharge, TextKey::RowSurcharge, order.surcharge.map(|it| format::amount(texts, it)).unwrap_or_default())
    }

    /// Until when the rate holds.
    pub(super) fn rate_expiry(mut self, order: &Order) -> Self {
        let until = order.quote.as_ref().and_then(|quote| quote.expires_at.as_deref());
        let rate = self.rows.iter_mut().find(|row| row.kind == RowKind::ExchangeRate);
        if let (Some(rate), Some(until)) = (rate, until) {
            rate.value = self.texts.fill(TextKey::RateUntil, &[("rate", &rate.value), ("time", &format::time(self.texts, until))]);
        }
        self
    }

    pub(super) fn aftermath(mut self, order: &Order) -> Self {
        let texts = self.texts;
        let amount_at = |amount: Money, at: &str| {
            texts.fill(TextKey::RowAmountAt, &[("amount", &format::amount(texts, amount)), ("time", &format::time(texts, at))])
        };
        if let Some(returned) = &order.returned {
            self = self.add(RowKind::Returned, TextKey::RowReturned, amount_at(returned.amount, &returned.at));
        }
        for refund in &order.refunds {
            self = self.add(RowKind::Refund, TextKey::RowRefund, amount_at(refund.amount, &refund.at));
        }
        self.add(RowKind::Time, TextKey::RowTime, order.paid_at.as_deref().map(|it| format::time(texts, it)).unwrap_or_default()).add(
            RowKind::Reference,
            TextKey::RowReference,
            format::isolated(texts, &order.reference),
        )
    }

    pub(super) fn done(self) -> Vec<Row> {
        self.rows
    }
}

/// What is debited in all; the two stand apart if their currencies do.
pub(super) fn total(texts: &Texts, pay_amount: Money, surcharge: Option<Money>) -> String {
    match surcharge {
        None => format::amount(texts, pay_amount),
        Some(surcharge) => match pay_amount.checked_add(surcharge) {
            Ok(total) => format::amount(texts, total),
            Err(_) => format!("{} + {}", format::amount(texts, pay_amount), format::amount(texts, surcharge)),
        },
    }
}
