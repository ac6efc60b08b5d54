//! The paths of the Alipay+ API (protocol section 1), the same on both hosts unless configured otherwise (A1).

/// Identification rules; MPP to Alipay+.
pub const INQUIRY_CODE_RULES: &str = "/aps/api/v1/codes/inquiryCodeRules";
/// Identification of one code in place of the rules; MPP to Alipay+.
pub const IDENTIFY_CODE: &str = "/aps/api/v1/codes/identifyCode";
/// Decoding of an order code; MPP to Alipay+.
pub const USER_INITIATED_PAY: &str = "/aps/api/v1/payments/userInitiatedPay";
/// Final result of a payment; MPP to Alipay+.
pub const NOTIFY_PAYMENT: &str = "/aps/api/v1/payments/notifyPayment";
/// A rate for reference, without `api` in its path as it is documented (A10); MPP to Alipay+.
pub const INQUIRY_FOREIGN_EXCHANGE_QUOTE: &str = "/aps/v1/payments/inquiryForeignExchangeQuote";
/// Question for the state of a payment; Alipay+ to MPP.
pub const INQUIRY_PAYMENT: &str = "/aps/api/v1/payments/inquiryPayment";
