//! A rate to look at before a payment.

use cashier_core::{machine::UnixMillis, pages, texts::Texts, wallet_api::ReferenceQuote};

use crate::adapters::now;

/// A rate as text, marked as a reference; gone with its quote, after ten minutes at the latest. Nothing can be computed with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferenceRate(pages::ReferenceRate);

impl ReferenceRate {
    pub(crate) fn new(quote: &ReferenceQuote, server_time: Option<UnixMillis>, texts: &Texts) -> Option<Self> {
        pages::ReferenceRate::new(quote, texts, now(), server_time).map(Self)
    }

    /// What to show; `None` once it may not be shown any more.
    pub fn text(&self) -> Option<&str> {
        self.0.text(now())
    }
}
