//! What the backend tells the SDK about itself: `GET /sdk-config`.

use serde::{Deserialize, Serialize};

/// `GET /sdk-config`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SdkConfig {
    /// The MPP's client id at Alipay+: `${issuer}` of constructed URLs.
    pub client_id: String,
    /// Compared with `nonSdkJarSupportVersion` of untrusted rules.
    pub jar_version: String,
    /// Settings of the SDK.
    #[serde(default)]
    pub settings: Settings,
    /// Switches that turn a feature off in every phone.
    #[serde(default)]
    pub features: Features,
    /// BCP 47 tags of the languages that the backend's texts exist in.
    #[serde(default)]
    pub languages: Vec<String>,
    /// Where a user turns to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support: Option<Support>,
}

/// Settings, each under its key of the table of assumptions (protocol section 26).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Settings {
    /// Prefixes of order codes that the merchant page's container intercepts (A38).
    #[serde(rename = "sdk.container.order_prefixes")]
    pub order_prefixes: Vec<String>,
    /// Hosts of the checkout page that the container intercepts (A38).
    #[serde(rename = "sdk.container.checkout_hosts")]
    pub checkout_hosts: Vec<String>,
    /// Prefixes of pages that ask for an auth code (A25).
    #[serde(rename = "sdk.oauth_patterns")]
    pub oauth_patterns: Vec<String>,
    /// Schemes of merchants' apps that a redirect may open (A43).
    #[serde(rename = "sdk.redirect.app_schemes")]
    pub app_schemes: Vec<String>,
    /// Hosts that a redirect may open; absent means any public host (A43).
    #[serde(rename = "sdk.redirect.allow_hosts", skip_serializing_if = "Option::is_none")]
    pub allow_hosts: Option<Vec<String>>,
    /// How the wallet's own codes begin, see [`crate::codes::OwnCodes`]: the wallet pays them by itself.
    #[serde(rename = "sdk.identify.own_codes")]
    pub own_codes: Vec<String>,
    /// The backend identifies every code, and there are no rules for the phone (protocol section 8.9).
    #[serde(rename = "sdk.identify.by_backend")]
    pub identify_by_backend: bool,
    /// An https code that Alipay+ does not take is opened in the container, in place of a message that it cannot be paid (A26).
    #[serde(rename = "sdk.identify.open_unsupported")]
    pub open_unsupported: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            order_prefixes: vec!["https://qr.alipayplus.com/281666".to_owned()],
            checkout_hosts: Vec::new(),
            oauth_patterns: Vec::new(),
            app_schemes: Vec::new(),
            allow_hosts: None,
            own_codes: Vec::new(),
            identify_by_backend: false,
            open_unsupported: false,
        }
    }
}

/// Switches, all on unless the backend turns one off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Features {
    /// Paying order codes.
    pub order_codes: bool,
    /// Opening entry codes.
    pub entry_codes: bool,
    /// Giving auth codes to the pages of aggregated codes.
    pub aggregated_codes: bool,
    /// Telling the user where Alipay+ can be used, and showing its acceptance marks.
    pub availability: bool,
    /// Reference rates.
    pub quotes: bool,
}

impl Default for Features {
    fn default() -> Self {
        Self { order_codes: true, entry_codes: true, aggregated_codes: true, availability: true, quotes: true }
    }
}

/// Where a user turns to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Support {
    /// Telephone, mail or page, ready to show.
    pub contact: String,
}
