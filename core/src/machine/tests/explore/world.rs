//! The machine among everything that surrounds it: driver, store, network, backend, clock, user.

use std::{collections::VecDeque, sync::Arc};

use super::{
    super::*,
    backend::{Asked, Backend, Debit, OTHERS, Said, number_of, price_of},
    ghosts::{Ghosts, Screen, Sent},
    input::{Around, Input, RIGHT_PIN, Record, Scanned, Tap},
    moves::{Front, Move, Refusal, Spoil},
    table::{Known, ORDER_ENDS, Table, Turn},
};

/// A payment is not begun over and over.
const ATTEMPTS: u8 = 3;

/// The newest request, until nothing can come of it any more. What comes of older ones is not followed: an answer to one of them changes
/// no state of the machine whatever it says, which invariant I10 finds out in every state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Exchange {
    asked: Asked,
    way: Way,
    /// The phone has neither heard an answer nor given up.
    awaited: bool,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Way {
    Out,
    /// The backend has answered, so many milliseconds ago.
    Back(Said, u64),
}

/// Everything there is.
#[derive(Clone, Hash)]
pub(super) struct World {
    pub(super) machine: Arc<Known>,
    minted: u8,
    writing: Option<Record>,
    pub(super) disk: Vec<Record>,
    /// It is on disk that the payment on the screen owes the order's result. One queue writes that and, after it, the outcome that
    /// promises it: as far as disks go they are one.
    pub(super) owes: bool,
    /// Attempts that another payment of this process looks after, out of sight.
    others: Vec<u8>,
    /// So many payments out of sight owe the order's result; that is on disk too.
    others_owe: u8,
    exchange: Option<Exchange>,
    /// Requests that may still reach the backend, though nobody waits for an answer.
    orphans: Vec<Asked>,
    backend: Backend,
    pub(super) ghosts: Ghosts,
}

/// What a turn of the machine is held against.
pub(super) struct Step<'a> {
    pub(super) before: &'a World,
    pub(super) turn: &'a Turn,
    pub(super) after: &'a World,
}

/// A move that cannot be made.
pub(super) enum Stop<F> {
    /// It is none here, or one attempt too many.
    Impossible,
    /// What the observer said.
    Found(F),
}

impl World {
    pub(super) fn new(table: &Table) -> Self {
        let mut world = Self {
            machine: table.first(),
            minted: 0,
            writing: None,
            disk: vec![],
            owes: false,
            others: vec![],
            others_owe: 0,
            exchange: None,
            orphans: vec![],
            backend: Backend::new(),
            ghosts: Ghosts::default(),
        };
        world.begin(Monotonic(1_000), table);
        world
    }

    /// A new payment. The one before it owes what it owes.
    fn begin(&mut self, now: Monotonic, table: &Table) {
        self.abandon();
        self.others_owe += u8::from(std::mem::take(&mut self.owes));
        self.ghosts.screen = Screen::default();
        self.machine = Arc::clone(&table.turn(&table.first(), Input::Passes(now.0)).to);
    }

    /// Nobody waits for the newest request any more. Only one that changes something at the backend still matters.
    fn abandon(&mut self) {
        if let Some(Exchange {
            asked: asked @ (Asked::Confirm { .. } | Asked::Close(_) | Asked::StepUp { right: false }),
            way: Way::Out,
            ..
        }) = self.exchange.take()
        {
            self.orphans.push(asked);
            self.orphans.sort_unstable();
        }
    }

    /// The payment on the screen knows this attempt as its own, or has promised what becomes of the order.
    pub(super) fn has_in_front(&self, attempt: u8) -> bool {
        !self.others.contains(&attempt) || self.ghosts.screen.restored == Some(attempt) || self.ghosts.screen.promised
    }

    /// What may happen next.
    pub(super) fn moves(&self) -> Vec<Move> {
        let mut moves = vec![];
        let phase = self.machine.phase();
        match phase {
            Phase::Idle => {
                moves.push(Move::Scan(Scanned::OrderCode));
                if self.minted == 0 {
                    moves.extend(
                        [Scanned::Untrusted, Scanned::EntryCode, Scanned::Several, Scanned::NotSupported, Scanned::Own].map(Move::Scan),
                    );
                    moves.push(Move::Tap(Tap::Close));
                }
            }
            Phase::Done(_) => moves.push(Move::ScanAgain),
            _ => {
                moves.extend(Tap::ALL.map(Move::Tap));
                moves.extend(Around::possible(self.machine.state.context()).map(Move::Around));
                moves.extend(self.machine.timer.map(|_| Move::TimePasses));
                moves.extend([Move::Waits, Move::Sleeps]);
                if matches!(phase, Phase::Pending(_)) || matches!(phase, Phase::Checking(it) if it.live().is_some()) {
                    moves.push(Move::ScanAgain);
                }
            }
        }
        if self.writing.is_some() {
            moves.extend([Move::StoreWrites, Move::StoreFails]);
        }
        for written in [false, true] {
            if written && self.writing.is_none() {
                break;
            }
            moves.extend(self.fronts(written).into_iter().map(|front| Move::Restarts { written, front }));
        }
        if let Some(Exchange { asked, way, awaited }) = self.exchange {
            match way {
                Way::Out => {
                    moves.push(Move::Takes(Debit::Done));
                    if matches!(asked, Asked::Confirm { .. }) {
                        moves.extend([Debit::Refused, Debit::RefusedForGood, Debit::Open].map(Move::Takes));
                    }
                    if awaited {
                        moves.extend([Move::NotSent, Move::NotSentForAnother, Move::TimesOut]);
                        moves.extend(Refusal::of(asked).iter().copied().map(Move::Refuses));
                    }
                }
                Way::Back(said, _) => {
                    moves.push(Move::Arrives);
                    moves.extend(Spoil::ALL.into_iter().filter(|how| spoiled(said, *how).is_some()).map(Move::ArrivesSpoiled));
                    if awaited {
                        moves.extend([Move::ArrivesTwice, Move::AnswerLost]);
                    }
                }
            }
        }
        for (at, asked) in self.orphans.iter().enumerate() {
            moves.push(Move::TakesOrphan(at, Debit::Done));
            if matches!(asked, Asked::Confirm { .. }) {
                moves.extend([Debit::Refused, Debit::RefusedForGood, Debit::Open].map(|debit| Move::TakesOrphan(at, debit)));
            }
        }
        if self.backend.is_running() {
            moves.extend(Debit::ENDS.map(Move::DebitEnds));
        }
        if !self.others.is_empty() {
            moves.push(Move::EndsOutOfSight);
        }
        // An attempt of ours that runs is asked about until it ends.
        if self.others_owe > 0 && !self.backend.runs_ours() {
            moves.push(Move::OwedIsTold);
        }
        moves.extend([Move::OtherDevicePays, Move::Cancelled, Move::Refunded, Move::PriceChanges]);
        moves
    }

    /// What may be on the screen after a start.
    fn fronts(&self, written: bool) -> Vec<Front> {
        let records = self.disk.len() + usize::from(written);
        let attempts = (0..records).flat_map(|at| [false, true].map(|damaged| Front::Attempt { at, damaged }));
        let mut fronts: Vec<_> = attempts.chain((self.owes || self.others_owe > 0).then_some(Front::Owed)).collect();
        if fronts.is_empty() {
            fronts.push(Front::Nothing);
        }
        fronts
    }

    /// The world after a move. `watch` sees every turn of the machine in it.
    pub(super) fn make<F>(&self, next: Move, table: &Table, watch: &mut impl FnMut(Step<'_>) -> Result<(), F>) -> Result<Self, Stop<F>> {
        let mut world = self.clone();
        let inputs = world.inputs_of(next, table).ok_or(Stop::Impossible)?;
        if !inputs.is_empty() {
            // With the screen that the turns happen on: after a start it is a new one.
            let mut before = world.clone();
            for input in inputs {
                world.feed(&mut before, input, table, watch)?;
            }
        }
        Ok(world)
    }

    /// Everything about a move except what the machine does: what it gets to hear.
    fn inputs_of(&mut self, next: Move, table: &Table) -> Option<Vec<Input>> {
        let input = match next {
            Move::Scan(scanned) => Input::Scan(scanned),
            Move::ScanAgain => {
                // The driver of the first payment goes on with it.
                self.others = self.disk.iter().map(|record| record.number).collect();
                self.begin(self.machine.now(), table);
                Input::Scan(Scanned::OrderCode)
            }
            Move::Tap(tap) => Input::Tap(tap),
            Move::Around(around) => Input::Around(around),
            Move::StoreWrites => {
                let record = self.writing.take()?;
                self.ghosts.fate(record.number).stored = true;
                self.write(record);
                Input::Stored(record.number)
            }
            Move::StoreFails => Input::StoreFailed(self.writing.take()?.number),
            Move::Takes(debit) => {
                let exchange = self.exchange?;
                let said = self.taken(exchange.asked, debit);
                self.exchange = Some(Exchange { way: Way::Back(said, 0), ..exchange });
                return Some(vec![]);
            }
            Move::TakesOrphan(at, debit) => {
                let asked = self.orphans.remove(at);
                self.taken(asked, debit);
                return Some(vec![]);
            }
            Move::Refuses(why) => {
                let exchange = self.exchange.take()?;
                let (code, started) = why.problem();
                return Some(self.hear(exchange, Said::Problem(code, started), 0));
            }
            Move::Arrives => {
                let exchange = self.exchange.take()?;
                let Way::Back(said, ago) = exchange.way else { return None };
                return Some(self.hear(exchange, said, ago));
            }
            Move::ArrivesTwice => {
                let exchange = self.exchange?;
                let Way::Back(said, ago) = exchange.way else { return None };
                self.exchange = Some(Exchange { awaited: false, ..exchange });
                return Some(self.hear(exchange, said, ago));
            }
            Move::ArrivesSpoiled(how) => {
                let exchange = self.exchange.take()?;
                let Way::Back(said, ago) = exchange.way else { return None };
                return Some(self.hear(exchange, spoiled(said, how)?, ago));
            }
            Move::NotSent | Move::NotSentForAnother => {
                if let Asked::Confirm { attempt, .. } = self.exchange.take()?.asked {
                    self.ghosts.fate(attempt).sent = Sent::Not;
                }
                let login = (next == Move::NotSentForAnother).then_some(Input::Around(Around::OtherUser));
                return Some(login.into_iter().chain([Input::Failure(Delivery::NotSent)]).collect());
            }
            Move::TimesOut => {
                self.exchange.as_mut()?.awaited = false;
                Input::Failure(Delivery::MaybeSent)
            }
            Move::AnswerLost => {
                self.exchange = None;
                Input::Failure(Delivery::MaybeSent)
            }
            Move::DebitEnds(debit) => {
                self.backend.debit_ends(debit);
                return Some(vec![]);
            }
            Move::OtherDevicePays => {
                self.backend.other_device_pays();
                return Some(vec![]);
            }
            Move::Cancelled => {
                self.backend.is_cancelled();
                return Some(vec![]);
            }
            Move::Refunded => {
                self.backend.is_refunded();
                return Some(vec![]);
            }
            Move::PriceChanges => {
                self.backend.price_changes();
                return Some(vec![]);
            }
            Move::EndsOutOfSight => {
                for number in std::mem::take(&mut self.others) {
                    if self.backend.attempt(number).is_none_or(|state| state == AttemptState::Processing) {
                        self.others.push(number);
                        continue;
                    }
                    self.ghosts.fate(number).over = true;
                    self.disk.retain(|it| it.number != number);
                }
                return Some(vec![]);
            }
            Move::TimePasses => self.passes(self.machine.timer?),
            Move::Waits => self.passes(12_000),
            Move::Sleeps => self.passes(ORDER_ENDS.after(Duration::from_secs(1)).since(self.machine.now()).as_millis().try_into().unwrap()),
            Move::OwedIsTold => {
                self.others_owe -= 1;
                return Some(vec![]);
            }
            Move::Restarts { written, front } => {
                if let Some(unfinished) = self.writing.take().filter(|_| written) {
                    self.write(unfinished);
                }
                self.begin(self.machine.now(), table);
                self.others = self.disk.iter().map(|record| record.number).collect();
                for record in &self.disk {
                    self.ghosts.fates.entry(record.number).or_default().stored = true;
                }
                match front {
                    Front::Nothing => return Some(vec![]),
                    Front::Attempt { at, damaged } => {
                        let record = self.disk.get_mut(at)?;
                        if damaged {
                            *record = record.damaged();
                            self.ghosts.fate(record.number).content = None;
                        }
                        self.others.remove(at);
                        Input::Restore(*record)
                    }
                    Front::Owed => {
                        (self.owes, self.others_owe) = (true, self.others_owe - 1);
                        self.ghosts.screen.promised = true;
                        Input::RestoreOrder
                    }
                }
            }
        };
        Some(vec![input])
    }

    fn write(&mut self, record: Record) {
        self.disk.retain(|it| it.number != record.number);
        self.disk.push(record);
    }

    fn passes(&mut self, time: u64) -> Input {
        if let Some(Exchange { way: Way::Back(_, ago), .. }) = &mut self.exchange {
            *ago += time;
        }
        Input::Passes(time)
    }

    fn taken(&mut self, asked: Asked, debit: Debit) -> Said {
        if let Asked::Confirm { attempt, .. } = asked {
            self.ghosts.fate(attempt).arrived += 1;
        }
        self.backend.take(asked, debit, self.machine.now() >= ORDER_ENDS)
    }

    /// What the driver brings with an answer: first the backend's time, unless nobody waits for it any more.
    fn hear(&mut self, exchange: Exchange, said: Said, ago: u64) -> Vec<Input> {
        if !exchange.awaited {
            return vec![Input::Reply(said)];
        }
        let confirmed = match exchange.asked {
            Asked::Confirm { attempt, .. } => Some(attempt),
            _ => None,
        };
        self.ghosts.hears(said, confirmed);
        vec![Input::Time(ago), Input::Reply(said)]
    }

    /// What the machine makes of an input, and what the driver makes of that, until it waits for the next event.
    fn feed<F>(
        &mut self,
        before: &mut Self,
        input: Input,
        table: &Table,
        watch: &mut impl FnMut(Step<'_>) -> Result<(), F>,
    ) -> Result<(), Stop<F>> {
        let mut inputs = VecDeque::from([Input::Tick, input]);
        while let Some(input) = inputs.pop_front() {
            let turn = table.turn(&self.machine, input);
            if turn.effects.is_empty()
                && turn.flaws.is_empty()
                && turn.to.print == self.machine.print
                && !stops_countdown(self.machine.phase(), &turn.event)
            {
                continue;
            }
            self.carry_out(&turn, &mut inputs)?;
            watch(Step { before, turn: &turn, after: self }).map_err(Stop::Found)?;
            before.clone_from(self);
        }
        Ok(())
    }

    fn carry_out<F>(&mut self, turn: &Turn, inputs: &mut VecDeque<Input>) -> Result<(), Stop<F>> {
        let stops = stops_countdown(self.machine.phase(), &turn.event);
        self.machine = Arc::clone(&turn.to);
        if let Event::Restore(record) = &turn.event {
            self.ghosts.screen.restored = Some(number_of(&record.attempt));
        }
        for effect in &turn.effects {
            self.ghosts.see(effect);
            match effect {
                Effect::Send { request, .. } => {
                    self.abandon();
                    self.exchange = Some(Exchange { asked: asked(request), way: Way::Out, awaited: true });
                }
                Effect::MintAttempt => {
                    self.minted = self.minted.checked_add(1).filter(|it| *it <= ATTEMPTS).ok_or(Stop::Impossible)?;
                    inputs.push_back(Input::Minted(self.minted));
                }
                // While another payment has a live attempt of the order, nothing is written.
                Effect::Store(record) if !self.others.is_empty() => inputs.push_back(Input::StoreFailed(number_of(&record.attempt))),
                Effect::Store(record) => self.writing = Some(Record::of(record)),
                Effect::Forget(attempt) => {
                    let number = number_of(attempt);
                    self.disk.retain(|it| it.number != number);
                    self.others.retain(|it| *it != number);
                    self.writing.take_if(|it| it.number == number);
                }
                Effect::StoreOrder(_) => self.owes = true,
                Effect::ForgetOrder(_) => self.owes = false,
                _ => {}
            }
        }
        if let (Some(_), Some(number)) = (self.machine.phase().order_without_attempt(), self.others.first()) {
            inputs.extend(self.disk.iter().find(|it| it.number == *number).map(|record| Input::Restore(*record)));
        }
        // A result that is left for another try has no countdown any more; the next result has its own.
        let on_result = matches!(self.machine.phase(), Phase::Settled(_) | Phase::Redirecting { .. });
        self.ghosts.screen.stopped = on_result && (stops || self.ghosts.screen.stopped);
        Ok(())
    }
}

/// Whether no countdown of the result on the screen may end in a redirect after this.
fn stops_countdown(phase: &Phase, event: &Event) -> bool {
    let Phase::Settled(settled) = phase else { return false };
    match event {
        Event::CountdownStop | Event::ScreenReader(true) => true,
        Event::TokenUserChanged(user) => user != "user-1",
        // One that has not begun waits for the page.
        Event::Background => matches!(settled.countdown(), crate::machine::Countdown::Until(_)),
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
        (Spoil::Amount, Said::Attempt { id, state, order, price, returned }) => {
            Said::Attempt { id, state, order, price: 1 - price, returned }
        }
        (Spoil::Attempt, Said::Attempt { state, order, price, returned, .. }) => {
            Said::Attempt { id: OTHERS, state, order, price, returned }
        }
        (Spoil::Result, Said::Attempt { id, state: AttemptState::Succeeded, price, .. }) => {
            Said::Attempt { id, state: AttemptState::Failed, order: OrderState::Decoded, price, returned: false }
        }
        (Spoil::Result, Said::Attempt { id, state: AttemptState::Failed, price, .. }) => {
            Said::Attempt { id, state: AttemptState::Succeeded, order: OrderState::Success, price, returned: false }
        }
        (Spoil::Kind, Said::Resolved(_) | Said::Order(_) | Said::Token | Said::Attempt { .. } | Said::NeverReceived { .. }) => Said::Decode,
        (Spoil::Other, Said::Resolved(_)) => Said::HandOver,
        (Spoil::Other, Said::Token) => Said::Locked,
        _ => return None,
    })
}
