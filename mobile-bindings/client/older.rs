//! Paging backwards: from the store while it has what came before, then from the server.

use std::sync::Arc;

use pronto_protocol::{direct::DirectMessageView, page::Page, whisper::TimelineEntryView};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::client::{Account, ClientError, fold, store::Entry};

/// Most entries of one step back.
const STEP_MOST: usize = 100;

impl Account {
    /// Brings the entries before those that are here into a chat's timeline; tells whether there are still older ones.
    ///
    /// # Errors
    /// Any [`ClientError`]; without a network only what is on the device can be had.
    pub async fn load_older(&self, chat_id: Uuid, count: usize) -> Result<bool, ClientError> {
        let first = self.live().with(|state| state.first_position(chat_id));
        let Some(first) = first.filter(|first| *first > 1) else { return Ok(false) };
        let path = format!("v1/chats/{chat_id}/timeline?before={first}");
        let entries: Vec<TimelineEntryView> = self.before(chat_id, first, count, &path).await?;
        self.live().change(|state| state.merge_older(chat_id, &entries));
        Ok(self.live().with(|state| state.first_position(chat_id)).is_some_and(|now| now > 1 && now < first))
    }

    /// The same for a direct conversation.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn load_older_direct(&self, conversation_id: Uuid, count: usize) -> Result<bool, ClientError> {
        let first = self.live().with(|state| state.first_direct_position(conversation_id));
        let Some(first) = first.filter(|first| *first > 1) else { return Ok(false) };
        let path = format!("v1/direct_conversations/{conversation_id}/messages?before={first}");
        let messages: Vec<DirectMessageView> = self.before(conversation_id, first, count, &path).await?;
        self.live().change(|state| state.merge_older_direct(conversation_id, &messages));
        let now = self.live().with(|state| state.first_direct_position(conversation_id));
        Ok(now.is_some_and(|now| now > 1 && now < first))
    }

    async fn before<T: DeserializeOwned>(
        &self,
        thread: Uuid,
        first: u64,
        count: usize,
        path: &str,
    ) -> Result<Vec<T>, ClientError> {
        let (store, count) = (Arc::clone(self.live().store()), count.clamp(1, STEP_MOST));
        let kept = tokio::task::spawn_blocking(move || store.entries_before(thread, first, count)).await;
        let kept: Vec<Entry> = kept.map_err(ClientError::internal)??;
        // Positions have no gaps, so what is missing shows.
        let whole = kept.iter().rev().zip(1..).all(|(entry, back)| entry.position + back == first);
        if whole && !kept.is_empty() {
            let read: Result<Vec<T>, _> = kept.iter().map(|entry| serde_json::from_str(&entry.body)).collect();
            if let Ok(entries) = read {
                return Ok(entries);
            }
        }
        let page: Page<T> = self.http().page(path, count, None).await?;
        Ok(page.items)
    }

    /// Entries on this device that hold all words of a question, the newest first: in one timeline, or in all. What is elsewhere is
    /// found by [`Account::search`].
    ///
    /// # Errors
    /// [`ClientError::Store`].
    pub async fn search_here(
        &self,
        chat_id: Option<Uuid>,
        question: &str,
        most: usize,
    ) -> Result<Vec<TimelineEntryView>, ClientError> {
        let (store, words) = (Arc::clone(self.live().store()), fold::words(question));
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let found = tokio::task::spawn_blocking(move || store.search(chat_id, &words, most)).await;
        // Direct messages are read by another name; they are left out here.
        Ok(found
            .map_err(ClientError::internal)??
            .iter()
            .filter_map(|entry| serde_json::from_str(&entry.body).ok())
            .collect())
    }
}
