//! Chats, their entries and notes: merging, and which of them concern this agent.

use pronto_protocol::{
    agent::Role,
    chat::{ChatState, ChatView, ParticipantView},
    message::MessageView,
    note::NoteView,
    whisper::{TimelineEntryView, WhisperView},
};
use uuid::Uuid;

use super::{
    State,
    thread::{ChatThread, Filling},
};

impl State {
    /// This agent's part in a chat.
    #[must_use]
    pub fn own_part<'a>(&self, chat: &'a ChatView) -> Option<&'a ParticipantView> {
        chat.participants.iter().find(|participant| participant.agent_id == self.agent_id)
    }

    /// Messages and whispers of others after one's read mark that were not deleted; 0 when not in the chat.
    #[must_use]
    pub fn unread_count(&self, chat_id: Uuid) -> u32 {
        let Some(part) = self.chats.get(&chat_id).and_then(|chat| self.own_part(chat)) else { return 0 };
        let Some(thread) = self.threads.get(&chat_id) else { return 0 };
        let after = thread.entries.range(part.read_position.saturating_add(1)..);
        let others = after.filter(|(_, entry)| match entry {
            // The system has no id, and what it tells is not waited for.
            TimelineEntryView::Message(message) => {
                message.deleted_at.is_none() && message.sender.id.is_some_and(|id| id != self.agent_id)
            }
            TimelineEntryView::Whisper(whisper) => {
                whisper.deleted_at.is_none() && whisper.sender.id.is_some_and(|id| id != self.agent_id)
            }
        });
        u32::try_from(others.count()).unwrap_or(u32::MAX)
    }

    /// Whether this agent listens to everything in a chat.
    pub(super) fn follows(&self, chat: &ChatView) -> bool {
        self.opened.contains(&chat.id) || chat.state != ChatState::Closed && self.own_part(chat).is_some()
    }

    fn concerns(&self, chat: &ChatView) -> bool {
        self.opened.contains(&chat.id)
            || self.own_part(chat).is_some()
            || chat.state == ChatState::Waiting && self.queue_ids.contains(&chat.queue_id)
            || chat.state == ChatState::Active && self.hears_queue(chat.queue_id)
    }

    /// Whether a chat of others belongs in a list: not one that is only opened.
    pub(crate) fn may_list(&self, chat: &ChatView) -> bool {
        self.hears_queue(chat.queue_id)
    }

    /// Whether this agent is told what happens around a queue's chats.
    pub(super) fn hears_queue(&self, queue_id: Uuid) -> bool {
        let role = self.agents.get(&self.agent_id).map(|agent| agent.role);
        self.queue_ids.contains(&queue_id) || matches!(role, Some(Role::Supervisor | Role::Admin))
    }

    /// Merges a chat as it was at its `seq`.
    pub(crate) fn merge_chat(&mut self, chat: &ChatView) {
        if self.is_gone(chat.id, chat.seq) {
            return;
        }
        let merged = match self.chats.get(&chat.id) {
            Some(old) if chat.seq > old.seq => with_marks_of(chat.clone(), old),
            Some(old) => with_marks_of(old.clone(), chat),
            None => chat.clone(),
        };
        if !self.concerns(&merged) {
            self.drop_chat(merged.id, merged.seq);
            return;
        }
        let (chat_id, follows, own) = (merged.id, self.follows(&merged), self.own_part(&merged).is_some());
        let closed = merged.state == ChatState::Closed;
        if self.chats.get(&chat_id) == Some(&merged) && self.threads.contains_key(&chat_id) == follows {
            return;
        }
        self.chats.insert(chat_id, merged);
        self.touched.chats.insert(chat_id);
        let filling = self.threads.get(&chat_id).map(|thread| thread.filling);
        match self.threads.get_mut(&chat_id) {
            None if follows => {
                self.threads.insert(chat_id, ChatThread::wanted());
            }
            Some(thread) if follows && thread.filling == Filling::Dormant => {
                // Nobody told what happened to it meanwhile; entries cannot vanish, notes can.
                self.touched.notes.extend(thread.notes.keys());
                thread.notes.clear();
                thread.filling = Filling::wanted();
            }
            Some(thread) if !follows && own => thread.filling = Filling::Dormant,
            Some(_) if !follows => self.drop_thread(chat_id),
            _ => {}
        }
        if self.threads.get(&chat_id).map(|thread| thread.filling) != filling {
            self.touched.threads.insert(chat_id);
        }
        if closed {
            self.drop_long_closed();
        }
    }

    fn drop_thread(&mut self, chat_id: Uuid) {
        if let Some(thread) = self.threads.remove(&chat_id) {
            self.touched.notes.extend(thread.notes.keys());
            self.touched.threads.insert(chat_id);
            self.touched.cleared.insert(chat_id);
        }
        self.outbox.forget_sent(chat_id);
    }

    pub(super) fn drop_chat(&mut self, chat_id: Uuid, seq: u64) {
        if self.chats.remove(&chat_id).is_some() {
            self.touched.chats.insert(chat_id);
        }
        self.drop_thread(chat_id);
        self.note_gone(chat_id, seq);
    }

    /// Merges a message.
    pub(crate) fn merge_message(&mut self, message: &MessageView) {
        self.merge_entry(message.chat_id, &TimelineEntryView::Message(message.clone()));
        self.outgoing_seen(message.client_id, message.sender.id == Some(self.agent_id));
    }

    /// Merges a whisper.
    pub(crate) fn merge_whisper(&mut self, whisper: &WhisperView) {
        self.merge_entry(whisper.chat_id, &TimelineEntryView::Whisper(whisper.clone()));
        self.outgoing_seen(whisper.client_id, whisper.sender.id == Some(self.agent_id));
    }

    fn merge_entry(&mut self, chat_id: Uuid, entry: &TimelineEntryView) {
        let Some(thread) = self.threads.get_mut(&chat_id) else { return };
        if thread.merge(entry) {
            self.touched.entries.insert((chat_id, entry.position()));
        }
        let sent_at = match entry {
            TimelineEntryView::Message(message) => message.sent_at,
            TimelineEntryView::Whisper(whisper) => whisper.sent_at,
        };
        if let Some(chat) = self.chats.get_mut(&chat_id)
            && entry.position() > chat.last_position
        {
            chat.last_position = entry.position();
            chat.last_entry_at = sent_at;
            self.touched.chats.insert(chat_id);
        }
    }

    /// Merges a note.
    pub(crate) fn merge_note(&mut self, note: &NoteView) {
        if self.is_gone(note.id, note.seq) {
            return;
        }
        let Some(thread) = self.threads.get_mut(&note.chat_id) else { return };
        if thread.notes.get(&note.id).is_none_or(|old| note.seq > old.seq) {
            thread.notes.insert(note.id, note.clone());
            self.touched.notes.insert(note.id);
        }
    }

    pub(crate) fn forget_note(&mut self, chat_id: Uuid, note_id: Uuid, seq: u64) {
        self.note_gone(note_id, seq);
        if let Some(thread) = self.threads.get_mut(&chat_id) {
            thread.notes.remove(&note_id);
        }
        self.touched.notes.insert(note_id);
    }

    pub(crate) fn move_read(&mut self, chat_id: Uuid, agent_id: Uuid, position: u64) {
        let Some(chat) = self.chats.get_mut(&chat_id) else { return };
        for participant in chat.participants.iter_mut().filter(|participant| participant.agent_id == agent_id) {
            participant.read_position = participant.read_position.max(position);
        }
        self.touched.chats.insert(chat_id);
    }

    pub(super) fn move_visitor_read(&mut self, chat_id: Uuid, number: u64) {
        if let Some(chat) = self.chats.get_mut(&chat_id) {
            self.touched.chats.insert(chat_id);
            chat.visitor_read_number = chat.visitor_read_number.max(number);
            chat.visitor_received_number = chat.visitor_received_number.max(number);
        }
    }

    pub(super) fn move_visitor_received(&mut self, chat_id: Uuid, number: u64) {
        if let Some(chat) = self.chats.get_mut(&chat_id) {
            self.touched.chats.insert(chat_id);
            chat.visitor_received_number = chat.visitor_received_number.max(number);
        }
    }

    pub(super) fn move_agents_read(&mut self, chat_id: Uuid, number: u64) {
        if let Some(chat) = self.chats.get_mut(&chat_id) {
            self.touched.chats.insert(chat_id);
            chat.agents_read_number = chat.agents_read_number.max(number);
            chat.agents_received_number = chat.agents_received_number.max(number);
        }
    }

    pub(super) fn move_agents_received(&mut self, chat_id: Uuid, number: u64) {
        if let Some(chat) = self.chats.get_mut(&chat_id) {
            self.touched.chats.insert(chat_id);
            chat.agents_received_number = chat.agents_received_number.max(number);
        }
    }

    /// Notes that a chat's stream is to be opened; its timeline is fetched once it is, so that nothing falls in between.
    pub(crate) fn note_open(&mut self, chat_id: Uuid) {
        self.opened.insert(chat_id);
        self.touched.whole = true;
    }

    /// The streams named in the hello are open.
    pub(crate) fn open_noted_streams(&mut self) {
        for chat_id in self.opened.clone() {
            self.open_stream(chat_id);
        }
    }

    /// A stream opened later is open now: whatever was fetched of it before may lack something.
    pub(crate) fn stream_is_open(&mut self, chat_id: Uuid) {
        if self.opened.contains(&chat_id) {
            self.open_stream(chat_id);
            if let Some(thread) = self.threads.get_mut(&chat_id) {
                thread.filling = Filling::wanted();
                self.touched.threads.insert(chat_id);
            }
        }
    }

    /// Opens a chat's stream besides one's own: its timeline is kept as an own one's is.
    pub(crate) fn open_stream(&mut self, chat_id: Uuid) {
        self.opened.insert(chat_id);
        self.gone.remove(&chat_id);
        self.touched.whole = true;
        self.touched.threads.insert(chat_id);
        self.touched.chats.insert(chat_id);
        match self.threads.get_mut(&chat_id) {
            None => {
                self.threads.insert(chat_id, ChatThread::wanted());
            }
            Some(thread) if thread.filling == Filling::Dormant => {
                self.touched.notes.extend(thread.notes.keys());
                thread.notes.clear();
                thread.filling = Filling::wanted();
            }
            Some(_) => {}
        }
    }

    /// Closes it again; what does not concern this agent otherwise is dropped.
    pub(crate) fn close_stream(&mut self, chat_id: Uuid) {
        self.opened.remove(&chat_id);
        self.touched.whole = true;
        match self.chats.get(&chat_id).cloned() {
            Some(chat) => self.merge_chat(&chat),
            None => self.drop_thread(chat_id),
        }
        self.drop_long_closed();
    }

    /// Drops waiting chats of queues that one is no longer a member of.
    pub(super) fn drop_foreign_chats(&mut self) {
        let foreign: Vec<_> =
            self.chats.values().filter(|chat| !self.concerns(chat)).map(|chat| (chat.id, chat.seq)).collect();
        for (chat_id, seq) in foreign {
            self.drop_chat(chat_id, seq);
        }
    }
}

/// `newer` with whatever marks `older` has further on.
fn with_marks_of(mut newer: ChatView, older: &ChatView) -> ChatView {
    if older.last_position > newer.last_position {
        newer.last_position = older.last_position;
        newer.last_entry_at = older.last_entry_at;
    }
    newer.visitor_read_number = newer.visitor_read_number.max(older.visitor_read_number);
    newer.visitor_received_number = newer.visitor_received_number.max(older.visitor_received_number);
    newer.agents_read_number = newer.agents_read_number.max(older.agents_read_number);
    newer.agents_received_number = newer.agents_received_number.max(older.agents_received_number);
    for participant in &mut newer.participants {
        // Who left and joined again is another participant: the mark is not carried over.
        let same = older
            .participants
            .iter()
            .find(|old| old.agent_id == participant.agent_id && old.joined_at == participant.joined_at);
        if let Some(old) = same {
            participant.read_position = participant.read_position.max(old.read_position);
        }
    }
    newer
}
