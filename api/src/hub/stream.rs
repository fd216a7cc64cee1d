//! Opened streams: chats that an agent hears without being in them, for as long as it may see them.

use uuid::Uuid;

use super::{Connection, Hub, lock};

/// By what right an agent hears a chat that it has opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamRight {
    /// By its role, a permission, or since it was in the chat: no event of the chat or of a queue takes it away.
    Lasting,
    /// As a member of the queue that the chat is in, while it is open.
    Member {
        /// The queue.
        queue_id: Uuid,
    },
}

/// Chats that an agent has open as it comes.
#[derive(Clone, Debug, Default)]
pub struct Opened {
    /// Where the log stood before any right was asked for: what came later is judged by its event.
    pub seq: i64,
    /// The chats, and by what right each is heard.
    pub chats: Vec<(Uuid, StreamRight)>,
}

impl Hub {
    /// How often events have judged opened streams anew: to be read before a right is asked for, see [`Hub::open`].
    #[must_use]
    pub fn revision(&self, organization_id: Uuid) -> u64 {
        self.existing(organization_id).map_or(0, |room| lock(&room).revision())
    }

    /// Opens a chat's stream for a live socket. False when events have judged streams since `revision`: the right may be gone
    /// by now, and is to be asked for again.
    #[must_use]
    pub fn open(&self, connection: &Connection, chat_id: Uuid, right: StreamRight, revision: u64) -> bool {
        let room = self.room(connection.organization_id);
        lock(&room).open(connection.id, chat_id, right, revision)
    }

    /// Closes a chat's stream.
    pub fn close(&self, connection: &Connection, chat_id: Uuid) {
        if let Some(room) = self.existing(connection.organization_id) {
            lock(&room).close(connection.id, chat_id);
        }
    }

    /// The chats whose streams a live socket has open.
    #[must_use]
    pub fn opened(&self, connection: &Connection) -> Vec<Uuid> {
        self.existing(connection.organization_id).map(|room| lock(&room).opened(connection.id)).unwrap_or_default()
    }
}
