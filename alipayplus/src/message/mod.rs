//! Requests and responses of the API, field by field under their wire names (protocol sections 6, 8, 10, 11, 12, 16).
//!
//! A `Text<64>` is a String of at most 64 characters; a field that is not an `Option` is required.

mod code_rules;
mod foreign_exchange_quote;
mod identify_code;
mod inquiry_payment;
mod notify_payment;
mod order;
mod quote;
mod user_initiated_pay;

pub use code_rules::{InquiryCodeRulesRequest, InquiryCodeRulesResponse};
pub use foreign_exchange_quote::{InquiryForeignExchangeQuoteRequest, InquiryForeignExchangeQuoteResponse};
pub use identify_code::{IdentifyCodeRequest, IdentifyCodeResponse};
pub use inquiry_payment::{InquiryPaymentRequest, InquiryPaymentResponse};
pub use notify_payment::{NotifyPaymentRequest, NotifyPaymentResponse};
pub use order::{Address, Buyer, Env, Goods, IndirectAcquirer, Merchant, Order, Shipping, Store, UserName};
pub use quote::{CurrencyPair, IllegalQuote, PaymentPromoDetail, PaymentPromoInfo, Quote, QuotePrice, SurchargeInfo};
pub use user_initiated_pay::{ActionForm, Decoded, PayableOrder, PaymentFactor, UserInitiatedPayRequest, UserInitiatedPayResponse};
