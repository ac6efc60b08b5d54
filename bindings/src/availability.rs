//! Where Alipay+ can be used, and what a rate is like there.

use std::sync::Arc;

use cashier_core::{
    availability::Place,
    wallet_api::{Logo, PaymentScenario},
};

use crate::{Cashier, CashierError};

#[uniffi::remote(Enum)]
pub enum PaymentScenario {
    Upm,
    Mpm,
}

#[uniffi::remote(Record)]
pub struct Logo {
    pub logo_name: String,
    pub logo_url: String,
}

#[uniffi::remote(Record)]
pub struct Place {
    pub region: Option<String>,
    pub utc_offset_minutes: i16,
}

/// A rate to look at before a payment.
#[derive(uniffi::Object)]
pub struct ReferenceRate(cashier_client::ReferenceRate);

#[uniffi::export]
impl ReferenceRate {
    /// What to show; `None` once it may not be shown any more.
    pub fn text(&self) -> Option<String> {
        self.0.text().map(str::to_owned)
    }
}

#[uniffi::export(async_runtime = "tokio")]
impl Cashier {
    /// Where the phone is.
    pub fn set_current_region(&self, place: Place) {
        self.if_open(|client| client.set_current_region(place));
    }

    /// Whether the user can pay with Alipay+ in a region, away from home.
    pub fn is_supported_region(&self, region: Option<String>) -> bool {
        self.client().is_ok_and(|client| client.is_supported_region(region.as_deref()))
    }

    /// The acceptance marks of a scenario.
    pub fn acceptance_marks(&self, scenario: PaymentScenario, region: Option<String>) -> Vec<Logo> {
        self.client().map(|client| client.acceptance_marks(scenario, region.as_deref())).unwrap_or_default()
    }

    /// The next region that the user should be told about.
    pub async fn next_availability_notice(&self) -> Result<String, CashierError> {
        let client = self.client()?;
        self.until_closed(client.next_availability_notice()).await
    }

    /// A reference rate between two ISO 4217 currencies; `None` if there is none between the two.
    pub async fn inquire_quote(&self, sell: String, buy: String) -> Result<Option<Arc<ReferenceRate>>, CashierError> {
        let (Ok(sell), Ok(buy)) = (sell.parse(), buy.parse()) else { return Ok(None) };
        let rate = self.client()?.inquire_quote(sell, buy).await?;
        Ok(rate.map(|rate| Arc::new(ReferenceRate(rate))))
    }
}
