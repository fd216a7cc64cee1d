//! Everything fetched by REST: the start, what follows a `resync`, and the fresh side of comparisons.

use std::collections::BTreeSet;

use futures_util::{StreamExt, TryStreamExt, stream};
use pronto_protocol::{
    agent::{AgentView, MeView},
    chat::ChatListItemView,
    direct::DirectListItemView,
    error::ErrorCode,
    offer::OfferView,
    queue::QueueView,
};
use uuid::Uuid;

use super::{Fetched, Missing, State};
use crate::client::{ClientError, Http};

/// Timelines fetched side by side.
const PARALLEL: usize = 4;

impl State {
    /// Builds the whole model from REST alone. The cursor stays unknown: events from before the first call on must be applied
    /// to it, then it is as good as one that heard everything.
    pub(crate) async fn load(http: &Http, opened: &BTreeSet<Uuid>, history_most: usize) -> Result<Self, ClientError> {
        let me: MeView = http.get("v1/me").await?;
        let mut state = Self::new(me.agent.id, history_most);
        state.queue_ids = me.queue_ids.into_iter().collect();
        state.organization = Some(me.organization);
        state.agents =
            http.pages("v1/agents", usize::MAX).await?.into_iter().map(|agent: AgentView| (agent.id, agent)).collect();
        state.agents.insert(me.agent.id, me.agent);
        state.queues =
            http.pages("v1/queues", usize::MAX).await?.into_iter().map(|queue: QueueView| (queue.id, queue)).collect();
        // Waiting first: a chat that is taken in between is then found under one's own.
        for filter in ["waiting", "others", "mine"] {
            let items: Vec<ChatListItemView> = http.pages(&format!("v1/chats?filter={filter}"), usize::MAX).await?;
            items.iter().for_each(|item| state.merge_chat(&item.chat));
        }
        opened.iter().for_each(|chat_id| state.open_stream(*chat_id));
        let offers: Vec<OfferView> = http.pages("v1/offers", usize::MAX).await?;
        offers.iter().for_each(|offer| state.merge_offer(offer));
        let conversations: Vec<DirectListItemView> = http.pages("v1/direct_conversations", usize::MAX).await?;
        conversations.iter().for_each(|item| state.merge_conversation(&item.conversation));

        let fetched: Vec<_> = stream::iter(state.missing())
            .map(|missing| async move { fetch(http, missing, history_most).await.map(|fetched| (missing, fetched)) })
            .buffer_unordered(PARALLEL)
            .try_collect()
            .await?;
        fetched.iter().for_each(|(missing, fetched)| state.fill(*missing, fetched));
        state.loaded = true;
        Ok(state)
    }

    /// Takes the place of `old` after a load during which `heard` came in; the cursor is `old`'s.
    pub(crate) fn replace(self, old: &mut Self, heard: &[pronto_protocol::event::EventView]) {
        let mut new = self;
        heard.iter().for_each(|event| new.apply(event));
        if let Some(cursor) = &old.cursor {
            new.advance(cursor);
        }
        // What is read of a queue's chats goes by the rights that were just read; streams opened or closed meanwhile.
        for chat_id in &old.opened {
            if !new.opened.contains(chat_id) {
                new.open_stream(*chat_id);
            }
        }
        let closed: Vec<_> = new.opened.difference(&old.opened).copied().collect();
        closed.into_iter().for_each(|chat_id| new.close_stream(chat_id));
        // The socket alone tells them, and again only once they change.
        let counts = std::mem::take(&mut old.counts);
        new.counts = counts.into_iter().filter(|(queue_id, _)| new.hears_queue(*queue_id)).collect();
        // What was made on this device is not the server's to tell; items whose entries have come are done.
        new.outbox = std::mem::take(&mut old.outbox);
        new.drafts = std::mem::take(&mut old.drafts);
        new.told = std::mem::take(&mut old.told);
        new.touched = std::mem::take(&mut old.touched);
        new.touched.everything = true;
        new.finish_seen();
        *old = new;
    }
}

/// Fetches one timeline, newest page first.
pub(crate) async fn fetch(http: &Http, missing: Missing, most: usize) -> Result<Fetched, ClientError> {
    let fetched = match missing {
        Missing::Chat { chat_id, .. } => chat(http, chat_id, most).await,
        Missing::Direct { conversation_id, .. } => http
            .pages(&format!("v1/direct_conversations/{conversation_id}/messages"), most)
            .await
            .map(|messages| Fetched::Direct { messages }),
    };
    match fetched {
        // It went out of sight between being named and being fetched; the event that says so is on its way.
        Err(error)
            if matches!(error.code(), Some(ErrorCode::NotFound | ErrorCode::Forbidden | ErrorCode::NotParticipant)) =>
        {
            Ok(Fetched::Nothing)
        }
        fetched => fetched,
    }
}

async fn chat(http: &Http, chat_id: Uuid, most: usize) -> Result<Fetched, ClientError> {
    let item: ChatListItemView = http.get(&format!("v1/chats/{chat_id}")).await?;
    let entries = http.pages(&format!("v1/chats/{chat_id}/timeline"), most).await?;
    let notes = http.pages(&format!("v1/chats/{chat_id}/notes"), usize::MAX).await?;
    Ok(Fetched::Chat { chat: Box::new(item.chat), entries, notes })
}
