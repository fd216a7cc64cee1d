//! Direct conversations: agents among themselves.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Timestamp;

/// A direct conversation as its members read it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DirectConversationView {
    /// Its id.
    pub id: Uuid,
    /// The group's title; null between two agents.
    pub title: Option<String>,
    /// Whether it is a group.
    pub group: bool,
    /// Its members.
    pub members: Vec<DirectMemberView>,
    /// Position of the last message.
    pub last_position: u64,
    /// When the last message was sent, or the conversation made.
    pub last_message_at: Timestamp,
    /// `seq` of the event that last changed the conversation itself.
    pub seq: u64,
}

/// A member of a direct conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DirectMemberView {
    /// The agent.
    pub agent_id: Uuid,
    /// The agent's name.
    pub name: String,
    /// Read up to this position.
    pub read_position: u64,
}

/// A direct conversation in a list, with what concerns the agent who asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DirectListItemView {
    /// The conversation.
    pub conversation: DirectConversationView,
    /// Messages of others after one's read mark.
    pub unread_count: u32,
}

/// Opens a direct conversation: with one agent the existing one is given, with several a new group is made.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OpenDirectRequest {
    /// UUIDv7 made by the sender: the same request again gives the first group.
    pub client_id: Uuid,
    /// The other members, 1–49.
    pub agent_ids: Vec<Uuid>,
    /// The group's title, 1–80 characters; required for a group, refused between two.
    #[serde(default)]
    pub title: Option<String>,
}

/// A direct message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DirectMessageView {
    /// Its id.
    pub id: Uuid,
    /// The conversation.
    pub conversation_id: Uuid,
    /// Place in the conversation, from 1 without gaps.
    pub position: u64,
    /// Who sent it.
    pub sender_id: Uuid,
    /// The sender's name at the time.
    pub sender_name: String,
    /// The text; empty when it was deleted.
    pub text: String,
    /// The sender's own id for it.
    pub client_id: Uuid,
    /// When the server took it.
    pub sent_at: Timestamp,
    /// When it was last edited.
    pub edited_at: Option<Timestamp>,
    /// When it was deleted.
    pub deleted_at: Option<Timestamp>,
    /// `seq` of the event that last changed it.
    pub seq: u64,
}

/// Sends a direct message.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SendDirectMessageRequest {
    /// UUIDv7 made by the sender: the same send again gives the first result.
    pub client_id: Uuid,
    /// The text, 1–8,000 characters.
    pub text: String,
}
