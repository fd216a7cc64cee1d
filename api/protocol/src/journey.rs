//! Journeys: all that was had with a person, and the details of one chat.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    Timestamp,
    chat::ChatView,
    contact::{ContactNoteView, ContactView},
    ticket::TicketView,
};

/// One thing in a contact's journey.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum JourneyEntryView {
    /// A chat.
    Chat {
        /// When it started.
        at: Timestamp,
        /// The chat.
        chat: Box<ChatView>,
        /// True when an agent said that it is this contact's; false when one of the contact's identities was typed at entry,
        /// which anybody can do.
        linked: bool,
    },
    /// A ticket.
    Ticket {
        /// When it was opened.
        at: Timestamp,
        /// The ticket.
        ticket: TicketView,
    },
    /// A note about the contact.
    Note {
        /// When it was written.
        at: Timestamp,
        /// The note.
        note: ContactNoteView,
    },
}

/// All that is to be known of a chat besides what was said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChatDetailsView {
    /// The chat: when it started, its channel, its answers.
    pub chat: ChatView,
    /// The queue's name.
    pub queue_name: String,
    /// Agents who are or were in it, in the order they came.
    pub agents: Vec<ChatAgentView>,
    /// How long it waited for its first agent, or has waited so far, in milliseconds.
    pub waiting_ms: u64,
    /// How long it has been handled since then, in milliseconds.
    pub handling_ms: u64,
    /// Whose chat it is, once an agent has said so.
    pub contact: Option<ContactView>,
    /// Earlier chats of this person that the agent may see.
    pub earlier_chat_count: u64,
    /// The visitor's address at registration; null without the permission to block visitors.
    pub visitor_ip: Option<String>,
}

/// An agent who is or was in a chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChatAgentView {
    /// The agent.
    pub agent_id: Uuid,
    /// The agent's name at the time.
    pub name: String,
    /// Whether the agent took the chat, now or earlier; false for who only joined.
    pub responsible: bool,
    /// When the agent (last) came.
    pub joined_at: Timestamp,
    /// When the agent left.
    pub left_at: Option<Timestamp>,
}
