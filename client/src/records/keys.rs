//! The names of records. What must not be lost is in the name, and survives when nobody can read the record itself.

use cashier_core::{
    machine::SnapshotRecord,
    wallet_api::{AttemptId, OrderId},
};

use super::{Ended, OwedOrder};
use crate::OutcomeDelivery;

const ATTEMPT: &str = "attempt";
const ORDER: &str = "order";
const OUTCOME: &str = "outcome";

/// Of "pending" in the ids of outcomes.
pub(crate) const PENDING: &str = "1";
/// Of the end.
pub(crate) const END: &str = "2";

pub(super) fn attempt(record: &SnapshotRecord) -> String {
    format!("{}{}", attempts_of(&record.user, record.attempt.as_str()), hex(&record.order.0))
}

pub(super) fn order(user: &str, payment: &str, order: &OrderId) -> String {
    format!("{}{}", orders_of(user, payment), hex(&order.0))
}

fn attempts_of(user: &str, attempt: &str) -> String {
    format!("{ATTEMPT}/{}/{attempt}/", hex(user))
}

fn orders_of(user: &str, payment: &str) -> String {
    format!("{ORDER}/{}/{payment}/", hex(user))
}

/// Every outcome of `user` that has this id, with and without a further segment: earlier versions wrote none, and the mark that an
/// outcome was told has none.
pub(super) fn outcome(user: &str, id: &str) -> String {
    format!("{OUTCOME}/{}/{id}", hex(user))
}

/// An outcome that waits: also its name says what to ask if it cannot be read.
pub(super) fn waiting_outcome(user: &str, delivery: &OutcomeDelivery, of_attempt: bool) -> String {
    let name = outcome(user, &delivery.id);
    match delivery.outcome.order() {
        Some(order) => format!("{name}/{}-{}", if of_attempt { ATTEMPT } else { ORDER }, hex(&order.0)),
        None => name,
    }
}

/// Whether `key` is one of those that `name` stands for.
pub(super) fn is_of(key: &str, name: &str) -> bool {
    key.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether `key` is what is on disk for as long as the attempt, or the payment, has not ended.
pub(super) fn is_open(key: &str, Ended { user, id }: &Ended) -> bool {
    key.starts_with(&attempts_of(user, id)) || key.starts_with(&orders_of(user, id))
}

/// Reads the keys of one user.
pub(super) struct Reader {
    user: String,
    hex: String,
}

/// What a key says.
pub(super) enum Named {
    Attempt(AttemptId, OrderId),
    Order(OwedOrder),
    Outcome { id: String, question: Option<Question> },
}

/// What to ask in place of an outcome that cannot be read.
pub(crate) enum Question {
    Attempt(AttemptId, OrderId),
    Order(OwedOrder),
}

impl Reader {
    pub(super) fn new(user: &str) -> Self {
        Self { user: user.to_owned(), hex: hex(user) }
    }

    pub(super) fn user(&self) -> &str {
        &self.user
    }

    /// `None` for the keys of other users, and for those that nobody here has written.
    pub(super) fn read(&self, key: &str) -> Option<Named> {
        let mut segments = key.split('/');
        let kind = segments.next()?;
        segments.next().filter(|user| *user == self.hex)?;
        let id = segments.next()?;
        let last = segments.next();
        match (kind, last) {
            (ATTEMPT, Some(order)) => Some(Named::Attempt(id.parse().ok()?, OrderId(unhex(order)?))),
            (ORDER, Some(order)) => Some(Named::Order(OwedOrder { payment: id.to_owned(), order: OrderId(unhex(order)?) })),
            (OUTCOME, last) => Some(Named::Outcome { id: id.to_owned(), question: last.and_then(|last| question(id, last)) }),
            _ => None,
        }
    }
}

fn question(id: &str, last: &str) -> Option<Question> {
    let (subject, _) = id.rsplit_once('-')?;
    let (kind, order) = last.split_once('-')?;
    let order = OrderId(unhex(order)?);
    match kind {
        ATTEMPT => Some(Question::Attempt(subject.parse().ok()?, order)),
        ORDER => Some(Question::Order(OwedOrder { payment: subject.to_owned(), order })),
        _ => None,
    }
}

/// Hex of any text, so that it can be a segment of a key.
fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<String> {
    let digit = |c: u8| char::from(c).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let bytes = text.as_bytes().chunks(2).map(|pair| match pair {
        [high, low] => Some(digit(*high)?.wrapping_mul(16).wrapping_add(digit(*low)?)),
        _ => None,
    });
    String::from_utf8(bytes.collect::<Option<_>>()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_survives_as_a_key() {
        for text in ["", "order-1", "ü/..\0", "日本"] {
            assert_eq!(unhex(&hex(text)).as_deref(), Some(text));
        }
        assert_eq!(unhex("abc"), None);
        assert_eq!(unhex("zz"), None);
        assert_eq!(unhex("ff"), None);
    }
}
