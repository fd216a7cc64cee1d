//! What an account tells whoever listens.

use std::sync::Arc;

use pronto_protocol::{agent::Reachability, error::Problem, event::EventView};
use uuid::Uuid;

use crate::client::Item;

/// Whether the account is connected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// Not connected; the reason is for logs.
    Offline {
        /// What ended the connection.
        reason: String,
    },
    /// A connection is being made.
    Connecting,
    /// Connected: what was missed arrives, then live events.
    Online,
    /// It will not connect again by itself: the session has ended, or the app is too old.
    Ended {
        /// Why.
        reason: LinkEnd,
    },
}

/// Why a link does not come back by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkEnd {
    /// Stopped by the app.
    Stopped,
    /// The session was ended or its tokens are refused: sign in again.
    SessionEnded,
    /// The app is too old.
    UpgradeRequired,
    /// The server refused what this client said.
    Refused,
}

/// What an account tells its listeners, in the order in which the model changed.
#[derive(Clone, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "few are on their way at a time, and an outbox item is what they mostly are"
)]
pub enum SessionEvent {
    /// An event was merged into the model.
    Changed(Arc<EventView>),
    /// Everything was fetched (anew): lists have to be read again.
    Reset,
    /// A timeline was fetched.
    Filled {
        /// The chat or direct conversation.
        id: Uuid,
    },
    /// The connection changed.
    Link(LinkState),
    /// Somebody is typing.
    Typing {
        /// In this chat.
        chat_id: Option<Uuid>,
        /// In this direct conversation.
        conversation_id: Option<Uuid>,
        /// The agent; none for the visitor.
        agent_id: Option<Uuid>,
        /// The agent's name.
        name: Option<String>,
        /// Whether it is a whisper.
        whisper: bool,
    },
    /// A colleague came or went.
    Presence {
        /// The agent.
        agent_id: Uuid,
        /// How the agent can be told now.
        reachability: Reachability,
    },
    /// What goes on in a queue has changed.
    QueueCounts {
        /// The queue.
        queue_id: Uuid,
    },
    /// A message sent over the socket was committed.
    Sent {
        /// The sender's id.
        client_id: Uuid,
        /// The message's id.
        message_id: Uuid,
        /// Its position.
        position: u64,
    },
    /// A frame was refused.
    Refused {
        /// The refused send.
        client_id: Option<Uuid>,
        /// Why.
        problem: Arc<Problem>,
    },
    /// An item of the outbox moved on.
    Outbox(Item),
    /// A file is on its way.
    Upload {
        /// The item it goes with.
        client_id: Uuid,
        /// Bytes that have gone.
        sent_bytes: u64,
        /// Bytes in all.
        total_bytes: u64,
    },
}
