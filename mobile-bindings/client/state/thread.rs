//! Timelines: entries by position, and whether the older ones were fetched.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU64, Ordering},
};

use pronto_protocol::{chat::ChatView, direct::DirectMessageView, note::NoteView, whisper::TimelineEntryView};
use uuid::Uuid;

use super::State;

/// Tells requests for a timeline apart: an answer to an older request than the last says nothing.
static GENERATION: AtomicU64 = AtomicU64::new(1);

/// Where a timeline's fetching stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Filling {
    /// To be fetched; the number tells this request.
    Wanted(u64),
    /// Fetched; events keep it whole.
    Done,
    /// No longer listened to, since the chat is closed; fetched anew if it opens again.
    Dormant,
}

impl Filling {
    pub(super) fn wanted() -> Self {
        Self::Wanted(GENERATION.fetch_add(1, Ordering::Relaxed))
    }
}

/// A chat's entries and notes.
#[derive(Clone, Debug)]
pub struct ChatThread {
    /// Messages and whispers by position.
    pub entries: BTreeMap<u64, TimelineEntryView>,
    /// Notes by id, which is the order they were written in.
    pub notes: BTreeMap<Uuid, NoteView>,
    pub(super) filling: Filling,
}

/// A direct conversation's messages.
#[derive(Clone, Debug)]
pub struct DirectThread {
    /// Messages by position.
    pub messages: BTreeMap<u64, DirectMessageView>,
    pub(super) filling: Filling,
}

impl ChatThread {
    pub(super) fn wanted() -> Self {
        Self { entries: BTreeMap::new(), notes: BTreeMap::new(), filling: Filling::wanted() }
    }

    /// Whether the older entries were fetched.
    #[must_use]
    pub fn is_loaded(&self) -> bool {
        self.filling == Filling::Done
    }

    /// Whether it was news.
    pub(super) fn merge(&mut self, entry: &TimelineEntryView) -> bool {
        let position = entry.position();
        let news = self.entries.get(&position).is_none_or(|old| entry.seq() > old.seq());
        if news {
            self.entries.insert(position, entry.clone());
        }
        news
    }
}

impl DirectThread {
    pub(super) fn wanted() -> Self {
        Self { messages: BTreeMap::new(), filling: Filling::wanted() }
    }

    /// Whether the older messages were fetched.
    #[must_use]
    pub fn is_loaded(&self) -> bool {
        self.filling == Filling::Done
    }

    /// Whether it was news.
    pub(super) fn merge(&mut self, message: &DirectMessageView) -> bool {
        let news = self.messages.get(&message.position).is_none_or(|old| message.seq > old.seq);
        if news {
            self.messages.insert(message.position, message.clone());
        }
        news
    }
}

/// A timeline to be fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    /// Of a chat.
    Chat { chat_id: Uuid, generation: u64 },
    /// Of a direct conversation.
    Direct { conversation_id: Uuid, generation: u64 },
}

/// A timeline that was fetched.
#[derive(Clone, Debug)]
pub(crate) enum Fetched {
    /// Of a chat, with the chat itself.
    Chat { chat: Box<ChatView>, entries: Vec<TimelineEntryView>, notes: Vec<NoteView> },
    /// Of a direct conversation.
    Direct { messages: Vec<DirectMessageView> },
    /// It may not be read (any more).
    Nothing,
}

impl State {
    /// Timelines to be fetched.
    pub(crate) fn missing(&self) -> Vec<Missing> {
        let chats = self.threads.iter().filter_map(|(&chat_id, thread)| match thread.filling {
            Filling::Wanted(generation) => Some(Missing::Chat { chat_id, generation }),
            _ => None,
        });
        let directs = self.direct_threads.iter().filter_map(|(&conversation_id, thread)| match thread.filling {
            Filling::Wanted(generation) => Some(Missing::Direct { conversation_id, generation }),
            _ => None,
        });
        chats.chain(directs).collect()
    }

    /// Merges a fetched timeline, unless it was asked for anew in the meantime.
    pub(crate) fn fill(&mut self, missing: Missing, fetched: &Fetched) {
        match missing {
            Missing::Chat { chat_id, generation } => {
                if self.threads.get(&chat_id).is_none_or(|thread| thread.filling != Filling::Wanted(generation)) {
                    return;
                }
                if let Fetched::Chat { chat, .. } = fetched {
                    self.merge_chat(chat);
                }
                if let Fetched::Chat { notes, .. } = fetched {
                    notes.iter().for_each(|note| self.merge_note(note));
                }
                // Merging the chat may have shown that it went out of sight, or was closed.
                let Some(thread) = self.threads.get_mut(&chat_id) else { return };
                if let Fetched::Chat { entries, .. } = fetched {
                    // What is kept below what was fetched may be older than what nobody told meanwhile.
                    let first = entries.iter().map(TimelineEntryView::position).min().unwrap_or_default();
                    thread.entries = thread.entries.split_off(&first);
                    entries.iter().for_each(|entry| {
                        thread.merge(entry);
                    });
                }
                if thread.filling == Filling::Wanted(generation) {
                    thread.filling = Filling::Done;
                }
                self.touched.threads.insert(chat_id);
                self.touched.cleared.insert(chat_id);
                self.finish_seen();
            }
            Missing::Direct { conversation_id, generation } => {
                let Some(thread) = self.direct_threads.get_mut(&conversation_id) else { return };
                if thread.filling != Filling::Wanted(generation) {
                    return;
                }
                if let Fetched::Direct { messages } = fetched {
                    messages.iter().for_each(|message| {
                        thread.merge(message);
                    });
                }
                thread.filling = Filling::Done;
                self.touched.direct_threads.insert(conversation_id);
                self.touched.cleared.insert(conversation_id);
                self.finish_seen();
            }
        }
    }
}
