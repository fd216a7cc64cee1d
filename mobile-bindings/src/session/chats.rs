//! Offers and chats.

use std::sync::Arc;

use super::Session;
use crate::{
    error::ProntoError,
    model::{Chat, Offer, QueueCounts, TimelineEntry, view},
    runtime::{on_core, to_the_end},
    subscription::Subscription,
};

#[uniffi::export]
impl Session {
    /// Own open offers.
    pub fn offers(&self) -> Result<Vec<Offer>, ProntoError> {
        Ok(self.account.live().with(|state| state.offers.values().map(view::offer).collect()))
    }

    /// Accepts an offer; gives the chat.
    pub async fn accept_offer(&self, offer_id: String) -> Result<Chat, ProntoError> {
        let (account, offer_id) = (self.account.clone(), view::id(&offer_id)?);
        to_the_end(async move {
            let accepted = account.accept_offer(offer_id).await?;
            Ok::<_, ProntoError>(account.live().with(|state| view::chat(&accepted.chat, state)))
        })
        .await
    }

    /// Declines an offer.
    pub async fn decline_offer(&self, offer_id: String) -> Result<(), ProntoError> {
        let (account, offer_id) = (self.account.clone(), view::id(&offer_id)?);
        to_the_end(async move { account.decline_offer(offer_id).await.map(drop) }).await
    }

    /// Takes a waiting chat; gives it.
    pub async fn accept_chat(&self, chat_id: String) -> Result<Chat, ProntoError> {
        let (account, chat_id) = (self.account.clone(), view::id(&chat_id)?);
        to_the_end(async move {
            let accepted = account.accept_chat(chat_id).await?;
            Ok::<_, ProntoError>(account.live().with(|state| view::chat(&accepted.chat, state)))
        })
        .await
    }

    /// Takes the longest waiting chat: of one queue, or of all own queues in which nobody is alerted. `client_id` names
    /// this attempt and is made by `new_reply_id`: repeated with it after a lost answer, it gives the same chat.
    pub async fn take_next(&self, queue_id: Option<String>, client_id: String) -> Result<Chat, ProntoError> {
        let queue_id = queue_id.as_deref().map(view::id).transpose()?;
        let (account, client_id) = (self.account.clone(), view::id(&client_id)?);
        to_the_end(async move {
            let accepted = account.take_next(queue_id, client_id).await?;
            Ok::<_, ProntoError>(account.live().with(|state| view::chat(&accepted.chat, state)))
        })
        .await
    }

    /// What goes on in own queues: how many wait, and who is next.
    pub fn queue_counts(&self) -> Result<Vec<QueueCounts>, ProntoError> {
        Ok(self.account.live().with(|state| state.counts.values().map(view::queue_counts).collect()))
    }

    /// Own chats (of closed ones the latest 200), waiting chats of own queues, active chats of others in own queues (for
    /// supervisors and admins: in all queues), and opened ones.
    pub fn chats(&self) -> Result<Vec<Chat>, ProntoError> {
        Ok(self.account.live().with(|state| state.chats.values().map(|chat| view::chat(chat, state)).collect()))
    }

    /// What was said in a chat, by position; empty until it was fetched.
    pub fn timeline(&self, chat_id: String) -> Result<Vec<TimelineEntry>, ProntoError> {
        let (chat_id, agent_id) = (view::id(&chat_id)?, self.account.agent_id());
        Ok(self.account.live().with(|state| {
            let thread = state.threads.get(&chat_id);
            thread
                .map(|thread| thread.entries.values().map(|entry| view::entry(entry, agent_id)).collect())
                .unwrap_or_default()
        }))
    }

    /// Keeps the stream of a chat open that this agent is not in, until the subscription ends.
    pub async fn open_chat(&self, chat_id: String) -> Result<Arc<Subscription>, ProntoError> {
        let (account, chat_id) = (self.account.clone(), view::id(&chat_id)?);
        on_core(async move { Ok::<_, ProntoError>(Subscription::open(&account, chat_id)) }).await
    }

    /// Sends a text; gives its id at once, offline too. Events tell how it fares.
    pub async fn send_text(&self, chat_id: String, text: String) -> Result<String, ProntoError> {
        let (account, chat_id) = (self.account.clone(), view::id(&chat_id)?);
        to_the_end(async move { account.send_text(chat_id, &text).map(|id| id.to_string()) }).await
    }

    /// Whispers to the agents of a chat; gives its id at once, offline too.
    pub async fn whisper(&self, chat_id: String, text: String) -> Result<String, ProntoError> {
        let (account, chat_id) = (self.account.clone(), view::id(&chat_id)?);
        to_the_end(async move { account.whisper(chat_id, &text).map(|id| id.to_string()) }).await
    }

    /// Tries again what was refused; false when there is no such thing.
    pub async fn retry(&self, client_id: String) -> Result<bool, ProntoError> {
        let (account, client_id) = (self.account.clone(), view::id(&client_id)?);
        to_the_end(async move { Ok::<_, ProntoError>(account.outbox().retry(client_id)) }).await
    }

    /// Takes back what waits or was refused; false when it may have been sent already.
    pub fn cancel_send(&self, client_id: String) -> Result<bool, ProntoError> {
        Ok(self.account.outbox().cancel(view::id(&client_id)?))
    }

    /// Marks a chat as read up to a position.
    pub async fn mark_read(&self, chat_id: String, position: u64) -> Result<(), ProntoError> {
        let (account, chat_id) = (self.account.clone(), view::id(&chat_id)?);
        to_the_end(async move { account.mark_read(chat_id, position).await }).await
    }

    /// Tells that this agent is typing; lost when offline.
    pub fn typing(&self, chat_id: String, whisper: bool) -> Result<(), ProntoError> {
        self.account.typing(view::id(&chat_id)?, whisper);
        Ok(())
    }

    /// Closes a chat. The organization may demand a disposition, and with it whether the matter was solved.
    #[uniffi::method(default(reason = None, solved = None, disposition_id = None))]
    pub async fn close_chat(
        &self,
        chat_id: String,
        reason: Option<String>,
        solved: Option<bool>,
        disposition_id: Option<String>,
    ) -> Result<(), ProntoError> {
        let (account, chat_id) = (self.account.clone(), view::id(&chat_id)?);
        let disposition_id = disposition_id.as_deref().map(view::id).transpose()?;
        let request = pronto_protocol::chat::CloseChatRequest { reason, solved, disposition_id, ..Default::default() };
        to_the_end(async move { account.close_chat(chat_id, &request).await.map(drop) }).await
    }
}
