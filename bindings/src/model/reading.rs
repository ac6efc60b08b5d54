//! A page in reading order, as it crosses.

use cashier_core::pages::{Availability, Element, Live, Part, Reading, Role};

#[uniffi::remote(Record)]
pub struct Reading {
    pub elements: Vec<Element>,
    pub initial_focus: Option<u32>,
}

#[uniffi::remote(Record)]
pub struct Element {
    pub part: Part,
    pub index: u32,
    pub role: Role,
    pub label: String,
    pub value: Option<String>,
    pub selected: bool,
    pub availability: Option<Availability>,
    pub live: Live,
}

#[uniffi::remote(Enum)]
pub enum Part {
    Title,
    Hint,
    Choice,
    Back,
    Notice,
    Logo,
    Row,
    MethodsTitle,
    Method,
    TimeLeft,
    Progress,
    Primary,
    StopCountdown,
    Secondary,
    Retry,
    Merchant,
    Amount,
    PinEntry,
    Cancel,
    Reason,
    NextStep,
    Brand,
    Support,
    Empty,
}

#[uniffi::remote(Enum)]
pub enum Role {
    Heading,
    Status,
    Text,
    Timer,
    Alert,
    Progress,
    Image,
    Button,
    RadioButton,
    SecretEntry,
}

#[uniffi::remote(Enum)]
pub enum Live {
    Off,
    Polite,
    Assertive,
}
