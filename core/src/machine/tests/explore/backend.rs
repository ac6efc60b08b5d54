//! A small model of the backend: one order, its attempts, and what it says of them.

use super::super::*;

/// What the debit port does with a confirmation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Debit {
    Done,
    Refused,
    /// Refused, and the order with it.
    RefusedForGood,
    /// Nobody knows; it ends later.
    Open,
}

impl Debit {
    pub(super) const ENDS: [Self; 3] = [Self::Done, Self::Refused, Self::RefusedForGood];

    /// What becomes of attempt and order.
    fn states(self) -> (AttemptState, OrderState) {
        match self {
            Self::Done => (AttemptState::Succeeded, OrderState::Success),
            Self::Refused => (AttemptState::Failed, OrderState::Decoded),
            Self::RefusedForGood => (AttemptState::Failed, OrderState::Failed),
            Self::Open => (AttemptState::Processing, OrderState::Processing),
        }
    }
}

/// Something asked of the backend. Attempts are numbered as they are minted, prices are those of [`amount`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Asked {
    Identify,
    Resolve,
    AuthCode,
    Quote,
    StepUp { right: bool },
    Confirm { attempt: u8, price: u8 },
    Attempt(u8),
    Close(u8),
    Order,
}

/// What it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Said {
    Decode,
    Resolved(View),
    HandOver,
    AuthCode,
    Order(View),
    Token,
    WrongPin { left: u8 },
    Locked,
    Attempt { id: u8, state: AttemptState, order: OrderState, price: u8, returned: bool },
    NeverReceived { id: u8, state: AttemptState },
    Problem(ProblemCode, Option<bool>),
}

/// The order as the phone gets to see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct View {
    pub(super) state: OrderState,
    pub(super) price: u8,
    pub(super) returned: bool,
    pub(super) attempt: Option<(u8, AttemptState, bool)>,
}

/// The number of an attempt of the user's other device.
pub(super) const OTHERS: u8 = 99;

/// The order, its attempts, and the money.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Backend {
    state: OrderState,
    price: u8,
    returned: bool,
    /// Each with the price at which it was confirmed.
    attempts: Vec<(u8, AttemptState, u8)>,
    newest: Option<(u8, AttemptState, bool)>,
    pins_left: u8,
}

impl Backend {
    pub(super) fn new() -> Self {
        Self { state: OrderState::Decoded, price: 0, returned: false, attempts: vec![], newest: None, pins_left: 2 }
    }

    /// How an attempt stands, if it was received or closed.
    pub(super) fn attempt(&self, id: u8) -> Option<AttemptState> {
        self.attempts.iter().find(|it| it.0 == id).map(|it| it.1)
    }

    fn set(&mut self, id: u8, state: AttemptState) {
        match self.attempts.iter_mut().find(|it| it.0 == id) {
            Some(it) => it.1 = state,
            None => {
                self.attempts.push((id, state, self.price));
                self.attempts.sort_unstable_by_key(|it| it.0);
            }
        }
        if state != AttemptState::Void {
            self.newest = Some((id, state, true));
        }
    }

    /// A debit is open, of this device or of the other one.
    pub(super) fn is_running(&self) -> bool {
        self.state == OrderState::Processing
    }

    /// A debit of this device is open.
    pub(super) fn runs_ours(&self) -> bool {
        matches!(self.newest, Some((_, AttemptState::Processing, true)))
    }

    /// Takes a request. `late`: after the order's end.
    pub(super) fn take(&mut self, asked: Asked, debit: Debit, late: bool) -> Said {
        if late && self.state == OrderState::Decoded {
            self.state = OrderState::Closed;
        }
        match asked {
            Asked::Identify => Said::Decode,
            Asked::AuthCode => Said::AuthCode,
            Asked::Resolve => Said::Resolved(self.view()),
            Asked::Quote | Asked::Order => Said::Order(self.view()),
            Asked::StepUp { right: true } => Said::Token,
            Asked::StepUp { right: false } => {
                self.pins_left = self.pins_left.saturating_sub(1);
                if self.pins_left == 0 && self.state == OrderState::Decoded {
                    self.state = OrderState::Failed;
                }
                Said::WrongPin { left: self.pins_left }
            }
            Asked::Confirm { attempt, price } => self.confirm(attempt, price, debit),
            Asked::Attempt(id) => self.told(id, AttemptState::Unknown),
            Asked::Close(id) => {
                if self.attempt(id).is_none() {
                    self.set(id, AttemptState::Void);
                }
                self.told(id, AttemptState::Void)
            }
        }
    }

    fn confirm(&mut self, id: u8, price: u8, debit: Debit) -> Said {
        if self.attempt(id).is_some() {
            return self.told(id, AttemptState::Void);
        }
        match self.state {
            OrderState::Decoded if price != self.price => Said::Problem(ProblemCode::AmountChanged, Some(false)),
            OrderState::Decoded => {
                let (attempt, order) = debit.states();
                self.set(id, attempt);
                self.state = order;
                self.told(id, attempt)
            }
            OrderState::Processing => Said::Problem(ProblemCode::AttemptRunning, Some(false)),
            OrderState::Closed => Said::Problem(ProblemCode::OrderExpired, Some(false)),
            _ => Said::Problem(ProblemCode::OrderFinal, Some(false)),
        }
    }

    fn told(&self, id: u8, if_new: AttemptState) -> Said {
        match self.attempts.iter().find(|it| it.0 == id) {
            None => Said::NeverReceived { id, state: if_new },
            Some((_, AttemptState::Void, _)) => Said::NeverReceived { id, state: AttemptState::Void },
            Some((_, state, price)) => {
                let returned = self.returned && *state == AttemptState::Succeeded;
                Said::Attempt { id, state: *state, order: self.state, price: *price, returned }
            }
        }
    }

    fn view(&self) -> View {
        View { state: self.state, price: self.price, returned: self.returned, attempt: self.newest }
    }

    /// The open debit ends.
    pub(super) fn debit_ends(&mut self, debit: Debit) {
        let (attempt, order) = debit.states();
        match self.newest {
            Some((id, AttemptState::Processing, true)) => self.set(id, attempt),
            Some((id, AttemptState::Processing, false)) => self.newest = Some((id, attempt, false)),
            _ => return,
        }
        self.state = order;
    }

    /// The user pays on another device, if nothing hinders it; what becomes of that is another matter.
    pub(super) fn other_device_pays(&mut self) {
        if self.state == OrderState::Decoded {
            self.state = OrderState::Processing;
            self.newest = Some((OTHERS, AttemptState::Processing, false));
        }
    }

    /// The merchant gives the money back.
    pub(super) fn is_refunded(&mut self) {
        if self.state == OrderState::Success {
            self.state = OrderState::Refunded;
        }
    }

    /// cancelPayment: what was debited comes back.
    pub(super) fn is_cancelled(&mut self) {
        match self.state {
            OrderState::Success | OrderState::Refunded => (self.state, self.returned) = (OrderState::Closed, true),
            OrderState::Decoded => self.state = OrderState::Closed,
            _ => {}
        }
    }

    pub(super) fn price_changes(&mut self) {
        if self.state == OrderState::Decoded {
            self.price = 1;
        }
    }
}

/// The attempt of this number.
pub(super) fn id_of(number: u8) -> AttemptId {
    AttemptId::from_random(u128::from(number))
}

/// The number of this attempt.
pub(super) fn number_of(id: &AttemptId) -> u8 {
    u8::from_str_radix(id.as_str().get(30..).unwrap(), 16).unwrap()
}

fn amount(price: u8) -> Money {
    money("KRW", 1_000 + 100 * u64::from(price))
}

/// The number of this price.
pub(super) fn price_of(amount: Money) -> u8 {
    u8::from(amount != self::amount(0))
}

fn came_back(price: u8) -> crate::wallet_api::Returned {
    crate::wallet_api::Returned { amount: amount(price), at: "2026-01-05T10:31:00Z".into(), reason_key: "returned.generic".into() }
}

/// What [`order_of`] makes an order of.
pub(super) fn view_of(order: &Order) -> View {
    View {
        state: order.state,
        price: price_of(order.pay_amount),
        returned: order.returned.is_some(),
        attempt: order.attempt.as_ref().map(|it| (number_of(&it.id), it.state, it.mine)),
    }
}

pub(super) fn order_of(view: View) -> Box<Order> {
    Box::new(Order {
        state: view.state,
        pay_amount: amount(view.price),
        attempt: view.attempt.map(|(id, state, mine)| OrderAttempt { id: id_of(id), state, mine, method_id: None }),
        returned: view.returned.then(|| came_back(view.price)),
        ..order()
    })
}

impl Said {
    /// The answer as the machine gets it.
    pub(super) fn answer(self) -> Answer {
        match self {
            Self::Decode => Answer::Identified(crate::wallet_api::IdentifyAnswer::decode(crate::codes::CodeKind::OrderCode)),
            Self::Resolved(view) => Answer::Resolved(Resolution::Order(order_of(view))),
            Self::HandOver => {
                Answer::Resolved(Resolution::HandOver(crate::wallet_api::HandOver { sdk_action_payload: Secret::new("opaque-payload") }))
            }
            Self::AuthCode => Answer::AuthCode(crate::wallet_api::AuthCodeAnswer {
                auth_code: Secret::new("auth-7741"),
                auth_error_scopes: Default::default(),
                auth_success_scopes: Default::default(),
            }),
            Self::Order(view) => Answer::Order(order_of(view)),
            Self::Token => passed(),
            Self::WrongPin { left } => Answer::SteppedUp(StepUpAnswer::Refused { attempts_left: left.into() }),
            Self::Locked => Answer::SteppedUp(StepUpAnswer::Locked { locked_until: "2026-01-05T11:00:00Z".into() }),
            Self::Attempt { id, state, order, price, returned } => Answer::Attempt(Attempt {
                id: id_of(id),
                order_state: Some(order),
                pay_amount: Some(amount(price)),
                returned: returned.then(|| came_back(price)),
                attempts_left: Some(if order == OrderState::Failed { 0 } else { 4 }),
                ..attempt(state)
            }),
            Self::NeverReceived { id, state } => Answer::Attempt(Attempt { id: id_of(id), ..never_received(state) }),
            Self::Problem(code, started) => problem(code, started),
        }
    }
}
