//! History and detail as they cross.

use cashier_core::pages::{DetailPage, HistoryPage, HistoryRow, OrderStatus, Picture, Row};

#[uniffi::remote(Record)]
pub struct HistoryPage {
    pub title: String,
    pub rows: Vec<HistoryRow>,
    pub empty: Option<String>,
    pub next: Option<String>,
}

#[uniffi::remote(Record)]
pub struct HistoryRow {
    pub order: String,
    pub merchant: String,
    pub amount: String,
    pub status: OrderStatus,
    pub status_text: String,
    pub time: Option<String>,
    pub spoken: String,
}

#[uniffi::remote(Record)]
pub struct DetailPage {
    pub status: OrderStatus,
    pub title: String,
    pub reason: Option<String>,
    pub next_step: Option<String>,
    pub rows: Vec<Row>,
    pub brand: Picture,
    pub support: Vec<Row>,
}

#[uniffi::remote(Enum)]
pub enum OrderStatus {
    Open,
    Processing,
    Paid,
    PartlyRefunded,
    Refunded,
    Returned,
    Failed,
    Closed,
}
