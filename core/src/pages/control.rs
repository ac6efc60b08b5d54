//! What can be pressed, and why something cannot.

use super::said::Said;
use crate::texts::{TextKey, Texts};

/// Whether something can be pressed. What cannot be pressed always says why, and only that does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Availability {
    /// It can.
    Enabled,
    /// It cannot.
    Disabled {
        /// Why not, for the eye and the ear.
        reason: String,
    },
}

impl Availability {
    /// Disabled because of this text.
    pub(super) fn because(key: TextKey, texts: &Texts) -> Self {
        Self::Disabled { reason: texts.text(key).to_owned() }
    }

    /// Whether it can be pressed.
    pub fn is_enabled(&self) -> bool {
        *self == Self::Enabled
    }
}

/// What a button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Pay.
    Confirm,
    /// Go back a step, or leave.
    Back,
    /// Try again.
    Retry,
    /// Go to the merchant.
    Redirect,
    /// Stay: the countdown ends.
    StopCountdown,
    /// Leave the cashier.
    Close,
}

/// A button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// What it does.
    pub action: Action,
    /// What is on it.
    pub label: String,
    /// What is on it, as a screen reader says it.
    pub spoken: String,
    /// Whether it can be pressed, and if not, why.
    pub availability: Availability,
}

impl Button {
    pub(super) fn new(action: Action, label: TextKey, texts: &Texts) -> Self {
        let label = texts.text(label).to_owned();
        Self { action, spoken: label.clone(), label, availability: Availability::Enabled }
    }

    /// "Pay KRW 1,000".
    pub(super) fn pay(amount: &Said, texts: &Texts) -> Self {
        let fill = |amount: &str| texts.fill(TextKey::ActionPay, &[("amount", amount)]);
        Self { action: Action::Confirm, label: fill(&amount.shown), spoken: fill(&amount.spoken), availability: Availability::Enabled }
    }

    pub(super) fn disabled(self, reason: String) -> Self {
        Self { availability: Availability::Disabled { reason }, ..self }
    }

    /// Whether it can be pressed.
    pub fn is_enabled(&self) -> bool {
        self.availability.is_enabled()
    }
}
