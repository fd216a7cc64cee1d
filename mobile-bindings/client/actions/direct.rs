//! Direct conversations and messages.

use pronto_protocol::{
    direct::{
        DirectConversationView, DirectListItemView, DirectMessageView, OpenDirectRequest, SendDirectMessageRequest,
    },
    message::{EditTextRequest, MarkReadRequest},
    page::Page,
};
use uuid::Uuid;

use crate::client::{Account, ClientError, Content, new_client_id};

impl Account {
    /// Own direct conversations.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn direct_conversations(&self) -> Result<Vec<DirectListItemView>, ClientError> {
        self.http().pages("v1/direct_conversations", usize::MAX).await
    }

    /// The conversation with one colleague, opened if there is none yet.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn open_direct(&self, agent_id: Uuid) -> Result<DirectConversationView, ClientError> {
        self.open_direct_with(&OpenDirectRequest { client_id: new_client_id(), agent_ids: vec![agent_id], title: None })
            .await
    }

    /// The same for any request, groups included.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn open_direct_with(&self, request: &OpenDirectRequest) -> Result<DirectConversationView, ClientError> {
        let conversation: DirectConversationView = self.http().post("v1/direct_conversations", request).await?;
        self.live().change(|state| state.merge_conversation(&conversation));
        Ok(conversation)
    }

    /// A page of messages: the newest first page, older ones by its cursor.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn direct_messages(
        &self,
        conversation_id: Uuid,
        cursor: Option<&str>,
    ) -> Result<Page<DirectMessageView>, ClientError> {
        self.http().page(&format!("v1/direct_conversations/{conversation_id}/messages"), 50, cursor).await
    }

    /// Puts a direct message into the outbox; returns its `client_id` at once, offline too.
    ///
    /// # Errors
    /// [`ClientError::Store`] when it could not be kept.
    pub fn send_direct_text(&self, conversation_id: Uuid, text: &str) -> Result<Uuid, ClientError> {
        self.outbox().put(Content::Direct { conversation_id, text: text.to_owned() })
    }

    /// Sends a direct message and waits for it.
    ///
    /// # Errors
    /// Any [`ClientError`]; after a lost answer the same request may be sent again.
    pub async fn send_direct(
        &self,
        conversation_id: Uuid,
        request: &SendDirectMessageRequest,
    ) -> Result<DirectMessageView, ClientError> {
        let message: DirectMessageView =
            self.http().post(&format!("v1/direct_conversations/{conversation_id}/messages"), request).await?;
        self.live().change(|state| state.merge_direct_message(&message));
        Ok(message)
    }

    /// Changes the text of an own direct message.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn edit_direct(
        &self,
        conversation_id: Uuid,
        message_id: Uuid,
        text: &str,
    ) -> Result<DirectMessageView, ClientError> {
        let request = EditTextRequest { text: text.to_owned() };
        let path = format!("v1/direct_conversations/{conversation_id}/messages/{message_id}");
        let message: DirectMessageView = self.http().patch(&path, &request).await?;
        self.live().change(|state| state.merge_direct_message(&message));
        Ok(message)
    }

    /// Deletes an own direct message.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn delete_direct(&self, conversation_id: Uuid, message_id: Uuid) -> Result<(), ClientError> {
        self.http().delete(&format!("v1/direct_conversations/{conversation_id}/messages/{message_id}")).await
    }

    /// Moves one's read mark; it never moves back.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn mark_direct_read(&self, conversation_id: Uuid, position: u64) -> Result<(), ClientError> {
        let path = format!("v1/direct_conversations/{conversation_id}/read");
        self.http().put::<()>(&path, &MarkReadRequest { position }).await?;
        let agent_id = self.agent_id();
        self.live().change(|state| state.move_direct_read(conversation_id, agent_id, position));
        Ok(())
    }
}
