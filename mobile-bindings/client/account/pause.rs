//! Pauses as systems want them, drafts, and the server's time.

use std::sync::{Arc, PoisonError};

use uuid::Uuid;

use super::Account;
use crate::client::ClientError;

impl Account {
    /// Lets go of everything that a suspended app may not hold: the socket, the store's locks. What is written meanwhile fails.
    ///
    /// # Errors
    /// [`ClientError::Store`].
    pub async fn pause(&self) -> Result<(), ClientError> {
        self.inner.outbox.pause();
        let was_started = self.lock_link().is_some();
        self.stop().await;
        *self.inner.resume_link.lock().unwrap_or_else(PoisonError::into_inner) |= was_started;
        let store = Arc::clone(self.inner.live.store());
        tokio::task::spawn_blocking(move || store.pause()).await.map_err(ClientError::internal)?
    }

    /// Takes everything up again after a pause.
    ///
    /// # Errors
    /// [`ClientError::Store`] when the store cannot be opened.
    pub async fn resume(&self) -> Result<(), ClientError> {
        let store = Arc::clone(self.inner.live.store());
        tokio::task::spawn_blocking(move || store.resume()).await.map_err(ClientError::internal)??;
        self.inner.live.keep_rest()?;
        self.inner.outbox.resume();
        if std::mem::take(&mut *self.inner.resume_link.lock().unwrap_or_else(PoisonError::into_inner)) {
            self.start();
        }
        Ok(())
    }

    /// The server's time in milliseconds since 1970, as far as it is known.
    #[must_use]
    pub fn server_now_ms(&self) -> i64 {
        self.inner.live.server_now_ms()
    }

    /// The text begun in a chat or direct conversation.
    #[must_use]
    pub fn draft(&self, id: Uuid) -> Option<String> {
        self.inner.live.with(|state| state.draft(id).map(str::to_owned))
    }

    /// Keeps a text that was begun in a chat or direct conversation; an empty one is forgotten.
    pub fn set_draft(&self, id: Uuid, text: &str) {
        self.inner.live.change(|state| state.set_draft(id, text));
    }
}
