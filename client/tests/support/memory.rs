//! A host's store in memory. Cashiers that follow each other share it, as if the app had been started again.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use cashier_client::ports::{PortError, Store};

#[derive(Default)]
pub struct Memory(Mutex<BTreeMap<String, Vec<u8>>>);

impl Memory {
    pub fn of(values: BTreeMap<String, Vec<u8>>) -> Self {
        Self(Mutex::new(values))
    }

    pub fn values(&self) -> BTreeMap<String, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Store for Memory {
    fn load(&self, key: &str) -> Result<Option<Vec<u8>>, PortError> {
        Ok(self.values().get(key).cloned())
    }

    fn save(&self, key: &str, value: &[u8]) -> Result<(), PortError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned(), value.to_vec());
        Ok(())
    }

    fn delete(&self, key: &str) -> Result<(), PortError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
        Ok(())
    }

    fn list(&self) -> Result<Vec<String>, PortError> {
        Ok(self.values().into_keys().collect())
    }
}
