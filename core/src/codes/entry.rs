//! What the container opens for an entry code.

use core::fmt;

use super::{CodeKind, link::WebLink};
use crate::secret::CodeValue;

/// What the container's User-Agent names if nothing else is said (protocol section 8.2).
pub const DEFAULT_USER_AGENT: &str = "AlipayConnect";

/// A page behind an entry code.
#[derive(Clone, PartialEq, Eq)]
pub struct EntryPage {
    /// What the container opens.
    pub url: String,
    /// Appended to the container's own User-Agent after one space.
    pub user_agent: String,
}

impl EntryPage {
    /// The page of an https code that Alipay+ does not take, for wallets that open those (A26). Dangerous links, links to apps and
    /// to other wallets have kinds of their own, and are never opened.
    pub fn of_unsupported(kind: CodeKind, code: &CodeValue) -> Option<Self> {
        let link = WebLink::parse(code.expose()).filter(|link| link.is_https && kind == CodeKind::WebLink)?;
        link.user_info.is_none().then(|| Self { url: code.expose().to_owned(), user_agent: DEFAULT_USER_AGENT.to_owned() })
    }
}

impl fmt::Debug for EntryPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URL of an entry code is as good as the code.
        f.write_str("EntryPage(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::{ListedHosts, classify};

    #[test]
    fn only_https_pages_that_are_nothing_else_are_opened() {
        let hosts = ListedHosts::default();
        let page = |code: &str| EntryPage::of_unsupported(classify(code, &hosts), &CodeValue::new(code));
        let menu = page("https://menu.example/table/7").unwrap();
        assert_eq!((menu.url.as_str(), menu.user_agent.as_str()), ("https://menu.example/table/7", "AlipayConnect"));
        for code in [
            "http://menu.example/",
            "https://u@menu.example/",
            "https://play.google.com/store/apps/details?id=x",
            "javascript:alert(1)",
            "WIFI:S:Cafe;;",
            "hello",
            "",
        ] {
            assert_eq!(page(code), None, "{code}");
        }
        assert_eq!(EntryPage::of_unsupported(CodeKind::DangerousLink, &CodeValue::new("https://menu.example/")), None);
    }
}
