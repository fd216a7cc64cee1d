//! Closed chats: an agent stays in those that it was in, so that they would gather for ever.

use std::cmp::Reverse;

use pronto_protocol::chat::{ChatState, ChatView};
use uuid::Uuid;

use super::State;

/// Own closed chats that are kept; the others are read from the server.
pub(super) const CLOSED_MOST: usize = 200;

impl State {
    /// Drops the chats that were closed before the latest. Those stay that are opened, or hold something of this device alone.
    pub(super) fn drop_long_closed(&mut self) {
        let closed = |chat: &&ChatView| chat.state == ChatState::Closed && !self.opened.contains(&chat.id);
        let mut closed: Vec<_> = self
            .chats
            .values()
            .filter(closed)
            .map(|chat| (Reverse((chat.closed_at, chat.number)), chat.id, chat.seq))
            .collect();
        closed.sort_unstable();
        for (_, chat_id, seq) in closed.into_iter().skip(CLOSED_MOST) {
            if !self.holds_own(chat_id) {
                self.drop_chat(chat_id, seq);
            }
        }
    }

    /// Whether something is still to be sent to a chat, or a text was begun there.
    fn holds_own(&self, chat_id: Uuid) -> bool {
        self.drafts.contains_key(&chat_id) || self.outbox.of_lane(chat_id).next().is_some()
    }
}
