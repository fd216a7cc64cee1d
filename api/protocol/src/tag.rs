//! Tags: words of the organization's own that chats are found by.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Most tags of one chat.
pub const TAGS_MOST: usize = 20;

/// A tag as agents read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TagView {
    /// Its id.
    pub id: Uuid,
    /// The word.
    pub name: String,
    /// Whether chats can get it.
    pub active: bool,
}

/// Adds a tag.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AddTagRequest {
    /// The word, 1–80 characters, unique in the organization.
    pub name: String,
}

/// Changes a tag; what is left out stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct UpdateTagRequest {
    /// New word; chats that have the tag keep the old one.
    pub name: Option<String>,
    /// Whether chats can get it.
    pub active: Option<bool>,
}

/// A tag that a chat has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChatTagView {
    /// Its id.
    pub id: Uuid,
    /// The word when the chat got it.
    pub name: String,
}

/// Gives a chat these tags and no others.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetTagsRequest {
    /// Active tags, or ones that the chat has already; at most 20.
    pub tag_ids: Vec<Uuid>,
}
