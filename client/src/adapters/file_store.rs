//! Files in one folder of the app: private to its user, one process at a time. It does not encrypt: a wallet that needs more than
//! the platform's file encryption brings its own [`Store`].

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::ports::{PortError, Store};

const LOCK: &str = "lock";
const RECORDS: &str = "records";
/// More keys than any wallet has; a folder that a stranger filled does not fill the memory.
const MAX_KEYS: usize = 10_000;

/// A [`Store`] in a folder.
#[derive(Debug)]
pub struct FileStore {
    records: PathBuf,
    /// One change at a time: two writes of the same record would take each other's file away, and a delete the folder that a write
    /// has just made, or that a list is about to read.
    changing: Mutex<()>,
    // Held for as long as the store lives.
    _lock: File,
}

/// Why a folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FileStoreError {
    /// Another process uses it.
    #[error("the folder is in use by another process")]
    InUse,
    /// The folder cannot be made or written.
    #[error("the folder cannot be used: {0}")]
    Io(
        /// Why.
        io::ErrorKind,
    ),
}

impl From<io::Error> for FileStoreError {
    fn from(error: io::Error) -> Self {
        Self::Io(error.kind())
    }
}

impl FileStore {
    /// Opens `folder`, making it if need be.
    pub fn open(folder: impl AsRef<Path>) -> Result<Self, FileStoreError> {
        let folder = folder.as_ref();
        create_private(folder)?;
        let lock = File::options().create(true).append(true).open(folder.join(LOCK))?;
        lock.try_lock().map_err(|error| match error {
            fs::TryLockError::WouldBlock => FileStoreError::InUse,
            fs::TryLockError::Error(error) => error.into(),
        })?;
        let records = folder.join(RECORDS);
        create_private(&records)?;
        Ok(Self { records, changing: Mutex::default(), _lock: lock })
    }

    fn one_at_a_time(&self) -> MutexGuard<'_, ()> {
        self.changing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn path(&self, key: &str) -> Result<PathBuf, PortError> {
        let segment = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if key.split('/').count() > 4 || !key.split('/').all(segment) {
            return Err(PortError("malformed key".to_owned()));
        }
        // Never both a file and a folder of one name: files have an ending, folders have none.
        Ok(self.records.join(format!("{key}.rec")))
    }
}

impl Store for FileStore {
    fn load(&self, key: &str) -> Result<Option<Vec<u8>>, PortError> {
        match fs::read(self.path(key)?) {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed("read", &error)),
        }
    }

    fn save(&self, key: &str, value: &[u8]) -> Result<(), PortError> {
        let path = self.path(key)?;
        let _one_at_a_time = self.one_at_a_time();
        write_durably(&path, value).map_err(|error| failed("saved", &error))
    }

    fn delete(&self, key: &str) -> Result<(), PortError> {
        let path = self.path(key)?;
        let _one_at_a_time = self.one_at_a_time();
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed("deleted", &error)),
            _ => {}
        }
        let folders = path.ancestors().skip(1).take_while(|folder| *folder != self.records);
        // The first that holds another record stays, with all above it.
        let _ = folders.map(fs::remove_dir).find(Result::is_err);
        Ok(())
    }

    fn list(&self) -> Result<Vec<String>, PortError> {
        let mut keys = Vec::new();
        let _one_at_a_time = self.one_at_a_time();
        collect(&self.records, "", 4, &mut keys).map_err(|error| failed("listed", &error))?;
        Ok(keys)
    }
}

/// New content beside the old, then in its place, each step on disk before the next.
fn write_durably(path: &Path, value: &[u8]) -> io::Result<()> {
    let parent = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    create_private(parent)?;
    let beside = path.with_extension("new");
    let mut file = File::create(&beside)?;
    file.write_all(value)?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    File::open(parent)?.sync_all()
}

fn create_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn collect(folder: &Path, prefix: &str, depth: usize, keys: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        if keys.len() >= MAX_KEYS {
            return Err(io::ErrorKind::StorageFull.into());
        }
        if entry.file_type()?.is_dir() {
            if depth > 1 {
                collect(&entry.path(), &format!("{prefix}{name}/"), depth.saturating_sub(1), keys)?;
            }
        } else if let Some(key) = name.strip_suffix(".rec") {
            keys.push(format!("{prefix}{key}"));
        }
    }
    Ok(())
}

fn failed(what: &str, error: &io::Error) -> PortError {
    PortError(format!("a record cannot be {what}: {}", error.kind()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> (tempfile::TempDir, FileStore) {
        let folder = tempfile::tempdir().unwrap();
        let store = FileStore::open(folder.path()).unwrap();
        (folder, store)
    }

    #[test]
    fn what_is_saved_is_there_after_a_restart() {
        let (folder, store) = store();
        store.save("attempt/aa/bb/cc", b"1").unwrap();
        store.save("attempt/aa/bb/cc", b"2").unwrap();
        store.save("attempt/aa", b"3").unwrap();
        drop(store);
        let store = FileStore::open(folder.path()).unwrap();
        assert_eq!(store.load("attempt/aa/bb/cc").unwrap().as_deref(), Some(&b"2"[..]));
        let mut keys = store.list().unwrap();
        keys.sort();
        assert_eq!(keys, ["attempt/aa", "attempt/aa/bb/cc"]);
        store.delete("attempt/aa").unwrap();
        store.delete("attempt/aa").unwrap();
        assert_eq!(store.load("attempt/aa").unwrap(), None);
    }

    #[test]
    fn the_last_record_of_a_folder_takes_the_folder_with_it() {
        let (folder, store) = store();
        let exists = |name: &str| folder.path().join(RECORDS).join(name).exists();
        store.save("attempt/aa/bb/cc", b"1").unwrap();
        store.save("attempt/aa/bb/dd", b"1").unwrap();
        store.save("attempt/ee", b"1").unwrap();
        store.delete("attempt/aa/bb/cc").unwrap();
        assert!(exists("attempt/aa/bb/dd.rec"));
        store.delete("attempt/aa/bb/dd").unwrap();
        assert!(!exists("attempt/aa") && exists("attempt/ee.rec"));
        store.delete("attempt/ee").unwrap();
        assert!(!exists("attempt") && exists(""), "the root stays");
        assert_eq!(store.list().unwrap(), Vec::<String>::new());
    }

    #[test]
    fn a_folder_that_goes_is_in_the_way_of_neither_a_save_nor_a_list() {
        let (_folder, store) = store();
        std::thread::scope(|scope| {
            // Nothing is there to delete but the folder, as soon as it is empty.
            scope.spawn(|| (0..20_000).for_each(|_| store.delete("attempt/aa/cc").unwrap()));
            scope.spawn(|| (0..20_000).for_each(|_| drop(store.list().unwrap())));
            for _ in 0..200 {
                store.save("attempt/aa/bb", b"1").unwrap();
                assert_eq!(store.list().unwrap(), ["attempt/aa/bb"]);
                store.delete("attempt/aa/bb").unwrap();
            }
        });
        assert_eq!(store.list().unwrap(), Vec::<String>::new());
    }

    #[test]
    fn one_record_may_be_saved_from_many_threads() {
        let (_folder, store) = store();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..50).for_each(|_| store.save("device", b"1").unwrap()));
            }
        });
        assert_eq!(store.load("device").unwrap().as_deref(), Some(&b"1"[..]));
    }

    #[test]
    fn a_key_cannot_leave_the_folder() {
        let (_folder, store) = store();
        for key in ["", "../x", "a//b", "/a", "a/", "A", "a/b/c/d/e", "a.b", "a\0"] {
            assert!(store.save(key, b"").is_err(), "{key:?}");
        }
    }

    #[test]
    fn a_second_process_is_refused() {
        let (folder, _store) = store();
        assert!(matches!(FileStore::open(folder.path()), Err(FileStoreError::InUse)));
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, b"").unwrap();
        assert!(matches!(FileStore::open(file.join("sub")), Err(FileStoreError::Io(_))));
    }
}
