//! Mentions: `@ana` in a whisper, as the mentioned agent reads of it.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Timestamp;

/// A whisper that mentions one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MentionView {
    /// The whisper.
    pub whisper_id: Uuid,
    /// Who is mentioned.
    pub agent_id: Uuid,
    /// The chat.
    pub chat_id: Uuid,
    /// The chat's number.
    pub chat_number: u64,
    /// The whisper's place in the chat.
    pub position: u64,
    /// Who whispered.
    pub by_id: Uuid,
    /// The name at the time.
    pub by_name: String,
    /// When.
    pub mentioned_at: Timestamp,
}
