//! The machine among everything that surrounds it: driver, store, network, backend, clock, user.

use std::rc::Rc;

use super::{
    super::{super::SnapshotRecord, *},
    Machine,
    backend::{Asked, Backend, Debit, OTHERS, Said, id_of, number_of, price_of},
    ghosts::{Ghosts, Screen, Sent},
    moves::{Around, Budget, Move, ORDER_PAGE, RIGHT_PIN, Refusal, Scanned, Spoil, Tap},
};

/// Ten minutes after the beginning: [`order`]'s end.
const ORDER_ENDS: Monotonic = Monotonic(601_000);
/// A payment is not begun over and over.
const ATTEMPTS: u8 = 3;

/// A request on its way to the backend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Sending {
    /// `None`: of a process that has died.
    pub(super) epoch: Option<u64>,
    pub(super) asked: Asked,
    /// The phone has not given up on it.
    pub(super) awaited: bool,
}

/// An answer on its way to the phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Answering {
    pub(super) epoch: u64,
    pub(super) asked: Asked,
    pub(super) said: Said,
}

/// Everything there is.
#[derive(Clone)]
pub(super) struct World {
    pub(super) state: State,
    pub(super) now: Monotonic,
    pub(super) timer: Option<Monotonic>,
    pub(super) minting: bool,
    pub(super) minted: u8,
    pub(super) writing: Option<Rc<SnapshotRecord>>,
    pub(super) disk: Vec<Rc<SnapshotRecord>>,
    pub(super) wire: Vec<Sending>,
    pub(super) answers: Vec<Answering>,
    pub(super) backend: Backend,
    pub(super) ghosts: Ghosts,
    pub(super) budget: Budget,
}

/// One move: the event that it was for the machine, if it was one, and what went out.
pub(super) struct Step {
    pub(super) after: World,
    pub(super) event: Option<Event>,
    pub(super) effects: Vec<Effect>,
}

/// Nothing scanned yet.
fn first() -> State {
    let navigation = crate::codes::NavigationConfig {
        order_prefixes: vec![ORDER_PAGE.into()],
        oauth_prefixes: vec!["https://auth.example/oauth".into()],
        ..crate::codes::NavigationConfig::default()
    };
    State::new("user-1".into(), RedirectPolicy::default(), NavigationPolicy::new(navigation).unwrap())
}

impl World {
    pub(super) fn new(budget: Budget, machine: Machine) -> Self {
        let now = Monotonic(1_000);
        let mut world = Self {
            state: first(),
            now,
            timer: None,
            minting: false,
            minted: 0,
            writing: None,
            disk: vec![],
            wire: vec![],
            answers: vec![],
            backend: Backend::new(),
            ghosts: Ghosts::default(),
            budget,
        };
        world.begin(machine);
        world
    }

    /// The machine of a process that has just started.
    fn begin(&mut self, machine: Machine) {
        self.state = first();
        (self.timer, self.minting, self.writing) = (None, false, None);
        self.ghosts.screen = Screen::default();
        self.feed(Event::Tick(self.now), machine);
        let elapsed = i64::try_from(self.now.0 - 1_000).unwrap();
        let UnixMillis(start) = UnixMillis::parse("2026-01-05T10:30:00Z").unwrap();
        self.feed(Event::ServerTime(UnixMillis(start + elapsed)), machine);
    }

    /// The epoch of the newest request.
    pub(super) fn newest(&self) -> u64 {
        self.state.context.epoch
    }

    /// What may happen next, as far as the budget goes.
    pub(super) fn moves(&self) -> Vec<Move> {
        let mut moves = vec![];
        if self.minting {
            // The driver answers this within the turn.
            return vec![Move::Mint];
        }
        match self.state.phase() {
            Phase::Idle if self.ghosts.fates.is_empty() => {
                let scanned =
                    [Scanned::OrderCode, Scanned::Untrusted, Scanned::EntryCode, Scanned::Several, Scanned::NotSupported, Scanned::Own];
                return scanned.into_iter().map(Move::Scan).chain([Move::Tap(Tap::Close)]).collect();
            }
            Phase::Idle => moves.push(Move::Scan(Scanned::OrderCode)),
            Phase::Done(_) if self.disk.is_empty() => moves.push(Move::Scan(Scanned::OrderCode)),
            Phase::Done(_) => {}
            _ => {
                moves.extend(Tap::ALL.map(Move::Tap));
                moves.extend(Around::possible(self.state.context()).map(Move::Around));
                moves.extend(self.timer.is_some().then_some(Move::TimePasses));
                moves.extend([Move::Waits, Move::Sleeps]);
            }
        }
        if self.writing.is_some() {
            moves.extend([Move::StoreWrites, Move::StoreFails, Move::Restarts { written: true }]);
        }
        moves.push(Move::Restarts { written: false });
        for (at, sending) in self.wire.iter().enumerate() {
            moves.push(Move::Takes(at, Debit::Done));
            if matches!(sending.asked, Asked::Confirm { .. }) {
                moves.extend([Move::Takes(at, Debit::Refused), Move::Takes(at, Debit::Open)]);
            }
            if sending.awaited {
                moves.extend([Move::NotSent(at), Move::TimesOut(at)]);
                moves.extend(Refusal::ALL.map(|why| Move::Refuses(at, why)));
            }
        }
        for (at, answering) in self.answers.iter().enumerate() {
            moves.extend([Move::Arrives(at), Move::ArrivesTwice(at), Move::AnswerLost(at)]);
            let spoiled = Spoil::ALL.into_iter().filter(|how| spoiled(answering.said, *how).is_some());
            moves.extend(spoiled.map(|how| Move::ArrivesSpoiled(at, how)));
        }
        if self.backend.is_running() {
            moves.extend([true, false].map(|done| Move::DebitEnds { done }));
        }
        moves.extend([Move::OtherDevicePays, Move::Cancelled, Move::PriceChanges]);
        moves
    }

    /// Makes a move; `None` if the budget or the bound of attempts forbids it.
    pub(super) fn make(&self, next: Move, machine: Machine) -> Option<Step> {
        let budget = self.budget.after(next)?;
        let mut world = Self { budget, ..self.clone() };
        let event = world.event_of(next, machine)?;
        let stops = event.as_ref().is_some_and(|event| stops_countdown(&world.state, event));
        let effects = event.clone().map(|event| world.feed(event, machine)).unwrap_or_default();
        // A result that is left for another try has no countdown any more; the next result has its own.
        let on_result = matches!(world.state.phase(), Phase::Settled(_) | Phase::Redirecting { .. });
        world.ghosts.screen.stopped = on_result && (stops || world.ghosts.screen.stopped);
        Some(Step { after: world, event, effects })
    }

    /// Everything about a move except what the machine does.
    fn event_of(&mut self, next: Move, machine: Machine) -> Option<Option<Event>> {
        let event = match next {
            Move::Scan(scanned) => {
                if matches!(self.state.phase(), Phase::Done(_)) {
                    self.begin(machine);
                    self.answers.clear();
                    self.wire.iter_mut().for_each(|it| (it.epoch, it.awaited) = (None, false));
                }
                scanned.event()
            }
            Move::Tap(tap) => tap.event(),
            Move::Mint => {
                self.minted = self.minted.checked_add(1).filter(|it| *it <= ATTEMPTS)?;
                self.minting = false;
                Event::AttemptMinted(id_of(self.minted))
            }
            Move::StoreWrites => {
                let record = self.writing.take()?;
                let attempt = record.attempt.clone();
                self.ghosts.fate(number_of(&attempt)).stored = true;
                self.disk.retain(|it| it.attempt != attempt);
                self.disk.push(record);
                Event::Stored(attempt)
            }
            Move::StoreFails => Event::StoreFailed(self.writing.take()?.attempt.clone()),
            Move::Takes(at, debit) => {
                self.taken(at, debit);
                return Some(None);
            }
            Move::Refuses(at, why) => {
                let sending = self.wire.remove(at);
                let (code, started) = why.problem();
                self.hear(Answering { epoch: sending.epoch?, asked: sending.asked, said: Said::Problem(code, started) })
            }
            Move::Arrives(at) => {
                let answering = self.answers.remove(at);
                self.hear(answering)
            }
            Move::ArrivesTwice(at) => {
                let answering = *self.answers.get(at)?;
                self.hear(answering)
            }
            Move::ArrivesSpoiled(at, how) => {
                let answering = self.answers.remove(at);
                self.ghosts.lied |= how == Spoil::Result;
                self.hear(Answering { said: spoiled(answering.said, how)?, ..answering })
            }
            Move::NotSent(at) => {
                let Sending { epoch, asked, .. } = self.wire.remove(at);
                if let Asked::Confirm { attempt, .. } = asked {
                    self.ghosts.fate(attempt).sent = Sent::Not;
                }
                Event::SendFailure { epoch: epoch?, delivery: Delivery::NotSent, request_id: "r".into() }
            }
            Move::TimesOut(at) => {
                let sending = self.wire.get_mut(at)?;
                sending.awaited = false;
                let epoch = sending.epoch?;
                // A question that nobody waits for any more changes nothing at the backend.
                if !matches!(sending.asked, Asked::Confirm { .. } | Asked::Close(_) | Asked::StepUp { .. }) {
                    self.wire.remove(at);
                }
                Event::SendFailure { epoch, delivery: Delivery::MaybeSent, request_id: "r".into() }
            }
            Move::AnswerLost(at) => {
                let epoch = self.answers.remove(at).epoch;
                Event::SendFailure { epoch, delivery: Delivery::MaybeSent, request_id: "r".into() }
            }
            Move::DebitEnds { done } => {
                self.backend.debit_ends(done);
                return Some(None);
            }
            Move::OtherDevicePays => {
                self.backend.other_device_pays();
                return Some(None);
            }
            Move::Cancelled => {
                self.backend.is_cancelled();
                return Some(None);
            }
            Move::PriceChanges => {
                self.backend.price_changes();
                return Some(None);
            }
            Move::TimePasses => {
                self.now = self.timer.take()?;
                Event::Tick(self.now)
            }
            Move::Waits => self.passes(self.now.after(Duration::from_secs(12))),
            Move::Sleeps => self.passes(ORDER_ENDS.after(Duration::from_secs(1)).max(self.now)),
            Move::Restarts { written } => {
                let unfinished = self.writing.take().filter(|_| written);
                self.disk.retain(|it| unfinished.as_ref().is_none_or(|new| new.attempt != it.attempt));
                self.disk.extend(unfinished);
                self.answers.clear();
                self.wire.retain(|it| matches!(it.asked, Asked::Confirm { .. } | Asked::Close(_)));
                self.wire.iter_mut().for_each(|it| (it.epoch, it.awaited) = (None, false));
                self.begin(machine);
                let Some(record) = self.disk.last().cloned() else { return Some(None) };
                let number = number_of(&record.attempt);
                self.ghosts.screen.restored = Some(number);
                self.ghosts.fate(number).stored = true;
                Event::Restore(Rc::unwrap_or_clone(record))
            }
            Move::Around(around) => around.event(),
        };
        Some(Some(event))
    }

    fn passes(&mut self, now: Monotonic) -> Event {
        self.now = now;
        if self.timer.is_some_and(|timer| timer <= now) {
            self.timer = None;
        }
        Event::Tick(now)
    }

    fn taken(&mut self, at: usize, debit: Debit) {
        let Sending { epoch, asked, .. } = self.wire.remove(at);
        if let Asked::Confirm { attempt, .. } = asked {
            self.ghosts.fate(attempt).arrived += 1;
        }
        let said = self.backend.take(asked, debit, self.now >= ORDER_ENDS);
        if let Some(epoch) = epoch {
            self.answers.push(Answering { epoch, asked, said });
        }
    }

    fn hear(&mut self, Answering { epoch, asked, said }: Answering) -> Event {
        if epoch == self.newest() {
            let confirmed = match asked {
                Asked::Confirm { attempt, .. } => Some(attempt),
                _ => None,
            };
            self.ghosts.hears(said, confirmed);
        }
        Event::Reply { epoch, answer: said.answer(), request_id: "r".into() }
    }

    /// What the machine makes of an event, and what the driver makes of that.
    fn feed(&mut self, event: Event, machine: Machine) -> Vec<Effect> {
        let (state, effects) = machine(self.state.clone(), event);
        self.state = state;
        for effect in &effects {
            self.ghosts.see(effect);
            match effect {
                Effect::Send { epoch, request } => {
                    self.wire.push(Sending { epoch: Some(*epoch), asked: asked(request), awaited: true });
                }
                Effect::MintAttempt => self.minting = true,
                Effect::Store(record) => self.writing = Some(Rc::new(record.clone())),
                Effect::Forget(attempt) => {
                    self.disk.retain(|it| it.attempt != *attempt);
                    self.writing.take_if(|it| it.attempt == *attempt);
                }
                Effect::StartTimer(at) => self.timer = Some(*at),
                _ => {}
            }
        }
        effects
    }
}

/// Whether no countdown of the result on the screen may end in a redirect after this.
fn stops_countdown(state: &State, event: &Event) -> bool {
    let Phase::Settled(settled) = state.phase() else { return false };
    match event {
        Event::CountdownStop | Event::ScreenReader(true) => true,
        Event::TokenUserChanged(user) => user != state.context().owner(),
        // One that has not begun waits for the page.
        Event::Background => matches!(settled.countdown(), super::super::super::Countdown::Until(_)),
        _ => false,
    }
}

fn asked(request: &Request) -> Asked {
    match request {
        Request::Identify(_) => Asked::Identify,
        Request::Resolve(..) => Asked::Resolve,
        Request::FetchAuthCode(_) => Asked::AuthCode,
        Request::RefreshQuote(_) => Asked::Quote,
        Request::StepUp(step_up) => Asked::StepUp { right: step_up.pin.expose() == RIGHT_PIN },
        Request::Confirm(_, confirm) => {
            Asked::Confirm { attempt: number_of(&confirm.content.attempt), price: price_of(confirm.content.pay_amount) }
        }
        Request::QueryAttempt(id) => Asked::Attempt(number_of(id)),
        Request::QueryOrder(_) => Asked::Order,
        Request::CloseAttempt(id, _) => Asked::Close(number_of(id)),
    }
}

/// The answer as it arrives in place of the one that was given, if it can be spoiled so.
fn spoiled(said: Said, how: Spoil) -> Option<Said> {
    Some(match (how, said) {
        (Spoil::Amount, Said::Attempt { id, state, order, price }) => Said::Attempt { id, state, order, price: 1 - price },
        (Spoil::Attempt, Said::Attempt { state, order, price, .. }) => Said::Attempt { id: OTHERS, state, order, price },
        (Spoil::Result, Said::Attempt { id, state: AttemptState::Succeeded, price, .. }) => {
            Said::Attempt { id, state: AttemptState::Failed, order: OrderState::Decoded, price }
        }
        (Spoil::Result, Said::Attempt { id, state: AttemptState::Failed, price, .. }) => {
            Said::Attempt { id, state: AttemptState::Succeeded, order: OrderState::Success, price }
        }
        (Spoil::Kind, Said::Resolved(_) | Said::Order(_) | Said::Token | Said::Attempt { .. } | Said::NeverReceived { .. }) => Said::Decode,
        (Spoil::Other, Said::Resolved(_)) => Said::HandOver,
        (Spoil::Other, Said::Token) => Said::Locked,
        _ => return None,
    })
}
