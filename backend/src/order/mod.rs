//! Orders and attempts: what they are, how they change, and how the app sees them.

mod apply;
mod result;
mod transitions;
mod view;

use cashier_alipayplus::{
    message::{Decoded, PayableOrder, UserInitiatedPayResponse},
    wire::Message,
};
use cashier_core::{
    money::Money,
    secret::CodeValue,
    wallet_api::{AttemptContent, AttemptId, AttemptState, OrderId, OrderState},
};
use time::OffsetDateTime;

use crate::assumptions::MAX_ATTEMPTS;

pub use apply::{ApplyError, Facts, apply};
pub use result::inquiry_answer;
pub use transitions::{Effect, Event, NotApplicable, transition};
pub use view::{attempt_view, decline, order_view, reason, rfc3339, unknown_attempt};

/// State of an order (protocol section 19). Unlike the wire's type it has no room for states that this backend does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Shown to the user, not confirmed.
    Decoded,
    /// A debit may be running.
    Processing,
    /// Paid.
    Success,
    /// Paid, some of it refunded.
    PartiallyRefunded,
    /// Paid, all of it refunded.
    Refunded,
    /// Ended without a debit.
    Failed,
    /// Expired or cancelled; a debit, if there was one, is given back.
    Closed,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Decoded, Self::Processing, Self::Success, Self::PartiallyRefunded, Self::Refunded, Self::Failed, Self::Closed];

    /// The name in the protocol, the database and the wallet API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Decoded => "DECODED",
            Self::Processing => "PROCESSING",
            Self::Success => "SUCCESS",
            Self::PartiallyRefunded => "PARTIALLY_REFUNDED",
            Self::Refunded => "REFUNDED",
            Self::Failed => "FAILED",
            Self::Closed => "CLOSED",
        }
    }

    /// The state of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// True if no payment can follow.
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Decoded | Self::Processing)
    }

    /// True if the user has paid, also if refunds followed.
    pub fn is_paid(self) -> bool {
        matches!(self, Self::Success | Self::PartiallyRefunded | Self::Refunded)
    }
}

impl From<State> for OrderState {
    fn from(state: State) -> Self {
        match state {
            State::Decoded => Self::Decoded,
            State::Processing => Self::Processing,
            State::Success => Self::Success,
            State::PartiallyRefunded => Self::PartiallyRefunded,
            State::Refunded => Self::Refunded,
            State::Failed => Self::Failed,
            State::Closed => Self::Closed,
        }
    }
}

/// A complete answer to userInitiatedPay: all that is known of an order.
#[derive(Clone, Debug)]
pub struct DecodeAnswer {
    /// The message as stored.
    pub message: UserInitiatedPayResponse,
    /// Its parts without which no payment is possible.
    pub payable: PayableOrder,
}

impl DecodeAnswer {
    /// `None` unless the message is a complete order.
    pub fn new(message: UserInitiatedPayResponse) -> Option<Self> {
        match message.decoded() {
            Decoded::Order(payable) => Some(Self { message, payable: *payable }),
            _ => None,
        }
    }

    /// Reads what [`cashier_alipayplus::wire::write`] stored.
    pub fn read(stored: &str) -> Option<Self> {
        UserInitiatedPayResponse::read(stored.as_bytes()).ok().and_then(Self::new)
    }

    /// What is collected on top of `payToAmount`; `None` if nothing is (A13).
    pub fn surcharge(&self) -> Option<Money> {
        let wanted = self.message.payment_factor.as_ref().and_then(|factor| factor.need_surcharge).is_some_and(|flag| flag.0);
        let amount = self.message.surcharge_info.as_ref().and_then(|info| info.surcharge_amount);
        amount.filter(|amount| wanted && !amount.is_zero())
    }

    /// `payToAmount` and surcharge: what leaves the user's account. `None` if they are of two currencies or too large.
    pub fn total(&self) -> Option<Money> {
        match self.surcharge() {
            None => Some(self.payable.pay_to_amount),
            Some(surcharge) => self.payable.pay_to_amount.checked_add(surcharge).ok(),
        }
    }

    /// True if `orderAmount` without the savings in its currency is `paymentAmount` (A14).
    pub fn adds_up(&self) -> bool {
        let details = self.message.payment_promo_info.as_ref().and_then(|info| info.payment_promo_details.as_deref());
        let savings = details.unwrap_or_default().iter().filter_map(|detail| detail.savings_amount);
        let order_amount = self.payable.order.order_amount;
        let left = savings
            .filter(|saved| saved.currency() == order_amount.currency())
            .try_fold(order_amount, |left, saved| left.checked_sub(saved));
        left == Ok(self.payable.payment_amount)
    }

    /// The quote's id.
    pub fn quote_id(&self) -> Option<&str> {
        self.message.payment_quote.as_ref().map(|quote| quote.quote_id.as_str())
    }

    /// True if the quote has an end and it has passed.
    pub fn quote_has_expired(&self, now: OffsetDateTime) -> bool {
        self.message.payment_quote.as_ref().and_then(|quote| quote.quote_expiry_time).is_some_and(|end| end.get() <= now)
    }
}

/// One order, as stored.
#[derive(Clone, Debug)]
pub struct OrderRecord {
    /// The id in the wallet API.
    pub id: OrderId,
    /// Place in the history; grows.
    pub position: i64,
    /// Whose it is.
    pub customer_id: String,
    /// Alipay+'s id.
    pub payment_request_id: String,
    /// What was scanned; forgotten once the order is final.
    pub code: Option<CodeValue>,
    /// All that is known of it.
    pub answer: DecodeAnswer,
    /// Its state.
    pub state: State,
    /// After it the order cannot be paid.
    pub expires_at: OffsetDateTime,
    /// Refused debits, wrong PINs and the running attempt.
    pub attempts_used: u32,
    /// Result code of the refusal that ended it.
    pub reason: Option<String>,
    /// Our id of the payment; if paid.
    pub payment_id: Option<String>,
    /// When it was paid.
    pub paid_at: Option<OffsetDateTime>,
}

impl OrderRecord {
    /// How many attempts are left (A21).
    pub fn attempts_left(&self) -> u32 {
        if self.state.is_final() { 0 } else { MAX_ATTEMPTS.saturating_sub(self.attempts_used) }
    }
}

/// One attempt, as stored.
#[derive(Clone, Debug)]
pub struct AttemptRecord {
    /// The attempt.
    pub id: AttemptId,
    /// Its order.
    pub order: OrderId,
    /// Whose it is.
    pub customer_id: String,
    /// Its state; never `Unknown`.
    pub state: AttemptState,
    /// What it binds; `None` if it was closed before it was received.
    pub content: Option<AttemptContent>,
    /// Where it was begun, if that is known.
    pub device: Option<String>,
    /// Result code of the refusal.
    pub reason: Option<String>,
    /// When the debited money was given back.
    pub returned_at: Option<OffsetDateTime>,
}

impl AttemptRecord {
    /// What is or was taken from the user: amount and surcharge.
    pub fn total(&self) -> Option<Money> {
        let content = self.content.as_ref()?;
        match content.surcharge {
            None => Some(content.pay_amount),
            Some(surcharge) => content.pay_amount.checked_add(surcharge).ok(),
        }
    }
}
