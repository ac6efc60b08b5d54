//! Knowing when a closed cashier has let go of its store: what it had to write is on disk then, and the folder is free.

use std::{sync::Arc, time::Duration};

use cashier_client::ports::{PortError, Store};
use tokio::sync::watch::{self, Receiver, Sender};

/// The longest that closing waits; a host's store that hangs does not hang the host.
const PATIENCE: Duration = Duration::from_secs(3);

/// A store that says when nobody uses it any more: the sender goes with it.
struct Watched {
    // Dropped in this order.
    store: Arc<dyn Store>,
    _released: Sender<()>,
}

/// The other end.
pub(crate) struct Release(Receiver<()>);

pub(crate) fn watched(store: Arc<dyn Store>) -> (Arc<dyn Store>, Release) {
    let (sender, receiver) = watch::channel(());
    (Arc::new(Watched { store, _released: sender }), Release(receiver))
}

impl Release {
    pub(crate) async fn wait(&self) {
        // Nothing is ever sent: the only event is the end of the sender.
        let mut sender = self.0.clone();
        let _ = tokio::time::timeout(PATIENCE, sender.changed()).await;
    }
}

impl Store for Watched {
    fn load(&self, key: &str) -> Result<Option<Vec<u8>>, PortError> {
        self.store.load(key)
    }

    fn save(&self, key: &str, value: &[u8]) -> Result<(), PortError> {
        self.store.save(key, value)
    }

    fn delete(&self, key: &str) -> Result<(), PortError> {
        self.store.delete(key)
    }

    fn list(&self) -> Result<Vec<String>, PortError> {
        self.store.list()
    }
}

#[cfg(test)]
mod tests {
    use cashier_client::adapters::FileStore;

    use super::*;

    #[tokio::test]
    async fn the_folder_is_free_once_the_last_user_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let (store, release) = watched(Arc::new(FileStore::open(folder.path()).unwrap()));
        let user = std::thread::spawn(move || store.save("device", b"1").unwrap());
        release.wait().await;
        user.join().unwrap();
        assert_eq!(FileStore::open(folder.path()).unwrap().load("device").unwrap().as_deref(), Some(b"1".as_slice()));
    }
}
