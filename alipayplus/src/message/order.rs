//! The order of the merchant (protocol section 6).

use cashier_core::money::Money;
use serde::{Deserialize, Serialize};

use crate::wire::{Datetime, FreeText, Text};

/// What is bought, from whom, for how much.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Order {
    /// The merchant's order id.
    pub reference_order_id: Text<64>,
    /// Shown to the user.
    pub order_description: Text<256>,
    /// The amount before discounts, in the order currency.
    pub order_amount: Money,
    /// Who sells; with `store` in entry-code orders.
    pub merchant: Option<Merchant>,
    /// What is sold.
    pub goods: Option<Vec<Goods>>,
    /// Where it goes.
    pub shipping: Option<Shipping>,
    /// Who buys, as the merchant knows them.
    pub buyer: Option<Buyer>,
    /// The terminal or browser of the order.
    pub env: Option<Env>,
    /// An acquirer behind the acquirer.
    pub indirect_acquirer: Option<IndirectAcquirer>,
}

/// A merchant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Merchant {
    /// The acquirer's id of the merchant.
    pub reference_merchant_id: Option<Text<64>>,
    /// Category code, four digits as a rule.
    #[serde(rename = "merchantMCC")]
    pub merchant_mcc: Option<Text<32>>,
    /// The registered name.
    pub merchant_name: Option<Text<256>>,
    /// The name for screens; preferred there.
    pub merchant_display_name: Option<Text<64>>,
    /// Decides between domestic and cross-border.
    pub merchant_address: Option<Address>,
    /// Since when the acquirer knows the merchant.
    pub merchant_register_date: Option<Datetime>,
    /// The place of sale.
    pub store: Option<Store>,
}

/// A place of sale.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Store {
    /// The merchant's id of the store.
    pub reference_store_id: Option<Text<64>>,
    /// Its name.
    pub store_name: Option<Text<256>>,
    /// Its category code.
    #[serde(rename = "storeMCC")]
    pub store_mcc: Option<Text<32>>,
    /// Its name for screens.
    pub store_display_name: Option<Text<64>>,
    /// The terminal.
    pub store_terminal_id: Option<Text<64>>,
    /// Who serves.
    pub store_operator_id: Option<Text<64>>,
    /// Telephone.
    pub store_phone_no: Option<Text<16>>,
    /// Where it is.
    pub store_address: Option<Address>,
}

/// A postal address; expect `region` and `city` only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Address {
    /// ISO 3166-1 alpha-2.
    pub region: Text<2>,
    /// State or province.
    pub state: Option<Text<8>>,
    /// City.
    pub city: Option<Text<32>>,
    /// First line.
    pub address1: Option<Text<256>>,
    /// Second line.
    pub address2: Option<Text<256>>,
    /// Postal code.
    pub zip_code: Option<Text<32>>,
}

/// One kind of goods.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Goods {
    /// The merchant's id.
    pub reference_goods_id: Option<FreeText>,
    /// Name.
    pub goods_name: Option<FreeText>,
    /// Category.
    pub goods_category: Option<FreeText>,
    /// Brand.
    pub goods_brand: Option<FreeText>,
    /// Price of one.
    pub goods_unit_amount: Option<Money>,
    /// A whole number, as text.
    pub goods_quantity: Option<FreeText>,
}

/// Where goods are sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Shipping {
    /// To whom.
    pub shipping_name: Option<UserName>,
    /// To where.
    pub shipping_address: Option<Address>,
    /// By whom.
    pub shipping_carrier: Option<FreeText>,
    /// Telephone of the receiver.
    pub shipping_phone_no: Option<FreeText>,
}

/// The merchant's customer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Buyer {
    /// The merchant's id.
    pub reference_buyer_id: Option<FreeText>,
    /// Name.
    pub buyer_name: Option<UserName>,
    /// Telephone.
    pub buyer_phone_no: Option<FreeText>,
    /// Email.
    pub buyer_email: Option<FreeText>,
}

/// A person's name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct UserName {
    /// Given name.
    pub first_name: Option<FreeText>,
    /// Middle name.
    pub middle_name: Option<FreeText>,
    /// Family name.
    pub last_name: Option<FreeText>,
    /// The whole name.
    pub full_name: Option<FreeText>,
}

/// The terminal or browser of the order. Acquirers no longer send most of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Env {
    /// `WEB`, `WAP`, `APP`, `MINI_APP`.
    pub terminal_type: Option<FreeText>,
    /// `IOS`, `ANDROID`.
    pub os_type: Option<FreeText>,
    /// The browser.
    pub user_agent: Option<FreeText>,
    /// Id of the device.
    pub device_token_id: Option<Text<64>>,
    /// IP address.
    pub client_ip: Option<Text<32>>,
    /// Cookie.
    pub cookie_id: Option<FreeText>,
    /// The store's terminal.
    pub store_terminal_id: Option<Text<64>>,
    /// When the terminal asked.
    pub store_terminal_request_time: Option<Datetime>,
}

/// An acquirer behind the acquirer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct IndirectAcquirer {
    /// Its id.
    pub reference_acquirer_id: Option<FreeText>,
    /// Its name.
    pub acquirer_name: Option<FreeText>,
    /// Its address.
    pub acquirer_address: Option<Address>,
}
