//! Direct conversations and their messages.

use pronto_protocol::direct::{DirectConversationView, DirectMessageView};
use uuid::Uuid;

use super::{State, thread::DirectThread};

impl State {
    /// Messages of others after one's read mark that were not deleted.
    #[must_use]
    pub fn direct_unread_count(&self, conversation_id: Uuid) -> u32 {
        let own = |conversation: &DirectConversationView| {
            conversation
                .members
                .iter()
                .find(|member| member.agent_id == self.agent_id)
                .map(|member| member.read_position)
        };
        let Some(read) = self.conversations.get(&conversation_id).and_then(own) else { return 0 };
        let Some(thread) = self.direct_threads.get(&conversation_id) else { return 0 };
        let after = thread.messages.range(read.saturating_add(1)..);
        u32::try_from(
            after.filter(|(_, message)| message.deleted_at.is_none() && message.sender_id != self.agent_id).count(),
        )
        .unwrap_or(u32::MAX)
    }

    /// Merges a conversation as it was at its `seq`.
    pub(crate) fn merge_conversation(&mut self, conversation: &DirectConversationView) {
        if self.is_gone(conversation.id, conversation.seq) {
            return;
        }
        let merged = match self.conversations.get(&conversation.id) {
            Some(old) if conversation.seq > old.seq => with_marks_of(conversation.clone(), old),
            Some(old) => with_marks_of(old.clone(), conversation),
            None => conversation.clone(),
        };
        if merged.members.iter().all(|member| member.agent_id != self.agent_id) {
            self.note_gone(merged.id, merged.seq);
            self.conversations.remove(&merged.id);
            self.touched.conversations.insert(merged.id);
            if self.direct_threads.remove(&merged.id).is_some() {
                self.touched.direct_threads.insert(merged.id);
                self.touched.cleared.insert(merged.id);
            }
            return;
        }
        self.direct_threads.entry(merged.id).or_insert_with(|| {
            self.touched.direct_threads.insert(merged.id);
            DirectThread::wanted()
        });
        self.touched.conversations.insert(merged.id);
        self.conversations.insert(merged.id, merged);
    }

    /// Merges a direct message.
    pub(crate) fn merge_direct_message(&mut self, message: &DirectMessageView) {
        self.outgoing_seen(Some(message.client_id), message.sender_id == self.agent_id);
        let Some(thread) = self.direct_threads.get_mut(&message.conversation_id) else { return };
        if thread.merge(message) {
            self.touched.direct_messages.insert((message.conversation_id, message.position));
        }
        if let Some(conversation) = self.conversations.get_mut(&message.conversation_id)
            && message.position > conversation.last_position
        {
            conversation.last_position = message.position;
            conversation.last_message_at = message.sent_at;
            self.touched.conversations.insert(message.conversation_id);
        }
    }

    pub(crate) fn move_direct_read(&mut self, conversation_id: Uuid, agent_id: Uuid, position: u64) {
        let Some(conversation) = self.conversations.get_mut(&conversation_id) else { return };
        for member in conversation.members.iter_mut().filter(|member| member.agent_id == agent_id) {
            member.read_position = member.read_position.max(position);
        }
        self.touched.conversations.insert(conversation_id);
    }
}

fn with_marks_of(mut newer: DirectConversationView, older: &DirectConversationView) -> DirectConversationView {
    if older.last_position > newer.last_position {
        newer.last_position = older.last_position;
        newer.last_message_at = older.last_message_at;
    }
    for member in &mut newer.members {
        if let Some(old) = older.members.iter().find(|old| old.agent_id == member.agent_id) {
            member.read_position = member.read_position.max(old.read_position);
        }
    }
    newer
}
