//! What the merchant page's container does with a navigation (protocol section 18.2).

use super::{link::WebLink, rules::PrefixPattern};
use crate::{
    development::LoopbackOrigins,
    redirect::{RejectCode, web_host},
    secret::CodeValue,
};

/// The end of the path of the page that hands over a code.
const CHECKOUT_PATH: &str = "/cashier/self/codevalue/checkout.htm";

/// The parameter of that page that holds the code.
const CHECKOUT_PARAMETER: &str = "codeValue";

/// What is intercepted, and what may be loaded (A38).
#[derive(Clone, Debug)]
pub struct NavigationPolicy {
    order_prefixes: Vec<PrefixPattern>,
    checkout_hosts: Vec<String>,
    oauth_prefixes: Vec<PrefixPattern>,
    app_schemes: Vec<String>,
    loopback: LoopbackOrigins,
}

/// The decision on one navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Navigation {
    /// The container loads it.
    Load,
    /// Nothing is loaded; the code is paid.
    Decode(CodeValue),
    /// Nothing is loaded; the page wants an auth code (protocol section 15).
    AuthCode,
    /// Nothing is loaded; the operating system opens it.
    External,
    /// Nothing is loaded.
    Block(BlockReason),
}

/// Why nothing is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockReason {
    /// The raw gate or the host rules refuse the URL; a scheme that is not allowed is [`RejectCode::Scheme`].
    Url(RejectCode),
    /// The checkout page without a code that can be read.
    CodeValue,
    /// A frame of the page wants to open an app.
    SubFrame,
}

impl BlockReason {
    /// A stable name, such as `userinfo`.
    pub fn name(self) -> String {
        match self {
            // The names of reject codes are those of their serde form.
            Self::Url(code) => match serde_json::to_value(code) {
                Ok(serde_json::Value::String(name)) => name,
                _ => "url".to_owned(),
            },
            Self::CodeValue => "code_value".to_owned(),
            Self::SubFrame => "sub_frame".to_owned(),
        }
    }
}

impl NavigationPolicy {
    /// A policy from lists: prefixes of order-code URLs, hosts of the checkout page, prefixes of OAuth URLs, schemes of apps.
    pub fn new(order_prefixes: &[String], checkout_hosts: &[String], oauth_prefixes: &[String], app_schemes: &[String]) -> Self {
        let prefixes = |list: &[String]| list.iter().map(|prefix| PrefixPattern::new(prefix)).collect();
        let lower = |list: &[String]| list.iter().map(|it| it.to_ascii_lowercase()).collect();
        Self {
            order_prefixes: prefixes(order_prefixes),
            checkout_hosts: lower(checkout_hosts),
            oauth_prefixes: prefixes(oauth_prefixes),
            app_schemes: lower(app_schemes),
            loopback: LoopbackOrigins::default(),
        }
    }

    /// The same with origins that development builds take for https.
    pub fn with_loopback(mut self, origins: LoopbackOrigins) -> Self {
        self.loopback = origins;
        self
    }

    /// Decides on `url`, verbatim. Only the main frame is intercepted; its redirects are navigations of their own.
    pub fn decide(&self, url: &str, main_frame: bool) -> Navigation {
        let host = match self.host(url) {
            Ok(host) => host,
            Err(RejectCode::Scheme) if self.is_app_link(url) => {
                return if main_frame { Navigation::External } else { Navigation::Block(BlockReason::SubFrame) };
            }
            Err(code) => return Navigation::Block(BlockReason::Url(code)),
        };
        if !main_frame {
            return Navigation::Load;
        }
        if let Some(code) = self.checkout_code(url, &host) {
            return code.map_or(Navigation::Block(BlockReason::CodeValue), Navigation::Decode);
        }
        if self.order_prefixes.iter().any(|prefix| prefix.matches(url)) {
            return Navigation::Decode(CodeValue::new(url));
        }
        if self.oauth_prefixes.iter().any(|prefix| prefix.matches(url)) {
            return Navigation::AuthCode;
        }
        Navigation::Load
    }

    fn host(&self, url: &str) -> Result<String, RejectCode> {
        match web_host(url) {
            Ok(host) => Ok(host.as_str().to_owned()),
            Err(_) if self.loopback.allows(url) => Ok(WebLink::parse(url).map_or("", |link| link.host).to_owned()),
            Err(code) => Err(code),
        }
    }

    /// A scheme of the list and `://`. The raw gate has passed it: the scheme is looked at behind it.
    fn is_app_link(&self, url: &str) -> bool {
        let scheme = url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
        scheme.is_some_and(|scheme| self.app_schemes.contains(&scheme) && scheme != "http" && scheme != "https")
    }

    /// `None` if this is not the checkout page, `Some(None)` if its code cannot be read.
    fn checkout_code(&self, url: &str, host: &str) -> Option<Option<CodeValue>> {
        let link = WebLink::parse(url).filter(|_| self.checkout_hosts.iter().any(|listed| listed == host))?;
        let before_fragment = link.rest.split('#').next().unwrap_or_default();
        let (path, query) = before_fragment.split_once('?')?;
        let value = query.split('&').find_map(|pair| pair.split_once('=').filter(|(name, _)| *name == CHECKOUT_PARAMETER))?.1;
        path.ends_with(CHECKOUT_PATH).then(|| percent_decoded(value).filter(|code| !code.trim().is_empty()).map(CodeValue::new))
    }
}

/// `None` if the bytes are no UTF-8. A plus sign is a plus sign.
fn percent_decoded(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (hex, rest) = part.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(hex, 16).ok()?);
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(bytes).ok()
}
