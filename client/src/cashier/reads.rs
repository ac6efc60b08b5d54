//! What belongs to no payment that runs: the history, where Alipay+ can be used, rates to look at.

use std::sync::Arc;

use cashier_core::{
    availability::Place,
    money::Currency,
    pages::{self, DetailPage, HistoryPage},
    wallet_api::{Features, Logo, OrderId, PaymentScenario},
};

use super::Cashier;
use crate::{CashierError, ReferenceRate, history::Reader, runtime};

impl Cashier {
    /// A page of the user's payments, newest first: at most `limit` of them (the backend bounds it as well), those after the cursor
    /// `after` (the `next` of the page before).
    pub async fn history(&self, after: Option<String>, limit: u32) -> Result<HistoryPage, CashierError> {
        let (reader, texts) = (self.reader()?, self.inner.services.texts.borrow().clone());
        let reading = runtime::get()?.spawn(async move { reader.history(after.as_deref(), limit).await });
        let orders = reading.await.unwrap_or(Err(CashierError::Closed))?;
        Ok(pages::history(&orders, &texts))
    }

    /// Everything about one payment of the user, for somebody who has a question or a complaint.
    pub async fn order(&self, order: OrderId) -> Result<DetailPage, CashierError> {
        let (reader, texts) = (self.reader()?, self.inner.services.texts.borrow().clone());
        let reading = runtime::get()?.spawn(async move { reader.order(order).await });
        let order = reading.await.unwrap_or(Err(CashierError::Closed))?;
        let support = self.inner.identification.served().config.and_then(|config| config.support.clone());
        Ok(pages::detail(&order, support.as_ref(), &texts))
    }

    fn reader(&self) -> Result<Reader, CashierError> {
        self.check_open()?;
        let user = self.payments().user.clone().ok_or(CashierError::NotStarted)?;
        Ok(Reader::new(Arc::clone(&self.inner.services.backend), user))
    }

    /// Where the phone is, as the wallet knows it: network operator, time zone, or its own logic. At the start, and whenever it has
    /// changed. From then on [`Cashier::next_availability_notice`] tells of regions abroad where Alipay+ can be used.
    pub fn set_current_region(&self, place: Place) {
        self.inner.availability.moved(place, &self.inner.services.records);
    }

    /// Whether the user can pay with Alipay+ in `region` (ISO 3166-1 alpha-2), away from home; `None`, a region that is not known, is
    /// not supported. Answered from what the phone has: without a network it is good for a week.
    pub fn is_supported_region(&self, region: Option<&str>) -> bool {
        self.features().availability && self.inner.availability.is_supported(region)
    }

    /// The acceptance marks of a scenario, of `region` only if it is known accurately; none as long as the phone knows none.
    pub fn acceptance_marks(&self, scenario: PaymentScenario, region: Option<&str>) -> Vec<Logo> {
        if self.features().availability { self.inner.availability.marks(scenario, region) } else { Vec::new() }
    }

    /// The next region that the user should be told about: abroad, and Alipay+ can be used there. Three times a day at most. The
    /// wallet chooses how it tells.
    pub async fn next_availability_notice(&self) -> String {
        self.inner.availability.next_notice().await
    }

    /// A rate to look at before a payment: what Alipay+ sells for the user, and what it buys. `None` if there is none
    /// between the two. It may be shown for ten minutes.
    pub async fn inquire_quote(&self, sell: Currency, buy: Currency) -> Result<Option<ReferenceRate>, CashierError> {
        self.check_open()?;
        if !self.features().quotes {
            return Err(self.inner.identification.served().switched_off());
        }
        let (reader, texts) = (self.reader()?, self.inner.services.texts.borrow().clone());
        let reading = runtime::get()?.spawn(async move { reader.reference_quote(sell, buy).await });
        let quoted = reading.await.unwrap_or(Err(CashierError::Closed))?;
        Ok(quoted.and_then(|(quote, server_time)| ReferenceRate::new(&quote, server_time, &texts)))
    }

    fn features(&self) -> Features {
        self.inner.identification.served().features()
    }
}
