//! What the user can do about a payment that did not happen.

use crate::texts::TextKey as T;

/// The next step after `reason`; `None` where the reason says it already. With `again` the page has a button for another try.
pub(super) fn of(reason: T, again: bool) -> Option<T> {
    Some(match reason {
        T::DeclineUserBalanceNotEnough if again => T::NextTopUp,
        T::DeclineUnavailablePaymentMethod if again => T::NextOtherMethod,
        T::DeclineUserKycNotQualified => T::NextVerifyIdentity,
        T::ProblemUnauthorized => T::NextSignIn,
        T::ProblemUpdateRequired => T::NextUpdate,
        T::ProblemOrderTaken | T::DeclinePaymentInProcess => T::NextDoNotPayAgain,
        T::ResultTimedOutMessage | T::ResultOutOfTries => T::NextCheckHistory,
        _ if again => T::NextTryAgain,
        T::DeclineCurrencyNotSupport
        | T::DeclineMerchantNotRegistered
        | T::DeclineNotWithThisWallet
        | T::DeclinePaymentAmountExceedLimit
        | T::DeclineUserAmountExceedLimit
        | T::DeclineRiskReject => T::NextOtherWay,
        T::DeclineUserStatusAbnormal | T::DeclineGeneric => T::NextSupport,
        // What a code that cannot be paid is comes in one text with what to do with it.
        kind if kind.as_str().starts_with("kind.") => return None,
        _ => T::NextNewCode,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_that_a_backend_may_name_has_a_next_step() {
        for key in T::ALL {
            let group = key.as_str().split('.').next().unwrap();
            if matches!(group, "decline" | "problem" | "returned") {
                assert!(of(*key, true).is_some() && of(*key, false).is_some(), "{key:?}");
            }
        }
    }

    #[test]
    fn only_a_page_with_a_button_for_it_tells_to_try_again() {
        for key in T::ALL {
            assert!(!matches!(of(*key, false), Some(T::NextTryAgain | T::NextTopUp | T::NextOtherMethod)), "{key:?}");
        }
    }
}
