//! Chats: lists, timelines, joining, leaving, closing, reopening, read marks, typing.

use pronto_protocol::{
    chat::{ChatFilter, ChatListItemView, ChatView, CloseChatRequest},
    message::MarkReadRequest,
    offer::RoutingStepView,
    page::Page,
    socket::ClientFrame,
    whisper::TimelineEntryView,
};
use uuid::Uuid;

use crate::client::{Account, ClientError};

impl Account {
    /// A page of chats.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn chats(&self, filter: ChatFilter, cursor: Option<&str>) -> Result<Page<ChatListItemView>, ClientError> {
        self.http().page(&format!("v1/chats?filter={filter}"), 50, cursor).await
    }

    /// One chat.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn chat(&self, chat_id: Uuid) -> Result<ChatListItemView, ClientError> {
        self.http().get(&format!("v1/chats/{chat_id}")).await
    }

    /// A page of a chat's timeline: the newest entries first page, older ones by its cursor.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn timeline(&self, chat_id: Uuid, cursor: Option<&str>) -> Result<Page<TimelineEntryView>, ClientError> {
        self.http().page(&format!("v1/chats/{chat_id}/timeline"), 50, cursor).await
    }

    /// How the chat was given out, step by step.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn routing_steps(&self, chat_id: Uuid) -> Result<Vec<RoutingStepView>, ClientError> {
        self.http().pages(&format!("v1/chats/{chat_id}/routing"), usize::MAX).await
    }

    /// Joins a chat of others.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn join_chat(&self, chat_id: Uuid) -> Result<ChatView, ClientError> {
        self.change_chat(chat_id, "join").await
    }

    /// Leaves a chat.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn leave_chat(&self, chat_id: Uuid) -> Result<ChatView, ClientError> {
        self.change_chat(chat_id, "leave").await
    }

    /// Opens a closed chat again.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn reopen_chat(&self, chat_id: Uuid) -> Result<ChatView, ClientError> {
        self.change_chat(chat_id, "reopen").await
    }

    /// Closes a chat.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn close_chat(&self, chat_id: Uuid, request: &CloseChatRequest) -> Result<ChatView, ClientError> {
        let chat: ChatView = self.http().post(&format!("v1/chats/{chat_id}/close"), request).await?;
        self.live().change(|state| state.merge_chat(&chat));
        Ok(chat)
    }

    async fn change_chat(&self, chat_id: Uuid, verb: &str) -> Result<ChatView, ClientError> {
        let chat: ChatView = self.http().post_empty(&format!("v1/chats/{chat_id}/{verb}")).await?;
        self.live().change(|state| state.merge_chat(&chat));
        Ok(chat)
    }

    /// Moves one's read mark; it never moves back.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn mark_read(&self, chat_id: Uuid, position: u64) -> Result<(), ClientError> {
        self.http().put::<()>(&format!("v1/chats/{chat_id}/read"), &MarkReadRequest { position }).await?;
        let agent_id = self.agent_id();
        self.live().change(|state| state.move_read(chat_id, agent_id, position));
        Ok(())
    }

    /// Tells that one is typing in a chat; lost when offline. At most once in 3 seconds.
    pub fn typing(&self, chat_id: Uuid, whisper: bool) {
        let frame = ClientFrame::Typing { chat_id: Some(chat_id), conversation_id: None, whisper };
        let _ = self.send_frame(frame); // typing is of the moment only
    }
}
