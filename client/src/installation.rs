//! Which installation a cashier works for: one cashier at a time, whatever the host's store can or cannot lock.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{Mutex, MutexGuard, PoisonError},
};

use tokio::sync::Notify;

use crate::{
    error::Error,
    random,
    records::{DEVICE, PATIENCE, Records},
};

/// The installations that a cashier of this process has, and those that one has closed and still writes to.
static OPEN: Mutex<Option<HashMap<String, Use>>> = Mutex::new(None);

/// Some cashier has let go of its installation.
static LEFT: Notify = Notify::const_new();

/// Two cashiers over an empty store must not both find it empty.
static NAMING: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

#[derive(PartialEq, Eq)]
enum Use {
    Working,
    Leaving,
}

/// Held while a cashier works for the installation, and until all that it had to write is on disk.
#[derive(Debug)]
pub(crate) struct Installation {
    id: String,
}

impl Installation {
    /// The one that the store belongs to, which gets its id at the first start. Refused while another cashier has it; waits for one that
    /// is only writing the rest.
    pub(crate) async fn open(records: &Records) -> Result<Self, Error> {
        let _one_at_a_time = NAMING.lock().await;
        let known = records.load(DEVICE).await?.and_then(|bytes| String::from_utf8(bytes).ok());
        let is_new = known.is_none();
        let taken = tokio::time::timeout(PATIENCE, Self::take(known.unwrap_or_else(random::hex))).await;
        let installation = taken.ok().flatten().ok_or(Error::InstallationInUse)?;
        if is_new {
            records.save_now(DEVICE, installation.id.clone().into_bytes()).await?;
        }
        Ok(installation)
    }

    async fn take(id: String) -> Option<Self> {
        loop {
            let mut left = std::pin::pin!(LEFT.notified());
            left.as_mut().enable();
            match open().get_or_insert_default().entry(id.clone()) {
                Entry::Vacant(entry) => {
                    entry.insert(Use::Working);
                    return Some(Self { id });
                }
                Entry::Occupied(entry) if *entry.get() == Use::Working => return None,
                Entry::Occupied(_) => {}
            }
            left.await;
        }
    }

    /// From now on its cashier only writes what it still has to.
    pub(crate) fn leave(&self) {
        open().get_or_insert_default().insert(self.id.clone(), Use::Leaving);
    }

    /// Random, the same for as long as the app is installed.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        open().get_or_insert_default().remove(&self.id);
        LEFT.notify_waiters();
    }
}

fn open() -> MutexGuard<'static, Option<HashMap<String, Use>>> {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}
