//! The redirect policy against whoever wants to be opened.

mod hostile;
mod judges;
mod properties;
mod set;
mod urls;

use std::sync::LazyLock;

use cashier_core::redirect::{PolicyConfig, PolicyError, RedirectPolicy};

/// The policy of the wallet that is attacked.
fn policy(allow_hosts: Option<Vec<String>>) -> Result<RedirectPolicy, PolicyError> {
    let list = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    RedirectPolicy::new(PolicyConfig {
        own_schemes: list(&["wallet"]),
        own_hosts: list(&["wallet.example", "bücher.example"]),
        app_schemes: list(&["merchantapp", "boostapp", "com.merchant.app"]),
        allow_hosts,
    })
}

/// The same without a list of hosts.
static POLICY: LazyLock<RedirectPolicy> = LazyLock::new(|| policy(None).unwrap());
