//! What was scanned, also when nothing can be paid with it.

mod classify;
mod listed;
mod looks;
mod skeleton;
mod tables;
mod windows;

pub use classify::classify;
pub(super) use classify::classify_scanned;
pub use listed::ListedHosts;
use serde::{Deserialize, Serialize};

use super::rules::{Action, Supported, Verdict};

/// The kind of a scanned text. It decides what is said to the user; a matching rule decides what is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CodeKind {
    /// A code for one order.
    OrderCode,
    /// A payment code that a wallet shows; never payable here.
    PayerCode,
    /// An EMVCo merchant code, whole and with a right CRC.
    EmvMerchant,
    /// Begins like an EMVCo code, but does not parse, or its CRC is wrong or missing.
    EmvDamaged,
    /// EAN, UPC, ISBN.
    ProductBarcode,
    /// Another wallet's or a domestic scheme's link or token.
    WalletLink,
    /// EPC, Swiss QR-bill, SPAYD, GOST, TWQR, UPI and the like.
    BankTransfer,
    /// A cryptocurrency address or payment request.
    Crypto,
    /// Wi-Fi access data.
    Wifi,
    /// vCard, MeCard.
    Contact,
    /// sms, mms, tel, mail.
    Message,
    /// geo: and maps.
    Location,
    /// A calendar entry.
    Calendar,
    /// otpauth:.
    TwoFactor,
    /// market:, itms:, store pages, intent:.
    AppLink,
    /// A link that is dangerous to open, or only looks like a listed host.
    DangerousLink,
    /// Any other web page.
    WebLink,
    /// Blank.
    Empty,
    /// Anything else; also a kind of a newer backend.
    #[serde(other)]
    Text,
}

impl CodeKind {
    /// What a rule decodes is a code for one order, even if it looks like any link or text.
    pub(super) fn known_by(self, verdict: &Verdict) -> Self {
        match (self, verdict) {
            (Self::Text | Self::WebLink | Self::WalletLink, Verdict::Supported(Supported { action: Action::Decode, .. })) => {
                Self::OrderCode
            }
            _ => self,
        }
    }
}
