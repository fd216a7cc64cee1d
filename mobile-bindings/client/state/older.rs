//! What is brought in when somebody scrolls back.

use pronto_protocol::{direct::DirectMessageView, whisper::TimelineEntryView};
use uuid::Uuid;

use super::State;

/// The first of the positions that lead without a gap to the last.
fn first_of<'a>(positions: impl DoubleEndedIterator<Item = &'a u64>) -> Option<u64> {
    let mut first = None;
    for position in positions.rev() {
        if first.is_some_and(|first| *position + 1 != first) {
            break;
        }
        first = Some(*position);
    }
    first
}

impl State {
    /// Position of the first entry from which a chat's timeline is here without a gap.
    #[must_use]
    pub fn first_position(&self, chat_id: Uuid) -> Option<u64> {
        first_of(self.threads.get(&chat_id)?.entries.keys())
    }

    /// The same of a direct conversation.
    #[must_use]
    pub fn first_direct_position(&self, conversation_id: Uuid) -> Option<u64> {
        first_of(self.direct_threads.get(&conversation_id)?.messages.keys())
    }

    pub(crate) fn merge_older(&mut self, chat_id: Uuid, entries: &[TimelineEntryView]) {
        let Some(thread) = self.threads.get_mut(&chat_id) else { return };
        for entry in entries {
            if thread.merge(entry) {
                self.touched.entries.insert((chat_id, entry.position()));
            }
        }
    }

    pub(crate) fn merge_older_direct(&mut self, conversation_id: Uuid, messages: &[DirectMessageView]) {
        let Some(thread) = self.direct_threads.get_mut(&conversation_id) else { return };
        for message in messages {
            if thread.merge(message) {
                self.touched.direct_messages.insert((conversation_id, message.position));
            }
        }
    }
}
