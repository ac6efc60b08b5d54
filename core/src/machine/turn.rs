//! One turn of the machine: what surrounds the payment, and the effects collected so far.

use super::{Clock, Delivery, Effect, Event, Monotonic, Outcome, Request};
use crate::{codes::NavigationPolicy, redirect::RedirectPolicy, wallet_api::OrderId};

/// What surrounds a payment.
#[derive(Clone, Debug)]
pub struct Context {
    clock: Clock,
    /// Of the newest request; an answer to an older one changes nothing.
    pub(super) epoch: u64,
    /// Under whom the payment began.
    owner: String,
    /// Who is logged in now.
    user: String,
    foreground: bool,
    online: bool,
    screen_reader: bool,
    timer: Option<Monotonic>,
    /// Taken up from a record of an earlier run.
    restored: bool,
    /// An order whose result is owed: it is on disk until that result is told.
    pub(super) owed: Option<OrderId>,
    /// The host has been told that a result follows.
    promised: bool,
    /// That little time is left has been said.
    warned: bool,
    /// `Request-Id` of the newest request, if it failed or was refused.
    support_reference: Option<String>,
    redirect: RedirectPolicy,
    navigation: NavigationPolicy,
}

impl Context {
    pub(super) fn new(user: String, redirect: RedirectPolicy, navigation: NavigationPolicy) -> Self {
        Self {
            clock: Clock::default(),
            epoch: 0,
            owner: user.clone(),
            user,
            foreground: true,
            online: true,
            screen_reader: false,
            timer: None,
            restored: false,
            owed: None,
            promised: false,
            warned: false,
            support_reference: None,
            redirect,
            navigation,
        }
    }

    /// What every phase needs to know of an event, before the phase sees it.
    pub(super) fn take(&mut self, event: &Event) {
        match event {
            Event::Tick(now) => self.clock.tick(*now),
            Event::ServerTime(server) => self.clock.set_server_time(*server),
            Event::NetDown => self.online = false,
            Event::NetUp => self.online = true,
            Event::Foreground => self.foreground = true,
            Event::Background => self.foreground = false,
            Event::ScreenReader(on) => self.screen_reader = *on,
            Event::TokenUserChanged(user) => self.user.clone_from(user),
            // Nobody has heard of a request that never left the phone.
            Event::SendFailure { epoch, delivery, request_id } if *epoch == self.epoch => {
                self.failed((*delivery != Delivery::NotSent).then_some(request_id));
            }
            Event::Reply { epoch, answer, request_id } if *epoch == self.epoch => self.failed(answer.refuses().then_some(request_id)),
            _ => {}
        }
    }

    fn failed(&mut self, request_id: Option<&String>) {
        self.support_reference = request_id.filter(|id| !id.is_empty()).cloned();
    }

    /// What a user tells the support: `Request-Id` of the newest request, if it was refused, or failed after it may have left the phone
    /// (wallet API, section 1).
    pub fn support_reference(&self) -> Option<&str> {
        self.support_reference.as_deref()
    }

    /// The epoch of the newest request.
    pub fn newest_epoch(&self) -> u64 {
        self.epoch
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Whether the app is in front.
    pub fn foreground(&self) -> bool {
        self.foreground
    }

    /// Whether there is a network.
    pub fn online(&self) -> bool {
        self.online
    }

    /// Whether a screen reader is on.
    pub fn screen_reader(&self) -> bool {
        self.screen_reader
    }

    /// The payment's user is not the one who is logged in: it is neither asked about nor closed.
    pub fn parked(&self) -> bool {
        self.owner != self.user
    }

    /// `Customer-Hint` of the user under whom the payment began.
    pub fn owner(&self) -> &str {
        &self.owner
    }

    /// The payment is taken up again for the user who began it.
    pub(super) fn owned_by(&mut self, user: &str) {
        self.restored = true;
        user.clone_into(&mut self.owner);
    }

    /// An earlier run has told the host that the result of this order follows, and has put that on disk.
    pub(super) fn promised_before(&mut self, order: OrderId) {
        (self.owed, self.promised) = (Some(order), true);
    }

    /// Whether questions can be asked now.
    pub(super) fn may_ask(&self) -> bool {
        self.foreground && self.online && !self.parked()
    }

    /// Whether this payment was taken up from a record of an earlier run.
    pub(super) fn restored(&self) -> bool {
        self.restored
    }

    /// Whether the host waits for a result; after a restart it may, since an earlier run.
    pub(super) fn has_promised(&self) -> bool {
        self.promised || self.restored
    }

    /// Whether this is the moment to say that little time is left: it is once in a payment.
    pub(super) fn warns_once(&mut self) -> bool {
        !core::mem::replace(&mut self.warned, true)
    }

    /// Where the user may be sent.
    pub fn redirect(&self) -> &RedirectPolicy {
        &self.redirect
    }

    /// What the merchant page's container loads and intercepts.
    pub fn navigation(&self) -> &NavigationPolicy {
        &self.navigation
    }
}

/// One turn.
pub(super) struct Turn<'a> {
    pub(super) context: &'a mut Context,
    effects: Vec<Effect>,
}

impl<'a> Turn<'a> {
    pub(super) fn new(context: &'a mut Context) -> Self {
        Self { context, effects: Vec::new() }
    }

    pub(super) fn now(&self) -> Monotonic {
        self.context.clock.now()
    }

    pub(super) fn push(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// Tells the host: once that a result follows, whichever attempt it will be of. The end of a payment is all that is owed of it.
    pub(super) fn finish(&mut self, outcome: Outcome) {
        let is_end = outcome.is_end();
        if !is_end && core::mem::replace(&mut self.context.promised, true) {
            return;
        }
        self.push(Effect::Finish(outcome));
        if is_end && let Some(order) = self.context.owed.take() {
            self.push(Effect::ForgetOrder(order));
        }
    }

    /// The result of this order is owed, also if the process ends before it is known.
    pub(super) fn owe(&mut self, order: OrderId) {
        if self.context.owed.is_none() {
            self.context.owed = Some(order.clone());
            self.push(Effect::StoreOrder(order));
        }
    }

    /// Sends a request; the epoch that its answer will carry.
    pub(super) fn send(&mut self, request: Request) -> u64 {
        self.context.epoch = self.context.epoch.saturating_add(1);
        let epoch = self.context.epoch;
        self.push(Effect::Send { epoch, request });
        epoch
    }

    /// Asks for a tick at `deadline`, unless one is already due then.
    pub(super) fn arm(&mut self, deadline: Option<Monotonic>) {
        let deadline = deadline.map(|at| at.max(Monotonic(self.now().0.saturating_add(1))));
        if deadline != self.context.timer {
            self.context.timer = deadline;
            if let Some(at) = deadline {
                self.push(Effect::StartTimer(at));
            }
        }
    }

    pub(super) fn into_effects(self) -> Vec<Effect> {
        self.effects
    }
}
