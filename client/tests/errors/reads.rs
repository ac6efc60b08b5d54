//! Reads that belong to no payment: what a call says, and what the phone goes on with.

use std::sync::Arc;

use cashier_client::{Cashier, CashierError};
use cashier_core::{
    availability::Place,
    wallet_api::{OrderId, PaymentScenario},
};
use serde_json::json;

use crate::{
    network::{End, Network, cases},
    support::{
        memory::Memory,
        phone::{self, LoggedIn},
    },
};

/// The problems that a read may bring.
const PROBLEMS: &[&str] = &["unauthorized", "rate_limited", "unavailable", "forbidden", "not_found", "invalid_request"];

fn said<T>(result: &Result<T, CashierError>) -> String {
    match result {
        Ok(_) => "an answer".to_owned(),
        Err(error) => format!("`{}`, {:?}", error.code(), error.advice()),
    }
}

async fn opened(end: End) -> Cashier {
    let ends = ["/orders?limit=10", "/orders/order-1", "/quotes?sell=JPY&buy=KRW"].map(|url| (url, end.clone())).to_vec();
    let cashier = phone::open(Arc::new(Network::new(ends)), Arc::new(Memory::default()), Arc::new(LoggedIn));
    cashier.start().await.unwrap();
    cashier
}

async fn row(name: String, end: End) -> String {
    let cashier = opened(end.clone()).await;
    let (history, order, quote) = tokio::join!(
        cashier.history(None, 10),
        cashier.order(OrderId("order-1".to_owned())),
        cashier.inquire_quote("JPY".parse().unwrap(), "KRW".parse().unwrap()),
    );
    let quote = if let Ok(None) = &quote { "no rate".to_owned() } else { said(&quote) };
    cashier.close();
    format!("| {name} | {} | {} | {} | {quote} |\n", end.sent(), said(&history), said(&order))
}

pub async fn reads() -> String {
    let mut table = "| end of the read | sent? | `history` | `order` | `inquireQuote` |\n| --- | --- | --- | --- | --- |\n".to_owned();
    let playing: Vec<_> = cases(PROBLEMS, None).into_iter().map(|(name, end)| tokio::spawn(row(name, end))).collect();
    for row in playing {
        table.push_str(&row.await.unwrap());
    }
    table
}

const AVAILABILITY: &str = "/availability";

/// A phone in Japan, in which the read of regions and marks comes to `end`; what it says of Japan.
async fn abroad(store: &Arc<Memory>, end: End, ends_well: bool) -> String {
    let network = Arc::new(Network::new(vec![(AVAILABILITY, end)]));
    let cashier = phone::open(Arc::clone(&network) as _, Arc::clone(store) as _, Arc::new(LoggedIn));
    let knew = !store.values().is_empty();
    cashier.set_current_region(Place { region: Some("JP".to_owned()), utc_offset_minutes: 540 });
    cashier.start().await.unwrap();
    if ends_well {
        assert_eq!(cashier.next_availability_notice().await, "JP");
    } else if !knew {
        network.met().await;
    }
    let (is_supported, marks) = (cashier.is_supported_region(Some("JP")), cashier.acceptance_marks(PaymentScenario::Mpm, None).len());
    cashier.shut_down().await;
    format!("{}, {}", if is_supported { "supported" } else { "not supported" }, if marks == 0 { "no marks" } else { "with its marks" })
}

/// One row for all of them: they have to be the same.
pub async fn availability() -> String {
    let logo = json!({ "logoName": "A", "logoUrl": "https://marks.example/a.png" });
    let good = json!({
        "pspRegions": ["KR"], "availableRegions": ["JP"],
        "regionAcceptanceMarks": [{ "region": "JP", "mpmLogos": [logo], "upmLogos": [] }],
    });
    let mut rows = Vec::new();
    for (_, end) in cases(PROBLEMS, None) {
        let (new, known) = (Arc::new(Memory::default()), Arc::new(Memory::default()));
        let first = abroad(&new, end.clone(), false).await;
        let before = abroad(&known, End::json(&good), true).await;
        let after = abroad(&known, end, false).await;
        rows.push(format!("| every one of these | {first} | {before}; then {after} |\n"));
    }
    rows.dedup();
    assert_eq!(rows.len(), 1, "{rows:?}");
    format!(
        "| end of `GET /availability` | a phone that knows nothing yet | one that knew before |\n| --- | --- | --- |\n{}",
        rows.concat()
    )
}
