//! Notes: kept for later on a chat, for agents only.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Timestamp;

/// A note; agents only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoteView {
    /// Its id.
    pub id: Uuid,
    /// The chat.
    pub chat_id: Uuid,
    /// Who wrote it.
    pub author_id: Uuid,
    /// The author's name at the time.
    pub author_name: String,
    /// The text.
    pub text: String,
    /// The author's own id for it; all zeros in events of a version that did not tell it.
    #[serde(default)]
    pub client_id: Uuid,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was last edited.
    pub edited_at: Option<Timestamp>,
    /// `seq` of the event that last changed it.
    pub seq: u64,
}

/// Writes a note on a chat.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AddNoteRequest {
    /// UUIDv7 made by the author: the same request again gives the first result.
    pub client_id: Uuid,
    /// The text, 1–8,000 characters.
    pub text: String,
}
