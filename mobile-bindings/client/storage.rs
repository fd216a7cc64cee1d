//! Where secrets live on the device: Keychain or Keystore in the apps, memory in tests.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use crate::client::ClientError;

/// The device's secure storage. Calls may block: the core makes them off its async threads.
pub trait SecureStorage: Send + Sync {
    /// What is kept under a key.
    ///
    /// # Errors
    /// [`ClientError::SecureStorage`] when the storage cannot be read, as before the first unlock.
    fn get(&self, key: &str) -> Result<Option<Vec<u8>>, ClientError>;

    /// Keeps a value under a key.
    ///
    /// # Errors
    /// [`ClientError::SecureStorage`] when it cannot be written.
    fn set(&self, key: &str, value: &[u8]) -> Result<(), ClientError>;

    /// Removes a key; a key that is not there is no error.
    ///
    /// # Errors
    /// [`ClientError::SecureStorage`] when it cannot be written.
    fn remove(&self, key: &str) -> Result<(), ClientError>;
}

/// Storage that forgets when the process ends.
#[derive(Default)]
pub struct MemoryStorage {
    values: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl MemoryStorage {
    /// Empty storage, ready to be shared.
    #[must_use]
    pub fn shared() -> Arc<dyn SecureStorage> {
        Arc::new(Self::default())
    }
}

impl SecureStorage for MemoryStorage {
    fn get(&self, key: &str) -> Result<Option<Vec<u8>>, ClientError> {
        Ok(self.values.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned())
    }

    fn set(&self, key: &str, value: &[u8]) -> Result<(), ClientError> {
        self.values.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned(), value.to_vec());
        Ok(())
    }

    fn remove(&self, key: &str) -> Result<(), ClientError> {
        self.values.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
        Ok(())
    }
}

impl std::fmt::Debug for MemoryStorage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MemoryStorage") // never the secrets in it
    }
}

/// Runs a storage call on a thread that may block.
pub(crate) async fn off_thread<T: Send + 'static>(
    storage: &Arc<dyn SecureStorage>,
    call: impl FnOnce(&dyn SecureStorage) -> Result<T, ClientError> + Send + 'static,
) -> Result<T, ClientError> {
    let storage = Arc::clone(storage);
    tokio::task::spawn_blocking(move || call(&*storage)).await.map_err(ClientError::internal)?
}
