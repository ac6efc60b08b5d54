//! All that is on record about one payment, side by side.

use cashier_core::money::Money;

use crate::{
    order::State,
    store::{
        Store, StoreError, attempts,
        debit_log::{self, Line},
        orders,
        outbox::{self, NoticeState},
    },
};

/// What the backend knows of a payment.
#[derive(Clone, Debug)]
pub struct PaymentRecords {
    /// Whose order it is.
    pub customer_id: String,
    /// State of the order.
    pub state: State,
    /// Result code of the refusal that ended it.
    pub reason: Option<String>,
    /// `payToAmount`.
    pub pay_to_amount: Money,
    /// On top of it.
    pub surcharge: Option<Money>,
    /// The MPP's id of the payment, if paid.
    pub payment_id: Option<String>,
    /// What became of notifyPayment; `None` if none was promised.
    pub notice: Option<NoticeState>,
    /// How often it was sent.
    pub notice_tries: u32,
    /// What the debit port says that it did for the newest attempt.
    pub debit_log: Vec<Line>,
}

pub(crate) async fn of_payment(store: &Store, payment_request_id: &str) -> Result<Option<PaymentRecords>, StoreError> {
    let mut connection = store.read().await?;
    let Some(order) = orders::find_by_payment_request(&mut connection, payment_request_id).await? else { return Ok(None) };
    let debit_log = match attempts::newest_of(&mut connection, &order.id).await? {
        Some(attempt) => debit_log::of_attempt(&mut connection, &attempt.id).await?,
        None => Vec::new(),
    };
    let notice = outbox::find(&mut connection, &order.id).await?;
    Ok(Some(PaymentRecords {
        pay_to_amount: order.answer.payable.pay_to_amount,
        surcharge: order.answer.surcharge(),
        customer_id: order.customer_id,
        state: order.state,
        reason: order.reason,
        payment_id: order.payment_id,
        notice: notice.as_ref().map(|notice| notice.state),
        notice_tries: notice.map_or(0, |notice| notice.tries),
        debit_log,
    }))
}
