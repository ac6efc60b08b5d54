//! What a merchant asks for, and what is wrong with it.

use std::time::Duration;

use cashier_alipayplus::result::ResultCode;
use cashier_core::{
    money::{Currency, Money, MoneyError},
    secret::CodeValue,
};
use serde::{Deserialize, Deserializer, Serialize, de};
use time::OffsetDateTime;

use super::{Order, OrderState, Promotion, Shop, is_rupiah};
use crate::{
    config::{DEFAULT_EXPIRY, MAX_EXPIRY, ORDER_CODE_PREFIX, ORDER_CODE_RANDOM, ORDER_CODE_URL},
    random,
};

/// Longest redirect URL in characters (protocol section 10).
const MAX_URL: usize = 2048;

/// Longest description and promotion name in characters (protocol section 6).
const MAX_DESCRIPTION: usize = 256;
const MAX_PROMOTION_NAME: usize = 128;

/// A new order of a merchant.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewOrder {
    /// Id of a [`Shop`].
    pub merchant: String,
    /// Decimal text with at most the decimals of the currency: `"12.50"`.
    pub amount: String,
    /// ISO 4217 alphabetic code; absent: the shop's.
    #[serde(default)]
    pub currency: Option<String>,
    /// Shown to the user; absent: the shop's.
    #[serde(default)]
    pub description: Option<String>,
    /// A discount that is taken out of the amount.
    #[serde(default)]
    pub promotion: Option<NewPromotion>,
    /// Where the wallet sends the user after the payment: https or a custom scheme.
    #[serde(default)]
    pub redirect_url: Option<String>,
    /// How the code is written in the QR.
    #[serde(default)]
    pub form: CodeForm,
    /// Life in seconds, at least one; absent: 10 minutes; more than 30 minutes is cut (A18).
    #[serde(default, rename = "expiresInSeconds", deserialize_with = "seconds")]
    pub expires_in: Option<Duration>,
    /// How the order came about.
    #[serde(default)]
    pub scenario: Scenario,
    /// For tests: userInitiatedPay is answered with this code (protocol section 4) and nothing else.
    #[serde(default)]
    pub decode_result: Option<ResultCode>,
    /// For tests: userInitiatedPay is answered with `HANDLE_BY_SDK` in place of an order, with success or with `decode_result`.
    #[serde(default)]
    pub handle_by_sdk: bool,
}

impl NewOrder {
    /// An order with nothing but a shop and an amount in its currency.
    pub fn new(merchant: impl Into<String>, amount: impl Into<String>) -> Self {
        Self {
            merchant: merchant.into(),
            amount: amount.into(),
            currency: None,
            description: None,
            promotion: None,
            redirect_url: None,
            form: CodeForm::default(),
            expires_in: None,
            scenario: Scenario::default(),
            decode_result: None,
            handle_by_sdk: false,
        }
    }
}

fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    match Option::<u64>::deserialize(deserializer)? {
        Some(0) => Err(de::Error::custom("expiresInSeconds is at least 1")),
        seconds => Ok(seconds.map(Duration::from_secs)),
    }
}

/// A discount.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewPromotion {
    /// Name for the user.
    pub name: String,
    /// Decimal text in the currency of the order; less than its amount.
    pub amount: String,
}

/// How an order code is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CodeForm {
    /// The 36 characters alone.
    Bare,
    /// Behind `https://qr.alipayplus.com/`.
    #[default]
    Url,
}

/// `inStorePaymentScenario` of an order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scenario {
    /// The merchant shows the code of this order.
    #[default]
    OrderCode,
    /// The user typed the amount on the page of a store code.
    EntryCode,
}

impl Scenario {
    /// The wire value.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OrderCode => "OrderCode",
            Self::EntryCode => "EntryCode",
        }
    }
}

/// Why an order is not created; the text is for the person who typed it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrderError {
    /// No such shop.
    #[error("There is no shop with this id.")]
    Merchant,
    /// Not a currency of the table.
    #[error("This is not a currency that can be used here.")]
    Currency,
    /// More decimals than the currency has.
    #[error("{} has {}.", .0.code(), decimals(*.0))]
    Decimals(Currency),
    /// Not digits with one point, or too long.
    #[error("Type the amount with digits and a point, such as 12 or 12.50.")]
    Amount,
    /// Nothing to pay.
    #[error("The amount must be more than 0.")]
    Zero,
    /// Rupiah with cents.
    #[error("IDR amounts are whole rupiah.")]
    WholeRupiah,
    /// The promotion is nothing, or leaves nothing to pay.
    #[error("The promotion must be more than 0 and less than the amount.")]
    PromotionAmount,
    /// The name of the promotion is missing or too long.
    #[error("A promotion has a name of 1 to 128 characters.")]
    PromotionName,
    /// The description is too long.
    #[error("The description has at most 256 characters.")]
    Description,
    /// Not a URL that a wallet could open.
    #[error("The redirect URL needs a scheme, no spaces, and at most 2048 characters.")]
    RedirectUrl,
    /// A life of no time.
    #[error("An order lives for at least a moment.")]
    Expiry,
    /// As many orders as are kept are still open.
    #[error("Too many orders are open.")]
    Full,
}

impl OrderError {
    /// The field of [`NewOrder`] that is wrong, if it is one.
    pub fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::Merchant => "merchant",
            Self::Currency => "currency",
            Self::Decimals(_) | Self::Amount | Self::Zero | Self::WholeRupiah => "amount",
            Self::PromotionAmount => "promotion.amount",
            Self::PromotionName => "promotion.name",
            Self::Description => "description",
            Self::RedirectUrl => "redirectUrl",
            Self::Expiry => "expiresInSeconds",
            Self::Full => return None,
        })
    }
}

fn decimals(currency: Currency) -> String {
    match currency.exponent() {
        0 => "no decimals".to_owned(),
        1 => "1 decimal".to_owned(),
        exponent => format!("{exponent} decimals"),
    }
}

impl Order {
    /// Checks what the merchant typed and issues a code for it.
    pub fn create(new: NewOrder, now: OffsetDateTime) -> Result<Self, OrderError> {
        let shop = Shop::find(&new.merchant).ok_or(OrderError::Merchant)?;
        let currency = new.currency.as_deref().unwrap_or(shop.currency).parse().map_err(|_| OrderError::Currency)?;
        let order_amount = amount(&new.amount, currency)?;
        let promotion = new.promotion.map(|promotion| checked(promotion, currency)).transpose()?;
        let payment_amount = match &promotion {
            None => order_amount,
            Some(promotion) => {
                order_amount.checked_sub(promotion.savings).ok().filter(|rest| !rest.is_zero()).ok_or(OrderError::PromotionAmount)?
            }
        };
        let description = new.description.filter(|text| !text.is_empty()).unwrap_or_else(|| shop.description.to_owned());
        if description.chars().count() > MAX_DESCRIPTION {
            return Err(OrderError::Description);
        }
        let redirect_url = new.redirect_url.filter(|url| !url.is_empty());
        if redirect_url.as_deref().is_some_and(|url| !is_openable(url)) {
            return Err(OrderError::RedirectUrl);
        }
        let expires_in = new.expires_in.unwrap_or(DEFAULT_EXPIRY).min(MAX_EXPIRY);
        if expires_in.is_zero() {
            return Err(OrderError::Expiry);
        }
        let code = format!("{ORDER_CODE_PREFIX}{}", random::alphanumeric(ORDER_CODE_RANDOM));
        let code_value = match new.form {
            CodeForm::Bare => code,
            CodeForm::Url => format!("{ORDER_CODE_URL}{code}"),
        };
        let date = now.date();
        Ok(Self {
            id: format!("R{}", random::digits(12)),
            payment_request_id: format!("{}{:02}{:02}{}", date.year(), u8::from(date.month()), date.day(), random::digits(12)),
            state: OrderState::WaitingScan,
            shop,
            description,
            code_value: CodeValue::new(code_value),
            scenario: new.scenario,
            order_amount,
            promotion,
            payment_amount,
            pay_to_amount: None,
            payment_quote: None,
            redirect_url,
            created_at: now.into(),
            expires_at: (now + expires_in).into(),
            expires: now + expires_in,
            customer_id: None,
            decode_result: new.decode_result,
            handle_by_sdk: new.handle_by_sdk,
            report: None,
        })
    }
}

fn amount(text: &str, currency: Currency) -> Result<Money, OrderError> {
    let amount = Money::parse_decimal(currency, text.trim()).map_err(|error| match error {
        MoneyError::TooManyDecimals(currency) => OrderError::Decimals(currency),
        _ => OrderError::Amount,
    })?;
    if amount.is_zero() {
        return Err(OrderError::Zero);
    }
    if is_rupiah(currency) && amount.minor() % 100 != 0 {
        return Err(OrderError::WholeRupiah);
    }
    Ok(amount)
}

fn checked(new: NewPromotion, currency: Currency) -> Result<Promotion, OrderError> {
    if new.name.is_empty() || new.name.chars().count() > MAX_PROMOTION_NAME {
        return Err(OrderError::PromotionName);
    }
    let savings = amount(&new.amount, currency).map_err(|_| OrderError::PromotionAmount)?;
    Ok(Promotion { id: random::digits(32), name: new.name, savings })
}

/// A scheme, a colon, something: the wallet decides what it really opens.
fn is_openable(url: &str) -> bool {
    let scheme = |text: &str| {
        text.starts_with(|first: char| first.is_ascii_alphabetic())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    };
    url.len() <= MAX_URL
        && url.bytes().all(|byte| byte.is_ascii_graphic())
        && url.split_once(':').is_some_and(|(before, after)| scheme(before) && !after.is_empty())
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-01-05 09:30:00.25 UTC);

    fn create(change: impl FnOnce(&mut NewOrder)) -> Result<Order, OrderError> {
        let mut new = NewOrder::new("tea-house", "110");
        change(&mut new);
        Order::create(new, NOW)
    }

    #[test]
    fn a_code_has_the_documented_form() {
        let url = create(|_| {}).unwrap();
        let code = url.code_value.expose().strip_prefix(ORDER_CODE_URL).unwrap();
        assert!(code.len() == 36 && code.starts_with(ORDER_CODE_PREFIX) && code.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        let bare = create(|new| new.form = CodeForm::Bare).unwrap();
        assert!(bare.code_value.expose().starts_with(ORDER_CODE_PREFIX) && bare.code_value.expose().len() == 36);
    }

    #[test]
    fn savings_come_out_of_the_order_amount() {
        let promotion = |amount: &str| Some(NewPromotion { name: "Spring".into(), amount: amount.into() });
        let order = create(|new| new.promotion = promotion("10")).unwrap();
        assert_eq!((order.order_amount.minor(), order.payment_amount.minor()), (110, 100));
        for wrong in ["0", "110", "111", "1.5", "x"] {
            assert_eq!(create(|new| new.promotion = promotion(wrong)).err(), Some(OrderError::PromotionAmount), "{wrong}");
        }
        let nameless = create(|new| new.promotion = Some(NewPromotion { name: String::new(), amount: "1".into() }));
        assert_eq!(nameless.err(), Some(OrderError::PromotionName));
    }

    #[test]
    fn amounts_have_the_decimals_of_their_currency() {
        let of = |currency: &str, amount: &str| {
            create(|new| {
                new.currency = Some(currency.into());
                new.amount = amount.into();
            })
            .map(|order| order.order_amount.minor())
        };
        assert_eq!(of("USD", " 5.9 "), Ok(590));
        assert_eq!(of("JPY", "5.9").unwrap_err().to_string(), "JPY has no decimals.");
        assert_eq!(of("USD", "5.999").unwrap_err().to_string(), "USD has 2 decimals.");
        assert_eq!(of("KWD", "1.2345").unwrap_err().to_string(), "KWD has 3 decimals.");
        assert_eq!(of("USD", "0.00"), Err(OrderError::Zero));
        assert_eq!(of("IDR", "1000.50"), Err(OrderError::WholeRupiah));
        assert_eq!(of("IDR", "1000.00"), Ok(100_000));
        assert_eq!(of("XXX", "1"), Err(OrderError::Currency));
        for wrong in ["", "-1", "1,5", "1e3", "12345678901234567"] {
            assert_eq!(of("USD", wrong), Err(OrderError::Amount), "{wrong}");
        }
    }

    #[test]
    fn an_order_lives_ten_minutes_and_never_more_than_thirty() {
        let life = |expires_in| create(|new| new.expires_in = expires_in).map(|order| (order.expires - NOW).whole_seconds());
        assert_eq!(life(None), Ok(600));
        assert_eq!(life(Some(Duration::from_secs(9999))), Ok(1800));
        assert_eq!(life(Some(Duration::ZERO)), Err(OrderError::Expiry));
    }

    #[test]
    fn a_redirect_has_a_scheme_and_no_blanks() {
        for url in ["https://shop.example/done", "shop-app://done?x=1", "shop.app:done"] {
            assert!(create(|new| new.redirect_url = Some(url.into())).is_ok(), "{url}");
        }
        let long = format!("https://{}", "x".repeat(2048));
        for url in ["shop.example", "://x", "https:", "https://a b", "1x://y", long.as_str()] {
            assert_eq!(create(|new| new.redirect_url = Some(url.into())).err(), Some(OrderError::RedirectUrl), "{url}");
        }
    }

    #[test]
    fn unknown_shops_and_long_texts_are_refused() {
        assert_eq!(create(|new| new.merchant = "nobody".into()).err(), Some(OrderError::Merchant));
        assert_eq!(create(|new| new.description = Some("x".repeat(257))).err(), Some(OrderError::Description));
    }
}
