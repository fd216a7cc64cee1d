//! Status labels: the organization's own words for the states of chats.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::chat::ChatState;

/// A status label as agents read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatusLabelView {
    /// Its id.
    pub id: Uuid,
    /// The state it is a word for.
    pub state: ChatState,
    /// The word.
    pub name: String,
    /// Place among the labels of its state; chats that come into the state get the first active one.
    pub position: u32,
    /// Whether chats can get it.
    pub active: bool,
}

/// Adds a status label, active and behind the others of its state.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AddStatusLabelRequest {
    /// The state it is a word for; it stays for good.
    pub state: ChatState,
    /// The word, 1–80 characters; once in each state.
    pub name: String,
}

/// Changes a status label; what is left out stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct UpdateStatusLabelRequest {
    /// New word; chats that have the label keep the old one.
    pub name: Option<String>,
    /// New place, 0–10,000; of equal places the older label comes first.
    pub position: Option<u32>,
    /// Whether chats can get it; each state keeps one that is active.
    pub active: Option<bool>,
}

/// The label that a chat has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChatLabelView {
    /// Its id.
    pub id: Uuid,
    /// The word when the chat got it.
    pub name: String,
}

/// Gives a chat another label of the state it is in.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetLabelRequest {
    /// An active label of the chat's state.
    pub label_id: Uuid,
}
