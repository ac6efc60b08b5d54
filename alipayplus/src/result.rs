//! Results (protocol section 4): a status to branch on, a code to act on, a message for people.

use core::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::wire::Text;

/// What a result means for the caller. Programs branch on it before they look at the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ResultStatus {
    /// Final success: go on.
    S,
    /// Final failure: act on the code, do not repeat blindly.
    F,
    /// Unknown or still processing: ask, or repeat with the same idempotency field.
    U,
}

macro_rules! result_codes {
    ($($variant:ident $wire:literal $status:ident $message:literal)*) => {
        /// The documented codes, and room for those to come.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum ResultCode {
            $(#[doc = $message] $variant,)*
            /// A code that is not in the table; its result is handled by the status.
            Other(Text<64>),
        }

        impl ResultCode {
            /// All codes of the table.
            pub const DOCUMENTED: &[Self] = &[$(Self::$variant),*];

            /// The code as on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::Other(code) => code,
                }
            }

            /// The status that belongs to the code; `None` outside the table.
            pub fn status(&self) -> Option<ResultStatus> {
                match self {
                    $(Self::$variant => Some(ResultStatus::$status),)*
                    Self::Other(_) => None,
                }
            }

            /// The documented `resultMessage`; `None` outside the table.
            pub fn message(&self) -> Option<&'static str> {
                match self {
                    $(Self::$variant => Some($message),)*
                    Self::Other(_) => None,
                }
            }
        }

        impl From<Text<64>> for ResultCode {
            fn from(code: Text<64>) -> Self {
                match code.as_str() {
                    $($wire => Self::$variant,)*
                    _ => Self::Other(code),
                }
            }
        }
    };
}

result_codes! {
    Success "SUCCESS" S "Success"
    ProcessFail "PROCESS_FAIL" F "A general business failure occurred. Don't retry."
    ParamIllegal "PARAM_ILLEGAL" F "Illegal parameters exist. For example, a non-numeric input, or an invalid date."
    AccessDenied "ACCESS_DENIED" F "The access is denied."
    InvalidClient "INVALID_CLIENT" F "The client is invalid."
    InvalidApi "INVALID_API" F "The called API is invalid or not active."
    NoInterfaceDef "NO_INTERFACE_DEF" F "API is not defined."
    InvalidSignature "INVALID_SIGNATURE" F "The signature is invalid."
    KeyNotFound "KEY_NOT_FOUND" F "The key is not found."
    MethodNotSupported "METHOD_NOT_SUPPORTED" F "The server does not implement the requested HTTP method."
    MediaTypeNotAcceptable "MEDIA_TYPE_NOT_ACCEPTABLE" F "The server does not implement the media type that is acceptable to the client."
    RepeatReqInconsistent "REPEAT_REQ_INCONSISTENT" F "Repeated requests are inconsistent."
    RequestTrafficExceedLimit "REQUEST_TRAFFIC_EXCEED_LIMIT" U "The request traffic exceeds the limit."
    UnknownException "UNKNOWN_EXCEPTION" U "An API calling is failed, which is caused by unknown reasons."
    BusinessNotSupport "BUSINESS_NOT_SUPPORT" F "The payment business is not supported."
    CurrencyNotSupport "CURRENCY_NOT_SUPPORT" F "The currency is not supported."
    ExpiredCode "EXPIRED_CODE" F "The code is expired."
    InvalidCode "INVALID_CODE" F "The code is invalid."
    InvalidContract "INVALID_CONTRACT" F "The contract is invalid."
    InvalidToken "INVALID_TOKEN" F "The access token is invalid."
    OrderIsClosed "ORDER_IS_CLOSED" F "The order is closed."
    OrderNotExist "ORDER_NOT_EXIST" F "The order doesn't exist."
    PaymentAmountExceedLimit "PAYMENT_AMOUNT_EXCEED_LIMIT" F "The payment amount exceeds the limit."
    PaymentCountExceedLimit "PAYMENT_COUNT_EXCEED_LIMIT" F "The number of payments exceeds the limit."
    RegulationRestriction "REGULATION_RESTRICTION" F "The payment failed due to regulatory restriction."
    RiskReject "RISK_REJECT" F "The request is rejected because of the risk control."
    UnavailablePaymentMethod "UNAVAILABLE_PAYMENT_METHOD" F "The payment method is unavailable."
    MerchantNotRegistered "MERCHANT_NOT_REGISTERED" F "The merchant is not registered."
    UserAmountExceedLimit "USER_AMOUNT_EXCEED_LIMIT" F "The payment amount exceeds the user payment limit."
    UserBalanceNotEnough "USER_BALANCE_NOT_ENOUGH" F "The user balance is not enough for the payment."
    UserKycNotQualified "USER_KYC_NOT_QUALIFIED" F "The user is not KYC compliant."
    UserPaymentVerificationFailed "USER_PAYMENT_VERIFICATION_FAILED" F "User fails to pass the payment verification in the methods like OTP, PIN, and so on."
    UserNotExist "USER_NOT_EXIST" F "The user does not exist."
    UserStatusAbnormal "USER_STATUS_ABNORMAL" F "The user status is abnormal."
    RefundAmountExceed "REFUND_AMOUNT_EXCEED" F "The total refund amount exceeds the original payment amount."
    RefundWindowExceed "REFUND_WINDOW_EXCEED" F "The refund request is outside the allowable refund window."
    PaymentInProcess "PAYMENT_IN_PROCESS" U "The payment is being processed."
}

impl fmt::Display for ResultCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ResultCode {
    type Err = crate::wire::IllegalText;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Text::new(code).map(Self::from)
    }
}

impl Serialize for ResultCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_str().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ResultCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Text::deserialize(deserializer).map(Self::from)
    }
}

/// The `result` of every response, and the `paymentResult` of those that tell of a payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResultInfo {
    /// What happened.
    pub result_code: ResultCode,
    /// What to make of it.
    pub result_status: ResultStatus,
    /// For people; no program may branch on it.
    pub result_message: Option<Text<256>>,
}

impl ResultInfo {
    /// `S`/`SUCCESS`.
    pub fn success() -> Self {
        ResultCode::Success.into()
    }
}

impl From<ResultCode> for ResultInfo {
    /// The documented status and message; a code outside the table becomes a failure.
    fn from(code: ResultCode) -> Self {
        Self {
            result_status: code.status().unwrap_or(ResultStatus::F),
            result_message: code.message().and_then(Text::truncated),
            result_code: code,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_code_survives_the_wire() {
        for code in ResultCode::DOCUMENTED {
            assert_eq!(&code.as_str().parse::<ResultCode>().unwrap(), code);
            let info = ResultInfo::from(code.clone());
            assert_eq!(Some(info.result_status), code.status());
            let json = serde_json::to_string(&info).unwrap();
            assert_eq!(serde_json::from_str::<ResultInfo>(&json).unwrap(), info);
        }
    }

    #[test]
    fn only_what_can_still_change_is_unknown() {
        let unknown: Vec<_> = ResultCode::DOCUMENTED.iter().filter(|code| code.status() == Some(ResultStatus::U)).collect();
        assert_eq!(unknown, [&ResultCode::RequestTrafficExceedLimit, &ResultCode::UnknownException, &ResultCode::PaymentInProcess]);
    }

    #[test]
    fn an_unknown_code_is_kept_with_its_status() {
        let info: ResultInfo = serde_json::from_str(r#"{"resultCode":"NEW_ONE","resultStatus":"U"}"#).unwrap();
        assert_eq!(info.result_code.as_str(), "NEW_ONE");
        assert_eq!((info.result_status, info.result_code.status()), (ResultStatus::U, None));
        assert!(serde_json::from_str::<ResultInfo>(r#"{"resultCode":"SUCCESS","resultStatus":"X"}"#).is_err());
    }
}
