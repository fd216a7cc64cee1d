//! Messages in a chat. Sending by hand waits for the answer; the outbox does not.

use pronto_protocol::message::{EditTextRequest, MessageView, SendMessageRequest};
use uuid::Uuid;

use crate::client::{Account, ClientError, Content};

impl Account {
    /// Puts a text into the outbox; returns its `client_id` at once, offline too.
    ///
    /// # Errors
    /// [`ClientError::Store`] when it could not be kept.
    pub fn send_text(&self, chat_id: Uuid, text: &str) -> Result<Uuid, ClientError> {
        self.outbox().put(Content::text(chat_id, text))
    }

    /// Sends a message and waits for it.
    ///
    /// # Errors
    /// Any [`ClientError`]; after a lost answer the same request may be sent again.
    pub async fn send_message(&self, chat_id: Uuid, request: &SendMessageRequest) -> Result<MessageView, ClientError> {
        let message: MessageView = self.http().post(&format!("v1/chats/{chat_id}/messages"), request).await?;
        self.live().change(|state| state.merge_message(&message));
        Ok(message)
    }

    /// Changes the text of an own message.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn edit_message(&self, chat_id: Uuid, message_id: Uuid, text: &str) -> Result<MessageView, ClientError> {
        let request = EditTextRequest { text: text.to_owned() };
        let message: MessageView =
            self.http().patch(&format!("v1/chats/{chat_id}/messages/{message_id}"), &request).await?;
        self.live().change(|state| state.merge_message(&message));
        Ok(message)
    }

    /// Deletes an own message.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn delete_message(&self, chat_id: Uuid, message_id: Uuid) -> Result<(), ClientError> {
        self.http().delete(&format!("v1/chats/{chat_id}/messages/{message_id}")).await
    }
}
