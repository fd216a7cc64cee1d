//! Events as visitors read them: what is public of their own chat, and nothing that is not named here.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Change;
use crate::{
    Timestamp,
    chat::{ChatEnd, ChatView},
    message::MessageView,
    visitor::{VisitorChatView, VisitorMessageView, VisitorSenderView},
};

/// One entry of the log as a visitor reads it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VisitorEventView {
    /// The cursor to resume from.
    pub seq: u64,
    /// When it was committed.
    pub at: Timestamp,
    /// What changed.
    #[serde(flatten)]
    pub change: VisitorChange,
}

/// What changed, for visitors: public things of their own chat only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", content = "content")]
pub enum VisitorChange {
    /// The chat changed.
    #[serde(rename = "chat.updated")]
    ChatUpdated(VisitorChatView),
    /// A message was sent.
    #[serde(rename = "message.sent")]
    MessageSent(VisitorMessageView),
    /// A message was edited.
    #[serde(rename = "message.edited")]
    MessageEdited(VisitorMessageView),
    /// A message was deleted.
    #[serde(rename = "message.deleted")]
    MessageDeleted(VisitorMessageView),
    /// The agents read up to a number.
    #[serde(rename = "agents_read.moved")]
    AgentsReadMoved {
        /// The chat.
        chat_id: Uuid,
        /// Up to where.
        number: u64,
    },
    /// The visitor (in another tab) read up to a number.
    #[serde(rename = "visitor_read.moved")]
    VisitorReadMoved {
        /// The chat.
        chat_id: Uuid,
        /// Up to where.
        number: u64,
    },
    /// An agent's app received messages up to a number.
    #[serde(rename = "agents_received.moved")]
    AgentsReceivedMoved {
        /// The chat.
        chat_id: Uuid,
        /// Up to where.
        number: u64,
    },
    /// The visitor's app (in another tab) received messages up to a number.
    #[serde(rename = "visitor_received.moved")]
    VisitorReceivedMoved {
        /// The chat.
        chat_id: Uuid,
        /// Up to where.
        number: u64,
    },
}

impl Change {
    /// What of it a visitor may read: nothing unless it is named here.
    #[must_use]
    pub fn for_visitor(&self) -> Option<VisitorChange> {
        Some(match self {
            Self::ChatStarted(chat)
            | Self::ChatUpdated(chat)
            | Self::ChatClosed(chat)
            | Self::ChatReopened(chat)
            | Self::ChatRated(chat)
            | Self::ChatTransferred { chat, .. }
            | Self::ParticipantJoined { chat, .. }
            | Self::ParticipantLeft { chat, .. } => VisitorChange::ChatUpdated(chat.for_visitor()),
            Self::MessageSent(message) => VisitorChange::MessageSent(message.for_visitor()),
            Self::MessageEdited(message) => VisitorChange::MessageEdited(message.for_visitor()),
            Self::MessageDeleted(message) => VisitorChange::MessageDeleted(message.for_visitor()),
            Self::ReadMoved { chat_id, number, .. } => {
                VisitorChange::AgentsReadMoved { chat_id: *chat_id, number: *number }
            }
            Self::VisitorReadMoved { chat_id, number } => {
                VisitorChange::VisitorReadMoved { chat_id: *chat_id, number: *number }
            }
            Self::AgentsReceivedMoved { chat_id, number } => {
                VisitorChange::AgentsReceivedMoved { chat_id: *chat_id, number: *number }
            }
            Self::VisitorReceivedMoved { chat_id, number } => {
                VisitorChange::VisitorReceivedMoved { chat_id: *chat_id, number: *number }
            }
            _ => return None,
        })
    }
}

impl ChatView {
    /// The chat as its visitor reads it.
    #[must_use]
    pub fn for_visitor(&self) -> VisitorChatView {
        VisitorChatView {
            id: self.id,
            number: self.number,
            state: self.state,
            subject: self.subject.clone(),
            started_at: self.started_at,
            closed_at: self.closed_at,
            left_by_visitor: self.end == Some(ChatEnd::VisitorLeft),
            agents: self.participants.iter().map(|participant| participant.name.clone()).collect(),
            visitor_read_number: self.visitor_read_number,
            visitor_received_number: self.visitor_received_number,
            agents_read_number: self.agents_read_number,
            agents_received_number: self.agents_received_number,
            rating: self.rating.clone(),
            seq: self.seq,
        }
    }
}

impl MessageView {
    /// The message as its visitor reads it: agents by name only, other people's client ids left out.
    #[must_use]
    pub fn for_visitor(&self) -> VisitorMessageView {
        let own = self.sender.kind == crate::message::SenderKind::Visitor;
        VisitorMessageView {
            id: self.id,
            chat_id: self.chat_id,
            number: self.number,
            sender: VisitorSenderView { kind: self.sender.kind, name: self.sender.name.clone() },
            text: self.text.clone(),
            attachments: self.attachments.clone(),
            quoted_id: self.quoted_id,
            notice: self.notice.clone(),
            client_id: self.client_id.filter(|_| own),
            sent_at: self.sent_at,
            edited_at: self.edited_at,
            deleted_at: self.deleted_at,
            seq: self.seq,
        }
    }
}
