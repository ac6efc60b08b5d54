//! The view model: what a native screen shows, in ready-made strings, without deciding anything.

use crate::{
    redirect::RedirectTarget,
    secret::{CodeValue, Secret},
};

/// What the user sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// The host's scanner.
    Scanner {
        /// A code is being looked at.
        busy: bool,
        /// Something to say there.
        notice: Option<Notice>,
        /// Several codes of one picture that may be paid: the user picks one. Otherwise empty.
        choices: Vec<CodeRow>,
    },
    /// The merchant's page in the wallet's web container.
    MerchantPage {
        /// What to load: at first, and again each time that it is another one.
        url: CodeValue,
        /// Appended to the container's own User-Agent after one space.
        user_agent: Option<String>,
        /// What is being done for the page; `None` for the first 300 ms.
        progress: Option<String>,
        /// Something to say beside the page: it does not get what it asked for.
        notice: Option<Notice>,
        /// "Try again", if trying again helps.
        retry: Option<Button>,
        /// Closes the page.
        back: Button,
    },
    /// A cashier without content yet.
    Loading {
        /// What is being done, or that it takes longer.
        text: Option<String>,
        /// Reason and a way on, if the network is down.
        notice: Option<Notice>,
        /// "Try again", if trying again helps.
        retry: Option<Button>,
        /// Cancels.
        back: Button,
    },
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

/// The cashier page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CashierPage {
    /// Title of the page.
    pub title: String,
    /// The return action, always there; disabled while the page is locked.
    pub back: Button,
    /// Everything there is to read, top to bottom.
    pub rows: Vec<Row>,
    /// The payment methods, preferred first.
    pub methods: Vec<MethodRow>,
    /// The pay button, with the amount on it.
    pub pay: Button,
    /// Time left to pay, from two minutes before the end.
    pub countdown: Option<String>,
    /// Something that happened: changed amount, no network, wrong PIN ...
    pub notice: Option<Notice>,
    /// Progress text while the page is locked; `None` for the first 300 ms.
    pub progress: Option<String>,
    /// Nothing can be pressed: a confirmation runs.
    pub locked: bool,
}

/// The step-up sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepUpPage {
    /// Title of the sheet.
    pub title: String,
    /// Who is paid.
    pub merchant: String,
    /// What is paid.
    pub amount: String,
    /// How many tries are left, after a wrong one.
    pub notice: Option<Notice>,
    /// The backend is checking.
    pub busy: bool,
    /// Back to the cashier page.
    pub cancel: Button,
    /// The cashier page underneath.
    pub behind: CashierPage,
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
    /// Why, and what to do.
    pub message: Option<String>,
    /// Everything there is to read, top to bottom.
    pub rows: Vec<Row>,
    /// "Powered by Alipay+".
    pub brand: Option<String>,
    /// The main button.
    pub primary: Option<Button>,
    /// Seconds until the main button presses itself; `None` if it never does.
    pub countdown_seconds: Option<u32>,
    /// Another way on.
    pub secondary: Option<Button>,
    /// What a user tells the support.
    pub support_reference: Option<String>,
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
}

/// What a line of a page is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RowKind {
    /// The user's masked account.
    Account,
    /// Who is paid.
    Merchant,
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
    /// On top of the amount.
    Surcharge,
    /// What will be debited.
    PaymentAmount,
    /// What was debited.
    PaidAmount,
    /// Money that came back.
    Returned,
    /// A refund.
    Refund,
    /// When it was paid.
    Time,
    /// The merchant's id of the order.
    Reference,
}

/// A payment method on the cashier page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodRow {
    /// For [`crate::machine::Event::MethodPicked`].
    pub method_id: String,
    /// Its name.
    pub label: String,
    /// Whether it will be used.
    pub selected: bool,
    /// Whether it can be picked.
    pub enabled: bool,
    /// Why not.
    pub reason: Option<String>,
}

/// What a button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Pay.
    Confirm,
    /// Go back a step, or leave.
    Back,
    /// Try again.
    Retry,
    /// Go to the merchant.
    Redirect,
    /// Leave the cashier.
    Close,
}

/// A button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// What it does.
    pub action: Action,
    /// What is on it.
    pub label: String,
    /// Whether it can be pressed.
    pub enabled: bool,
}

/// How a notice is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoticeKind {
    /// Good to know.
    Info,
    /// Something changed or went wrong; nothing is lost.
    Warning,
}

/// Something to tell the user without leaving the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// How it is meant.
    pub kind: NoticeKind,
    /// The text.
    pub text: String,
}
