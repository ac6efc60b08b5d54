//! INTERIM: being written by another helper; overwrite this file.
#![allow(missing_docs, dead_code)]
use crate::{machine::Identified, secret::CodeValue, wallet_api::PostCodeMatchActionType};
pub struct RuleSet;
#[derive(Debug, thiserror::Error)]
#[error("interim")]
pub struct RuleFileError;
#[derive(Debug)]
pub struct ParamIllegal;
pub struct Context<'a> { pub client_id: &'a str, pub jar_version: &'a str }
pub struct Identification(Option<PostCodeMatchActionType>);
impl RuleSet {
    pub fn compile(_bytes: &[u8]) -> Result<Self, RuleFileError> { Ok(Self) }
    pub fn version(&self) -> &str { "interim" }
    pub fn identify(&self, code: &CodeValue, _c: &Context<'_>) -> Result<Identification, ParamIllegal> {
        let code = code.expose();
        Ok(Identification((code.starts_with("28166604") || code.starts_with("https://qr.alipayplus.com/28166604")).then_some(PostCodeMatchActionType::Decode)))
    }
}
impl From<&Identification> for Identified {
    fn from(it: &Identification) -> Self { match it.0 { Some(_) => Self::Decode, None => Self::NotSupported(crate::codes::CodeKind::Text) } }
}
