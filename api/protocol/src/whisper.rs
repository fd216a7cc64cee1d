//! Whispers: what agents say to each other inside a chat. No visitor type names them.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    Timestamp,
    message::{MessageView, SenderView},
};

/// A whisper; agents only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WhisperView {
    /// Its id.
    pub id: Uuid,
    /// The chat.
    pub chat_id: Uuid,
    /// Place in the chat among messages and whispers, from 1 without gaps.
    pub position: u64,
    /// Who whispered.
    pub sender: SenderView,
    /// The text; empty when it was deleted.
    pub text: String,
    /// Agents it mentions, found by the server: of those who may see the chat, by name or e-mail after an `@`.
    #[serde(default)]
    pub mentions: Vec<Uuid>,
    /// The sender's own id for it.
    pub client_id: Option<Uuid>,
    /// When the server took it.
    pub sent_at: Timestamp,
    /// When it was last edited.
    pub edited_at: Option<Timestamp>,
    /// When it was deleted.
    pub deleted_at: Option<Timestamp>,
    /// `seq` of the event that last changed it.
    pub seq: u64,
}

/// Whispers to the agents of a chat.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SendWhisperRequest {
    /// UUIDv7 made by the sender: the same send again gives the first result.
    pub client_id: Uuid,
    /// The text, 1–8,000 characters.
    pub text: String,
}

/// One entry of a chat's timeline, by position.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TimelineEntryView {
    /// Seen by the visitor.
    Message(MessageView),
    /// Seen by agents only.
    Whisper(WhisperView),
}

impl TimelineEntryView {
    /// Its place in the chat.
    #[must_use]
    pub fn position(&self) -> u64 {
        match self {
            Self::Message(message) => message.position,
            Self::Whisper(whisper) => whisper.position,
        }
    }

    /// `seq` of the event that last changed it.
    #[must_use]
    pub fn seq(&self) -> u64 {
        match self {
            Self::Message(message) => message.seq,
            Self::Whisper(whisper) => whisper.seq,
        }
    }
}
