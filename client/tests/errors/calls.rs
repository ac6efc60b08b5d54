//! Every error that a call of the SDK can bring.

use std::fmt::Write;

use cashier_client::{CashierError, Cause, ports::PortError};
use cashier_core::{machine::Delivery, wallet_api::ProblemCode};

/// Every error of a call; the compiler says when one is missing.
fn errors() -> Vec<CashierError> {
    let cause = || Cause::new(PortError("why".to_owned()));
    let all = vec![
        CashierError::InvalidConfig { source: cause() },
        CashierError::NotStarted,
        CashierError::Closed,
        CashierError::StoreInUse,
        CashierError::Port { source: cause() },
        CashierError::NoResources { source: cause() },
        CashierError::NotACode,
        CashierError::PaymentInFront,
        CashierError::UpdateRequired { request_id: None },
        CashierError::SwitchedOff { request_id: None },
        CashierError::NoAnswer { delivery: Delivery::MaybeSent, request_id: "(id)".to_owned() },
        CashierError::Refused { problem: ProblemCode::Unauthorized, request_id: "(id)".to_owned() },
        CashierError::Refused { problem: ProblemCode::NotFound, request_id: "(id)".to_owned() },
        CashierError::Refused { problem: ProblemCode::Forbidden, request_id: "(id)".to_owned() },
        CashierError::Refused { problem: ProblemCode::RateLimited, request_id: "(id)".to_owned() },
        CashierError::Refused { problem: ProblemCode::Unavailable, request_id: "(id)".to_owned() },
    ];
    for error in &all {
        match error {
            CashierError::InvalidConfig { .. } | CashierError::NotStarted | CashierError::Closed | CashierError::StoreInUse => {}
            CashierError::Port { .. } | CashierError::NoResources { .. } | CashierError::NotACode | CashierError::PaymentInFront => {}
            CashierError::UpdateRequired { .. } | CashierError::SwitchedOff { .. } => {}
            CashierError::NoAnswer { .. } | CashierError::Refused { .. } => {}
        }
    }
    all
}

pub fn calls() -> String {
    let mut table = "| `code` | what it says | sent? | worth repeating? | `advice` |\n| --- | --- | --- | --- | --- |\n".to_owned();
    for error in errors() {
        let sent = match error.delivery() {
            Delivery::NotSent => "no",
            Delivery::MaybeSent => "perhaps",
            Delivery::Answered => "yes, refused",
        };
        let again = if error.is_retryable() { "yes" } else { "no" };
        writeln!(table, "| `{}` | {error} | {sent} | {again} | {:?} |", error.code(), error.advice()).unwrap();
    }
    table
}
