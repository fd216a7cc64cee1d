//! Panels: pages of other systems beside the chat, opened with a signed context that expires.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Timestamp, queue::FieldKind};

/// How long an address of a panel opens it, in seconds.
pub const PANEL_CONTEXT_SECONDS: u32 = 300;

/// A panel as agents and admins read it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PanelView {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// The address, with `{{context}}` where the signed context goes.
    pub url_template: String,
    /// Profiles whose agents are offered it; null = every agent.
    pub profile_ids: Option<Vec<Uuid>>,
    /// Whether it is offered at all.
    pub active: bool,
    /// When its secret was made.
    pub secret_at: Timestamp,
}

/// A panel and its secret, which is shown this once.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PanelSecretView {
    /// The panel.
    pub panel: PanelView,
    /// The key of the context's HS256 signature: its bytes are those of this text.
    pub secret: String,
}

/// A panel ready to be opened beside a chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChatPanelView {
    /// The panel.
    pub panel_id: Uuid,
    /// Its name.
    pub name: String,
    /// The address to open, with the context in it.
    pub url: String,
    /// Until when the context holds: ask again after it.
    pub expires_at: Timestamp,
}

/// Adds or replaces a panel.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PanelRequest {
    /// Its name, 1–80 characters; unique in the organization.
    pub name: String,
    /// The address: `https` (`http` for this machine only), with `{{context}}` once, after the host. `{{chat.id}}`,
    /// `{{chat.number}}` and `{{visitor.id}}` may stand beside it; they are not signed.
    pub url_template: String,
    /// Profiles whose agents are offered it; null or left out = every agent.
    #[serde(default)]
    pub profile_ids: Option<Vec<Uuid>>,
    /// Whether it is offered at all.
    #[serde(default = "yes")]
    pub active: bool,
}

fn yes() -> bool {
    true
}

/// What the context holds: a JWT signed with HS256.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PanelContext {
    /// Always `pronto`.
    pub iss: String,
    /// The panel's id.
    pub aud: String,
    /// When it was signed, in Unix seconds.
    pub iat: i64,
    /// When it ends, in Unix seconds; at most five minutes later.
    pub exp: i64,
    /// A name of its own, so that it can be accepted once.
    pub jti: Uuid,
    /// The organization.
    pub organization: PanelOrganization,
    /// The agent who opens it.
    pub agent: PanelAgent,
    /// The chat.
    pub chat: PanelChat,
    /// The visitor.
    pub visitor: PanelVisitor,
    /// What the visitor said to be: answers of the kinds that identify a person. Not verified.
    pub identities: Vec<PanelIdentity>,
    /// Every answer to the pre-chat fields, by key.
    pub fields: BTreeMap<String, String>,
}

/// The organization in a panel's context.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PanelOrganization {
    /// Its id.
    pub id: Uuid,
    /// Its word in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
}

/// The agent in a panel's context.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PanelAgent {
    /// The agent.
    pub id: Uuid,
    /// The name.
    pub name: String,
    /// The role.
    pub role: crate::agent::Role,
}

/// The chat in a panel's context.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PanelChat {
    /// Its id.
    pub id: Uuid,
    /// Its number.
    pub number: u64,
    /// The queue.
    pub queue_id: Uuid,
    /// The queue's name.
    pub queue: String,
    /// The subject picked.
    pub subject: Option<String>,
}

/// The visitor in a panel's context.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PanelVisitor {
    /// The visitor.
    pub id: Uuid,
    /// The name given.
    pub name: Option<String>,
}

/// One identity in a panel's context.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PanelIdentity {
    /// `email`, `phone` or `external_id`.
    pub kind: FieldKind,
    /// The field's key.
    pub key: String,
    /// The answer.
    pub value: String,
}
