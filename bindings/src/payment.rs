//! One payment.

use std::sync::Arc;

use cashier_core::{
    codes,
    pages::{Page, Reading},
    secret::Secret,
};
use tokio::sync::watch;

/// What the user sees now.
#[derive(uniffi::Record)]
pub struct PaymentState {
    /// Grows with every change.
    pub revision: u64,
    /// What to show.
    pub page: Page,
    /// The page in reading order.
    pub reading: Reading,
    /// The newest text for a screen reader.
    pub announcement: Option<Announcement>,
}

/// A text for a screen reader, to be said once.
#[derive(uniffi::Record)]
pub struct Announcement {
    /// The revision with which it came.
    pub revision: u64,
    /// What to say.
    pub text: String,
}

impl From<cashier_client::PaymentState> for PaymentState {
    fn from(state: cashier_client::PaymentState) -> Self {
        let announcement = state.announcement.map(|announcement| Announcement { revision: announcement.revision, text: announcement.text });
        Self { revision: state.revision, reading: Reading::from(&state.page), page: state.page, announcement }
    }
}

/// What the merchant page's container does with a navigation.
#[derive(uniffi::Enum)]
pub enum Navigation {
    /// Loads it.
    Load,
    /// Cancels it: it was an order code, and the payment has gone on with it.
    Intercepted,
    /// Cancels it: the page wants an auth code, and the page "merchant page" says what to load next.
    AuthCode,
    /// Cancels it; the operating system opens it.
    External,
    /// Cancels it.
    Block,
}

impl From<codes::Navigation> for Navigation {
    fn from(navigation: codes::Navigation) -> Self {
        match navigation {
            codes::Navigation::Load => Self::Load,
            codes::Navigation::Decode(_) => Self::Intercepted,
            codes::Navigation::AuthCode(_) => Self::AuthCode,
            codes::Navigation::External => Self::External,
            codes::Navigation::Block(_) => Self::Block,
        }
    }
}

/// A payment. Dropping it changes nothing. No method is called `close`: in Kotlin that one frees the object.
#[derive(uniffi::Object)]
pub struct Payment {
    payment: Arc<cashier_client::Payment>,
    closed: watch::Receiver<bool>,
}

impl Payment {
    pub(crate) fn new(payment: Arc<cashier_client::Payment>, closed: watch::Receiver<bool>) -> Arc<Self> {
        Arc::new(Self { payment, closed })
    }
}

#[uniffi::export(async_runtime = "tokio")]
impl Payment {
    /// Random; names the payment in its outcomes.
    pub fn id(&self) -> String {
        self.payment.id().to_owned()
    }

    /// What the user sees now.
    pub fn state(&self) -> PaymentState {
        self.payment.state().into()
    }

    /// What has happened so far, without anything secret, if the cashier records: for [`crate::replay`].
    pub fn recording(&self) -> Option<String> {
        self.payment.recording()
    }

    /// The first state newer than `after_revision`; `None` once the cashier is closed.
    pub async fn next_state(&self, after_revision: u64) -> Option<PaymentState> {
        let mut closed = self.closed.clone();
        tokio::select! {
            biased;
            state = self.payment.next_state(after_revision) => Some(state.into()),
            _ = closed.wait_for(|closed| *closed) => None,
        }
    }

    /// Picks one of the codes that the page "scanner" offers.
    pub fn pick_code(&self, index: u32) {
        self.payment.pick_code(index);
    }

    /// Pay.
    pub fn confirm(&self) {
        self.payment.confirm();
    }

    /// A step back.
    pub fn back(&self) {
        self.payment.back();
    }

    /// Leaves the cashier.
    pub fn leave(&self) {
        self.payment.close();
    }

    /// Tries again.
    pub fn retry(&self) {
        self.payment.retry();
    }

    /// Picks a payment method.
    pub fn pick_method(&self, method_id: String) {
        self.payment.pick_method(method_id);
    }

    /// What the user typed on the step-up sheet.
    pub fn submit_pin(&self, pin: String) {
        self.payment.submit_pin(Secret::new(pin));
    }

    /// The user closed the step-up sheet.
    pub fn cancel_step_up(&self) {
        self.payment.cancel_step_up();
    }

    /// To the merchant.
    pub fn redirect(&self) {
        self.payment.redirect();
    }

    /// The user touched or focused the result page.
    pub fn stop_countdown(&self) {
        self.payment.stop_countdown();
    }

    /// Whether something opened the target of the page "leaving".
    pub fn redirect_result(&self, opened: bool) {
        self.payment.redirect_result(opened);
    }

    /// What the merchant page's container does with a navigation.
    pub fn navigate(&self, url: String, main_frame: bool) -> Navigation {
        self.payment.navigate(&url, main_frame).into()
    }
}
