//! A rate to look at before a payment.

use cashier_core::{pages, texts::Texts, wallet_api::ReferenceQuote};

use crate::adapters::now;

/// A rate as text, marked as a reference; gone after ten minutes. Nothing can be computed with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferenceRate(pages::ReferenceRate);

impl ReferenceRate {
    pub(crate) fn new(quote: &ReferenceQuote, texts: &Texts) -> Option<Self> {
        pages::ReferenceRate::new(quote, texts, now()).map(Self)
    }

    /// What to show; `None` once it may not be shown any more.
    pub fn text(&self) -> Option<&str> {
        self.0.text(now())
    }
}
