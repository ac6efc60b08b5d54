//! One payment, as the host holds it.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use cashier_core::{
    codes::{Navigation, NavigationPolicy},
    machine::{Event, Phase, State, StepUpInput},
    pages::Page,
    recording::Recorder,
    secret::{CodeValue, Secret},
    wallet_api::OrderId,
};
use tokio::sync::{mpsc, watch};

use crate::random;

/// What the user sees now. States may be skipped when they come faster than the host looks; outcomes never are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentState {
    /// Grows with every change.
    pub revision: u64,
    /// What to show.
    pub page: Page,
    /// The newest text for a screen reader.
    pub announcement: Option<Announcement>,
    pub(crate) standing: Standing,
}

impl PaymentState {
    pub(crate) fn first(page: Page) -> Self {
        Self { revision: 0, page, announcement: None, standing: Standing::Open }
    }

    /// Nothing can happen to the payment any more, except that its page is left.
    pub fn is_over(&self) -> bool {
        matches!(self.standing, Standing::Over | Standing::Done)
    }
}

/// A text for a screen reader, to be said once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// The revision with which it came.
    pub revision: u64,
    /// What to say.
    pub text: String,
}

/// Whether another payment may come in front.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// The user is in it.
    Open,
    /// The user has left it, or another user is logged in; its result is still to come.
    Left,
    /// On its last page.
    Over,
    /// Gone.
    Done,
}

impl Standing {
    pub(crate) fn of(state: &State) -> Self {
        match state.phase() {
            Phase::Pending(pending) if pending.left() => Self::Left,
            // Another user is logged in: the payment waits for its own user, out of sight.
            phase if state.context().parked() && !matches!(phase, Phase::Done(_)) => Self::Left,
            Phase::Settled(_) | Phase::Redirecting { .. } | Phase::HandedOver(_) => Self::Over,
            Phase::Done(_) => Self::Done,
            _ => Self::Open,
        }
    }
}

/// A payment. Dropping it changes nothing: the payment goes on for as long as its cashier lives, and its outcome is delivered.
#[derive(Debug)]
pub struct Payment {
    id: String,
    events: mpsc::UnboundedSender<Event>,
    state: watch::Receiver<PaymentState>,
    /// `Customer-Hint` of the user under whom it began.
    owner: String,
    /// `None` for one that was restored.
    scanned: Option<Scanned>,
    /// The code that the user picked of several.
    picked: OnceLock<CodeValue>,
    navigation: NavigationPolicy,
    recorder: Option<SharedRecorder>,
}

/// What a payment began with.
#[derive(Debug)]
pub(crate) enum Scanned {
    One(CodeValue),
    /// In the order in which they are offered.
    Several(Vec<CodeValue>),
}

/// What driver and payment share of a recording.
pub(crate) type SharedRecorder = Arc<Mutex<Recorder>>;

impl Payment {
    pub(crate) fn new(
        id: String,
        events: mpsc::UnboundedSender<Event>,
        state: watch::Receiver<PaymentState>,
        owner: String,
        scanned: Option<Scanned>,
        navigation: NavigationPolicy,
        recorder: Option<SharedRecorder>,
    ) -> Self {
        Self { id, events, state, owner, scanned, picked: OnceLock::new(), navigation, recorder }
    }

    /// Random; names the payment in its outcomes.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What has happened so far, without anything secret, for [`replay`](cashier_core::recording::replay). `None` if the cashier does
    /// not record, or if what surrounds the payment alone is more than a recording may hold.
    pub fn recording(&self) -> Option<String> {
        self.recorder.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner).to_json()
    }

    /// Neither on its last page nor gone.
    pub(crate) fn is_waiting_for_a_result(&self) -> bool {
        matches!(self.standing(), Standing::Open | Standing::Left)
    }

    pub(crate) fn is_owned_by(&self, user: &str) -> bool {
        self.owner == user
    }

    /// Whether `scanned` is the code that this pays, or what its user chooses from.
    pub(crate) fn is_of(&self, scanned: &Scanned) -> bool {
        match (&self.scanned, scanned) {
            (Some(Scanned::One(mine)), Scanned::One(code)) => mine == code,
            (Some(Scanned::Several(_)), Scanned::One(code)) => self.picked.get() == Some(code),
            // The same picture again, also if its codes were found in another order.
            (Some(Scanned::Several(mine)), Scanned::Several(codes)) => {
                mine.len() == codes.len() && codes.iter().all(|it| mine.contains(it))
            }
            _ => false,
        }
    }

    pub(crate) fn standing(&self) -> Standing {
        self.state.borrow().standing
    }

    pub(crate) fn on(&self, event: Event) {
        // A payment that is done takes no events; that is no error.
        let _ = self.events.send(event);
    }

    /// What the user sees now.
    pub fn state(&self) -> PaymentState {
        self.state.borrow().clone()
    }

    /// The first state newer than `after_revision`; at once if there is one. After the last one it waits for good.
    pub async fn next_state(&self, after_revision: u64) -> PaymentState {
        let mut state = self.state.clone();
        // The guard must not live across the wait below: no executor could move this future between threads.
        let newer = state.wait_for(|state| state.revision > after_revision).await.map(|state| state.clone());
        match newer {
            Ok(state) => state,
            Err(_) => std::future::pending().await,
        }
    }

    /// Picks one of the codes that [`Page::Scanner`] offers.
    pub fn pick_code(&self, index: u32) {
        // The first one counts, as it does for the machine.
        if let (Some(Scanned::Several(codes)), Ok(index)) = (&self.scanned, usize::try_from(index))
            && let Some(code) = codes.get(index)
        {
            let _ = self.picked.set(code.clone());
        }
        self.on(Event::CodePicked(index));
    }

    /// Pay.
    pub fn confirm(&self) {
        self.on(Event::Confirm);
    }

    /// A step back. Never cancels a payment that may have been sent.
    pub fn back(&self) {
        self.on(Event::Back);
    }

    /// Leaves. Never cancels a payment that may have been sent.
    pub fn close(&self) {
        self.on(Event::Close);
    }

    /// Tries again, where the page offers it.
    pub fn retry(&self) {
        self.on(Event::Retry);
    }

    /// Picks a payment method.
    pub fn pick_method(&self, method_id: String) {
        self.on(Event::MethodPicked(method_id));
    }

    /// What the user typed on the step-up sheet.
    pub fn submit_pin(&self, pin: Secret) {
        self.on(Event::StepUpResult(StepUpInput::Pin { try_id: random::hex(), pin }));
    }

    /// The user closed the step-up sheet.
    pub fn cancel_step_up(&self) {
        self.on(Event::StepUpResult(StepUpInput::Cancelled));
    }

    /// To the merchant.
    pub fn redirect(&self) {
        self.on(Event::RedirectTap);
    }

    /// The user touched or focused the result page.
    pub fn stop_countdown(&self) {
        self.on(Event::CountdownStop);
    }

    /// Whether something opened the target of [`Page::Leaving`].
    pub fn redirect_result(&self, opened: bool) {
        self.on(if opened { Event::Opened } else { Event::NoHandler });
    }

    /// What the merchant page's container does with a navigation, at once; the payment goes on by the same decision. An order code is
    /// taken over. A page that wants an auth code gets it: [`Page::MerchantPage`] says then what to load next.
    pub fn navigate(&self, url: &str, main_frame: bool) -> Navigation {
        let decision = self.navigation.decide(url, main_frame);
        // What is not loaded here means nothing to the payment, and may be of any length.
        if !matches!(decision, Navigation::Block(_) | Navigation::External) {
            self.on(Event::EntryNavigation { url: CodeValue::new(url), main_frame });
        }
        decision
    }

    pub(crate) fn hint(&self, order: &OrderId) {
        self.on(Event::PushHint(order.clone()));
    }
}
