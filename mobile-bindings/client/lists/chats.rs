//! Chats: those that wait, one's own, and those of others.

use std::{cmp::Reverse, collections::BTreeMap};

use pronto_protocol::{
    chat::{ChatState, ChatView},
    offer::OfferView,
    whisper::TimelineEntryView,
};
use uuid::Uuid;

use super::view::{Looked, Rows, Source};
use crate::client::state::{State, Touched};

/// Which chats a list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inbox {
    /// Waiting chats of own queues and those offered: the most urgent first, then who waits longest.
    Waiting,
    /// Chats one is in that are not closed: the latest entry first.
    Mine,
    /// Active chats of others in queues one hears of: the latest started first.
    Others,
}

/// A chat in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ChatRow {
    /// The chat.
    pub chat: ChatView,
    /// Messages and whispers of others after one's read mark.
    pub unread_count: u32,
    /// Its last message or whisper, where the timeline is here.
    pub last_entry: Option<TimelineEntryView>,
    /// One's own open offer of it.
    pub offer: Option<OfferView>,
    /// A text that was begun.
    pub draft: Option<String>,
    /// Whether something sent there was refused.
    pub has_failed: bool,
}

/// Lists of chats.
pub(crate) struct Chats(pub Inbox);

impl Chats {
    fn holds(&self, state: &State, chat: &ChatView) -> bool {
        let mine = state.own_part(chat).is_some();
        match self.0 {
            Inbox::Waiting => chat.state == ChatState::Waiting && !mine,
            Inbox::Mine => chat.state != ChatState::Closed && mine,
            Inbox::Others => chat.state == ChatState::Active && !mine && state.may_list(chat),
        }
    }

    fn row(&self, state: &State, chat_id: Uuid) -> Option<(Key, ChatRow)> {
        let chat = state.chats.get(&chat_id).filter(|chat| self.holds(state, chat))?;
        let latest = match self.0 {
            Inbox::Waiting => {
                return Some((Key::Waiting(Reverse(chat.priority.rank()), chat.number), row(state, chat)));
            }
            Inbox::Mine => chat.last_entry_at.unix_ms(),
            // When others speak is not told of chats one does not hear.
            Inbox::Others => chat.started_at.unix_ms(),
        };
        Some((Key::Latest(Reverse(latest), Reverse(chat.number)), row(state, chat)))
    }
}

fn row(state: &State, chat: &ChatView) -> ChatRow {
    let last_entry = state.threads.get(&chat.id).and_then(|thread| thread.entries.last_key_value());
    ChatRow {
        chat: chat.clone(),
        unread_count: state.unread_count(chat.id),
        last_entry: last_entry.map(|(_, entry)| entry.clone()),
        offer: state.offers.values().find(|offer| offer.chat_id == chat.id).cloned(),
        draft: state.draft(chat.id).map(str::to_owned),
        has_failed: state.has_failed(chat.id),
    }
}

/// By which chats are ordered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    Waiting(Reverse<i32>, u64),
    Latest(Reverse<i64>, Reverse<u64>),
}

impl Source for Chats {
    type Key = Key;
    type Item = ChatRow;

    fn all(&self, state: &State) -> Rows<Self> {
        state.chats.keys().filter_map(|id| Some((*id, self.row(state, *id)?))).collect()
    }

    fn touched(&self, state: &State, touched: &Touched, _: &BTreeMap<Uuid, Key>) -> Option<Looked<Self>> {
        // An offer that is gone no longer tells its chat, and own queues or one's role decide of every chat.
        if !touched.offers.is_empty() || touched.whole && touched.agents.contains(&state.agent_id) {
            return None;
        }
        let threads = touched.entries.iter().map(|(chat_id, _)| chat_id);
        let ids =
            touched.chats.iter().chain(threads).chain(&touched.cleared).chain(&touched.lanes).chain(&touched.drafts);
        Some(ids.map(|id| (*id, self.row(state, *id))).collect())
    }
}
