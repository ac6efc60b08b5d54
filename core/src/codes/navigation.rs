//! The merchant page's navigations (protocol section 18.2): load, take over, hand on, or block.

use crate::{
    development::LoopbackOrigins,
    redirect::{RejectCode, web_host},
    secret::CodeValue,
};

/// What the container does with one navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Navigation {
    /// Loads it.
    Load,
    /// Cancels it; the code is decoded instead.
    Decode(CodeValue),
    /// Cancels it; the wallet is asked for an auth code.
    AuthCode,
    /// Cancels it; the operating system opens it.
    External,
    /// Cancels it.
    Block(RejectCode),
}

/// The lists of section 18.2 (A38).
#[derive(Clone, Debug, Default)]
pub struct NavigationPolicy {
    order_prefixes: Vec<String>,
    checkout_hosts: Vec<String>,
    oauth_prefixes: Vec<String>,
    app_schemes: Vec<String>,
    loopback: LoopbackOrigins,
}

impl NavigationPolicy {
    /// The policy of these lists.
    pub fn new(order_prefixes: &[String], checkout_hosts: &[String], oauth_prefixes: &[String], app_schemes: &[String]) -> Self {
        Self {
            order_prefixes: order_prefixes.to_vec(),
            checkout_hosts: checkout_hosts.to_vec(),
            oauth_prefixes: oauth_prefixes.to_vec(),
            app_schemes: app_schemes.to_vec(),
            loopback: LoopbackOrigins::default(),
        }
    }

    /// Lets exact loopback origins load.
    pub fn with_loopback(mut self, origins: LoopbackOrigins) -> Self {
        self.loopback = origins;
        self
    }

    /// Decides on one navigation.
    pub fn decide(&self, url: &str, main_frame: bool) -> Navigation {
        let _ = (&self.checkout_hosts, &self.oauth_prefixes, &self.app_schemes);
        if self.loopback.allows(url) {
            return Navigation::Load;
        }
        match web_host(url) {
            Err(code) => Navigation::Block(code),
            Ok(_) if main_frame && self.order_prefixes.iter().any(|prefix| url.starts_with(prefix.as_str())) => {
                Navigation::Decode(CodeValue::new(url))
            }
            Ok(_) => Navigation::Load,
        }
    }
}
