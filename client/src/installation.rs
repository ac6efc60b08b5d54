//! Which installation a cashier works for: one cashier at a time, whatever the host's store can or cannot lock.

use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
};

use crate::{
    error::Error,
    random,
    records::{DEVICE, Records},
};

/// The installations that a cashier of this process has.
static OPEN: Mutex<Option<HashSet<String>>> = Mutex::new(None);

/// Two cashiers over an empty store must not both find it empty.
static NAMING: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// Held while a cashier works for the installation.
#[derive(Debug)]
pub(crate) struct Installation {
    id: String,
}

impl Installation {
    /// The one that the store belongs to, which gets its id at the first start. Refused while another cashier has it.
    pub(crate) async fn open(records: &Records) -> Result<Self, Error> {
        let _one_at_a_time = NAMING.lock().await;
        let known = records.load(DEVICE).await?.and_then(|bytes| String::from_utf8(bytes).ok());
        let is_new = known.is_none();
        let installation = Self::take(known.unwrap_or_else(random::hex)).ok_or(Error::InstallationInUse)?;
        if is_new {
            records.save_now(DEVICE, installation.id.clone().into_bytes()).await?;
        }
        Ok(installation)
    }

    fn take(id: String) -> Option<Self> {
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        // Not made in vain: what is dropped lets go of the id.
        open.get_or_insert_default().insert(id.clone()).then(|| Self { id })
    }

    /// Random, the same for as long as the app is installed.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        if let Some(open) = &mut *OPEN.lock().unwrap_or_else(PoisonError::into_inner) {
            open.remove(&self.id);
        }
    }
}
