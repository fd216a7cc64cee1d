//! Whispers: agents among themselves inside a chat.

use pronto_protocol::{
    message::EditTextRequest,
    whisper::{SendWhisperRequest, WhisperView},
};
use uuid::Uuid;

use crate::client::{Account, ClientError, Content};

impl Account {
    /// Puts a whisper into the outbox; returns its `client_id` at once, offline too.
    ///
    /// # Errors
    /// [`ClientError::Store`] when it could not be kept.
    pub fn whisper(&self, chat_id: Uuid, text: &str) -> Result<Uuid, ClientError> {
        self.outbox().put(Content::Whisper { chat_id, text: text.to_owned() })
    }

    /// Whispers and waits for it.
    ///
    /// # Errors
    /// Any [`ClientError`]; after a lost answer the same request may be sent again.
    pub async fn send_whisper(&self, chat_id: Uuid, request: &SendWhisperRequest) -> Result<WhisperView, ClientError> {
        let whisper: WhisperView = self.http().post(&format!("v1/chats/{chat_id}/whispers"), request).await?;
        self.live().change(|state| state.merge_whisper(&whisper));
        Ok(whisper)
    }

    /// Changes the text of an own whisper.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn edit_whisper(&self, chat_id: Uuid, whisper_id: Uuid, text: &str) -> Result<WhisperView, ClientError> {
        let request = EditTextRequest { text: text.to_owned() };
        let whisper: WhisperView =
            self.http().patch(&format!("v1/chats/{chat_id}/whispers/{whisper_id}"), &request).await?;
        self.live().change(|state| state.merge_whisper(&whisper));
        Ok(whisper)
    }

    /// Deletes an own whisper.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn delete_whisper(&self, chat_id: Uuid, whisper_id: Uuid) -> Result<(), ClientError> {
        self.http().delete(&format!("v1/chats/{chat_id}/whispers/{whisper_id}")).await
    }
}
