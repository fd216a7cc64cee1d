//! The device's push keys: made once per installation and kept in secure storage.

use std::sync::{Arc, OnceLock};

use tokio::sync::Mutex;

use super::Account;
use crate::client::{ClientError, DeviceKeys, SecureStorage, storage::off_thread};

/// One key pair serves all accounts: a push extension knows only the installation.
const KEYS_KEY: &str = "pronto.push_keys";

impl Account {
    /// The installation's push keys, made if there are none yet.
    ///
    /// # Errors
    /// [`ClientError::SecureStorage`].
    pub async fn device_keys(&self) -> Result<DeviceKeys, ClientError> {
        // Two accounts that register at once must not make two pairs.
        static MAKING: OnceLock<Mutex<()>> = OnceLock::new();
        let _turn = MAKING.get_or_init(Mutex::default).lock().await;
        if let Some(keys) = DeviceKeys::kept(self.storage()).await? {
            return Ok(keys);
        }
        let keys = DeviceKeys::generate()?;
        let bytes = keys.export()?;
        off_thread(self.storage(), move |storage| storage.set(KEYS_KEY, &bytes)).await?;
        Ok(keys)
    }
}

impl DeviceKeys {
    /// The keys kept in secure storage, if any.
    ///
    /// # Errors
    /// [`ClientError::SecureStorage`]; [`ClientError::BadPayload`] when what is kept are no keys.
    pub async fn kept(storage: &Arc<dyn SecureStorage>) -> Result<Option<Self>, ClientError> {
        let bytes = off_thread(storage, |storage| storage.get(KEYS_KEY)).await?;
        bytes.map(|bytes| Self::import(&bytes)).transpose()
    }
}
