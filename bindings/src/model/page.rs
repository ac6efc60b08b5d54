//! The view model (`cashier_core::pages`) as it crosses: mirrored for UniFFI, checked against the core by the compiler.

use cashier_core::{
    pages::{Action, Button, CashierPage, CodeRow, MethodRow, Notice, NoticeKind, Page, ResultPage, Row, RowKind, Status, StepUpPage},
    redirect::{RedirectTarget, TargetKind},
    secret::{CodeValue, Secret},
};

use super::Refused;

#[uniffi::remote(Enum)]
pub enum Page {
    Scanner {
        busy: bool,
        notice: Option<Notice>,
        choices: Vec<CodeRow>,
    },
    MerchantPage {
        url: CodeValue,
        user_agent: Option<String>,
        progress: Option<String>,
        notice: Option<Notice>,
        retry: Option<Button>,
        back: Button,
    },
    Loading {
        text: Option<String>,
        notice: Option<Notice>,
        retry: Option<Button>,
        back: Button,
    },
    Cashier(CashierPage),
    StepUp(StepUpPage),
    Result(ResultPage),
    Leaving {
        target: RedirectTarget,
        result: ResultPage,
    },
    HandOver {
        sdk_action_payload: Secret,
        target: Option<RedirectTarget>,
    },
    Closed,
}

#[uniffi::remote(Record)]
pub struct CodeRow {
    pub index: u32,
    pub label: String,
}

#[uniffi::remote(Record)]
pub struct CashierPage {
    pub title: String,
    pub back: Button,
    pub rows: Vec<Row>,
    pub methods: Vec<MethodRow>,
    pub pay: Button,
    pub countdown: Option<String>,
    pub notice: Option<Notice>,
    pub progress: Option<String>,
    pub locked: bool,
}

#[uniffi::remote(Record)]
pub struct StepUpPage {
    pub title: String,
    pub merchant: String,
    pub amount: String,
    pub notice: Option<Notice>,
    pub busy: bool,
    pub cancel: Button,
    pub behind: CashierPage,
}

#[uniffi::remote(Record)]
pub struct ResultPage {
    pub status: Status,
    pub title: String,
    pub message: Option<String>,
    pub rows: Vec<Row>,
    pub brand: Option<String>,
    pub primary: Option<Button>,
    pub countdown_seconds: Option<u32>,
    pub secondary: Option<Button>,
    pub support_reference: Option<String>,
}

#[uniffi::remote(Enum)]
pub enum Status {
    Succeeded,
    Failed,
    Checking,
    Pending,
    PaidElsewhere,
    Expired,
    Cancelled,
    NotSupported,
}

#[uniffi::remote(Record)]
pub struct Row {
    pub kind: RowKind,
    pub label: String,
    pub value: String,
}

#[uniffi::remote(Enum)]
pub enum RowKind {
    Account,
    Merchant,
    OrderText,
    Method,
    OrderAmount,
    LocalAmount,
    ExchangeRate,
    Discount,
    Surcharge,
    PaymentAmount,
    PaidAmount,
    Returned,
    Refund,
    Time,
    Reference,
}

#[uniffi::remote(Record)]
pub struct MethodRow {
    pub method_id: String,
    pub label: String,
    pub selected: bool,
    pub enabled: bool,
    pub reason: Option<String>,
}

#[uniffi::remote(Enum)]
pub enum Action {
    Confirm,
    Back,
    Retry,
    Redirect,
    Close,
}

#[uniffi::remote(Record)]
pub struct Button {
    pub action: Action,
    pub label: String,
    pub enabled: bool,
}

#[uniffi::remote(Enum)]
pub enum NoticeKind {
    Info,
    Warning,
}

#[uniffi::remote(Record)]
pub struct Notice {
    pub kind: NoticeKind,
    pub text: String,
}

#[uniffi::remote(Enum)]
pub enum TargetKind {
    Web,
    App,
}

/// What the host opens. Only the policy makes targets: this is the way out, there is none in.
#[derive(uniffi::Record)]
pub struct Target {
    /// In a browser, or through the operating system only.
    pub kind: TargetKind,
    /// The exact text to open.
    pub opens: String,
}

uniffi::custom_type!(RedirectTarget, Target, {
    remote,
    lower: |target| Target { kind: target.kind(), opens: target.opens().to_owned() },
    try_lift: |_target| Err(Refused.into()),
});

uniffi::custom_type!(Secret, String, {
    remote,
    lower: |secret| secret.expose().to_owned(),
    try_lift: |text| Ok(Secret::new(text)),
});
