//! Merges of contacts: two that turned out to be one person, and what moved, so that it can move back.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Timestamp, contact::ContactView};

/// A merge of one contact into another. Whatever belonged to `from` belongs to `into`, until the merge is undone: then what
/// moved, and nothing else, moves back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ContactMergeView {
    /// Its id.
    pub id: Uuid,
    /// The contact that stands for both.
    pub into: ContactView,
    /// The contact that was merged; remembered with its name and attributes.
    pub from: ContactView,
    /// How much moved.
    pub moved: MovedView,
    /// Who merged them.
    pub merged_by_id: Uuid,
    /// That agent's name at the time.
    pub merged_by_name: String,
    /// When they were merged.
    pub merged_at: Timestamp,
    /// When it was undone.
    pub undone_at: Option<Timestamp>,
    /// `seq` of the event that last changed it.
    pub seq: u64,
}

/// How much a merge has moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MovedView {
    /// Identities.
    pub identity_count: u32,
    /// Chats; those that are not closed are told by `chat.updated` as well.
    pub chat_count: u32,
    /// Tickets; those that are not closed are told by `ticket.updated` as well.
    pub ticket_count: u32,
    /// Notes.
    pub note_count: u32,
}

/// Merges another contact into this one.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MergeContactRequest {
    /// The contact that is merged, and stands in no list afterwards.
    pub from_id: Uuid,
}

/// Splits an identity off to a contact of its own.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct SplitIdentityRequest {
    /// The new contact's name; the old one's when left out.
    pub name: Option<String>,
}
