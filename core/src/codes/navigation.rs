//! What the merchant page's container does with a navigation (protocol section 18.2).

use super::{
    AuthPage,
    link::WebLink,
    query::{parameter, percent_decoded},
    rules::PrefixPattern,
};
use crate::{
    development::LoopbackOrigins,
    redirect::{PolicyConfig, PolicyError, RedirectPolicy, RejectCode, TargetKind},
    secret::CodeValue,
};

/// The end of the path of the page that hands over a code.
pub(crate) const CHECKOUT_PATH: &str = "/cashier/self/codevalue/checkout.htm";

/// The parameter of that page that holds the code.
pub(crate) const CHECKOUT_PARAMETER: &str = "codeValue";

/// What the wallet and its backend say about the merchant page (A38).
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct NavigationConfig {
    /// Prefixes of order-code URLs.
    pub order_prefixes: Vec<String>,
    /// Hosts of the page that hands over a code.
    pub checkout_hosts: Vec<String>,
    /// Prefixes of URLs that ask for an auth code.
    pub oauth_prefixes: Vec<String>,
    /// Schemes of apps that the page may open.
    pub app_schemes: Vec<String>,
    /// Schemes that open the wallet.
    pub own_schemes: Vec<String>,
    /// Hosts whose links open the wallet; hosts below them count too.
    pub own_hosts: Vec<String>,
}

/// What is intercepted, and what may be loaded (A38).
#[derive(Clone, Debug, Default)]
pub struct NavigationPolicy {
    order_prefixes: Vec<PrefixPattern>,
    checkout_hosts: Vec<String>,
    oauth_prefixes: Vec<PrefixPattern>,
    /// The page may go where a redirect may go: any public host, and the listed apps.
    targets: RedirectPolicy,
}

/// The decision on one navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Navigation {
    /// The container loads it.
    Load,
    /// Nothing is loaded; the code is paid.
    Decode(CodeValue),
    /// Nothing is loaded; the page wants an auth code (protocol section 15). `None` if it does not say for whom, or would go on where
    /// the container does not go: then it gets none.
    AuthCode(Option<AuthPage>),
    /// Nothing is loaded; the operating system opens it.
    External,
    /// Nothing is loaded.
    Block(BlockReason),
}

/// Why nothing is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockReason {
    /// A redirect could not go there either; a scheme that is not allowed is [`RejectCode::Scheme`].
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
    /// Checks the schemes and the wallet's hosts; the first thing wrong with them is the error.
    pub fn new(config: NavigationConfig) -> Result<Self, PolicyError> {
        let prefixes = |list: &[String]| list.iter().map(|prefix| PrefixPattern::new(prefix)).collect();
        let NavigationConfig { own_schemes, own_hosts, app_schemes, .. } = config;
        Ok(Self {
            order_prefixes: prefixes(&config.order_prefixes),
            checkout_hosts: config.checkout_hosts.iter().map(|host| host.to_ascii_lowercase()).collect(),
            oauth_prefixes: prefixes(&config.oauth_prefixes),
            targets: RedirectPolicy::new(PolicyConfig { own_schemes, own_hosts, app_schemes, allow_hosts: None })?,
        })
    }

    /// The same with origins that development builds take for https.
    pub fn with_loopback(mut self, origins: LoopbackOrigins) -> Self {
        self.targets = self.targets.with_loopback(origins);
        self
    }

    /// A configuration that makes this policy, apart from its loopback origins.
    pub fn config(&self) -> NavigationConfig {
        let texts = |prefixes: &[PrefixPattern]| prefixes.iter().map(|prefix| prefix.text().to_owned()).collect();
        let PolicyConfig { own_schemes, own_hosts, app_schemes, .. } = self.targets.config();
        NavigationConfig {
            order_prefixes: texts(&self.order_prefixes),
            checkout_hosts: self.checkout_hosts.clone(),
            oauth_prefixes: texts(&self.oauth_prefixes),
            app_schemes,
            own_schemes,
            own_hosts,
        }
    }

    /// Decides on `url`, verbatim. Only the main frame is intercepted; its redirects are navigations of their own.
    pub fn decide(&self, url: &str, main_frame: bool) -> Navigation {
        let target = match self.targets.target(url) {
            Ok(target) => target,
            Err(code) => return Navigation::Block(BlockReason::Url(code)),
        };
        match (target.kind(), main_frame) {
            (TargetKind::App, true) => return Navigation::External,
            (TargetKind::App, false) => return Navigation::Block(BlockReason::SubFrame),
            (TargetKind::Web, false) => return Navigation::Load,
            (TargetKind::Web, true) => {}
        }
        if let Some(code) = self.checkout_code(url) {
            return code.map_or(Navigation::Block(BlockReason::CodeValue), Navigation::Decode);
        }
        if self.order_prefixes.iter().any(|prefix| prefix.matches(url)) {
            return Navigation::Decode(CodeValue::new(url));
        }
        if self.oauth_prefixes.iter().any(|prefix| prefix.matches(url)) {
            // A page inside of another one is shorter: this comes to an end.
            let goes_on = |page: &AuthPage| self.decide(page.redirect_url(), true) == Navigation::Load;
            return Navigation::AuthCode(AuthPage::parse(url).filter(goes_on));
        }
        Navigation::Load
    }

    /// `None` if this is not the checkout page, `Some(None)` if its code cannot be read.
    fn checkout_code(&self, url: &str) -> Option<Option<CodeValue>> {
        let link = WebLink::parse(url).filter(|link| self.checkout_hosts.contains(&link.host_name()))?;
        let path = link.rest.split(['?', '#']).next()?;
        let value = parameter(link.rest, CHECKOUT_PARAMETER)?;
        path.ends_with(CHECKOUT_PATH).then(|| percent_decoded(value).filter(|code| !code.trim().is_empty()).map(CodeValue::new))
    }
}
