//! What one socket hears, and how events move it.

use std::collections::{BTreeMap, BTreeSet};

use pronto_protocol::{chat::ChatState, event::Change};
use uuid::Uuid;

use super::StreamRight;
use crate::topic::{Move, Topic};

/// What one socket hears. The same rules serve the catch-up and the live stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subscriptions {
    topics: BTreeSet<Topic>,
    opened: BTreeMap<Uuid, StreamRight>,
}

impl Subscriptions {
    /// Listens to these topics.
    #[must_use]
    pub fn new(topics: impl IntoIterator<Item = Topic>) -> Self {
        Self { topics: topics.into_iter().collect(), opened: BTreeMap::new() }
    }

    /// Whether something heard at any of these topics is for this socket.
    #[must_use]
    pub fn hears(&self, topics: &[Topic]) -> bool {
        topics.iter().any(|topic| self.has(topic))
    }

    /// Every topic listened to, opened chats included.
    pub fn topics(&self) -> impl Iterator<Item = Topic> {
        let opened = self.opened.keys().map(|chat_id| Topic::Chat(*chat_id));
        self.topics.iter().copied().chain(opened)
    }

    /// Applies a move of this socket's agent.
    pub fn apply(&mut self, moved: &Move) {
        if moved.joins {
            self.topics.insert(moved.topic);
        } else {
            self.topics.remove(&moved.topic);
        }
    }

    /// Listens to a topic that no event moves anybody in or out of, or no longer.
    pub fn set_watched(&mut self, topic: Topic, on: bool) {
        if on {
            self.topics.insert(topic);
        } else {
            self.topics.remove(&topic);
        }
    }

    /// Opens a chat's stream.
    pub fn open(&mut self, chat_id: Uuid, right: StreamRight) {
        self.opened.insert(chat_id, right);
    }

    /// Closes a chat's stream.
    pub fn close(&mut self, chat_id: Uuid) {
        self.opened.remove(&chat_id);
    }

    /// The chats whose streams are open.
    pub fn opened(&self) -> impl Iterator<Item = Uuid> {
        self.opened.keys().copied()
    }

    /// Judges the opened streams of an agent by a change as the policy would by what it wrote; gives those that have ended.
    /// The change itself is heard before, and its moves are applied.
    pub fn judge(&mut self, agent_id: Uuid, change: &Change) -> Vec<Uuid> {
        match change {
            Change::ChatTransferred { chat, .. } | Change::ChatClosed(chat) => {
                let Some(StreamRight::Member { queue_id }) = self.opened.get_mut(&chat.id) else { return Vec::new() };
                if chat.state != ChatState::Closed && self.topics.contains(&Topic::Queue(chat.queue_id)) {
                    *queue_id = chat.queue_id;
                    return Vec::new();
                }
                self.opened.remove(&chat.id);
                vec![chat.id]
            }
            Change::QueueMemberRemoved { queue_id, agent_id: member_id } if *member_id == agent_id => {
                let lost = StreamRight::Member { queue_id: *queue_id };
                let ended =
                    self.opened.iter().filter(|(_, right)| **right == lost).map(|(chat_id, _)| *chat_id).collect();
                self.opened.retain(|_, right| *right != lost);
                ended
            }
            Change::ParticipantJoined { chat, participant } if participant.agent_id == agent_id => {
                if let Some(right) = self.opened.get_mut(&chat.id) {
                    *right = StreamRight::Lasting;
                }
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn has(&self, topic: &Topic) -> bool {
        self.topics.contains(topic) || matches!(topic, Topic::Chat(chat_id) if self.opened.contains_key(chat_id))
    }
}
