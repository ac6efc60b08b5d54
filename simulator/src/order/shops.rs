//! The invented shops that sell through the simulator's acquirer.

use cashier_alipayplus::{
    message::{Address, Merchant, Store},
    wire::Text,
};
use serde::Serialize;

/// A shop: one merchant with one store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Shop {
    /// Key of the shop: `merchant` of a new order, and the last part of its entry code.
    pub id: &'static str,
    /// Name for screens.
    pub name: &'static str,
    /// What an order is described as if the merchant says nothing.
    pub description: &'static str,
    /// Category code.
    pub mcc: &'static str,
    /// ISO 3166-1 alpha-2.
    pub region: &'static str,
    /// City.
    pub city: &'static str,
    /// Currency of its prices.
    pub currency: &'static str,
}

/// All shops.
pub const SHOPS: &[Shop] = &[
    Shop {
        id: "tea-house",
        name: "Maple Tea House",
        description: "Tea and cake",
        mcc: "5812",
        region: "JP",
        city: "Kanazawa",
        currency: "JPY",
    },
    Shop { id: "book-corner", name: "Book Corner", description: "Books", mcc: "5942", region: "SG", city: "Singapore", currency: "SGD" },
    Shop {
        id: "night-ferry",
        name: "Night Ferry",
        description: "Ferry tickets",
        mcc: "4111",
        region: "HK",
        city: "Hong Kong",
        currency: "HKD",
    },
    Shop {
        id: "bike-rental",
        name: "Canal Bike Rental",
        description: "Bike rental",
        mcc: "7999",
        region: "NL",
        city: "Utrecht",
        currency: "EUR",
    },
    Shop { id: "rice-kitchen", name: "Rice Kitchen", description: "Dinner", mcc: "5812", region: "KR", city: "Busan", currency: "KRW" },
    Shop { id: "surf-school", name: "Surf School", description: "Surf lesson", mcc: "7999", region: "TH", city: "Phuket", currency: "THB" },
];

impl Shop {
    /// The shop with this id.
    pub fn find(id: &str) -> Option<&'static Self> {
        SHOPS.iter().find(|shop| shop.id == id)
    }

    /// The shop as `merchant` of an order.
    pub(crate) fn merchant(&self) -> Merchant {
        let address = || {
            Some(Address {
                region: Text::truncated(self.region)?,
                city: Text::truncated(self.city),
                state: None,
                address1: None,
                address2: None,
                zip_code: None,
            })
        };
        Merchant {
            reference_merchant_id: Text::truncated(self.id),
            merchant_mcc: Text::truncated(self.mcc),
            merchant_name: Text::truncated(self.name),
            merchant_display_name: Text::truncated(self.name),
            merchant_address: address(),
            merchant_register_date: None,
            store: Some(Store {
                reference_store_id: Text::truncated(self.id),
                store_name: Text::truncated(self.name),
                store_mcc: Text::truncated(self.mcc),
                store_display_name: Text::truncated(self.name),
                store_address: address(),
                ..Store::default()
            }),
        }
    }
}
