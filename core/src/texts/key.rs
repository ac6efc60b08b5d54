//! The keys of all texts. Read by the build script too, which wants a text for each of them in every language.

macro_rules! text_keys {
    ($($variant:ident = $wire:literal,)*) => {
        /// The key of a text. Its wire form is what the backend names texts by.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs)]
        pub enum TextKey { $($variant,)* }

        impl TextKey {
            /// Every key.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The wire form.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $wire,)* }
            }

            /// Its place in [`Self::ALL`].
            #[allow(clippy::as_conversions, reason = "the variants have no values of their own, so they count from zero")]
            pub(crate) const fn index(self) -> usize {
                self as usize
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
    RowAmountAt = "row.amount_at",
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
    NoticeStepUpAgain = "notice.step_up_again",
    NoticeStoreFailed = "notice.store_failed",
    NoticeTryLater = "notice.try_later",
    NoticeWrongPin = "notice.wrong_pin",
    NoticeTriesLeft = "notice.tries_left",
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
}
