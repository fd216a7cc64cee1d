//! Messages: what visitor, agent or system says in a chat.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Timestamp, agent::Role, attachment::AttachmentView, word::words};

/// Longest text of a message, whisper or note, in characters.
pub const TEXT_MOST_CHARS: usize = 8_000;
/// Most attachments of one message.
pub const ATTACHMENTS_MOST: usize = 10;

words! {
    /// Who sends a message.
    pub enum SenderKind {
        /// The customer's side.
        Visitor = "visitor",
        /// An agent.
        Agent = "agent",
        /// Pronto itself.
        System = "system",
    }
}

words! {
    /// What a system message tells.
    pub enum NoticeCode {
        /// The queue's entry notice, written by the organization.
        Entry = "entry",
        /// An agent joined.
        AgentJoined = "agent_joined",
        /// An agent left.
        AgentLeft = "agent_left",
        /// The visitor left.
        VisitorLeft = "visitor_left",
        /// An agent closed the chat.
        ChatClosed = "chat_closed",
        /// The chat was opened again.
        ChatReopened = "chat_reopened",
        /// The chat was transferred to another agent.
        TransferredToAgent = "transferred_to_agent",
        /// The chat was transferred to a queue, where it waits.
        TransferredToQueue = "transferred_to_queue",
        /// A supervisor took the chat over.
        TakenOver = "taken_over",
        /// Nobody answered, so the chat waits in the queue again.
        BackInQueue = "back_in_queue",
        /// The visitor is silent; the chat will end.
        VisitorSilent = "visitor_silent",
        /// The chat ended since the visitor was silent.
        ChatAbandoned = "chat_abandoned",
    }
}

/// A system message in words that each side puts into its own language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notice {
    /// What happened.
    pub code: NoticeCode,
    /// Names that belong into the sentence, as `agent`.
    pub names: BTreeMap<String, String>,
}

/// Who sent something, kept as it was then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SenderView {
    /// Visitor, agent or system.
    pub kind: SenderKind,
    /// The agent or visitor; null for the system.
    pub id: Option<Uuid>,
    /// The name at the time.
    pub name: String,
    /// The agent's role at the time.
    pub role: Option<Role>,
}

/// A message as agents read it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MessageView {
    /// Its id.
    pub id: Uuid,
    /// The chat.
    pub chat_id: Uuid,
    /// Place in the chat among messages and whispers, from 1 without gaps.
    pub position: u64,
    /// Place among messages alone: what the visitor counts.
    pub number: u64,
    /// Who sent it.
    pub sender: SenderView,
    /// The text; empty when it was deleted or holds attachments only.
    pub text: String,
    /// Attachments.
    pub attachments: Vec<AttachmentView>,
    /// The message it quotes.
    pub quoted_id: Option<Uuid>,
    /// For system messages: what happened.
    pub notice: Option<Notice>,
    /// The sender's own id for it.
    pub client_id: Option<Uuid>,
    /// When the server took it.
    pub sent_at: Timestamp,
    /// When it was last edited.
    pub edited_at: Option<Timestamp>,
    /// When it was deleted.
    pub deleted_at: Option<Timestamp>,
    /// `seq` of the event that last changed it: what is newer wins.
    pub seq: u64,
}

/// Sends a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SendMessageRequest {
    /// UUIDv7 made by the sender: the same send again gives the first result, another content under it is refused.
    pub client_id: Uuid,
    /// The text, at most 8,000 characters; may be empty when there are attachments.
    #[serde(default)]
    pub text: String,
    /// Attachments uploaded to this chat before.
    #[serde(default)]
    pub attachment_ids: Vec<Uuid>,
    /// A message of this chat to quote.
    #[serde(default)]
    pub quoted_id: Option<Uuid>,
}

/// Changes the text of a message, whisper, note or direct message.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EditTextRequest {
    /// The new text.
    pub text: String,
}

/// Moves one's read mark; marks never move back.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MarkReadRequest {
    /// Read up to here: a position for agents, a number for visitors; one beyond the end means the end.
    #[cfg_attr(feature = "openapi", schema(format = "uint64"))]
    pub position: u64,
}
