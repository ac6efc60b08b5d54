//! The keys of all texts.

use crate::codes::CodeKind;

macro_rules! text_keys {
    ($($variant:ident = $wire:literal,)*) => {
        /// The key of a text. Its wire form is what the backend names texts by.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs)]
        pub enum TextKey { $($variant,)* }

        impl TextKey {
            /// Every key.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The wire form.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $wire,)* }
            }
        }
    };
}

text_keys! {
    ActionBack = "action.back",
    ActionCancel = "action.cancel",
    ActionDone = "action.done",
    ActionMerchant = "action.merchant",
    ActionPay = "action.pay",
    ActionRetry = "action.retry",
    CashierTitle = "cashier.title",
    StepUpTitle = "step_up.title",
    Brand = "brand",
    RowAccount = "row.account",
    RowMerchant = "row.merchant",
    RowOrderText = "row.order_text",
    RowMethod = "row.method",
    RowOrderAmount = "row.order_amount",
    RowLocalAmount = "row.local_amount",
    RowExchangeRate = "row.exchange_rate",
    RowSurcharge = "row.surcharge",
    RowPaymentAmount = "row.payment_amount",
    RowPaidAmount = "row.paid_amount",
    RowReturned = "row.returned",
    RowRefund = "row.refund",
    RowTime = "row.time",
    RowReference = "row.reference",
    RateUntil = "cashier.rate_until",
    TimeLeft = "cashier.time_left",
    BlockExpiring = "cashier.block.expiring",
    MethodUnavailable = "method.unavailable",
    MethodNotEnoughBalance = "method.not_enough_balance",
    NoticeAmountChanged = "notice.amount_changed",
    NoticeLocked = "notice.locked",
    NoticeLoginAgain = "notice.login_again",
    NoticeMethodChanged = "notice.method_changed",
    NoticeNoMethod = "notice.no_method",
    NoticeNoNetwork = "notice.no_network",
    NoticeNoAuthCode = "notice.no_auth_code",
    NoticeStepUpAgain = "notice.step_up_again",
    NoticeStoreFailed = "notice.store_failed",
    NoticeTryLater = "notice.try_later",
    NoticeWrongPin = "notice.wrong_pin",
    NoticeTriesLeft = "notice.tries_left",
    ReferenceRate = "reference_rate",
    ScannerChoose = "scanner.choose",
    ScannerCode = "scanner.code",
    WaitingAuthCode = "waiting.auth_code",
    WaitingLookup = "waiting.lookup",
    WaitingPaying = "waiting.paying",
    WaitingStill = "waiting.still",
    WaitingLong = "waiting.long",
    ResultSucceededTitle = "result.succeeded.title",
    ResultFailedTitle = "result.failed.title",
    ResultExpiredTitle = "result.expired.title",
    ResultExpiredMessage = "result.expired.message",
    ResultCheckingTitle = "result.checking.title",
    ResultCheckingMessage = "result.checking.message",
    ResultPendingTitle = "result.pending.title",
    ResultPendingMessage = "result.pending.message",
    ResultElsewhereTitle = "result.elsewhere.title",
    ResultElsewherePaid = "result.elsewhere.paid",
    ResultElsewhereRunning = "result.elsewhere.running",
    ResultNotSupportedTitle = "result.not_supported.title",
    ResultNotStarted = "result.not_started",
    ReturnedGeneric = "returned.generic",
    ReturnedLateDebit = "returned.late_debit",
    ReturnedCancelled = "returned.cancelled",
    DeclineGeneric = "decline.process_fail",
    DeclineCurrencyNotSupport = "decline.currency_not_support",
    DeclineExpiredCode = "decline.expired_code",
    DeclineInvalidCode = "decline.invalid_code",
    DeclineMerchantNotRegistered = "decline.merchant_not_registered",
    DeclineNotWithThisWallet = "decline.business_not_support",
    DeclineOrderIsClosed = "decline.order_is_closed",
    DeclineOtherUser = "decline.repeat_req_inconsistent",
    DeclinePaymentAmountExceedLimit = "decline.payment_amount_exceed_limit",
    DeclineRiskReject = "decline.risk_reject",
    DeclineUnavailablePaymentMethod = "decline.unavailable_payment_method",
    DeclineUserAmountExceedLimit = "decline.user_amount_exceed_limit",
    DeclineUserBalanceNotEnough = "decline.user_balance_not_enough",
    DeclineUserKycNotQualified = "decline.user_kyc_not_qualified",
    DeclineUserStatusAbnormal = "decline.user_status_abnormal",
    DeclineVerificationFailed = "decline.user_payment_verification_failed",
    ProblemForbidden = "problem.forbidden",
    ProblemUnauthorized = "problem.unauthorized",
    ProblemUpdateRequired = "problem.update_required",
    KindOrderCode = "kind.order_code",
    KindPayerCode = "kind.payer_code",
    KindEmvMerchant = "kind.emv_merchant",
    KindEmvDamaged = "kind.emv_damaged",
    KindProductBarcode = "kind.product_barcode",
    KindWalletLink = "kind.wallet_link",
    KindBankTransfer = "kind.bank_transfer",
    KindCrypto = "kind.crypto",
    KindWifi = "kind.wifi",
    KindContact = "kind.contact",
    KindMessage = "kind.message",
    KindLocation = "kind.location",
    KindCalendar = "kind.calendar",
    KindTwoFactor = "kind.two_factor",
    KindAppLink = "kind.app_link",
    KindDangerousLink = "kind.dangerous_link",
    KindWebLink = "kind.web_link",
    KindText = "kind.text",
    KindEmpty = "kind.empty",
    ActionStay = "action.stay",
    ResultCountdown = "result.countdown",
    ScannerTitle = "scanner.title",
    ScannerHint = "scanner.hint",
    ScannerNoCamera = "scanner.no_camera",
    PictureWallet = "picture.wallet",
    BlockPaying = "cashier.block.paying",
    BlockRefreshing = "cashier.block.refreshing",
    BlockStepUp = "cashier.block.step_up",
    NoticeNothingToPay = "notice.nothing_to_pay",
    RowStore = "row.store",
    RowAmount = "row.amount",
    RowDiscount = "row.discount",
    RowDiscountTotal = "row.discount_total",
    RowReturnedReason = "row.returned_reason",
    RowPaymentId = "row.payment_id",
    RowSupportContact = "row.support_contact",
    RowSupportReference = "row.support_reference",
    SpokenEnding = "spoken.ending",
    SpokenDiscount = "spoken.discount",
    SpokenTimeLeft = "spoken.time_left",
    NextNewCode = "next.new_code",
    NextTopUp = "next.top_up",
    NextOtherMethod = "next.other_method",
    NextTryAgain = "next.try_again",
    NextVerifyIdentity = "next.verify_identity",
    NextSignIn = "next.sign_in",
    NextUpdate = "next.update",
    NextOtherWay = "next.other_way",
    NextSupport = "next.support",
    NextDoNotPayAgain = "next.do_not_pay_again",
    NextPaidElsewhere = "next.paid_elsewhere",
    HistoryTitle = "history.title",
    HistoryEmpty = "history.empty",
    StatusOpen = "status.open",
    StatusPartlyRefunded = "status.partly_refunded",
    StatusRefunded = "status.refunded",
    StatusReturned = "status.returned",
    StatusClosed = "status.closed",
}

impl TextKey {
    /// The key that the backend named; for one it does not know, the generic text of its group (wallet API, section 1).
    pub fn from_wire(text: &str) -> Self {
        let known = Self::ALL.iter().find(|key| key.as_str() == text).copied();
        known.unwrap_or(match text.split('.').next() {
            Some("method") => Self::MethodUnavailable,
            Some("returned") => Self::ReturnedGeneric,
            Some("kind") => Self::KindText,
            Some("notice") => Self::NoticeTryLater,
            _ => match text {
                "decline.regulation_restriction" | "decline.invalid_contract" => Self::DeclineNotWithThisWallet,
                "decline.user_not_exist" => Self::DeclineUserStatusAbnormal,
                _ => Self::DeclineGeneric,
            },
        })
    }

    /// What is said of a code that cannot be paid.
    pub fn of_kind(kind: CodeKind) -> Self {
        match kind {
            CodeKind::OrderCode => Self::KindOrderCode,
            CodeKind::PayerCode => Self::KindPayerCode,
            CodeKind::EmvMerchant => Self::KindEmvMerchant,
            CodeKind::EmvDamaged => Self::KindEmvDamaged,
            CodeKind::ProductBarcode => Self::KindProductBarcode,
            CodeKind::WalletLink => Self::KindWalletLink,
            CodeKind::BankTransfer => Self::KindBankTransfer,
            CodeKind::Crypto => Self::KindCrypto,
            CodeKind::Wifi => Self::KindWifi,
            CodeKind::Contact => Self::KindContact,
            CodeKind::Message => Self::KindMessage,
            CodeKind::Location => Self::KindLocation,
            CodeKind::Calendar => Self::KindCalendar,
            CodeKind::TwoFactor => Self::KindTwoFactor,
            CodeKind::AppLink => Self::KindAppLink,
            CodeKind::DangerousLink => Self::KindDangerousLink,
            CodeKind::WebLink => Self::KindWebLink,
            CodeKind::Text => Self::KindText,
            CodeKind::Empty => Self::KindEmpty,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::Texts;

    #[test]
    fn a_key_of_a_newer_backend_gives_the_generic_text_of_its_group() {
        assert_eq!(TextKey::from_wire("decline.expired_code"), TextKey::DeclineExpiredCode);
        assert_eq!(TextKey::from_wire("decline.brand_new"), TextKey::DeclineGeneric);
        assert_eq!(TextKey::from_wire("method.brand_new"), TextKey::MethodUnavailable);
        assert_eq!(TextKey::from_wire("returned.brand_new"), TextKey::ReturnedGeneric);
        assert_eq!(TextKey::from_wire(""), TextKey::DeclineGeneric);
    }

    #[test]
    fn every_kind_of_code_has_a_sentence_of_its_own() {
        let kinds = TextKey::ALL.iter().filter(|key| key.as_str().starts_with("kind."));
        let english = Texts::default();
        let texts: Vec<_> = kinds.map(|key| english.text(*key)).collect();
        assert_eq!(texts.iter().collect::<std::collections::HashSet<_>>().len(), texts.len());
        for text in texts {
            assert!(text.ends_with('.') && text.split_whitespace().count() >= 5, "{text}");
        }
        // The key of a kind is the kind's own name.
        for key in TextKey::ALL.iter().filter(|key| key.as_str().starts_with("kind.")) {
            let name = key.as_str().trim_start_matches("kind.");
            let kind: CodeKind = serde_json::from_value(name.into()).unwrap();
            assert_eq!(TextKey::of_kind(kind), *key);
        }
    }

    #[test]
    fn no_two_keys_have_one_name() {
        let names: std::collections::HashSet<_> = TextKey::ALL.iter().map(|key| key.as_str()).collect();
        assert_eq!(names.len(), TextKey::ALL.len());
    }
}
