//! What apps show: records of their own, so that the wire can change without the apps.

pub(crate) mod view;

use crate::register::Urgency;

/// What an agent declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum AgentAvailability {
    /// Takes chats.
    Ready,
    /// Works, but takes no new chats.
    Busy,
    /// Paused.
    NotReady,
    /// Signed out or gone.
    Offline,
}

/// What the device runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum DevicePlatform {
    /// iOS or iPadOS.
    Ios,
    /// Android.
    Android,
    /// A browser or a desktop.
    Web,
}

/// Who is signed in where.
#[derive(Clone, Debug, uniffi::Record)]
pub struct AccountRecord {
    /// The server's address.
    pub server_url: String,
    /// The organization's slug.
    pub organization: String,
    /// The address the agent signed in with.
    pub email: String,
    /// The agent.
    pub agent_id: String,
    /// The session; pushes name it.
    pub session_id: String,
    /// The device.
    pub device_id: String,
}

/// A colleague.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Colleague {
    /// The agent.
    pub agent_id: String,
    /// The agent's name.
    pub name: String,
    /// What the agent declared.
    pub availability: AgentAvailability,
}

/// What goes on in a queue.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct QueueCounts {
    /// The queue.
    pub queue_id: String,
    /// Chats that wait.
    pub waiting: u32,
    /// Chats that are active.
    pub active: u32,
    /// Members who are ready and can be told.
    pub ready: u32,
    /// The agent who gets the next chat, where one is given or offered it.
    pub next_agent_id: Option<String>,
    /// That agent's name.
    pub next_agent_name: Option<String>,
}

/// A waiting chat proposed to this agent.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Offer {
    /// The offer.
    pub offer_id: String,
    /// The chat.
    pub chat_id: String,
    /// The queue's name.
    pub queue_name: String,
    /// The visitor's name, if given.
    pub visitor_name: Option<String>,
    /// The visitor's phone number, where it is known.
    pub visitor_phone: Option<String>,
    /// The subject picked.
    pub subject: Option<String>,
    /// Since when the visitor waits, in milliseconds since 1970.
    pub waiting_since_ms: u64,
    /// When it expires, in milliseconds since 1970; never for broadcast.
    pub expires_at_ms: Option<u64>,
    /// Whether it may still be accepted.
    pub open: bool,
}

/// Where a chat stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum ChatStatus {
    /// Nobody has taken it.
    Waiting,
    /// At least one agent has taken it.
    Active,
    /// It is over.
    Closed,
}

/// Where a chat came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum ChatChannel {
    /// The web widget or the hosted page.
    Widget,
    /// The organization's own mobile app.
    Mobile,
    /// WhatsApp.
    Whatsapp,
    /// The API.
    Api,
}

/// A chat in a list.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Chat {
    /// The chat.
    pub chat_id: String,
    /// Its number in the organization.
    pub number: u64,
    /// Where it stands.
    pub status: ChatStatus,
    /// Where it came in.
    pub channel: ChatChannel,
    /// The queue.
    pub queue_id: String,
    /// Whose chat it is, once an agent has said so.
    pub contact_id: Option<String>,
    /// Which comes first while chats wait.
    pub urgency: Urgency,
    /// Until when it may be answered, in milliseconds since 1970: on WhatsApp, 24 hours after the customer's last message; after that
    /// only a template can be sent.
    pub reply_until_ms: Option<u64>,
    /// The visitor's name, if given.
    pub visitor_name: Option<String>,
    /// The visitor's phone number, where it is known.
    pub visitor_phone: Option<String>,
    /// Whether the organization's own system vouched for the visitor.
    pub visitor_verified: bool,
    /// The subject picked.
    pub subject: Option<String>,
    /// Names of the agents who are in it.
    pub agents: Vec<String>,
    /// Whether this agent is in it.
    pub joined: bool,
    /// Messages and whispers of others after one's read mark.
    pub unread_count: u32,
    /// Position of the last message or whisper.
    pub last_position: u64,
    /// When it was sent, in milliseconds since 1970.
    pub last_entry_at_ms: u64,
}

/// Who wrote something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Author {
    /// This agent.
    Me,
    /// Another agent.
    Colleague,
    /// The customer's side.
    Visitor,
    /// Pronto itself.
    System,
}

/// A message or whisper in a chat.
#[derive(Clone, Debug, uniffi::Record)]
pub struct TimelineEntry {
    /// Its id.
    pub entry_id: String,
    /// The chat.
    pub chat_id: String,
    /// Its place in the chat.
    pub position: u64,
    /// Whether it is a whisper: agents only read it.
    pub whisper: bool,
    /// Who wrote it.
    pub author: Author,
    /// The author's name at the time.
    pub author_name: String,
    /// The text; empty when it was deleted.
    pub text: String,
    /// For system messages: the word of what happened.
    pub notice: Option<String>,
    /// The sender's own id for it.
    pub client_id: Option<String>,
    /// When the server took it, in milliseconds since 1970.
    pub sent_at_ms: u64,
    /// Whether it was edited.
    pub edited: bool,
    /// Whether it was deleted.
    pub deleted: bool,
}

/// A direct conversation in a list.
#[derive(Clone, Debug, uniffi::Record)]
pub struct DirectConversation {
    /// The conversation.
    pub conversation_id: String,
    /// The group's title; nothing between two.
    pub title: Option<String>,
    /// Names of the members.
    pub members: Vec<String>,
    /// Messages of others after one's read mark.
    pub unread_count: u32,
    /// Position of the last message.
    pub last_position: u64,
}

/// A direct message.
#[derive(Clone, Debug, uniffi::Record)]
pub struct DirectMessage {
    /// Its id.
    pub message_id: String,
    /// The conversation.
    pub conversation_id: String,
    /// Its place in the conversation.
    pub position: u64,
    /// Whether this agent wrote it.
    pub mine: bool,
    /// The author's name at the time.
    pub author_name: String,
    /// The text; empty when it was deleted.
    pub text: String,
    /// When the server took it, in milliseconds since 1970.
    pub sent_at_ms: u64,
}
