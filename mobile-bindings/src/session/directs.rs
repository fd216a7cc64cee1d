//! Direct conversations.

use super::Session;
use crate::{
    error::ProntoError,
    model::{DirectConversation, DirectMessage, view},
    runtime::to_the_end,
};

#[uniffi::export]
impl Session {
    /// Direct conversations.
    pub fn direct_conversations(&self) -> Result<Vec<DirectConversation>, ProntoError> {
        let conversations = |state: &crate::client::State| {
            state.conversations.values().map(|conversation| view::conversation(conversation, state)).collect()
        };
        Ok(self.account.live().with(conversations))
    }

    /// The conversation with a colleague, opened if there is none yet; gives its id.
    pub async fn open_direct(&self, agent_id: String) -> Result<String, ProntoError> {
        let (account, agent_id) = (self.account.clone(), view::id(&agent_id)?);
        to_the_end(async move { account.open_direct(agent_id).await.map(|conversation| conversation.id.to_string()) })
            .await
    }

    /// What was said in a direct conversation, by position; empty until it was fetched.
    pub fn direct_messages(&self, conversation_id: String) -> Result<Vec<DirectMessage>, ProntoError> {
        let (conversation_id, agent_id) = (view::id(&conversation_id)?, self.account.agent_id());
        Ok(self.account.live().with(|state| {
            let thread = state.direct_threads.get(&conversation_id);
            let messages = thread.map(|thread| {
                thread.messages.values().map(|message| view::direct_message(message, agent_id)).collect()
            });
            messages.unwrap_or_default()
        }))
    }

    /// Sends a direct message; gives its id at once, offline too.
    pub async fn send_direct(&self, conversation_id: String, text: String) -> Result<String, ProntoError> {
        let (account, conversation_id) = (self.account.clone(), view::id(&conversation_id)?);
        to_the_end(async move { account.send_direct_text(conversation_id, &text).map(|id| id.to_string()) }).await
    }

    /// Marks a direct conversation as read up to a position.
    pub async fn mark_direct_read(&self, conversation_id: String, position: u64) -> Result<(), ProntoError> {
        let (account, conversation_id) = (self.account.clone(), view::id(&conversation_id)?);
        to_the_end(async move { account.mark_direct_read(conversation_id, position).await }).await
    }
}
