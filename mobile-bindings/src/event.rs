//! What a session tells the app.

use pronto_protocol::event::Change;
use uuid::Uuid;

use crate::{
    client::{self, LinkState, live::LinkEnd},
    error::ProntoError,
    model::{AgentAvailability, DirectMessage, Offer, TimelineEntry, view},
};

/// Hears what happens, in order, on one thread at a time and never on the app's main one.
#[uniffi::export(foreign)]
pub trait SessionListener: Send + Sync {
    /// What happened since the last call.
    fn on_events(&self, events: Vec<SessionEvent>) -> Result<(), ProntoError>;
}

/// Whether the session is connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum LinkStatus {
    /// Not connected; it comes back by itself.
    Offline,
    /// A connection is being made.
    Connecting,
    /// Connected.
    Online,
    /// Stopped by the app.
    Stopped,
    /// The session has ended: sign in again.
    SessionEnded,
    /// The app is too old for the server, or the server refused what it said; it does not come back by itself.
    UpgradeRequired,
}

/// Where something that is being sent stands.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum SendStatus {
    /// Waits for its turn or for the network.
    Queued,
    /// Is being sent.
    Sending,
    /// The server has it.
    Sent,
    /// The server refused it: `retry` tries again, `cancel_send` takes it back.
    Failed {
        /// Why, for logs.
        reason: String,
    },
}

/// What happened. Whatever is told here is in the session's lists already.
#[derive(Clone, Debug, uniffi::Enum)]
pub enum SessionEvent {
    /// Everything was fetched (anew): read all lists again.
    Reset,
    /// The connection changed.
    Link {
        /// What it is now.
        status: LinkStatus,
    },
    /// An offer was made to this agent.
    OfferMade {
        /// The offer.
        offer: Offer,
    },
    /// An offer is no longer open.
    OfferEnded {
        /// The offer.
        offer: Offer,
    },
    /// A chat changed, came into sight or went out of it.
    ChatChanged {
        /// The chat.
        chat_id: String,
    },
    /// This agent was given a chat without being asked.
    ChatAssigned {
        /// The chat.
        chat_id: String,
    },
    /// A message or whisper was sent, edited or deleted.
    EntryChanged {
        /// The entry.
        entry: TimelineEntry,
    },
    /// A timeline was fetched: read it again.
    TimelineFetched {
        /// The chat or direct conversation.
        id: String,
    },
    /// A direct conversation changed.
    DirectConversationChanged {
        /// The conversation.
        conversation_id: String,
    },
    /// A direct message was sent, edited or deleted.
    DirectMessageChanged {
        /// The message.
        direct_message: DirectMessage,
    },
    /// Somebody declared availability, or missed offers.
    AvailabilityChanged {
        /// The agent.
        agent_id: String,
        /// What it is now.
        availability: AgentAvailability,
        /// True when offers were missed.
        by_missed_offers: bool,
    },
    /// How many wait in a queue, or who is next, has changed.
    QueueCountsChanged {
        /// The queue.
        queue_id: String,
    },
    /// Somebody is typing.
    Typing {
        /// The chat.
        chat_id: Option<String>,
        /// The direct conversation.
        conversation_id: Option<String>,
        /// The agent's name; nothing for the visitor.
        name: Option<String>,
    },
    /// Something that is being sent moved on.
    SendChanged {
        /// Its id.
        client_id: String,
        /// Where it stands.
        status: SendStatus,
    },
    /// A file that is being sent moved on.
    UploadMoved {
        /// Its id.
        client_id: String,
        /// Bytes that have gone.
        sent_bytes: u64,
        /// Bytes in all.
        total_bytes: u64,
    },
}

/// The core's event in the app's words; nothing for what no app shows.
pub(crate) fn of(event: &client::SessionEvent, agent_id: Uuid) -> Option<SessionEvent> {
    Some(match event {
        client::SessionEvent::Changed(event) => return of_change(&event.change, agent_id),
        client::SessionEvent::Reset => SessionEvent::Reset,
        client::SessionEvent::Filled { id } => SessionEvent::TimelineFetched { id: id.to_string() },
        client::SessionEvent::Link(link) => SessionEvent::Link { status: status(link) },
        client::SessionEvent::Typing { chat_id, conversation_id, name, .. } => SessionEvent::Typing {
            chat_id: chat_id.map(|id| id.to_string()),
            conversation_id: conversation_id.map(|id| id.to_string()),
            name: name.clone(),
        },
        client::SessionEvent::Outbox(item) => SessionEvent::SendChanged {
            client_id: item.client_id.to_string(),
            status: crate::list::send_status(&item.state),
        },
        client::SessionEvent::QueueCounts { queue_id } => {
            SessionEvent::QueueCountsChanged { queue_id: queue_id.to_string() }
        }
        client::SessionEvent::Upload { client_id, sent_bytes, total_bytes } => SessionEvent::UploadMoved {
            client_id: client_id.to_string(),
            sent_bytes: *sent_bytes,
            total_bytes: *total_bytes,
        },
        client::SessionEvent::Presence { .. }
        | client::SessionEvent::Sent { .. }
        | client::SessionEvent::Refused { .. } => {
            return None;
        }
    })
}

fn of_change(change: &Change, agent_id: Uuid) -> Option<SessionEvent> {
    Some(match change {
        Change::OfferMade(offer) => SessionEvent::OfferMade { offer: view::offer(offer) },
        Change::OfferEnded(offer) => SessionEvent::OfferEnded { offer: view::offer(offer) },
        Change::ChatStarted(chat)
        | Change::ChatUpdated(chat)
        | Change::ChatClosed(chat)
        | Change::ChatReopened(chat)
        | Change::ChatRated(chat)
        | Change::ChatTransferred { chat, .. }
        | Change::ParticipantJoined { chat, .. }
        | Change::ParticipantLeft { chat, .. } => SessionEvent::ChatChanged { chat_id: chat.id.to_string() },
        Change::ChatAssigned(assigned) => SessionEvent::ChatAssigned { chat_id: assigned.chat.id.to_string() },
        Change::ReadMoved { chat_id, .. }
        | Change::VisitorReadMoved { chat_id, .. }
        | Change::AgentsReceivedMoved { chat_id, .. }
        | Change::VisitorReceivedMoved { chat_id, .. }
        | Change::ChatErased { chat_id, .. } => SessionEvent::ChatChanged { chat_id: chat_id.to_string() },
        Change::MessageSent(message) | Change::MessageEdited(message) | Change::MessageDeleted(message) => {
            SessionEvent::EntryChanged { entry: view::message(message, agent_id) }
        }
        Change::WhisperSent(whisper) | Change::WhisperEdited(whisper) | Change::WhisperDeleted(whisper) => {
            SessionEvent::EntryChanged { entry: view::whisper(whisper, agent_id) }
        }
        Change::DirectConversationUpdated(conversation) => {
            SessionEvent::DirectConversationChanged { conversation_id: conversation.id.to_string() }
        }
        Change::DirectReadMoved { conversation_id, .. } => {
            SessionEvent::DirectConversationChanged { conversation_id: conversation_id.to_string() }
        }
        Change::DirectMessageSent(message)
        | Change::DirectMessageEdited(message)
        | Change::DirectMessageDeleted(message) => {
            SessionEvent::DirectMessageChanged { direct_message: view::direct_message(message, agent_id) }
        }
        Change::AvailabilityChanged { agent_id, availability, by_missed_offers } => SessionEvent::AvailabilityChanged {
            agent_id: agent_id.to_string(),
            availability: (*availability).into(),
            by_missed_offers: *by_missed_offers,
        },
        _ => return None,
    })
}

pub(crate) fn status(link: &LinkState) -> LinkStatus {
    match link {
        LinkState::Offline { .. } => LinkStatus::Offline,
        LinkState::Connecting => LinkStatus::Connecting,
        LinkState::Online => LinkStatus::Online,
        LinkState::Ended { reason: LinkEnd::Stopped } => LinkStatus::Stopped,
        LinkState::Ended { reason: LinkEnd::SessionEnded } => LinkStatus::SessionEnded,
        LinkState::Ended { reason: LinkEnd::UpgradeRequired | LinkEnd::Refused } => LinkStatus::UpgradeRequired,
    }
}
