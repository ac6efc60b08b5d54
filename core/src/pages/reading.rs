//! A page as an accessibility layer needs it: every element in reading order, with role, label, value, and what to focus first.
//!
//! A text that changes in place is a live region. The announcement of a payment's state says the same texts, once each: a screen uses
//! one of the two, never both.

use super::{
    Availability, Button, CashierPage, DetailPage, HistoryPage, LoadingPage, MerchantPage, MethodRow, Notice, Page, Picture, ResultPage,
    Row, ScannerPage, Severity, StepUpPage,
};

/// A page in reading order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Everything on the page, first to last.
    pub elements: Vec<Element>,
    /// Which of the elements has the focus when the page appears; `None` if there are none, or the host places it.
    pub initial_focus: Option<u32>,
}

/// One element of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// Where it stands on the page.
    pub part: Part,
    /// Which one of its part, from zero: the place in `rows`, `methods`, `choices` or `support`.
    pub index: u32,
    /// What it is.
    pub role: Role,
    /// What is said of it.
    pub label: String,
    /// And its value.
    pub value: Option<String>,
    /// Of the radio buttons, the one that is chosen.
    pub selected: bool,
    /// What can be pressed says whether; `None` for what is only read. A keyboard reaches exactly what has one, so that the reason why
    /// something cannot be pressed is found too.
    pub availability: Option<Availability>,
    /// Whether a change of it is said by itself.
    pub live: Live,
}

/// Where an element stands on its page: each is a field of the page of that name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// `title`, of a result too.
    Title,
    /// `hint` of the scanner.
    Hint,
    /// One of the `choices` of the scanner.
    Choice,
    /// `back`.
    Back,
    /// `notice`.
    Notice,
    /// `logo`.
    Logo,
    /// One of `rows`.
    Row,
    /// `methods_title`.
    MethodsTitle,
    /// One of `methods`.
    Method,
    /// `countdown` of the cashier page.
    TimeLeft,
    /// `progress`.
    Progress,
    /// `pay`, or the `primary` button of a result.
    Primary,
    /// `stop` of the countdown of a result.
    StopCountdown,
    /// `secondary`.
    Secondary,
    /// `retry`.
    Retry,
    /// `merchant` of the sheet.
    Merchant,
    /// `amount` of the sheet.
    Amount,
    /// The host's PIN entry, labelled with the sheet's title.
    PinEntry,
    /// `cancel` of the sheet.
    Cancel,
    /// `reason`.
    Reason,
    /// `next_step`.
    NextStep,
    /// `brand`.
    Brand,
    /// One of `support`.
    Support,
    /// `empty` of the history.
    Empty,
}

/// What an element is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// A heading.
    Heading,
    /// The heading that says how the payment stands.
    Status,
    /// Text.
    Text,
    /// Text that changes with the time.
    Timer,
    /// Text that asks for attention.
    Alert,
    /// Something is being done.
    Progress,
    /// A picture.
    Image,
    /// A button.
    Button,
    /// One of several to choose from.
    RadioButton,
    /// A field to type into, whose text is never spoken.
    SecretEntry,
}

/// Whether a change of an element is said by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Live {
    /// Never.
    Off,
    /// When nothing else is being said.
    Polite,
    /// At once.
    Assertive,
}

impl Element {
    fn text(part: Part, role: Role, label: &str) -> Self {
        Self { part, index: 0, role, label: label.to_owned(), value: None, selected: false, availability: None, live: Live::Off }
    }

    fn live(self, live: Live) -> Self {
        Self { live, ..self }
    }

    fn row(part: Part, row: &Row) -> Self {
        Self { value: Some(row.spoken.clone()), ..Self::text(part, Role::Text, &row.label) }
    }

    fn button(part: Part, button: &Button) -> Self {
        Self { availability: Some(button.availability.clone()), ..Self::text(part, Role::Button, &button.spoken) }
    }

    fn method(method: &MethodRow) -> Self {
        Self {
            selected: method.selected,
            availability: Some(method.availability.clone()),
            ..Self::text(Part::Method, Role::RadioButton, &method.label)
        }
    }

    fn picture(part: Part, picture: &Picture) -> Self {
        Self::text(part, Role::Image, &picture.text)
    }

    fn notice(notice: &Notice) -> Self {
        let live = match notice.severity {
            Severity::Info => Live::Polite,
            Severity::Warning | Severity::Error => Live::Assertive,
        };
        Self::text(Part::Notice, Role::Alert, &notice.text).live(live)
    }

    /// There before it has a text, so that the first text is a change.
    fn progress(text: Option<&String>) -> Self {
        Self::text(Part::Progress, Role::Progress, text.map_or("", String::as_str)).live(Live::Polite)
    }
}

impl Reading {
    /// The reading order of `elements`, beginning with the first one that is of `first`.
    fn beginning_with(first: Part, elements: Vec<Element>) -> Self {
        let at = elements.iter().position(|element| element.part == first);
        Self { initial_focus: at.and_then(|at| u32::try_from(at).ok()), elements }
    }
}

/// The elements of a list, numbered.
fn list<T>(items: &[T], element: impl Fn(&T) -> Element) -> impl Iterator<Item = Element> {
    (0_u32..).zip(items).map(|(index, item)| Element { index, ..element(item) }).collect::<Vec<_>>().into_iter()
}

fn support(rows: &[Row]) -> impl Iterator<Item = Element> {
    list(rows, |row| Element::row(Part::Support, row))
}

impl From<&Page> for Reading {
    /// Nothing for what the host or Alipay+ draws; of the merchant's page, what the wallet draws around it.
    fn from(page: &Page) -> Self {
        match page {
            Page::Scanner(page) => page.into(),
            Page::MerchantPage(page) => page.into(),
            Page::Loading(page) => page.into(),
            Page::Cashier(page) => page.into(),
            Page::StepUp(page) => page.into(),
            Page::Result(page) | Page::Leaving { result: page, .. } => page.into(),
            Page::HandOver { .. } | Page::Closed => Self::default(),
        }
    }
}

impl From<&ScannerPage> for Reading {
    fn from(page: &ScannerPage) -> Self {
        let mut all = vec![Element::text(Part::Title, Role::Heading, &page.title), Element::text(Part::Hint, Role::Text, &page.hint)];
        all.extend(page.busy.then(|| Element::progress(page.progress.as_ref())));
        all.extend(page.notice.as_ref().map(Element::notice));
        all.extend(list(&page.choices, |row| Element {
            availability: Some(Availability::Enabled),
            ..Element::text(Part::Choice, Role::Button, &row.label)
        }));
        all.extend(page.retry.as_ref().map(|button| Element::button(Part::Retry, button)));
        all.extend(support(&page.support));
        Self::beginning_with(Part::Title, all)
    }
}

impl From<&MerchantPage> for Reading {
    /// The focus is the merchant's.
    fn from(page: &MerchantPage) -> Self {
        let mut all = vec![Element::button(Part::Back, &page.back), Element::progress(page.progress.as_ref())];
        all.extend(page.notice.as_ref().map(Element::notice));
        all.extend(page.retry.as_ref().map(|button| Element::button(Part::Retry, button)));
        all.extend(support(&page.support));
        Self { elements: all, initial_focus: None }
    }
}

impl From<&LoadingPage> for Reading {
    fn from(page: &LoadingPage) -> Self {
        let mut all = vec![Element::text(Part::Title, Role::Heading, &page.title), Element::progress(page.progress.as_ref())];
        all.extend(page.notice.as_ref().map(Element::notice));
        all.extend(page.retry.as_ref().map(|button| Element::button(Part::Retry, button)));
        all.push(Element::button(Part::Back, &page.back));
        all.extend(support(&page.support));
        Self::beginning_with(Part::Title, all)
    }
}

impl From<&CashierPage> for Reading {
    fn from(page: &CashierPage) -> Self {
        let mut all = vec![Element::button(Part::Back, &page.back), Element::text(Part::Title, Role::Heading, &page.title)];
        all.extend(page.notice.as_ref().map(Element::notice));
        all.push(Element::picture(Part::Logo, &page.logo));
        all.extend(list(&page.rows, |row| Element::row(Part::Row, row)));
        all.push(Element::text(Part::MethodsTitle, Role::Heading, &page.methods_title));
        all.extend(list(&page.methods, Element::method));
        all.extend(page.countdown.as_ref().map(|left| Element::text(Part::TimeLeft, Role::Timer, &left.spoken)));
        all.extend(page.locked.then(|| Element::progress(page.progress.as_ref())));
        all.push(Element::button(Part::Primary, &page.pay));
        all.extend(support(&page.support));
        Self::beginning_with(Part::Title, all)
    }
}

impl From<&StepUpPage> for Reading {
    /// The page underneath is out of reach, to the ear as well.
    fn from(page: &StepUpPage) -> Self {
        let entry = Availability::Enabled;
        let mut all = vec![Element::text(Part::Title, Role::Heading, &page.title)];
        all.extend(page.notice.as_ref().map(Element::notice));
        all.extend([Element::row(Part::Merchant, &page.merchant), Element::row(Part::Amount, &page.amount)]);
        if !page.busy {
            all.push(Element { availability: Some(entry), ..Element::text(Part::PinEntry, Role::SecretEntry, &page.title) });
        }
        all.push(Element::button(Part::Cancel, &page.cancel));
        all.extend(support(&page.support));
        Self::beginning_with(Part::Title, all)
    }
}

impl From<&ResultPage> for Reading {
    fn from(page: &ResultPage) -> Self {
        let mut all = vec![Element::text(Part::Title, Role::Status, &page.title).live(Live::Assertive)];
        all.extend(page.reason.as_ref().map(|text| Element::text(Part::Reason, Role::Text, text)));
        all.extend(page.next_step.as_ref().map(|text| Element::text(Part::NextStep, Role::Text, text)));
        all.extend(page.progress.as_ref().map(|text| Element::progress(Some(text))));
        all.extend(list(&page.rows, |row| Element::row(Part::Row, row)));
        all.push(Element::button(Part::Primary, &page.primary));
        all.extend(page.countdown.as_ref().map(|countdown| Element::button(Part::StopCountdown, &countdown.stop)));
        all.extend(page.secondary.as_ref().map(|button| Element::button(Part::Secondary, button)));
        all.extend(page.brand.as_ref().map(|brand| Element::picture(Part::Brand, brand)));
        all.extend(support(&page.support));
        Self::beginning_with(Part::Title, all)
    }
}

impl From<&DetailPage> for Reading {
    fn from(page: &DetailPage) -> Self {
        let mut all = vec![Element::text(Part::Title, Role::Status, &page.title)];
        all.extend(page.reason.as_ref().map(|text| Element::text(Part::Reason, Role::Text, text)));
        all.extend(page.next_step.as_ref().map(|text| Element::text(Part::NextStep, Role::Text, text)));
        all.extend(list(&page.rows, |row| Element::row(Part::Row, row)));
        all.push(Element::picture(Part::Brand, &page.brand));
        all.extend(support(&page.support));
        Self::beginning_with(Part::Title, all)
    }
}

impl From<&HistoryPage> for Reading {
    fn from(page: &HistoryPage) -> Self {
        let mut all = vec![Element::text(Part::Title, Role::Heading, &page.title)];
        all.extend(page.empty.as_ref().map(|text| Element::text(Part::Empty, Role::Text, text)));
        all.extend(list(&page.rows, |row| Element {
            availability: Some(Availability::Enabled),
            ..Element::text(Part::Row, Role::Button, &row.spoken)
        }));
        Self::beginning_with(Part::Title, all)
    }
}
