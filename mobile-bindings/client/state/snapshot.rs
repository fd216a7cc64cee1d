//! The model in a form that can be compared: what was heard live must equal what a fresh fetch gives.

use pronto_protocol::{
    agent::{AgentView, Reachability},
    chat::{ChatState, ChatView},
    direct::{DirectConversationView, DirectMessageView},
    note::NoteView,
    offer::OfferView,
    organization::OrganizationView,
    queue::QueueView,
    whisper::TimelineEntryView,
};
use uuid::Uuid;

use super::State;

/// The model, sorted. Left out is what no event tells: reachability, addresses, counts of waiting chats, and, for chats whose stream
/// one does not hear, everything that moves with the stream.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// The signed-in agent.
    pub agent_id: Uuid,
    /// Queues the agent is a member of.
    pub queue_ids: Vec<Uuid>,
    /// The organization.
    pub organization: Option<OrganizationView>,
    /// All agents.
    pub agents: Vec<AgentView>,
    /// All queues.
    pub queues: Vec<QueueView>,
    /// Own chats that are not closed, waiting chats of own queues, opened chats.
    pub chats: Vec<ChatSnapshot>,
    /// Own open offers.
    pub offers: Vec<OfferView>,
    /// Direct conversations.
    pub conversations: Vec<DirectSnapshot>,
}

/// One chat.
#[derive(Clone, Debug, PartialEq)]
pub struct ChatSnapshot {
    /// The chat.
    pub chat: ChatView,
    /// Messages and whispers of others after one's read mark.
    pub unread_count: u32,
    /// Its entries by position; none while it only waits.
    pub entries: Vec<TimelineEntryView>,
    /// Its notes by id.
    pub notes: Vec<NoteView>,
}

/// One direct conversation.
#[derive(Clone, Debug, PartialEq)]
pub struct DirectSnapshot {
    /// The conversation.
    pub conversation: DirectConversationView,
    /// Messages of others after one's read mark.
    pub unread_count: u32,
    /// Its messages by position.
    pub messages: Vec<DirectMessageView>,
}

impl State {
    /// The model as it is now, to be compared.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            agent_id: self.agent_id,
            queue_ids: self.queue_ids.iter().copied().collect(),
            organization: self.organization.clone(),
            agents: self
                .agents
                .values()
                .map(|agent| AgentView { reachability: Reachability::None, email: None, ..agent.clone() })
                .collect(),
            queues: self.queues.values().map(|queue| QueueView { waiting_count: 0, ..queue.clone() }).collect(),
            chats: self
                .chats
                .values()
                .filter(|chat| self.opened.contains(&chat.id) || chat.state != ChatState::Closed)
                .map(|chat| self.chat_snapshot(chat))
                .collect(),
            offers: self.offers.values().cloned().collect(),
            conversations: self.conversations.values().map(|conversation| self.direct_snapshot(conversation)).collect(),
        }
    }

    fn chat_snapshot(&self, chat: &ChatView) -> ChatSnapshot {
        let mut chat = chat.clone();
        let thread = self.threads.get(&chat.id).filter(|_| self.follows(&chat));
        if thread.is_none() {
            (chat.last_position, chat.last_entry_at) = (0, chat.started_at);
            (chat.visitor_read_number, chat.visitor_received_number) = (0, 0);
            (chat.agents_read_number, chat.agents_received_number) = (0, 0);
            chat.participants.iter_mut().for_each(|participant| participant.read_position = 0);
        }
        chat.participants.sort_by_key(|participant| participant.agent_id);
        ChatSnapshot {
            unread_count: self.unread_count(chat.id),
            entries: thread.map(|thread| newest(thread.entries.values(), self.history_most)).unwrap_or_default(),
            notes: thread.map(|thread| thread.notes.values().cloned().collect()).unwrap_or_default(),
            chat,
        }
    }

    fn direct_snapshot(&self, conversation: &DirectConversationView) -> DirectSnapshot {
        let mut conversation = conversation.clone();
        conversation.members.sort_by_key(|member| member.agent_id);
        let thread = self.direct_threads.get(&conversation.id);
        DirectSnapshot {
            unread_count: self.direct_unread_count(conversation.id),
            messages: thread.map(|thread| newest(thread.messages.values(), self.history_most)).unwrap_or_default(),
            conversation,
        }
    }
}

/// The newest `most` of them, in order.
fn newest<'a, T: Clone + 'a>(items: impl ExactSizeIterator<Item = &'a T>, most: usize) -> Vec<T> {
    let older = items.len().saturating_sub(most);
    items.skip(older).cloned().collect()
}
