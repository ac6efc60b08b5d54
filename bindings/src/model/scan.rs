//! What to do with the codes of one picture, as it crosses.

use cashier_core::{
    codes::{Choice, Scan},
    secret::CodeValue,
};

#[uniffi::remote(Enum)]
pub enum Scan {
    One(CodeValue),
    Several(Vec<Choice>),
}

#[uniffi::remote(Record)]
pub struct Choice {
    pub code: CodeValue,
    pub label: Option<String>,
}

uniffi::custom_type!(CodeValue, String, {
    remote,
    lower: |code| code.expose().to_owned(),
    try_lift: |text| Ok(CodeValue::new(text)),
});
