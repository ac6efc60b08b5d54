//! What really happened, noted beside the machine: it sees none of this.

use super::{
    super::*,
    backend::{Said, number_of},
    input::Record,
};

/// What became of one attempt.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Fate {
    /// The store has acknowledged its record, or the record was read back.
    pub(super) stored: bool,
    pub(super) sent: Sent,
    /// How many confirmations of it the backend has received.
    pub(super) arrived: u8,
    /// The backend's word about its end has reached the phone.
    pub(super) over: bool,
    /// The prices at which the phone was told that it was paid, one bit each.
    paid: u8,
    /// Price of its first record, and whether the bank pays; so must every confirmation. Nothing once that record is damaged.
    pub(super) content: Option<(u8, bool)>,
}

impl Fate {
    /// It may be running, as far as the phone can know.
    pub(super) fn is_live(&self) -> bool {
        self.sent == Sent::MayHaveLeft && !self.over
    }

    /// The phone was told that it was paid at this price.
    pub(super) fn is_paid_at(&self, price: u8) -> bool {
        self.paid & (1 << price) != 0
    }
}

/// How far a confirmation got.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) enum Sent {
    #[default]
    Never,
    MayHaveLeft,
    /// It certainly never left.
    Not,
}

/// Everything noted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Ghosts {
    /// By number.
    pub(super) fates: std::collections::BTreeMap<u8, Fate>,
    pub(super) screen: Screen,
}

/// What was noted of the payment that is on the screen; the next one has its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Screen {
    /// The attempt with which it was restored.
    pub(super) restored: Option<u8>,
    /// The host was told that the order's result follows, in this run or an earlier one.
    pub(super) promised: bool,
    /// The final outcome, as the host was told.
    pub(super) end: Option<String>,
    pub(super) redirects: u8,
    /// The user has stopped the countdown.
    pub(super) stopped: bool,
}

impl Ghosts {
    pub(super) fn fate(&mut self, number: u8) -> &mut Fate {
        self.fates.entry(number).or_default()
    }

    /// The attempts that may be running.
    pub(super) fn live(&self) -> impl Iterator<Item = u8> {
        self.fates.iter().filter(|(_, fate)| fate.is_live()).map(|(number, _)| *number)
    }

    /// An answer reaches the phone, which waits for it.
    pub(super) fn hears(&mut self, said: Said, confirmed: Option<u8>) {
        match said {
            Said::Attempt { id, state: AttemptState::Succeeded, price, .. } => {
                let fate = self.fate(id);
                if fate.content.as_ref().is_none_or(|content| content.0 == price) {
                    fate.over = true;
                    fate.paid |= 1 << price;
                }
            }
            Said::Attempt { id, state: AttemptState::Failed, price, .. } => {
                let fate = self.fate(id);
                fate.over |= fate.content.as_ref().is_none_or(|content| content.0 == price);
            }
            Said::NeverReceived { id, state: AttemptState::Void } => self.fate(id).over = true,
            Said::Problem(_, Some(false)) => {
                if let Some(id) = confirmed {
                    self.fate(id).over = true;
                }
            }
            Said::Order(view) | Said::Resolved(view) => {
                if let Some((id, state, true)) = view.attempt {
                    let paid = matches!(view.state, OrderState::Success | OrderState::Refunded);
                    let fate = self.fate(id);
                    fate.over |=
                        paid || matches!(state, AttemptState::Failed) || matches!(view.state, OrderState::Failed | OrderState::Closed);
                    fate.paid |= u8::from(paid) << view.price;
                }
            }
            _ => {}
        }
    }

    /// What went out.
    pub(super) fn see(&mut self, effect: &Effect) {
        match effect {
            Effect::Send { request: Request::Confirm(_, confirm), .. } => {
                self.fate(number_of(&confirm.content.attempt)).sent = Sent::MayHaveLeft;
            }
            Effect::Store(record) => {
                let content = Record::of(record).details.map(|(view, bank)| (view.price, bank));
                let fate = self.fate(number_of(&record.attempt));
                fate.content = fate.content.take().or(content);
            }
            Effect::OpenRedirect(_) => self.screen.redirects += 1,
            Effect::Finish(Outcome::Pending(reference)) => self.screen.promised |= reference.attempt.is_none(),
            Effect::Finish(outcome) => self.screen.end = Some(format!("{outcome:?}")),
            _ => {}
        }
    }
}
