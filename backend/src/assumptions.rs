//! What the protocol leaves open, decided here and nowhere else; each names its number in protocol section 26.

use core::time::Duration;

/// A2: to reach a host.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// A2: a whole call.
pub const CALL_TIMEOUT: Duration = Duration::from_secs(5);
/// A2: a whole pull of the rules.
pub const RULES_TIMEOUT: Duration = Duration::from_secs(3);
/// A2: a whole remote identification.
pub const REMOTE_IDENTIFY_TIMEOUT: Duration = Duration::from_secs(1);
/// A2 leaves identifyCode the time of every call; but a phone waits for an identification no longer than that (wallet API, section
/// 1), and shall have the answer before.
pub const IDENTIFY_CODE_TIMEOUT: Duration = Duration::from_secs(3);
/// A3: after it an inbound call is answered `U`.
pub const INBOUND_ANSWER_LIMIT: Duration = Duration::from_secs(3);
/// A4: the largest request body in bytes, of the wallet API as well.
pub const MAX_REQUEST: usize = cashier_alipayplus::inbound::MAX_REQUEST;
/// A17: waits between the tries of notifyPayment.
pub const NOTIFY_WAITS: [time::Duration; 8] = [
    time::Duration::seconds(4),
    time::Duration::seconds(4),
    time::Duration::seconds(30),
    time::Duration::seconds(60),
    time::Duration::seconds(60),
    time::Duration::seconds(60),
    time::Duration::minutes(5),
    time::Duration::minutes(5),
];
/// A17: the wait after those.
pub const NOTIFY_LAST_WAIT: time::Duration = time::Duration::minutes(30);
/// A17: no try later than this after the first.
pub const NOTIFY_LIMIT: time::Duration = time::Duration::hours(24);
/// A18: the life of an order without `paymentExpiryTime`.
pub const DEFAULT_EXPIRY: time::Duration = time::Duration::minutes(10);
/// A18: a `paymentExpiryTime` further from now, either way, is no answer that could be believed.
pub const MAX_EXPIRY_DISTANCE: time::Duration = time::Duration::days(1);
/// A19: waits before the second and third userInitiatedPay.
pub const DECODE_WAITS: [Duration; 2] = [Duration::from_millis(500), Duration::from_millis(1500)];
/// A21: attempts per order.
pub const MAX_ATTEMPTS: u32 = 5;
/// A27: identifications per user within [`IDENTIFY_WINDOW`]; as many auth codes, and as many reference quotes.
pub const IDENTIFY_LIMIT: usize = 30;
/// A27.
pub const IDENTIFY_WINDOW: time::Duration = time::Duration::minutes(1);
/// How long an app waits before it tries a code again that Alipay+ gave no clear answer to.
pub const RETRY_UNCLEAR: time::Duration = time::Duration::seconds(3);
/// A10: the path of inquiryForeignExchangeQuote, unless the configuration says otherwise.
pub const QUOTE_PATH: &str = cashier_alipayplus::paths::INQUIRY_FOREIGN_EXCHANGE_QUOTE;
/// A10: a reference quote is shown no longer.
pub const REFERENCE_QUOTE_LIFE: time::Duration = time::Duration::minutes(10);
/// For how long one answer of Alipay+ serves everybody who looks at the same two currencies.
pub const REFERENCE_QUOTE_REUSE: time::Duration = time::Duration::seconds(30);
/// A25: the life of an auth code.
pub const AUTH_CODE_LIFE: time::Duration = time::Duration::minutes(5);
/// A28: the version of the matcher that the backend reports.
pub const JAR_VERSION: &str = "1.2.1.20240506";
/// A44: where merchants take Alipay+, for tests; an integrator brings the list of Alipay+.
pub const AVAILABLE_REGIONS: [&str; 15] = ["JP", "KR", "SG", "MY", "TH", "PH", "VN", "KH", "LK", "NP", "HK", "MO", "CN", "IT", "FR"];
/// Time between two pulls of the rules (section 8.3).
pub const RULES_PERIOD: time::Duration = time::Duration::minutes(30);
/// The same after a failed pull.
pub const RULES_RETRY: time::Duration = time::Duration::minutes(2);
/// How long a user waits for the pull that the first identification after a start with preset rules makes (section 8.3).
pub const PRESET_PULL_PATIENCE: Duration = Duration::from_secs(1);
/// A29: rules older than this are used on, with an alarm.
pub const RULES_ALARM_AGE: time::Duration = time::Duration::hours(24);
