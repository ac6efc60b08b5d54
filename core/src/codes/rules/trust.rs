//! Trust: whether a rule is used, or the backend is asked (protocol section 8.6).

use serde_json::Value;
use smallvec::SmallVec;

use super::file::MatchResult;

/// Whether a rule may be used without asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    Always,
    /// From this version of the reader on; never if it is unknown.
    From(Option<JarVersion>),
}

impl Trust {
    pub(super) fn of(result: &MatchResult) -> Self {
        match result.trust.as_ref().and_then(Value::as_str) {
            Some("N") => Self::From(result.non_sdk_jar_support_version.as_ref().and_then(Value::as_str).and_then(JarVersion::parse)),
            _ => Self::Always,
        }
    }

    /// `jar_version` is what this wallet reports.
    pub(super) fn holds_for(&self, jar_version: &str) -> bool {
        match self {
            Self::Always => true,
            Self::From(needed) => {
                needed.as_ref().zip(JarVersion::parse(jar_version)).is_some_and(|(needed, ours)| ours.is_at_least(needed))
            }
        }
    }
}

/// Numbers separated by dots, such as `1.2.1.20240506`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct JarVersion(SmallVec<[u64; 4]>);

impl JarVersion {
    fn parse(text: &str) -> Option<Self> {
        let number = |part: &str| if part.bytes().all(|b| b.is_ascii_digit()) { part.parse().ok() } else { None };
        text.split('.').map(number).collect::<Option<_>>().map(Self)
    }

    /// Versions with another count of numbers do not compare.
    fn is_at_least(&self, other: &Self) -> bool {
        self.0.len() == other.0.len() && self.0 >= other.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_number_by_number() {
        for (ours, needed, enough) in [
            ("1.2.1.20240506", "1.2.1.20240506", true),
            ("1.2.1.20240506", "1.2.1.20240123", true),
            ("1.10.0.0", "1.9.9.9", true),
            ("1.2.1.20240506", "9.0.0.20990101", false),
            ("1.2.1", "1.2.1.0", false),
            ("1.2.1.0", "1.2.1", false),
            ("1.2.x", "1.2.1", false),
            ("1.2.1", "1..1", false),
            ("1.+2.1", "1.2.1", false),
            ("", "", false),
            ("99999999999999999999", "1", false),
        ] {
            let trust = Trust::From(JarVersion::parse(needed));
            assert_eq!(trust.holds_for(ours), enough, "{ours} {needed}");
        }
    }

    #[test]
    fn only_exactly_n_is_untrusted() {
        let of = |trust: Option<&str>| Trust::of(&MatchResult { trust: trust.map(Value::from), ..MatchResult::default() });
        assert_eq!(of(Some("N")), Trust::From(None));
        for trust in [None, Some("Y"), Some("n"), Some(""), Some("N ")] {
            assert_eq!(of(trust), Trust::Always);
        }
        assert!(!of(Some("N")).holds_for("1.2.1.20240506"));
    }
}
