//! How a payment ended, as it crosses.

use cashier_core::{
    codes::CodeKind,
    machine::{Outcome, PendingReference},
    money::Money,
    wallet_api::{AttemptId, OrderId, Source},
};

use super::Refused;

#[uniffi::remote(Enum)]
pub enum Outcome {
    Succeeded { order: OrderId, attempt: AttemptId, pay_amount: Money, surcharge: Option<Money>, total: Option<Money> },
    PaidElsewhere { order: OrderId },
    Failed { order: Option<OrderId>, code: String },
    Cancelled,
    Expired { order: Option<OrderId> },
    NotSupported(CodeKind),
    OwnCode,
    HandedOver,
    Pending(PendingReference),
}

#[uniffi::remote(Record)]
pub struct PendingReference {
    pub attempt: Option<AttemptId>,
    pub order: Option<OrderId>,
}

#[uniffi::remote(Enum)]
pub enum CodeKind {
    OrderCode,
    PayerCode,
    EmvMerchant,
    EmvDamaged,
    ProductBarcode,
    WalletLink,
    BankTransfer,
    Crypto,
    Wifi,
    Contact,
    Message,
    Location,
    Calendar,
    TwoFactor,
    AppLink,
    DangerousLink,
    WebLink,
    Empty,
    Text,
}

#[uniffi::remote(Enum)]
pub enum Source {
    Scan,
    MerchantPage,
    Link,
    Picture,
}

/// An amount in the smallest unit of its currency.
#[derive(uniffi::Record)]
pub struct Amount {
    /// ISO 4217, alphabetic.
    pub currency: String,
    /// Minor units: 110 is 110 yen, or 1.10 euro.
    pub minor: u64,
}

uniffi::custom_type!(Money, Amount, {
    remote,
    lower: |money| Amount { currency: money.currency().code().to_owned(), minor: money.minor() },
    try_lift: |_amount| Err(Refused.into()),
});

uniffi::custom_type!(OrderId, String, { remote, lower: |id| id.0, try_lift: |text| Ok(OrderId(text)) });

uniffi::custom_type!(AttemptId, String, { remote, lower: |id| id.into(), try_lift: |text| Ok(text.parse()?) });
