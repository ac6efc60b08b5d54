//! Which text is meant: by a key of the backend, by a kind of code.

use super::TextKey;
use crate::codes::CodeKind;

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

    /// Why money came back; a key of another group says nothing about that.
    pub fn of_return(text: &str) -> Self {
        let key = Self::from_wire(text);
        if key.as_str().starts_with("returned.") { key } else { Self::ReturnedGeneric }
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
        assert_eq!(TextKey::of_return("returned.cancelled"), TextKey::ReturnedCancelled);
        for wrong in ["returned.brand_new", "decline.process_fail", "result.not_started", ""] {
            assert_eq!(TextKey::of_return(wrong), TextKey::ReturnedGeneric, "{wrong}");
        }
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
