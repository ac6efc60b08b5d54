//! The door.

use std::sync::{Arc, Mutex, PoisonError};

use cashier_client::{Cashier as Client, Ports};
use cashier_core::{
    codes::Scan,
    development::LoopbackOrigins,
    machine::Outcome,
    pages::{DetailPage, HistoryPage, Reading},
    secret::CodeValue,
    texts::UtcOffset,
    wallet_api::{OrderId, Source},
};
use tokio::sync::watch;

use crate::{
    AccessTokenSource, CashierConfig, CashierError, LogSink, Payment, Storage, Transport,
    adapters::{HostTokens, HostTransport},
    log,
    release::{Release, watched},
};

/// An outcome on its way to the host.
#[derive(uniffi::Record)]
pub struct OutcomeDelivery {
    /// For [`Cashier::acknowledge`]; the same in every run of the app.
    pub id: String,
    /// [`Payment::id`] of the payment whose outcome it is.
    pub payment_id: String,
    /// The outcome.
    pub outcome: Outcome,
}

/// A page of the history, also in reading order.
#[derive(uniffi::Record)]
pub struct History {
    /// What to show.
    pub page: HistoryPage,
    /// The page in reading order.
    pub reading: Reading,
}

/// One payment of the history, also in reading order.
#[derive(uniffi::Record)]
pub struct Detail {
    /// What to show.
    pub page: DetailPage,
    /// The page in reading order.
    pub reading: Reading,
}

/// The cashier of one wallet app.
#[derive(uniffi::Object)]
pub struct Cashier {
    open: Mutex<Option<Client>>,
    release: Release,
    closed: watch::Sender<bool>,
}

#[uniffi::export(async_runtime = "tokio")]
impl Cashier {
    /// Checks the set-up and opens the storage. Without `transport` the built-in HTTP client is used.
    #[uniffi::constructor]
    pub fn new(
        config: CashierConfig,
        tokens: Arc<dyn AccessTokenSource>,
        storage: Storage,
        transport: Option<Arc<dyn Transport>>,
        log: Option<Arc<dyn LogSink>>,
    ) -> Result<Arc<Self>, CashierError> {
        if let Some(sink) = log {
            log::send_to(sink);
        }
        let config = cashier_client::CashierConfig::try_from(config)?;
        let transport = match transport {
            Some(transport) => Arc::new(HostTransport(transport)),
            None => built_in_transport(&config.loopback)?,
        };
        let (store, release) = watched(storage.open()?);
        let client = Client::new(config, Ports { transport, store, tokens: Arc::new(HostTokens(tokens)) })?;
        Ok(Arc::new(Self { open: Mutex::new(Some(client)), release, closed: watch::Sender::new(false) }))
    }

    /// Loads what the phone has and takes unfinished payments up again; gives those.
    pub async fn start(&self) -> Result<Vec<Arc<Payment>>, CashierError> {
        Ok(self.payments(self.client()?.start().await?))
    }

    /// Which of the codes of one picture to pay, or which to let the user choose from.
    pub fn scan(&self, codes: Vec<CodeValue>) -> Result<Scan, CashierError> {
        Ok(self.client()?.scan(codes)?)
    }

    /// Pays the only one of these codes that may be paid, or lets the user choose on the page "scanner".
    pub fn pay_scanned(&self, codes: Vec<CodeValue>, source: Source) -> Result<Arc<Payment>, CashierError> {
        Ok(self.payment(self.client()?.pay_scanned(codes, source)?))
    }

    /// Begins a payment with the text of a code, verbatim.
    pub fn pay(&self, code: CodeValue, source: Source) -> Result<Arc<Payment>, CashierError> {
        Ok(self.payment(self.client()?.pay(code, source)?))
    }

    /// Begins a payment with the code in a link that opened the wallet.
    pub fn pay_link(&self, url: String) -> Result<Arc<Payment>, CashierError> {
        Ok(self.payment(self.client()?.pay_link(&url)?))
    }

    /// A page of the user's payments, newest first.
    pub async fn history(&self, after: Option<String>, limit: u32) -> Result<History, CashierError> {
        let page = self.client()?.history(after, limit).await?;
        Ok(History { reading: Reading::from(&page), page })
    }

    /// Everything about one payment of the user.
    pub async fn order(&self, order: String) -> Result<Detail, CashierError> {
        let page = self.client()?.order(OrderId(order)).await?;
        Ok(Detail { reading: Reading::from(&page), page })
    }

    /// The payment in front, if it is not done.
    pub fn front(&self) -> Option<Arc<Payment>> {
        self.client().ok()?.front().map(|payment| self.payment(payment))
    }

    /// The oldest outcome that was not acknowledged; waits for one. The same one again until it is acknowledged.
    pub async fn next_outcome(&self) -> Result<OutcomeDelivery, CashierError> {
        let client = self.client()?;
        let delivery = self.until_closed(client.next_outcome()).await?;
        Ok(OutcomeDelivery { id: delivery.id, payment_id: delivery.payment, outcome: delivery.outcome })
    }

    /// The host has dealt with an outcome.
    pub fn acknowledge(&self, outcome_id: String) -> Result<(), CashierError> {
        self.client()?.acknowledge(&outcome_id);
        Ok(())
    }

    /// The app came to the front, or went behind.
    pub fn set_foreground(&self, foreground: bool) {
        self.if_open(|client| client.set_foreground(foreground));
    }

    /// The network came, or went.
    pub fn set_network(&self, available: bool) {
        self.if_open(|client| client.set_network(available));
    }

    /// A screen reader was switched on, or off.
    pub fn set_screen_reader(&self, on: bool) {
        self.if_open(|client| client.set_screen_reader(on));
    }

    /// The user picked another language; every page is shown again in it, and no request is repeated.
    pub fn set_language(&self, tag: String) -> Result<(), CashierError> {
        Ok(self.client()?.set_language(&tag)?)
    }

    /// How far the device's clock is from UTC, in minutes east of Greenwich; every page is shown again with its times on that clock.
    /// `None` if it is not known.
    pub fn set_utc_offset(&self, minutes: Option<i32>) -> Result<(), CashierError> {
        let far_away = || cashier_client::CashierError::invalid_config("no clock is more than 18 hours from UTC");
        let offset = minutes.map(|minutes| UtcOffset::from_minutes(minutes).ok_or_else(far_away)).transpose()?;
        self.if_open(|client| client.set_utc_offset(offset));
        Ok(())
    }

    /// The wallet got a push message about an order.
    pub fn push_hint(&self, order: String) {
        self.if_open(|client| client.push_hint(&OrderId(order)));
    }

    /// Another user has logged in; gives what is left of their payments.
    pub async fn token_user_changed(&self) -> Result<Vec<Arc<Payment>>, CashierError> {
        Ok(self.payments(self.client()?.token_user_changed().await?))
    }

    /// Stops everything, at once. What had to be written is written behind. Not called `close`: in Kotlin that one frees the object.
    pub fn stop(&self) {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner).take();
        self.closed.send_replace(true);
        if let Some(client) = open {
            client.close();
        }
    }

    /// [`Cashier::stop`], and waits until everything is written and the folder is free, at most three seconds.
    pub async fn shut_down(&self) {
        self.stop();
        self.release.wait().await;
    }
}

impl Cashier {
    /// What `waiting` brings, unless the cashier is closed before.
    pub(crate) async fn until_closed<T>(&self, waiting: impl Future<Output = T>) -> Result<T, CashierError> {
        let mut is_closed = self.closed.subscribe();
        tokio::select! {
            found = waiting => Ok(found),
            _ = is_closed.wait_for(|closed| *closed) => Err(closed()),
        }
    }

    pub(crate) fn client(&self) -> Result<Client, CashierError> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.clone().ok_or_else(closed)
    }

    // A signal to a cashier that has just been closed is no error.
    pub(crate) fn if_open(&self, signal: impl FnOnce(Client)) {
        if let Ok(client) = self.client() {
            signal(client);
        }
    }

    fn payment(&self, payment: Arc<cashier_client::Payment>) -> Arc<Payment> {
        Payment::new(payment, self.closed.subscribe())
    }

    fn payments(&self, payments: Vec<Arc<cashier_client::Payment>>) -> Vec<Arc<Payment>> {
        payments.into_iter().map(|payment| self.payment(payment)).collect()
    }
}

#[cfg(feature = "http")]
fn built_in_transport(loopback: &LoopbackOrigins) -> Result<Arc<dyn cashier_client::ports::Transport>, CashierError> {
    use cashier_client::adapters::HttpTransport;

    Ok(Arc::new(HttpTransport::new(loopback.clone()).map_err(cashier_client::CashierError::from)?))
}

#[cfg(not(feature = "http"))]
fn built_in_transport(_: &LoopbackOrigins) -> Result<Arc<dyn cashier_client::ports::Transport>, CashierError> {
    Err(cashier_client::CashierError::invalid_config("this build has no HTTP client of its own: bring a transport").into())
}

fn closed() -> CashierError {
    cashier_client::CashierError::Closed.into()
}
