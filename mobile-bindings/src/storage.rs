//! The app's secure storage, as the core sees it.

use std::sync::Arc;

use crate::{
    client::{self, ClientError},
    error::ProntoError,
};

/// Keychain or Keystore. Calls may block; they never come from the app's main thread.
#[uniffi::export(foreign)]
pub trait SecureStorage: Send + Sync {
    /// What is kept under a key; nothing when there is none.
    fn get(&self, key: String) -> Result<Option<Vec<u8>>, ProntoError>;

    /// Keeps a value under a key.
    fn set(&self, key: String, value: Vec<u8>) -> Result<(), ProntoError>;

    /// Removes a key; one that is not there is no error.
    fn remove(&self, key: String) -> Result<(), ProntoError>;
}

/// The app's storage in the core's words.
pub(crate) struct AppStorage(pub Arc<dyn SecureStorage>);

impl client::SecureStorage for AppStorage {
    fn get(&self, key: &str) -> Result<Option<Vec<u8>>, ClientError> {
        self.0.get(key.to_owned()).map_err(failed)
    }

    fn set(&self, key: &str, value: &[u8]) -> Result<(), ClientError> {
        self.0.set(key.to_owned(), value.to_vec()).map_err(failed)
    }

    fn remove(&self, key: &str) -> Result<(), ClientError> {
        self.0.remove(key.to_owned()).map_err(failed)
    }
}

fn failed(error: ProntoError) -> ClientError {
    ClientError::SecureStorage { reason: error.to_string() }
}
