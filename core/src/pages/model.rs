//! The view model: what a native screen shows, in ready-made strings, without deciding anything.
//!
//! Words of others (merchant, promotions, methods, account, references) have been cleaned: one line, nothing invisible, of bounded
//! length. What a screen reader needs of a page is its [`Reading`](super::Reading).

use super::control::{Availability, Button};
use crate::{
    redirect::RedirectTarget,
    secret::{CodeValue, Secret},
    wallet_api::MethodKind,
};

/// What the user sees.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "there is one page of a payment at a time")]
pub enum Page {
    /// The host's scanner.
    Scanner(ScannerPage),
    /// The merchant's page in the wallet's web container.
    MerchantPage(MerchantPage),
    /// A cashier without content yet.
    Loading(LoadingPage),
    /// The cashier.
    Cashier(CashierPage),
    /// The host's PIN or biometric sheet, over the cashier.
    StepUp(StepUpPage),
    /// The result, also while it is not known yet.
    Result(ResultPage),
    /// Leaving for the merchant: the host opens `target` and reports whether something opened it.
    Leaving {
        /// What to open.
        target: RedirectTarget,
        /// What stays behind.
        result: ResultPage,
    },
    /// No cashier: the host gives the payload to Alipay+'s own SDK; or opens `target`, if there is one.
    HandOver {
        /// Opaque.
        sdk_action_payload: Secret,
        /// What to open through the operating system: known in the form of the simulator only (A45).
        target: Option<RedirectTarget>,
    },
    /// Nothing more to show: the payment's outcome has been delivered.
    Closed,
}

/// One of several codes in a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeRow {
    /// For [`crate::machine::Event::CodePicked`].
    pub index: u32,
    /// What the user knows it by: a merchant's name, a host, or its place in the list. Never the code.
    pub label: String,
}

/// The merchant's page in the wallet's web container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MerchantPage {
    /// What to load: at first, and again each time that it is another one.
    pub url: CodeValue,
    /// Appended to the container's own User-Agent after one space.
    pub user_agent: Option<String>,
    /// What is being done for the page; `None` for the first 300 ms.
    pub progress: Option<String>,
    /// Something to say beside the page: it does not get what it asked for.
    pub notice: Option<Notice>,
    /// "Try again", if trying again helps.
    pub retry: Option<Button>,
    /// Closes the page.
    pub back: Button,
    /// See [`CashierPage::support`].
    pub support: Vec<Row>,
}

/// The scanner while a code is looked at. Camera and frame are the host's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScannerPage {
    /// Title of the page.
    pub title: String,
    /// How to hold the camera.
    pub hint: String,
    /// What to say in place of the picture if the user does not allow the camera.
    pub no_camera: String,
    /// A code is being looked at.
    pub busy: bool,
    /// What is being done, or that it takes longer; `None` for the first 300 ms.
    pub progress: Option<String>,
    /// Something went wrong, or there is something to choose.
    pub notice: Option<Notice>,
    /// Several codes of one picture that may be paid: the user picks one. Otherwise empty.
    pub choices: Vec<CodeRow>,
    /// "Try again", if trying again helps.
    pub retry: Option<Button>,
    /// See [`CashierPage::support`].
    pub support: Vec<Row>,
}

/// A cashier without content yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadingPage {
    /// Title of the page.
    pub title: String,
    /// What is being done, or that it takes longer; `None` for the first 300 ms.
    pub progress: Option<String>,
    /// Something went wrong.
    pub notice: Option<Notice>,
    /// "Try again", if trying again helps.
    pub retry: Option<Button>,
    /// Cancels.
    pub back: Button,
    /// See [`CashierPage::support`].
    pub support: Vec<Row>,
}

/// The cashier page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CashierPage {
    /// Title of the page.
    pub title: String,
    /// The return action, always there; disabled while the page is locked. The secondary button.
    pub back: Button,
    /// The wallet's logo, beside the account.
    pub logo: Picture,
    /// Everything there is to read, top to bottom.
    pub rows: Vec<Row>,
    /// Over the payment methods.
    pub methods_title: String,
    /// The payment methods, preferred first.
    pub methods: Vec<MethodRow>,
    /// The pay button, with the amount on it. The primary button.
    pub pay: Button,
    /// Time left to pay, from two minutes before the end.
    pub countdown: Option<TimeLeft>,
    /// Something that happened: changed amount, no network, wrong PIN ...
    pub notice: Option<Notice>,
    /// Progress text while the page is locked; `None` for the first 300 ms.
    pub progress: Option<String>,
    /// Nothing can be pressed: a confirmation runs.
    pub locked: bool,
    /// Who to ask, and the `Request-Id` to tell them: on every page that says that something went wrong.
    pub support: Vec<Row>,
}

/// The step-up sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepUpPage {
    /// Title of the sheet; the label of the PIN entry.
    pub title: String,
    /// Who is paid.
    pub merchant: Row,
    /// What is paid.
    pub amount: Row,
    /// How many tries are left, after a wrong one.
    pub notice: Option<Notice>,
    /// The backend is checking: the entry takes no input.
    pub busy: bool,
    /// Back to the cashier page.
    pub cancel: Button,
    /// The cashier page underneath.
    pub behind: CashierPage,
    /// See [`CashierPage::support`].
    pub support: Vec<Row>,
}

/// How a payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Paid.
    Succeeded,
    /// Not paid.
    Failed,
    /// Being asked about.
    Checking,
    /// Not known yet; the result will follow.
    Pending,
    /// Paid, or being paid, on another device of the user.
    PaidElsewhere,
    /// The order ran out of time.
    Expired,
    /// Left before anything was confirmed.
    Cancelled,
    /// Not a code that can be paid here.
    NotSupported,
}

/// The result page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultPage {
    /// First thing shown, first thing focused.
    pub status: Status,
    /// The status in words.
    pub title: String,
    /// What happened.
    pub reason: Option<String>,
    /// What the user can do, or must not do.
    pub next_step: Option<String>,
    /// That the asking takes longer; only while the result is being asked for.
    pub progress: Option<String>,
    /// Everything there is to read, top to bottom.
    pub rows: Vec<Row>,
    /// "Powered by Alipay+".
    pub brand: Option<Picture>,
    /// The primary button.
    pub primary: Button,
    /// Until the primary button presses itself; `None` if it never does.
    pub countdown: Option<Countdown>,
    /// Another way on.
    pub secondary: Option<Button>,
    /// See [`CashierPage::support`].
    pub support: Vec<Row>,
}

/// The primary button of a result presses itself soon. Never with a screen reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Countdown {
    /// How soon.
    pub seconds: u32,
    /// What is on the primary button meanwhile, in place of its label.
    pub label: String,
    /// Stops it. Any touch of the page does the same.
    pub stop: Button,
}

/// Time left to pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeLeft {
    /// To show.
    pub text: String,
    /// To say, when the user gets to it: it changes too often to be said by itself.
    pub spoken: String,
}

/// A place for artwork that the wallet brings; without it the text stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// What it shows.
    pub kind: PictureKind,
    /// In its place, and what a screen reader says.
    pub text: String,
}

/// What a picture shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PictureKind {
    /// The wallet's own logo.
    WalletLogo,
    /// The sentence "Powered by Alipay+" with the word "Alipay+" as the logo (protocol section 21).
    Brand,
}

/// One line of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What the line is about.
    pub kind: RowKind,
    /// Its name.
    pub label: String,
    /// Its value.
    pub value: String,
    /// Its value as a screen reader says it.
    pub spoken: String,
}

/// What a line of a page is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RowKind {
    /// The user's masked account.
    Account,
    /// Who is paid.
    Merchant,
    /// The merchant's store.
    Store,
    /// `orderDescription`.
    OrderText,
    /// How it was, or will be, paid.
    Method,
    /// Original amount in the merchant's currency.
    OrderAmount,
    /// The same in the wallet's currency, if exact.
    LocalAmount,
    /// Rate as text.
    ExchangeRate,
    /// One discount.
    Discount,
    /// All discounts, if there are several of one currency.
    DiscountTotal,
    /// On top of the amount.
    Surcharge,
    /// What will be debited.
    PaymentAmount,
    /// What was debited.
    PaidAmount,
    /// Money that came back.
    Returned,
    /// Why it came back.
    ReturnedReason,
    /// A refund.
    Refund,
    /// What became of a discount with the refund above it.
    RefundDiscount,
    /// When it was paid.
    Time,
    /// The merchant's id of the order.
    Reference,
    /// Alipay+'s id of the payment.
    PaymentId,
    /// Who to ask.
    SupportContact,
    /// What to tell them: `Request-Id` of what went wrong, or the attempt whose result is not known.
    SupportReference,
}

/// A payment method on the cashier page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodRow {
    /// For [`crate::machine::Event::MethodPicked`].
    pub method_id: String,
    /// For the picture beside it.
    pub kind: MethodKind,
    /// Its name.
    pub label: String,
    /// Whether it will be used.
    pub selected: bool,
    /// Whether it can be picked, and if not, why.
    pub availability: Availability,
}

/// How a notice is meant. A screen never shows it by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Severity {
    /// Good to know.
    Info,
    /// Something changed: look before you pay.
    Warning,
    /// Something did not work; nothing is lost.
    Error,
}

/// Something to tell the user without leaving the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// How it is meant.
    pub severity: Severity,
    /// The text.
    pub text: String,
}

/// What became of an order of the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OrderStatus {
    /// Not confirmed.
    Open,
    /// The result is not known yet.
    Processing,
    /// Paid.
    Paid,
    /// Paid, some of it refunded.
    PartlyRefunded,
    /// Paid, all of it refunded.
    Refunded,
    /// Paid, then closed: the money went back.
    Returned,
    /// Not paid.
    Failed,
    /// Ended without a payment.
    Closed,
}

/// The history, or one page of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryPage {
    /// Title of the page.
    pub title: String,
    /// The payments, newest first.
    pub rows: Vec<HistoryRow>,
    /// What to say if there is none.
    pub empty: Option<String>,
    /// Cursor of what comes after this page; `None` after the last one.
    pub next: Option<String>,
}

/// One payment of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryRow {
    /// To open its detail with.
    pub order: String,
    /// Who was paid.
    pub merchant: String,
    /// What was, or would have been, debited.
    pub amount: String,
    /// What became of it.
    pub status: OrderStatus,
    /// The same in words.
    pub status_text: String,
    /// When it was paid.
    pub time: Option<String>,
    /// The whole row as a screen reader says it.
    pub spoken: String,
}

/// Everything about one payment, for a user who has a question or a complaint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DetailPage {
    /// What became of it.
    pub status: OrderStatus,
    /// The same in words.
    pub title: String,
    /// Why it was not paid.
    pub reason: Option<String>,
    /// What the user can do, or must not do.
    pub next_step: Option<String>,
    /// Everything there is to read, top to bottom.
    pub rows: Vec<Row>,
    /// "Powered by Alipay+".
    pub brand: Picture,
    /// Who to ask.
    pub support: Vec<Row>,
}
