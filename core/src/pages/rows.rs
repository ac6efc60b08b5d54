//! The lines that cashier, result and detail have in common.

use super::{Row, RowKind, format};
use crate::{
    money::Money,
    texts::{Language, TextKey},
    wallet_api::{Method, Order},
};

/// Collects lines.
pub(super) struct Rows {
    language: Language,
    rows: Vec<Row>,
}

impl Rows {
    pub(super) fn new(language: Language) -> Self {
        Self { language, rows: Vec::new() }
    }

    pub(super) fn add(mut self, kind: RowKind, label: TextKey, value: String) -> Self {
        if !value.is_empty() {
            self.rows.push(Row { kind, label: self.language.text(label).to_owned(), value });
        }
        self
    }

    pub(super) fn account(self, order: &Order) -> Self {
        self.add(RowKind::Account, TextKey::RowAccount, order.account.clone())
    }

    pub(super) fn merchant(self, order: &Order) -> Self {
        self.add(RowKind::Merchant, TextKey::RowMerchant, format::isolated(&order.merchant.name)).add(
            RowKind::OrderText,
            TextKey::RowOrderText,
            format::isolated(&order.description),
        )
    }

    pub(super) fn method(self, order: &Order, method_id: &str) -> Self {
        let label = order.methods.iter().find(|it: &&Method| it.method_id == method_id).map(|it| it.label.clone());
        self.add(RowKind::Method, TextKey::RowMethod, label.unwrap_or_default())
    }

    /// Both amounts, rate, discounts, surcharge: all that leads from the merchant's price to what is debited.
    pub(super) fn amounts(self, order: &Order) -> Self {
        // Without discounts the quote converts the whole order amount, so the amount to pay is its exact equivalent.
        let abroad = order.order_amount.currency() != order.pay_amount.currency();
        let exact = abroad && order.quote.is_some() && order.order_amount == order.payment_amount;
        let local = if exact { format::amount(order.pay_amount) } else { String::new() };
        let rate = order.quote.as_ref().and_then(|quote| format::rate(quote, order.payment_amount, order.pay_amount));
        let mut rows = self
            .add(RowKind::OrderAmount, TextKey::RowOrderAmount, format::amount(order.order_amount))
            .add(RowKind::LocalAmount, TextKey::RowLocalAmount, local)
            .add(RowKind::ExchangeRate, TextKey::RowExchangeRate, rate.unwrap_or_default());
        for promotion in &order.promotions {
            let value = format!("−{}", format::amount(promotion.savings));
            rows.rows.push(Row { kind: RowKind::Discount, label: format::isolated(&promotion.name), value });
        }
        rows.add(RowKind::Surcharge, TextKey::RowSurcharge, order.surcharge.map(format::amount).unwrap_or_default())
    }

    /// Until when the rate holds.
    pub(super) fn rate_expiry(mut self, order: &Order) -> Self {
        let until = order.quote.as_ref().and_then(|quote| quote.expires_at.as_deref());
        let rate = self.rows.iter_mut().find(|row| row.kind == RowKind::ExchangeRate);
        if let (Some(rate), Some(until)) = (rate, until) {
            rate.value = self.language.fill(TextKey::RateUntil, &[("rate", &rate.value), ("time", &format::time(until))]);
        }
        self
    }

    pub(super) fn aftermath(mut self, order: &Order) -> Self {
        if let Some(returned) = &order.returned {
            let value = format!("{}, {}", format::amount(returned.amount), format::time(&returned.at));
            self = self.add(RowKind::Returned, TextKey::RowReturned, value);
        }
        for refund in &order.refunds {
            let value = format!("{}, {}", format::amount(refund.amount), format::time(&refund.at));
            self = self.add(RowKind::Refund, TextKey::RowRefund, value);
        }
        self.add(RowKind::Time, TextKey::RowTime, order.paid_at.as_deref().map(format::time).unwrap_or_default()).add(
            RowKind::Reference,
            TextKey::RowReference,
            order.reference.clone(),
        )
    }

    pub(super) fn done(self) -> Vec<Row> {
        self.rows
    }
}

/// What is debited in all; the two stand apart if their currencies do.
pub(super) fn total(pay_amount: Money, surcharge: Option<Money>) -> String {
    match surcharge {
        None => format::amount(pay_amount),
        Some(surcharge) => match pay_amount.checked_add(surcharge) {
            Ok(total) => format::amount(total),
            Err(_) => format!("{} + {}", format::amount(pay_amount), format::amount(surcharge)),
        },
    }
}
