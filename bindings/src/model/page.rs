//! The view model (`cashier_core::pages`) as it crosses: mirrored for UniFFI, checked against the core by the compiler.

use cashier_core::{
    pages::{
        Action, Availability, Button, CashierPage, CodeRow, Countdown, LoadingPage, MerchantPage, MethodRow, Notice, Page, Picture,
        PictureKind, ResultPage, Row, RowKind, ScannerPage, Severity, Status, StepUpPage, TimeLeft,
    },
    redirect::{RedirectTarget, TargetKind},
    secret::{CodeValue, Secret},
    wallet_api::MethodKind,
};

use super::Refused;

#[uniffi::remote(Enum)]
pub enum Page {
    Scanner(ScannerPage),
    MerchantPage(MerchantPage),
    Loading(LoadingPage),
    Cashier(CashierPage),
    StepUp(StepUpPage),
    Result(ResultPage),
    Leaving { target: RedirectTarget, result: ResultPage },
    HandOver { sdk_action_payload: Secret, target: Option<RedirectTarget> },
    Closed,
}

#[uniffi::remote(Record)]
pub struct CodeRow {
    pub index: u32,
    pub label: String,
}

#[uniffi::remote(Record)]
pub struct MerchantPage {
    pub url: CodeValue,
    pub user_agent: Option<String>,
    pub progress: Option<String>,
    pub notice: Option<Notice>,
    pub retry: Option<Button>,
    pub back: Button,
    pub support: Vec<Row>,
}

#[uniffi::remote(Record)]
pub struct ScannerPage {
    pub title: String,
    pub hint: String,
    pub no_camera: String,
    pub busy: bool,
    pub progress: Option<String>,
    pub notice: Option<Notice>,
    pub choices: Vec<CodeRow>,
    pub retry: Option<Button>,
    pub support: Vec<Row>,
}

#[uniffi::remote(Record)]
pub struct LoadingPage {
    pub title: String,
    pub progress: Option<String>,
    pub notice: Option<Notice>,
    pub retry: Option<Button>,
    pub back: Button,
    pub support: Vec<Row>,
}

#[uniffi::remote(Record)]
pub struct CashierPage {
    pub title: String,
    pub back: Button,
    pub logo: Picture,
    pub rows: Vec<Row>,
    pub methods_title: String,
    pub methods: Vec<MethodRow>,
    pub pay: Button,
    pub countdown: Option<TimeLeft>,
    pub notice: Option<Notice>,
    pub progress: Option<String>,
    pub locked: bool,
    pub support: Vec<Row>,
}

#[uniffi::remote(Record)]
pub struct StepUpPage {
    pub title: String,
    pub merchant: Row,
    pub amount: Row,
    pub notice: Option<Notice>,
    pub busy: bool,
    pub cancel: Button,
    pub behind: CashierPage,
    pub support: Vec<Row>,
}

#[uniffi::remote(Record)]
pub struct ResultPage {
    pub status: Status,
    pub title: String,
    pub reason: Option<String>,
    pub next_step: Option<String>,
    pub progress: Option<String>,
    pub rows: Vec<Row>,
    pub brand: Option<Picture>,
    pub primary: Button,
    pub countdown: Option<Countdown>,
    pub secondary: Option<Button>,
    pub support: Vec<Row>,
}

#[uniffi::remote(Record)]
pub struct Countdown {
    pub seconds: u32,
    pub label: String,
    pub stop: Button,
}

#[uniffi::remote(Record)]
pub struct TimeLeft {
    pub text: String,
    pub spoken: String,
}

#[uniffi::remote(Record)]
pub struct Picture {
    pub kind: PictureKind,
    pub text: String,
}

#[uniffi::remote(Enum)]
pub enum PictureKind {
    WalletLogo,
    Brand,
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
    pub spoken: String,
}

#[uniffi::remote(Enum)]
pub enum RowKind {
    Account,
    Merchant,
    Store,
    OrderText,
    Method,
    OrderAmount,
    LocalAmount,
    ExchangeRate,
    Discount,
    DiscountTotal,
    Surcharge,
    PaymentAmount,
    PaidAmount,
    Returned,
    ReturnedReason,
    Refund,
    RefundDiscount,
    Time,
    Reference,
    PaymentId,
    SupportContact,
    SupportReference,
}

#[uniffi::remote(Record)]
pub struct MethodRow {
    pub method_id: String,
    pub kind: MethodKind,
    pub label: String,
    pub selected: bool,
    pub availability: Availability,
}

#[uniffi::remote(Enum)]
pub enum MethodKind {
    Balance,
    BankAccount,
    Card,
    Unknown,
}

#[uniffi::remote(Enum)]
pub enum Availability {
    Enabled,
    Disabled { reason: String },
}

#[uniffi::remote(Enum)]
pub enum Action {
    Confirm,
    Back,
    Retry,
    Redirect,
    StopCountdown,
    Close,
}

#[uniffi::remote(Record)]
pub struct Button {
    pub action: Action,
    pub label: String,
    pub spoken: String,
    pub availability: Availability,
}

#[uniffi::remote(Enum)]
pub enum Severity {
    Info,
    Warning,
    Error,
}

#[uniffi::remote(Record)]
pub struct Notice {
    pub severity: Severity,
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
