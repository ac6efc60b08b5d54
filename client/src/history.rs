//! Reads that belong to no payment: the history, and one order of it.

use std::{sync::Arc, time::Duration};

use cashier_core::{
    machine::{Answer, Delivery, READ_PAUSES, Request, retry_after},
    wallet_api::{Order, OrderId, OrderPage},
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
        self.repeated(Read::History { after, limit }, |answer| match answer {
            Answer::History(page) => Some(page),
            _ => None,
        })
        .await
    }

    pub(crate) async fn order(&self, order: OrderId) -> Result<Order, CashierError> {
        self.repeated(Read::Order(&Request::QueryOrder(order.clone())), |answer| match answer {
            Answer::Order(answered) if answered.id == order => Some(*answered),
            _ => None,
        })
        .await
    }

    /// The rules of reads (cashier machine, section 4): again after each pause while that may help, then the user decides.
    async fn repeated<T>(&self, read: Read<'_>, expected: impl Fn(Answer) -> Option<T>) -> Result<T, CashierError> {
        let mut pauses = READ_PAUSES.iter();
        loop {
            let Exchange { result, request_id, .. } = self.ask(&read).await;
            let (error, at_least) = match result {
                Ok(Answer::Problem(problem)) => {
                    (CashierError::Refused { problem: problem.code, request_id }, retry_after(&problem).unwrap_or_default())
                }
                Ok(answer) => match expected(answer) {
                    Some(found) => return Ok(found),
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
        }
    }
}

enum Read<'a> {
    History { after: Option<&'a str>, limit: u32 },
    Order(&'a Request),
}
