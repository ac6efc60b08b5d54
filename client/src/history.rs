//! Reads that belong to no payment: the history, one order of it, and a rate to look at.

use std::{sync::Arc, time::Duration};

use cashier_core::{
    machine::{Answer, Delivery, READ_PAUSES, Request, UnixMillis, retry_after},
    money::Currency,
    wallet_api::{Order, OrderId, OrderPage, ProblemCode, ReferenceQuote},
};

use crate::{
    CashierError,
    api::{Backend, Exchange},
};

/// Reads for one user. Nothing is read under another one's login.
pub(crate) struct Reader {
    backend: Arc<Backend>,
    /// `Customer-Hint`.
    user: String,
}

impl Reader {
    pub(crate) fn new(backend: Arc<Backend>, user: String) -> Self {
        Self { backend, user }
    }

    pub(crate) async fn history(&self, after: Option<&str>, limit: u32) -> Result<OrderPage, CashierError> {
        let read = Read::History { after, limit };
        let answered = self.repeated(read, |answer| match answer {
            Answer::History(page) => Some(page),
            _ => None,
        });
        answered.await.map(|(page, _)| page)
    }

    pub(crate) async fn order(&self, order: OrderId) -> Result<Order, CashierError> {
        let request = Request::QueryOrder(order.clone());
        let answered = self.repeated(Read::Order(&request), |answer| match answer {
            Answer::Order(answered) if answered.id == order => Some(*answered),
            _ => None,
        });
        answered.await.map(|(order, _)| order)
    }

    /// A quote, and when it was sent by the clock of the backend; `None` if there is no rate between the two.
    pub(crate) async fn reference_quote(
        &self,
        sell: Currency,
        buy: Currency,
    ) -> Result<Option<(ReferenceQuote, Option<UnixMillis>)>, CashierError> {
        let answered = self.repeated(Read::ReferenceQuote { sell, buy }, |answer| match answer {
            Answer::ReferenceQuote(quote) => Some(quote),
            _ => None,
        });
        match answered.await {
            Err(CashierError::Refused { problem: ProblemCode::NotFound, .. }) => Ok(None),
            answered => answered.map(Some),
        }
    }

    /// The rules of reads (cashier machine, section 4): again after each pause while that may help, then the user decides. Gives also
    /// the `Server-Time` of the answer.
    async fn repeated<T>(&self, read: Read<'_>, expected: impl Fn(Answer) -> Option<T>) -> Result<(T, Option<UnixMillis>), CashierError> {
        let mut pauses = READ_PAUSES.iter();
        loop {
            let Exchange { result, request_id, server_time, .. } = self.ask(&read).await;
            let (error, at_least) = match result {
                Ok(Answer::Problem(problem)) => {
                    (CashierError::Refused { problem: problem.code, request_id }, retry_after(&problem).unwrap_or_default())
                }
                Ok(answer) => match expected(answer) {
                    Some(found) => return Ok((found, server_time)),
                    None => (CashierError::NoAnswer { delivery: Delivery::Answered, request_id }, Duration::ZERO),
                },
                Err(delivery) => (CashierError::NoAnswer { delivery, request_id }, Duration::ZERO),
            };
            match pauses.next() {
                Some(pause) if error.is_retryable() => tokio::time::sleep((*pause).max(at_least)).await,
                _ => return Err(error),
            }
        }
    }

    async fn ask(&self, read: &Read<'_>) -> Exchange {
        match read {
            Read::History { after, limit } => self.backend.history(*after, *limit, &self.user).await,
            Read::Order(request) => self.backend.send(request, &self.user).await,
            Read::ReferenceQuote { sell, buy } => self.backend.reference_quote(*sell, *buy, &self.user).await,
        }
    }
}

enum Read<'a> {
    History { after: Option<&'a str>, limit: u32 },
    Order(&'a Request),
    ReferenceQuote { sell: Currency, buy: Currency },
}
