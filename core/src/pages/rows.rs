//! The lines that cashier, result and detail have in common.

use super::{Row, RowKind, format, said::Said};
use crate::{
    money::Money,
    texts::{TextKey, Texts},
    wallet_api::{Order, Support},
};

/// Collects lines. A line without a value is left out.
pub(super) struct Rows<'a> {
    texts: &'a Texts,
    rows: Vec<Row>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(texts: &'a Texts) -> Self {
        Self { texts, rows: Vec::new() }
    }

    pub(super) fn add(self, kind: RowKind, label: TextKey, value: impl Into<Option<Said>>) -> Self {
        let label = self.texts.text(label).to_owned();
        self.named(kind, label, value)
    }

    fn named(mut self, kind: RowKind, label: String, value: impl Into<Option<Said>>) -> Self {
        if let Some(Said { shown, spoken }) = value.into().filter(|it| !it.shown.is_empty()) {
            self.rows.push(Row { kind, label, value: shown, spoken });
        }
        self
    }

    pub(super) fn account(self, order: &Order) -> Self {
        let texts = self.texts;
        let account = Said::account(texts, &order.account);
        self.add(RowKind::Account, TextKey::RowAccount, account)
    }

    /// Who is paid for what. A store of the same name as the merchant says nothing.
    pub(super) fn merchant(self, order: &Order) -> Self {
        let texts = self.texts;
        let store = order.merchant.store.as_deref().filter(|store| *store != order.merchant.name).map(|it| Said::received(texts, it));
        self.add(RowKind::Merchant, TextKey::RowMerchant, Said::received(texts, &order.merchant.name))
            .add(RowKind::Store, TextKey::RowStore, store)
            .add(RowKind::OrderText, TextKey::RowOrderText, Said::received(texts, &order.description))
    }

    /// How it is paid: what was confirmed here, or else what the order says of its attempt.
    pub(super) fn method(self, order: &Order, confirmed: Option<&str>) -> Self {
        let texts = self.texts;
        let method_id = confirmed.or_else(|| order.attempt.as_ref()?.method_id.as_deref());
        let method = order.methods.iter().find(|it| Some(it.method_id.as_str()) == method_id).map(|it| Said::received(texts, &it.label));
        self.add(RowKind::Method, TextKey::RowMethod, method)
    }

    /// Both amounts, rate, discounts, surcharge: all that leads from the merchant's price to what is debited.
    pub(super) fn amounts(self, order: &Order) -> Self {
        let texts = self.texts;
        // Without discounts the quote converts the whole order amount, so the amount to pay is its exact equivalent (A40).
        let abroad = order.order_amount.currency() != order.pay_amount.currency();
        let exact = abroad && order.quote.is_some() && order.order_amount == order.payment_amount;
        let rate = order.quote.as_ref().and_then(|quote| format::rate(texts, quote, order.payment_amount, order.pay_amount));
        let mut rows = self
            .add(RowKind::OrderAmount, TextKey::RowOrderAmount, Said::amount(texts, order.order_amount))
            .add(RowKind::LocalAmount, TextKey::RowLocalAmount, exact.then(|| Said::amount(texts, order.pay_amount)))
            .add(RowKind::ExchangeRate, TextKey::RowExchangeRate, rate.map(Said::plain));
        for promotion in &order.promotions {
            let name = Said::received(texts, &promotion.name).shown;
            let name = if name.is_empty() { texts.text(TextKey::RowDiscount).to_owned() } else { name };
            rows = rows.named(RowKind::Discount, name, Said::discount(texts, promotion.savings));
        }
        rows.add(RowKind::DiscountTotal, TextKey::RowDiscountTotal, saved(order).map(|total| Said::discount(texts, total))).add(
            RowKind::Surcharge,
            TextKey::RowSurcharge,
            order.surcharge.map(|it| Said::amount(texts, it)),
        )
    }

    /// Until when the rate holds.
    pub(super) fn rate_expiry(mut self, order: &Order) -> Self {
        let until = order.quote.as_ref().and_then(|quote| Said::time(self.texts, quote.expires_at.as_deref()?));
        let rate = self.rows.iter_mut().find(|row| row.kind == RowKind::ExchangeRate);
        if let (Some(rate), Some(until)) = (rate, until) {
            rate.value = self.texts.fill(TextKey::RateUntil, &[("rate", &rate.value), ("time", &until.shown)]);
            rate.spoken.clone_from(&rate.value);
        }
        self
    }

    /// What happened to the money afterwards, and what a question about the payment needs.
    pub(super) fn aftermath(mut self, order: &Order, paid_at: Option<&str>) -> Self {
        let texts = self.texts;
        if let Some(returned) = &order.returned {
            let why = texts.text(TextKey::of_return(&returned.reason_key)).to_owned();
            self = self.add(RowKind::Returned, TextKey::RowReturned, Said::amount_at(texts, returned.amount, &returned.at)).add(
                RowKind::ReturnedReason,
                TextKey::RowReturnedReason,
                Said::plain(why),
            );
        }
        for refund in &order.refunds {
            self = self.add(RowKind::Refund, TextKey::RowRefund, Said::amount_at(texts, refund.amount, &refund.at));
            for promotion in &refund.promotions {
                let amount = Said::amount(texts, promotion.savings);
                self = self.add(
                    RowKind::RefundDiscount,
                    TextKey::RowRefundDiscount,
                    Said::received(texts, &promotion.name).joined(": ", amount),
                );
            }
        }
        self.add(RowKind::Time, TextKey::RowTime, paid_at.and_then(|at| Said::time(texts, at))).add(
            RowKind::Reference,
            TextKey::RowReference,
            Said::received(texts, &order.reference),
        )
    }

    /// What the operator of the wallet finds the payment by.
    pub(super) fn payment_id(self, order: &Order) -> Self {
        let texts = self.texts;
        self.add(RowKind::PaymentId, TextKey::RowPaymentId, Said::received(texts, &order.payment_request_id))
    }

    /// Who to ask, and what to tell them.
    pub(super) fn support(self, contact: Option<&Support>, reference: Option<&str>) -> Self {
        let texts = self.texts;
        self.add(RowKind::SupportContact, TextKey::RowSupportContact, contact.map(|it| Said::received(texts, &it.contact))).add(
            RowKind::SupportReference,
            TextKey::RowSupportReference,
            reference.map(|it| Said::received(texts, it)),
        )
    }

    pub(super) fn done(self) -> Vec<Row> {
        self.rows
    }
}

/// All discounts together: said only if there are several, and of one currency.
fn saved(order: &Order) -> Option<Money> {
    let (first, others) = order.promotions.split_first()?;
    if others.is_empty() {
        return None;
    }
    others.iter().try_fold(first.savings, |sum, promotion| sum.checked_add(promotion.savings).ok())
}
