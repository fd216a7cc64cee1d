//! Canned responses: texts written beforehand, with a shortcut and variables.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Timestamp, word::words};

words! {
    /// Whose a canned response is.
    pub enum CannedOwner {
        /// The organization's: kept by admins, for everybody.
        Organization = "organization",
        /// One agent's own.
        Agent = "agent",
    }
}

/// A canned response.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CannedResponseView {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub owner: CannedOwner,
    /// The agent whose it is; null for the organization's.
    pub owner_id: Option<Uuid>,
    /// That agent's name.
    pub owner_name: Option<String>,
    /// Whether the other agents have it too; always true for the organization's.
    pub shared: bool,
    /// What is typed after `/` to get it: `a`–`z`, digits and `-`.
    pub shortcut: String,
    /// The text, with variables such as `{{visitor.name}}`.
    pub text: String,
    /// The variables in it, each once.
    pub variables: Vec<String>,
    /// The text for the chat that was named, ready to be sent.
    pub rendered: Option<RenderedTextView>,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// A text whose variables were filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RenderedTextView {
    /// The text.
    pub text: String,
    /// Variables for which there is nothing, so that the agent looks again before sending.
    pub missing: Vec<String>,
}

/// Adds a canned response.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AddCannedResponseRequest {
    /// Whose it is; one's own when left out.
    #[serde(default = "own")]
    pub owner: CannedOwner,
    /// Whether the other agents have it too.
    #[serde(default)]
    pub shared: bool,
    /// What is typed to get it, with or without `/`: 1–32 letters, digits and `-`; accents and case are dropped. Unique
    /// among the owner's.
    pub shortcut: String,
    /// The text, at most 8,000 characters. Variables: `visitor.name`, `visitor.first_name`, `agent.name`,
    /// `agent.first_name`, `chat.number`, `chat.subject`, `queue.name`, `organization.name`, and `field.KEY` for the answer to
    /// a pre-chat field.
    pub text: String,
}

fn own() -> CannedOwner {
    CannedOwner::Agent
}

/// Changes a canned response; what is left out stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct UpdateCannedResponseRequest {
    /// Whether the other agents have it too.
    pub shared: Option<bool>,
    /// What is typed to get it.
    pub shortcut: Option<String>,
    /// The text.
    pub text: Option<String>,
}
