//! How a wallet sets the cashier up.

use std::{collections::HashMap, sync::Arc};

use cashier_client::adapters::FileStore;
use cashier_core::development::LoopbackOrigins;

use crate::{CashierError, Store, adapters::HostStore};

/// The wallet's set-up.
#[derive(uniffi::Record)]
pub struct CashierConfig {
    /// `https://<wallet>/alipayplus/v1`.
    pub base_url: String,
    /// Platform and its version, such as `android 15`.
    pub platform: String,
    /// BCP 47 tag of the language of the pages, with the region for how numbers and dates are written: `de-CH`.
    pub language: String,
    /// Texts of the wallet by BCP 47 tag and key: in place of carried ones, or a whole language that the library does not carry.
    pub texts: HashMap<String, HashMap<String, String>>,
    /// Schemes that open the wallet: a redirect never goes there.
    pub own_schemes: Vec<String>,
    /// Hosts whose links open the wallet: a redirect never goes there.
    pub own_hosts: Vec<String>,
    /// Exact loopback origins, such as `http://127.0.0.1:8080`, that count for backend, merchant page and redirect. A build without
    /// the feature `development` takes none.
    pub loopback_origins: Vec<String>,
    /// Whether payments are recorded, in memory only, for [`crate::Payment::recording`].
    pub recording: bool,
}

impl TryFrom<CashierConfig> for cashier_client::CashierConfig {
    type Error = CashierError;

    fn try_from(config: CashierConfig) -> Result<Self, CashierError> {
        Ok(Self {
            base_url: config.base_url,
            platform: config.platform,
            language: config.language,
            texts: config.texts.into_iter().map(|(tag, texts)| (tag, texts.into_iter().collect())).collect(),
            own_schemes: config.own_schemes,
            own_hosts: config.own_hosts,
            loopback: loopback(&config.loopback_origins)?,
            recording: config.recording,
        })
    }
}

#[cfg(feature = "development")]
fn loopback(origins: &[String]) -> Result<LoopbackOrigins, CashierError> {
    LoopbackOrigins::exact(origins.iter().map(String::as_str)).map_err(|error| cashier_client::CashierError::invalid_config(error).into())
}

#[cfg(not(feature = "development"))]
fn loopback(origins: &[String]) -> Result<LoopbackOrigins, CashierError> {
    if origins.is_empty() {
        Ok(LoopbackOrigins::default())
    } else {
        Err(cashier_client::CashierError::invalid_config("this build takes no loopback origins").into())
    }
}

/// Where unfinished payments are kept.
#[derive(uniffi::Enum)]
pub enum Storage {
    /// Files in a folder of this cashier alone.
    Folder {
        /// Made if need be.
        path: String,
    },
    /// The host's own store.
    Host {
        /// Encrypted at rest.
        store: Arc<dyn Store>,
    },
}

impl Storage {
    pub(crate) fn open(self) -> Result<Arc<dyn cashier_client::ports::Store>, CashierError> {
        Ok(match self {
            Self::Folder { path } => Arc::new(FileStore::open(path)?),
            Self::Host { store } => Arc::new(HostStore(store)),
        })
    }
}
