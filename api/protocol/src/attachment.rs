//! Attachments: files sent in a chat.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Timestamp;

/// An attachment; its address is asked for when it is opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AttachmentView {
    /// Its id.
    pub id: Uuid,
    /// The file's name, cleaned.
    pub name: String,
    /// The type its bytes show, whatever was claimed.
    pub content_type: String,
    /// Its size, in bytes.
    pub size_bytes: u64,
    /// Width of an image, in pixels.
    pub width: Option<u32>,
    /// Height of an image, in pixels.
    pub height: Option<u32>,
    /// Whether a thumbnail exists.
    pub has_thumbnail: bool,
}

/// Short-lived addresses of an attachment; whoever has one can fetch it until it expires.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AttachmentLinksView {
    /// The file.
    pub url: String,
    /// Its thumbnail, for images.
    pub thumbnail_url: Option<String>,
    /// When the addresses stop working: at most 5 minutes from now.
    pub expires_at: Timestamp,
}
