//! Runs one payment: feeds events to the machine, carries out its effects, publishes its pages.

use std::{
    collections::VecDeque,
    future,
    sync::{Arc, PoisonError},
    time::Duration,
};

use cashier_core::{
    machine::{Effect, Event, Monotonic, Phase, Request, State, update},
    pages,
    texts::Texts,
    wallet_api::{AttemptId, Support},
};
use tokio::sync::{mpsc, watch};

use crate::{
    PaymentState,
    adapters::Clock,
    api::{Exchange, SharedBackend},
    outcomes::Outcomes,
    payment::{Announcement, SharedRecorder, Standing},
    random,
    records::Records,
};

/// What all payments of a cashier share.
#[derive(Clone)]
pub(crate) struct Services {
    pub(crate) backend: SharedBackend,
    pub(crate) records: Records,
    pub(crate) outcomes: Arc<Outcomes>,
    /// Changes when the user picks another language.
    pub(crate) texts: watch::Receiver<Texts>,
    pub(crate) clock: Clock,
}

/// What came of a request.
struct Arrival {
    epoch: u64,
    /// [`Driver::logins`] when it was sent.
    logins: u64,
    exchange: Exchange,
}

/// One payment, running.
pub(crate) struct Driver {
    services: Services,
    /// [`crate::Payment::id`].
    payment: String,
    events: mpsc::UnboundedSender<Event>,
    inbox: mpsc::UnboundedReceiver<Event>,
    arrivals: (mpsc::UnboundedSender<Arrival>, mpsc::UnboundedReceiver<Arrival>),
    /// How often the cashier has said who is logged in.
    logins: u64,
    published: watch::Sender<PaymentState>,
    /// Who the backend says a user turns to.
    support: Option<Support>,
    timer: Option<Monotonic>,
    recorder: Option<SharedRecorder>,
}

impl Driver {
    pub(crate) fn new(
        mut services: Services,
        payment: String,
        events: mpsc::UnboundedSender<Event>,
        inbox: mpsc::UnboundedReceiver<Event>,
        published: watch::Sender<PaymentState>,
        support: Option<Support>,
        recorder: Option<SharedRecorder>,
    ) -> Self {
        // An earlier change of the language is no news to a new payment.
        services.texts.mark_unchanged();
        let arrivals = mpsc::unbounded_channel();
        Self { services, payment, events, inbox, arrivals, logins: 0, published, support, timer: None, recorder }
    }

    /// Until the payment is done.
    pub(crate) async fn run(mut self, mut state: State) {
        while !matches!(state.phase(), Phase::Done(_)) {
            let event = tokio::select! {
                event = self.inbox.recv() => event,
                Some(arrival) = self.arrivals.1.recv() => {
                    state = self.arrived(state, arrival);
                    continue;
                }
                Ok(()) = self.services.texts.changed() => Some(Event::LocaleChanged),
                () = sleep_until(self.services.clock, self.timer) => {
                    self.timer = None;
                    Some(Event::Tick((self.services.clock)()))
                }
            };
            let Some(event) = event else { return };
            state = self.take(state, event);
        }
    }

    /// The result, and what else the exchange tells. That has no epoch of its own: what came late, or was overtaken by a login, tells of a
    /// user or a time that may be over, and brings nothing but its result, which the machine drops if it is late.
    fn arrived(&mut self, mut state: State, Arrival { epoch, logins, exchange }: Arrival) -> State {
        let Exchange { result, request_id, server_time, user } = exchange;
        if epoch == state.context().newest_epoch() && logins == self.logins {
            let user = user.filter(|user| user != state.context().owner()).map(Event::TokenUserChanged);
            for event in user.into_iter().chain(server_time.map(Event::ServerTime)) {
                state = self.take(state, event);
            }
        }
        let result = match result {
            Ok(answer) => Event::Reply { epoch, answer, request_id },
            Err(delivery) => Event::SendFailure { epoch, delivery, request_id },
        };
        self.take(state, result)
    }

    /// Every event comes with its time.
    fn take(&mut self, mut state: State, event: Event) -> State {
        self.logins = self.logins.saturating_add(u64::from(matches!(event, Event::TokenUserChanged(_))));
        let mut events = VecDeque::from([Event::Tick((self.services.clock)())]);
        if !matches!(event, Event::Tick(_)) {
            events.push_back(event);
        }
        let (mut announced, mut saved) = (None, Vec::new());
        while let Some(event) = events.pop_front() {
            if let Some(recorder) = &self.recorder {
                recorder.lock().unwrap_or_else(PoisonError::into_inner).record(&event);
            }
            let effects;
            (state, effects) = update(state, event);
            // An outcome and the end of its attempt come in one turn.
            let ended = effects.iter().find_map(|effect| match effect {
                Effect::Forget(attempt) => Some(attempt.clone()),
                _ => None,
            });
            for effect in effects {
                match effect {
                    Effect::Finish(outcome) => {
                        let attempt = outcome.attempt().cloned().or_else(|| ended.clone());
                        saved.extend(self.services.outcomes.save(state.context().owner(), &self.payment, outcome, attempt.as_ref()));
                    }
                    Effect::MintAttempt => events.push_back(Event::AttemptMinted(AttemptId::from_random(random::bits()))),
                    Effect::Announce(text) => announced = Some(pages::announcement(&state, text, &self.services.texts.borrow())),
                    effect => self.carry_out(effect, state.context().owner()),
                }
            }
            // However this payment came to its order: while another one has an attempt of it, there is nothing to pay, only to ask.
            if let Some(order) = state.phase().order_without_attempt() {
                let live = self.services.records.live_attempt_of_another(&self.payment, state.context().owner(), order);
                live.into_iter().for_each(|record| events.push_front(Event::Restore(record)));
            }
        }
        // Whoever hears of an outcome may end the process: what goes with it is in the queue before.
        saved.into_iter().for_each(|saved| self.services.outcomes.tell(saved));
        self.publish(&state, announced);
        state
    }

    fn carry_out(&mut self, effect: Effect, owner: &str) {
        match effect {
            Effect::Send { epoch, request } => self.send(epoch, request, owner.to_owned()),
            Effect::Store(record) => {
                let (events, attempt) = (self.events.clone(), record.attempt.clone());
                self.services.records.save_attempt(&self.payment, &record, move |result| {
                    // The payment may be gone by now; then nobody waits for this.
                    let _ = events.send(if result.is_ok() { Event::Stored(attempt) } else { Event::StoreFailed(attempt) });
                });
            }
            Effect::Forget(attempt) => self.services.records.forget_attempt(owner, attempt),
            Effect::StoreOrder(order) => self.services.records.save_order(owner, &self.payment, &order),
            Effect::ForgetOrder(_) => self.services.records.forget_order(owner, &self.payment),
            Effect::StartTimer(at) => self.timer = Some(at),
            Effect::Emit(event) => tracing::info!(?event, "cashier"),
            // The page shows these to the host, and the host acts on the page.
            Effect::OpenMerchantPage { .. } | Effect::OpenRedirect(_) | Effect::AskStepUp | Effect::HandOver(_) => {}
            // Answered within the same turn, above.
            Effect::MintAttempt | Effect::Announce(_) | Effect::Finish(_) => {}
        }
    }

    /// In a task of its own: the payment goes on, and whatever comes back carries the epoch.
    fn send(&self, epoch: u64, request: Request, owner: String) {
        let (backend, arrivals, logins) = (Arc::clone(&self.services.backend), self.arrivals.0.clone(), self.logins);
        let sending = tokio::spawn(async move { backend.send(&request, &owner).await });
        tokio::spawn(async move {
            // Whatever goes wrong there, the payment gets an answer: nobody knows how far it got.
            let exchange = sending.await.unwrap_or_else(|_| Exchange::lost());
            // The payment may be gone by now; then nobody waits for this.
            let _ = arrivals.send(Arrival { epoch, logins, exchange });
        });
    }

    fn publish(&self, state: &State, announced: Option<String>) {
        let texts = self.services.texts.borrow().clone();
        let page = pages::page(state, self.support.as_ref(), &texts);
        if let Some(recorder) = &self.recorder {
            recorder.lock().unwrap_or_else(PoisonError::into_inner).shows(state, &page, &texts);
        }
        let standing = Standing::of(state);
        self.published.send_if_modified(|published| {
            if published.page == page && published.standing == standing && announced.is_none() {
                return false;
            }
            published.revision = published.revision.saturating_add(1);
            published.page = page;
            published.standing = standing;
            if let Some(text) = announced {
                published.announcement = Some(Announcement { revision: published.revision, text });
            }
            true
        });
    }
}

/// Waits in short steps: the runtime's own timers stand still while the device sleeps, this clock does not.
pub(crate) async fn sleep_until(clock: Clock, at: Option<Monotonic>) {
    const STEP: Duration = Duration::from_secs(1);
    let Some(at) = at else { return future::pending().await };
    loop {
        let left = at.since(clock());
        if left.is_zero() {
            return;
        }
        tokio::time::sleep(left.min(STEP)).await;
    }
}

#[cfg(test)]
mod tests;
