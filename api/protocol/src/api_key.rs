//! API keys: what another program may do in an organization.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Timestamp, word::words};

words! {
    /// One thing an API key allows.
    pub enum Scope {
        /// Read chats and their timelines, without whispers.
        ChatsRead = "chats:read",
        /// Start chats for visitors and send their messages.
        ChatsWrite = "chats:write",
        /// Read whispers and notes as well, wherever something else may be read.
        InternalRead = "internal:read",
        /// Read agents.
        AgentsRead = "agents:read",
        /// Read queues, their members and subjects.
        QueuesRead = "queues:read",
        /// Read the change feed of the whole organization.
        FeedRead = "feed:read",
        /// Register, change and read webhooks.
        WebhooksManage = "webhooks:manage",
    }
}

/// An API key as admins read it: never the key itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiKeyView {
    /// Its id, which is also the actor in the audit trail.
    pub id: Uuid,
    /// What it is for.
    pub name: String,
    /// What it allows.
    pub scopes: Vec<Scope>,
    /// Its last characters, to recognise it.
    pub hint: String,
    /// Who made it.
    pub added_by: Uuid,
    /// When.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// Makes an API key.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AddApiKeyRequest {
    /// What it is for.
    pub name: String,
    /// What it allows; at least one.
    pub scopes: Vec<Scope>,
    /// When it ends; left out = never.
    #[serde(default)]
    pub expires_at: Option<Timestamp>,
}

/// A new API key; the only time that the key itself is told.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AddedApiKeyView {
    /// The key's record.
    #[serde(flatten)]
    pub api_key: ApiKeyView,
    /// Sent as `Authorization: Bearer pk_…`; it cannot be shown again.
    pub secret: String,
}
