//! What one socket hears, and how events move it.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::topic::{Move, Topic};

/// What one socket hears. The same rules serve the catch-up and the live stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subscriptions {
    topics: BTreeSet<Topic>,
    opened: BTreeSet<Uuid>,
}

impl Subscriptions {
    /// Listens to these topics.
    #[must_use]
    pub fn new(topics: impl IntoIterator<Item = Topic>) -> Self {
        Self { topics: topics.into_iter().collect(), opened: BTreeSet::new() }
    }

    /// Whether something heard at any of these topics is for this socket.
    #[must_use]
    pub fn hears(&self, topics: &[Topic]) -> bool {
        topics.iter().any(|topic| self.has(topic))
    }

    /// Every topic listened to, opened chats included.
    pub fn topics(&self) -> impl Iterator<Item = Topic> {
        let opened = self.opened.iter().map(|chat_id| Topic::Chat(*chat_id));
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

    /// Opens or closes a chat's stream.
    pub fn set_open(&mut self, chat_id: Uuid, open: bool) {
        if open {
            self.opened.insert(chat_id);
        } else {
            self.opened.remove(&chat_id);
        }
    }

    fn has(&self, topic: &Topic) -> bool {
        self.topics.contains(topic) || matches!(topic, Topic::Chat(chat_id) if self.opened.contains(chat_id))
    }
}
